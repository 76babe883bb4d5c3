// Version 9 of the case file: how what leaves the case is redacted. The key and the names' stand-ins stay in the case,
// so that two exports of it say the same of the same thing; no export has these tables' rows.

export const redaction = `
-- One row at most. key: 32 hexadecimal digits. additions, exceptions: JSON lists of texts.
CREATE TABLE redaction (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  key TEXT NOT NULL,
  additions TEXT NOT NULL,
  exceptions TEXT NOT NULL
) STRICT;

-- Addresses and ids follow from the key; names are numbered.
CREATE TABLE redaction_name (
  class TEXT NOT NULL,
  name TEXT NOT NULL,
  stand_in TEXT NOT NULL,
  PRIMARY KEY (class, name)
) STRICT, WITHOUT ROWID;
`;

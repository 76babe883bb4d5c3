// Version 7 of the case file: what the user writes. Notes, pins and the report's outline are not joined to any other
// table: what they are about is in their JSON as an anchor (shared/notes/anchor.ts), which outlives a re-import.

export const notes = `
-- id: a UUID that whoever made it gave it. tags: a JSON list. anchor: shared/notes/anchor.ts.
CREATE TABLE note (
  id TEXT NOT NULL PRIMARY KEY,
  created TEXT NOT NULL,
  updated TEXT NOT NULL,
  author TEXT NOT NULL,
  status TEXT NOT NULL,
  tags TEXT NOT NULL,
  text TEXT NOT NULL,
  anchor TEXT NOT NULL
) STRICT;

-- shown: shared/notes/pin.ts.
CREATE TABLE pin (
  id TEXT NOT NULL PRIMARY KEY,
  created TEXT NOT NULL,
  author TEXT NOT NULL,
  title TEXT NOT NULL,
  shown TEXT NOT NULL
) STRICT;

-- One row at most. outline: shared/notes/outline.ts.
CREATE TABLE report (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  outline TEXT NOT NULL
) STRICT;
`;

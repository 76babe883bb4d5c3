// Version 3 of the case file: a snapshot says whether `sos clean` went over what it was read from, so that
// nothing in it is joined by MAC.

export const cleaned = `
ALTER TABLE snapshot ADD COLUMN cleaned INTEGER NOT NULL DEFAULT 0;
`;

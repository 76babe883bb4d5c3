// Version 4 of the case file: a source says how many of its lines its parser took and how many were set
// aside, so that it can be checked that none was lost on the way. Null in older cases, and where no text is kept.

export const lineCounts = `
ALTER TABLE source ADD COLUMN lines_read INTEGER;
ALTER TABLE source ADD COLUMN lines_aside INTEGER;
`;

// Version 5 of the case file: from a source to its facts of one kind, so that the network and the comparison
// of a snapshot read what they look at and leave its packages, settings and log lines where they are.

export const factsByKind = `
CREATE INDEX fact_kind ON fact (source_id, kind);
`;

// Version 1 of the case file.
//
// bundle ─< snapshot_bundle >─ snapshot ─< source ─< fact, name, flow, flow_bridge, problem
// content ─< content_chunk: one text; several sources (the commands of a transcript) share it.
//
// A flow has no source column: its id says it (see flow-ids.ts), so that the table is stored in the
// order source, place in the dump, and a window of a dump is one range of it.

export const first = `
CREATE TABLE bundle (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  imported_at TEXT NOT NULL
) STRICT;
CREATE INDEX bundle_fingerprint ON bundle (fingerprint);

CREATE TABLE snapshot (
  id INTEGER PRIMARY KEY,
  host TEXT NOT NULL,
  host_from TEXT NOT NULL,
  captured_at TEXT,
  captured_from TEXT,
  label TEXT
) STRICT;

CREATE TABLE snapshot_bundle (
  snapshot_id INTEGER NOT NULL REFERENCES snapshot (id),
  bundle_id INTEGER NOT NULL REFERENCES bundle (id),
  PRIMARY KEY (snapshot_id, bundle_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE content (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  bytes INTEGER NOT NULL,
  lines INTEGER NOT NULL
) STRICT;

-- data: zstd of the lines, each with its line feed.
CREATE TABLE content_chunk (
  id INTEGER PRIMARY KEY,
  content_id INTEGER NOT NULL REFERENCES content (id),
  first_line INTEGER NOT NULL,
  lines INTEGER NOT NULL,
  data BLOB NOT NULL,
  UNIQUE (content_id, first_line)
) STRICT;

CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  snapshot_id INTEGER NOT NULL REFERENCES snapshot (id),
  bundle_id INTEGER NOT NULL REFERENCES bundle (id),
  path TEXT NOT NULL,
  command_line TEXT,
  command_id TEXT,
  target TEXT,
  netns TEXT,
  protocol TEXT,
  state TEXT NOT NULL,
  reason TEXT,
  bytes INTEGER NOT NULL,
  first_line INTEGER NOT NULL,
  last_line INTEGER NOT NULL,
  content_id INTEGER REFERENCES content (id),
  facts INTEGER NOT NULL,
  problems INTEGER NOT NULL
) STRICT;
CREATE INDEX source_snapshot ON source (snapshot_id, path);

-- Every kind but flow. data: the fact as JSON, as in shared/facts.ts. key: the thing it is about.
CREATE TABLE fact (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES source (id),
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  first_line INTEGER NOT NULL,
  last_line INTEGER NOT NULL,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX fact_source ON fact (source_id, first_line);

-- The names a fact mentions, so that a device, MAC, address or instance leads to every fact about it.
CREATE TABLE name (
  name TEXT NOT NULL COLLATE NOCASE,
  what TEXT NOT NULL,
  fact_id INTEGER NOT NULL REFERENCES fact (id),
  PRIMARY KEY (name, what, fact_id)
) STRICT, WITHOUT ROWID;

-- Not STRICT: a counter beyond 64 bits, from a broken dump, is kept as a real.
CREATE TABLE flow (
  id INTEGER PRIMARY KEY,
  bridge TEXT,
  table_id INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  match TEXT NOT NULL,
  actions TEXT NOT NULL,
  cookie TEXT,
  n_packets INTEGER,
  n_bytes INTEGER,
  duration REAL,
  idle_timeout INTEGER,
  hard_timeout INTEGER,
  idle_age INTEGER,
  hard_age INTEGER,
  importance INTEGER,
  flags TEXT,
  first_line INTEGER NOT NULL,
  last_line INTEGER NOT NULL
);

-- How many flows of which bridge a source has; bridge is null where the dump does not name it.
CREATE TABLE flow_bridge (
  source_id INTEGER NOT NULL REFERENCES source (id),
  bridge TEXT,
  flows INTEGER NOT NULL
) STRICT;
CREATE INDEX flow_bridge_source ON flow_bridge (source_id);

CREATE TABLE problem (
  id INTEGER PRIMARY KEY,
  bundle_id INTEGER NOT NULL REFERENCES bundle (id),
  source_id INTEGER REFERENCES source (id),
  severity TEXT NOT NULL,
  line INTEGER,
  code TEXT NOT NULL,
  message TEXT NOT NULL
) STRICT;
CREATE INDEX problem_source ON problem (source_id);
`;

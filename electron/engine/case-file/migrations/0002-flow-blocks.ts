// Version 2 of the case file: flows in compressed blocks of columns instead of a row each, names once,
// and chunks of text that say what is not in them.
//
// source ─< flow_block; fact ─< fact_name >─ name; content_chunk has a filter.
import type { Database } from 'better-sqlite3';
import { zstdDecompressSync } from 'node:zlib';
import { FlowEncoder } from '../encode-flows.ts';
import { flowId, flowIdRange } from '../flow-ids.ts';
import type { EncodedFlows } from '../import-writer.ts';
import { textSignature } from '../text-signature.ts';

const tables = `
-- id: that of the block's first flow (flow-ids.ts). data: columns/flow-block.ts.
CREATE TABLE flow_block (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES source (id),
  flows INTEGER NOT NULL,
  first_line INTEGER NOT NULL,
  last_line INTEGER NOT NULL,
  data BLOB NOT NULL
) STRICT;

-- The names facts mention, so that a device, MAC, address or instance leads to every fact about it.
ALTER TABLE name RENAME TO old_name;
CREATE TABLE name (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL COLLATE NOCASE,
  what TEXT NOT NULL,
  UNIQUE (name, what)
) STRICT;
CREATE TABLE fact_name (
  name_id INTEGER NOT NULL REFERENCES name (id),
  fact_id INTEGER NOT NULL REFERENCES fact (id),
  PRIMARY KEY (name_id, fact_id)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO name (name, what) SELECT name, what FROM old_name;
INSERT INTO fact_name SELECT name.id, fact_id FROM old_name JOIN name USING (name, what);
DROP TABLE old_name;

-- From a text to the sources that have it.
CREATE INDEX source_content ON source (content_id);

-- filter: text-signature.ts; stands before data, so that it is read without it.
ALTER TABLE content_chunk RENAME TO old_chunk;
CREATE TABLE content_chunk (
  id INTEGER PRIMARY KEY,
  content_id INTEGER NOT NULL REFERENCES content (id),
  first_line INTEGER NOT NULL,
  lines INTEGER NOT NULL,
  filter BLOB NOT NULL,
  data BLOB NOT NULL,
  UNIQUE (content_id, first_line)
) STRICT;
`;

/** A row of version 1's table of flows. */
interface Version1Flow {
  readonly bridge: string | null;
  readonly table_id: number;
  readonly priority: number;
  readonly match: string;
  readonly actions: string;
  readonly cookie: string | null;
  readonly n_packets: number | null;
  readonly n_bytes: number | null;
  readonly duration: number | null;
  readonly idle_timeout: number | null;
  readonly hard_timeout: number | null;
  readonly idle_age: number | null;
  readonly hard_age: number | null;
  readonly importance: number | null;
  /** Space-separated; null when there are none. */
  readonly flags: string | null;
  readonly first_line: number;
  readonly last_line: number;
}

/** Works inside the caller's transaction. */
export function flowBlocks(db: Database): void {
  db.exec(tables);
  convertChunks(db);
  convertFlows(db);
  db.exec('DROP TABLE old_chunk; DROP TABLE flow;');
}

function convertChunks(db: Database): void {
  const ids = db.prepare<[], number>('SELECT id FROM old_chunk ORDER BY id').pluck().all();
  const data = db.prepare<[number], Buffer>('SELECT data FROM old_chunk WHERE id = ?').pluck();
  const insert = db.prepare(
    `INSERT INTO content_chunk (id, content_id, first_line, lines, filter, data)
     SELECT id, content_id, first_line, lines, ?, data FROM old_chunk WHERE id = ?`,
  );
  for (const id of ids) {
    const text = zstdDecompressSync(data.get(id) ?? Buffer.alloc(0));
    insert.run(Buffer.from(textSignature(text)), id);
  }
}

function convertFlows(db: Database): void {
  const insert = db.prepare(
    'INSERT INTO flow_block (id, source_id, flows, first_line, last_line, data) VALUES (?, ?, ?, ?, ?, ?)',
  );
  // Some rows at a time: a connection does not write while it reads.
  const rows = db.prepare<[number, number], Version1Flow & { readonly id: number }>(
    'SELECT * FROM flow WHERE id BETWEEN ? AND ? ORDER BY id LIMIT 4096',
  );
  for (const source of db.prepare<[], number>('SELECT DISTINCT source_id FROM flow_bridge').pluck().all()) {
    const encoder = new FlowEncoder();
    const store = (block: EncodedFlows | null): void => {
      if (block === null) return;
      const { firstPlace, count, firstLine, lastLine, data } = block;
      insert.run(flowId(source, firstPlace), source, count, firstLine, lastLine, Buffer.from(data));
    };
    let [first] = flowIdRange(source);
    const [, last] = flowIdRange(source);
    for (;;) {
      const some = rows.all(first, last);
      for (const row of some) store(encoder.add(flowOf(row), row.first_line, row.last_line));
      const end = some.at(-1);
      if (end === undefined) break;
      first = end.id + 1;
    }
    store(encoder.end());
  }
}

function flowOf(row: Version1Flow): Parameters<FlowEncoder['add']>[0] {
  return {
    bridge: row.bridge,
    table: row.table_id,
    priority: row.priority,
    match: row.match,
    actions: row.actions,
    cookie: row.cookie,
    nPackets: row.n_packets,
    nBytes: row.n_bytes,
    duration: row.duration,
    idleTimeout: row.idle_timeout,
    hardTimeout: row.hard_timeout,
    idleAge: row.idle_age,
    hardAge: row.hard_age,
    importance: row.importance,
    flags: row.flags === null ? [] : row.flags.split(' '),
  };
}

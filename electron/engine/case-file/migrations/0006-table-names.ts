// Version 6 of the case file: a flow's table may be known by its name only, which a column of its own has in
// each block of flows. In the blocks that are there every table has its number.
import type { Database } from 'better-sqlite3';
import { encodeTexts } from '../columns/text-column.ts';

/** In a block of version 1: columns, each with its size behind the version and the number of flows. */
const columns = 17;
const sizesAt = 5;

/** Works inside the caller's transaction. */
export function tableNames(db: Database): void {
  const ids = db.prepare<[], number>('SELECT id FROM flow_block ORDER BY id').pluck().all();
  const read = db.prepare<[number], Buffer>('SELECT data FROM flow_block WHERE id = ?').pluck();
  const write = db.prepare('UPDATE flow_block SET data = ? WHERE id = ?');
  for (const id of ids) {
    const block = read.get(id);
    // Older cases get their blocks from migration 2, which makes them as they are today.
    if (block?.[0] === 1) write.run(withTableNames(block), id);
  }
}

/** Puts a column of nulls behind the others. */
function withTableNames(block: Buffer): Buffer {
  const nulls = encodeTexts(new Array<null>(block.readUInt32LE(1)).fill(null));
  // Each column was packed by itself; no texts are packed as they are, with a byte that says so.
  const names = Buffer.concat([nulls, Buffer.of(0)]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(names.length);
  const body = sizesAt + 4 * columns;
  const changed = Buffer.concat([block.subarray(0, body), size, block.subarray(body), names]);
  changed[0] = 2;
  return changed;
}

// Version 8 of the case file: what a comparison asks of every flow stands beside its block, and the columns of a block
// are compressed together, as version 3 of a block.
import type { Database } from 'better-sqlite3';
import { FlowBlock, joinGroups } from '../columns/flow-block.ts';
import { digestOf } from '../columns/flow-digest.ts';
import { packBytes, unpackBytes } from '../columns/packed-bytes.ts';

const table = `
-- id: its block's. oldest, cookies, prints: columns/flow-digest.ts; the small ones stand first, so that they are read alone.
CREATE TABLE flow_digest (
  id INTEGER PRIMARY KEY REFERENCES flow_block (id),
  oldest REAL,
  cookies TEXT,
  prints BLOB NOT NULL
) STRICT;
`;

/** Works inside the caller's transaction. */
export function flowDigests(db: Database): void {
  db.exec(table);
  const ids = db.prepare<[], number>('SELECT id FROM flow_block ORDER BY id').pluck().all();
  const read = db.prepare<[number], Buffer>('SELECT data FROM flow_block WHERE id = ?').pluck();
  const write = db.prepare('UPDATE flow_block SET data = ? WHERE id = ?');
  const insert = db.prepare('INSERT INTO flow_digest (id, oldest, cookies, prints) VALUES (?, ?, ?, ?)');
  for (const id of ids) {
    const old = read.get(id) ?? Buffer.alloc(0);
    // The oldest cases get their blocks from migration 2, which makes them as they are today.
    const data = old[0] === 2 ? packedTogether(old) : old;
    if (data !== old) write.run(data, id);
    const { oldest, cookies, prints } = digestOf(new FlowBlock(data));
    insert.run(id, oldest, cookies, Buffer.from(prints.buffer));
  }
}

/** In a block of version 2: columns, each with its size behind the version and the number of flows, and packed by itself. */
const numberColumns = 12;
const columns = 18;
const sizesAt = 5;
/** Their places among the columns; each is a group of its own in version 3, behind that of the others. */
const [match, actions] = [12, 13];

function packedTogether(block: Buffer): Buffer {
  const parts: Uint8Array[] = [];
  let at = sizesAt + 4 * columns;
  for (let i = 0; i < columns; i++) {
    const end = at + block.readUInt32LE(sizesAt + 4 * i);
    const column = block.subarray(at, end);
    parts.push(i < numberColumns ? unpackedNumbers(column) : unpackedTexts(column));
    at = end;
  }
  const others = parts.filter((_, i) => i !== match && i !== actions);
  const groups = [others, [parts[match]], [parts[actions]]].map((group) =>
    packBytes(Buffer.concat(group.flatMap((part) => part ?? []))),
  );
  const sizes = parts.map((part) => part.length);
  return Buffer.from(joinGroups(block.readUInt32LE(1), sizes, groups));
}

/** By its first byte: all null, one value, whole numbers, any numbers. The latter two have a packed body. */
function unpackedNumbers(column: Buffer): Uint8Array {
  const head = { 2: 27, 3: 2 }[column[0] ?? 0];
  if (head === undefined) return column;
  return Buffer.concat([column.subarray(0, head), unpackBytes(column.subarray(head))]);
}

/** How many texts, then two columns of numbers, each with its size; a byte that says how; the packed texts. */
function unpackedTexts(column: Buffer): Uint8Array {
  const lengthsEnd = 8 + column.readUInt32LE(4);
  const rowsEnd = lengthsEnd + 4 + column.readUInt32LE(lengthsEnd);
  const lengths = unpackedNumbers(column.subarray(8, lengthsEnd));
  const rows = unpackedNumbers(column.subarray(lengthsEnd + 4, rowsEnd));
  return Buffer.concat([
    column.subarray(0, 4),
    ...[sizeOf(lengths), lengths, sizeOf(rows), rows],
    column.subarray(rowsEnd, rowsEnd + 1),
    unpackBytes(column.subarray(rowsEnd + 1)),
  ]);
}

function sizeOf(bytes: Uint8Array): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(bytes.length);
  return size;
}

// A file of flows, plain or compressed, or standard input, as columns that can be compared.
import { statSync } from 'node:fs';
import { CodedError } from '../../shared/coded-error.ts';
import { FlowColumns } from '../../shared/flows/flow-columns.ts';
import { FlowDumpReader, type UnreadLine } from '../../shared/flows/flow-dump-reader.ts';
import type { SaidFields } from '../../shared/flows/said-fields.ts';
import { TableIndex } from '../../shared/openflow/table-id.ts';
import { withoutControls } from './import/decode-lines.ts';
import { readTextFile } from './read-text-file.ts';

export interface FlowDumpFile {
  readonly columns: FlowColumns;
  readonly said: SaidFields;
  /** The first lines that are no flow, and how many there are. */
  readonly unread: readonly UnreadLine[];
  readonly unreadLines: number;
  /** Words of flows' headers that are not known and left out, each with its first line. */
  readonly unknown: ReadonlyMap<string, number>;
  /** Why the file is not whole; null when it is. */
  readonly cut: string | null;
}

/**
 * Reads the flows of `path`; `-` is standard input. Throws CodedError 'not-found' when it cannot be read and
 * 'unreadable-bundle' when it is no text, or has lines and none of them is a flow. Dumps that are compared share
 * `tables`.
 */
export async function readFlowDump(path: string, tables = new TableIndex()): Promise<FlowDumpFile> {
  const columns = new FlowColumns(tables);
  const reader = new FlowDumpReader(columns, withoutControls, path === '-' ? 0 : bytesOf(path));
  const cut = await readTextFile(path, reader, 'dump of flows');
  const said = reader.end();
  const { unread, unreadLines, unknown } = reader;
  const [first] = unread;
  if (columns.count === 0 && first !== undefined) {
    throw new CodedError(
      'unreadable-bundle',
      `${path} holds no flow; line ${first.line} is none: ${first.reason}.`,
    );
  }
  return { columns, said, unread, unreadLines, unknown, cut };
}

/** Of a compressed file it is too little, of what is no file 0. */
function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

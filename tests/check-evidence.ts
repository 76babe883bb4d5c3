// Proof that evidence is evidence: the lines of each fact contain what the fact is about. A key is made of
// words; each must stand in the lines, in one of the spellings that outputs have, or, where one file is one
// thing's (`/proc/net/bonding/bond0`, `ethtool -S eth0`), in what names the file; one at least in the lines,
// but for the kinds of which only the file's name says what they are about.
import Database from 'better-sqlite3';
import { FlowBlock } from '../electron/engine/case-file/columns/flow-block.ts';
import { ContentReader } from '../electron/engine/case-file/content.ts';

interface FactRow {
  readonly id: number;
  readonly kind: string;
  readonly key: string;
  readonly first_line: number;
  readonly last_line: number;
  readonly content_id: number;
  readonly path: string;
  /** Of a property of the host. */
  readonly value: string;
  readonly around: string;
}

/** The facts and flows of the case at `path` whose lines do not contain what they are about, as sentences. */
export function checkEvidence(path: string): readonly string[] {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    return [...factFaults(db), ...flowFaults(db)];
  } finally {
    db.close();
  }
}

function* factFaults(db: Database.Database): Generator<string> {
  const reader = new ContentReader(db);
  let content = -1;
  let text: readonly string[] = [];
  const rows = db.prepare<[], FactRow>(
    `SELECT fact.id, kind, key, fact.first_line, fact.last_line, content_id, path,
       coalesce(CASE kind WHEN 'host-property' THEN CAST(json_extract(data, '$.value') AS TEXT) END, '') AS value,
       concat_ws(' ', path, command_line, command_id, target, netns, snapshot.host) AS around
     FROM fact JOIN source ON source.id = source_id JOIN snapshot ON snapshot.id = snapshot_id
     WHERE content_id IS NOT NULL ORDER BY content_id, fact.id`,
  );
  for (const row of rows.all()) {
    if (row.content_id !== content) {
      content = row.content_id;
      text = reader.lines(content, 1, Number.MAX_SAFE_INTEGER);
    }
    const lines = text.slice(row.first_line - 1, row.last_line).join('\n');
    const missing = missingWords(row, lines);
    if (missing !== null) {
      yield `${row.kind} ${row.key}: ${missing} not in lines ${row.first_line} to ${row.last_line} of ${row.path}`;
    }
  }
}

/** What of the key is nowhere; null when all is well. */
function missingWords({ kind, key, value, around }: FactRow, lines: string): string | null {
  const plain = readable(lines);
  // A disk is of a domain: `instance-00000001/vda`. A property's key is our name for it; its value is printed.
  const words = wordsOf(
    kind === 'domain-disk' ? key.replace('/', ' ') : kind === 'host-property' ? value : key,
  );
  const inLines = words.filter((word) => isIn(word, plain));
  const elsewhere = readable(around);
  const lost = words.filter((word) => !inLines.includes(word) && !isIn(word, elsewhere));
  if (lost.length > 0) return lost.join(', ');
  return inLines.length > 0 || words.length === 0 || namedByFile.has(kind) ? null : 'nothing of it';
}

/** Kinds whose output does not name its thing: the file's name or the command's argument does. */
const namedByFile: ReadonlySet<string> = new Set([
  'bfd-session',
  'device-attribute',
  'ethtool-address',
  'ethtool-driver',
  'ethtool-module',
  'ethtool-statistics',
  'kernel-setting',
  'openflow-switch',
  'ovs-bridge-state',
  'ovs-daemon-state',
]);

function wordsOf(key: string): readonly string[] {
  return readable(key)
    .split(/[\s,|;="'{}[\]()]+/)
    .filter((word) => /[a-z0-9]/.test(word));
}

/** Lower case, without quotes' backslashes. */
function readable(text: string): string {
  return text.toLowerCase().replaceAll('\\', '');
}

function isIn(word: string, text: string): boolean {
  if (text.includes(word)) return true;
  // A MAC in hexadecimal; a log's time, which is printed with a blank; `"local": "10.0.0.1", "prefixlen": 24`.
  if (word.includes(':') && text.includes(word.replaceAll(':', ''))) return true;
  const time = /^(\d{4}-\d\d-\d\d)t(.*)$/.exec(word);
  if (time !== null) return text.replace(/(\d),(\d)/g, '$1.$2').includes(`${time[1]} ${time[2]}`);
  const [address = '', length, ...more] = word.split('/');
  // What net-tools print: `0.0.0.0` and `::/0` are the default, a prefix's length is a netmask or a word of its own.
  if (word === 'default') return /^(?:0\.0\.0\.0 .*\b0\.0\.0\.0 |::\/0 )/.test(text);
  const mask = maskOf(Number(length));
  if (
    more.length === 0 &&
    text.includes(address) &&
    (text.includes(mask) || text.includes(`prefixlen ${length} `))
  )
    return true;
  return (
    length !== undefined &&
    more.length === 0 &&
    text.includes('"prefixlen"') &&
    text.includes(`"${address}"`) &&
    new RegExp(`"prefixlen": ?${length}\\b`).test(text)
  );
}

/** `24` → `255.255.255.0`. */
function maskOf(length: number): string {
  const bits = '1'.repeat(Math.min(32, length || 0)).padEnd(32, '0');
  return [0, 8, 16, 24].map((at) => Number.parseInt(bits.slice(at, at + 8), 2)).join('.');
}

/** Flows whose lines do not contain what they match. */
function* flowFaults(db: Database.Database): Generator<string> {
  const reader = new ContentReader(db);
  const blocks = db.prepare<[], { data: Buffer; path: string; content_id: number }>(
    `SELECT data, path, content_id FROM flow_block JOIN source ON source.id = source_id
     WHERE content_id IS NOT NULL ORDER BY flow_block.id`,
  );
  for (const { data, path, content_id: content } of blocks.iterate()) {
    const block = new FlowBlock(data);
    if (block.flows === 0) continue;
    const from = block.firstLine(0);
    const text = reader.lines(content, from, block.lastLine(block.flows - 1) + 1);
    const flowAt = block.reader();
    for (let place = 0; place < block.flows; place++) {
      const { match } = flowAt(place);
      const [first, last] = [block.firstLine(place), block.lastLine(place)];
      const lines = readable(text.slice(first - from, last - from + 1).join('\n'));
      // EasyOVS prints its own names of fields.
      const said = lines.includes('actions=') ? match : match.replace(/\w+=/g, '');
      const lost = wordsOf(said).filter((word) => !isIn(word, lines));
      if (lost.length > 0)
        yield `flow ${match}: ${lost.join(', ')} not in lines ${first} to ${last} of ${path}`;
    }
  }
}

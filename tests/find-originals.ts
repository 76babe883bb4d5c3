// Looks for what was to be redacted in a redacted case: in the file's bytes, and in everything that is stored compressed.
// What the originals are, and how each may be spelled, is not asked of the redaction but of the case's index of names,
// of plain patterns, and of the search.
import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { spellingsOf, type Spelling } from '../shared/search/spellings.ts';
import { FlowBlock } from '../electron/engine/case-file/columns/flow-block.ts';
import { ContentReader } from '../electron/engine/case-file/content.ts';

const uuid = /(?<![0-9a-z])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-z])/gi;
const mac = /(?<![0-9a-f:])(?:[0-9a-f]{2}:){5}[0-9a-f]{2}(?![0-9a-f:])/gi;
const inet =
  /(?:inet|src|dst|via|local|remote|remote_ip|local_ip|nw_src|nw_dst|arp_tpa|arp_spa|ip_address)[ ='":]+(\d+\.\d+\.\d+\.\d+)/g;
/** What means the same in every cloud. */
const everyones =
  /^(?:default$|0\.|127\.|169\.254\.|22[4-9]\.|23\d\.|255\.|::1?$|fe80::$|ff0|00000000-0000|ffffffff-ffff|00:00:00:00:00:00$|.[13579bdf]:|..:..:..:00:00:00$)/;

export interface Originals {
  readonly ids: ReadonlySet<string>;
  /** Hosts and instances. */
  readonly names: ReadonlySet<string>;
}

/** Addresses, MACs and ids of a case, in their usual spelling, and names of its hosts and instances. */
export function originalsOf(path: string): Originals {
  const db = new Database(path, { readonly: true });
  const ids = new Set<string>();
  const names = new Set<string>(db.prepare<[], string>('SELECT DISTINCT host FROM snapshot').pluck().all());
  for (const { what, name } of db
    .prepare<[], { what: string; name: string }>('SELECT what, name FROM name')
    .iterate()) {
    if (what === 'mac') ids.add(name.toLowerCase());
    if (what === 'address') ids.add(name.toLowerCase().replace(/\/\d+$/, ''));
    if (what === 'instance' || what === 'host') (uuid.test(name) ? ids : names).add(name.toLowerCase());
    uuid.lastIndex = 0;
  }
  for (const line of linesOf(db)) {
    for (const [text] of line.matchAll(uuid)) ids.add(text.toLowerCase());
    for (const [text] of line.matchAll(mac)) ids.add(text.toLowerCase());
    for (const [, text = ''] of line.matchAll(inet)) ids.add(text);
  }
  db.close();
  for (const id of ids) if (everyones.test(id)) ids.delete(id);
  return { ids, names };
}

function* linesOf(db: Database.Database): Generator<string> {
  const reader = new ContentReader(db);
  for (const { id, lines } of db
    .prepare<[], { id: number; lines: number }>('SELECT id, lines FROM content')
    .all()) {
    yield* reader.lines(id, 1, lines);
  }
}

const bytes = 'the bytes of the file';

/** Everything that a case file says, as texts: its bytes as they are, what its tables hold, and what is compressed. */
export function* textsOfCase(path: string): Generator<readonly [where: string, text: string]> {
  yield [bytes, readFileSync(path, 'latin1')];
  const db = new Database(path, { readonly: true });
  for (const table of db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .pluck()
    .all()) {
    for (const row of db.prepare<[], Record<string, unknown>>(`SELECT * FROM "${table}"`).iterate()) {
      for (const value of Object.values(row)) if (typeof value === 'string') yield [`table ${table}`, value];
    }
  }
  for (const line of linesOf(db)) yield ['a text', line];
  for (const { data } of db.prepare<[], { data: Buffer }>('SELECT data FROM flow_block').iterate()) {
    const block = new FlowBlock(data);
    const at = block.reader();
    for (let row = 0; row < block.flows; row++) yield ['a flow', JSON.stringify(at(row))];
  }
  db.close();
}

const isLong = (name: string): boolean => name.length >= 6;

function wordsPattern(names: readonly string[]): RegExp {
  const words = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(words.length === 0 ? '$^' : `(?<![a-z0-9])(?:${words.join('|')})(?![a-z0-9])`, 'i');
}

/** Begins a spelling; none is shorter. */
const beginning = 6;

/** Where originals, in any spelling, are left in texts. */
export function findOriginals(
  { ids, names }: Originals,
  texts: Iterable<readonly [string, string]>,
): readonly string[] {
  const byBeginning = new Map<string, Spelling[]>();
  for (const id of ids) {
    for (const spelling of [...spellingsOf(id), ...packedSpellings(id)]) {
      if (spelling.text.length < beginning) continue;
      const key = spelling.text.slice(0, beginning);
      byBeginning.set(key, [...(byBeginning.get(key) ?? []), spelling]);
    }
  }
  // Three letters are somewhere in some megabytes of compressed bytes; longer names are not.
  const [namePattern, longNames] = [wordsPattern([...names]), wordsPattern([...names].filter(isLong))];
  const found: string[] = [];
  for (const [where, given] of texts) {
    const text = given.toLowerCase();
    const name = (where === bytes ? longNames : namePattern).exec(text);
    if (name !== null)
      found.push(`${name[0]} in ${where}: ${text.slice(Math.max(0, name.index - 60), name.index + 60)}`);
    for (let at = 0; at + beginning <= text.length; at++) {
      for (const spelling of byBeginning.get(text.slice(at, at + beginning)) ?? []) {
        if (!text.startsWith(spelling.text, at) || !isWhole(text, at, spelling)) continue;
        found.push(`${spelling.text} in ${where}: ${text.slice(Math.max(0, at - 60), at + 60)}`);
      }
    }
    if (found.length > 100) break;
  }
  return found;
}

/** As bytes and words of flows, numbers of rules, names of units and bytes without zeros in front: no search needs them. */
function packedSpellings(id: string): readonly Spelling[] {
  const made: string[] = [];
  if (/^\d+(?:\.\d+){3}$/.test(id)) {
    const bytes = id.split('.').map((octet) => Number(octet).toString(16).padStart(2, '0'));
    const others = [bytes.join('.'), bytes.toReversed().join('')];
    // The end of an address is that of many a number.
    if (!bytes.join('').endsWith('0000')) others.push(`${bytes.join('')}00000000`);
    made.push(...others, `lookup ${Number.parseInt(bytes.join(''), 16)}`);
  } else if (/^(?:..:){5}..$/.test(id)) {
    const bytes = id.split(':');
    made.push(
      bytes.join('.'),
      `${bytes.join('')}0000`,
      bytes.map((byte) => byte.replace(/^0/, '')).join(':'),
    );
  } else if (uuid.test(id)) made.push(id.replaceAll('-', String.raw`\x2d`));
  uuid.lastIndex = 0;
  return made.map((text) => ({ text, kind: 'typed', alone: false }));
}

/** Not the beginning or end of a longer number, but that bytes and words may stand among others. */
function isWhole(text: string, at: number, { text: spelling, kind }: Spelling): boolean {
  const [before = '', after = ''] = [
    text[at - 1],
    text.slice(at + spelling.length, at + spelling.length + 2),
  ];
  if (/^(?:[0-9a-f]{2}\.){3,}|0000$/.test(spelling))
    return !/[0-9a-f]/.test(before) || spelling.endsWith('0');
  if (/^[\d.]+$/.test(spelling)) return !/[\d.]/.test(before) && !/^\.?\d/.test(after);
  if (kind === 'device-name') return !/^[0-9a-f]/.test(after);
  return !/[0-9a-f]/.test(before) && !/^[0-9a-f]/.test(after);
}

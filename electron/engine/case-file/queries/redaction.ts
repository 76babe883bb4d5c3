// How a case is redacted, as it is stored: the key, the stand-ins of names, and what the user added or wants to stay.
import { randomBytes } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { RedactionKey } from '../../../../shared/redact/keyed-hash.ts';
import { nameClasses, type NamedStandIn } from '../../../../shared/redact/names.ts';
import type { RedactionWishes } from '../../../../shared/redact/wishes.ts';

const key = z.string().regex(/^[0-9a-f]{32}$/);
const texts = z.array(z.string());
const kind = z.enum(nameClasses);

interface Row {
  readonly key: string;
  readonly additions: string;
  readonly exceptions: string;
}

export interface StoredRedaction extends RedactionWishes {
  readonly key: RedactionKey;
  readonly names: readonly NamedStandIn[];
}

/** A key that nobody has. */
export function newKey(): RedactionKey {
  return randomBytes(16).toString('hex');
}

/** Null where the case was never redacted. */
export function storedRedaction(db: Database): StoredRedaction | null {
  const row = db.prepare<[], Row>('SELECT key, additions, exceptions FROM redaction').get();
  const stored = key.safeParse(row?.key).data;
  if (row === undefined || stored === undefined) return null;
  const names = db
    .prepare<[], { class: string; name: string; standIn: string }>(
      'SELECT class, name, stand_in AS standIn FROM redaction_name ORDER BY class, name',
    )
    .all()
    .flatMap((one): readonly NamedStandIn[] => {
      const known = kind.safeParse(one.class).data;
      return known === undefined ? [] : [{ ...one, class: known }];
    });
  return { key: stored, names, additions: textsIn(row.additions), exceptions: textsIn(row.exceptions) };
}

/** Writes what the user wishes, with a key where there is none yet; works inside the caller's transaction. */
export function putWishes(db: Database, { additions, exceptions }: RedactionWishes): RedactionWishes {
  const before = storedRedaction(db);
  db.prepare('INSERT OR REPLACE INTO redaction VALUES (1, ?, ?, ?)').run(
    before?.key ?? newKey(),
    JSON.stringify(additions),
    JSON.stringify(exceptions),
  );
  return { additions: before?.additions ?? [], exceptions: before?.exceptions ?? [] };
}

/** Writes the key of a case that has none; works inside the caller's transaction. */
export function putNewKey(db: Database, made: RedactionKey): void {
  db.prepare('INSERT OR REPLACE INTO redaction VALUES (1, ?, ?, ?)').run(made, '[]', '[]');
}

/** Writes stand-ins that were given; works inside the caller's transaction. */
export function putStandIns(db: Database, names: readonly NamedStandIn[]): void {
  const insert = db.prepare('INSERT OR REPLACE INTO redaction_name VALUES (?, ?, ?)');
  for (const { class: one, name, standIn } of names) insert.run(one, name, standIn);
}

function textsIn(json: string): readonly string[] {
  try {
    return texts.catch([]).parse(JSON.parse(json));
  } catch {
    return [];
  }
}

// The names that facts mention, while an import writes them: each name once, and which facts mention it.
import type { Database } from 'better-sqlite3';
import { BatchInsert } from './batch-insert.ts';
import type { NameKind } from './fact-names/wording.ts';

/** Names whose rows are remembered; those of one host are far fewer. */
const mostRemembered = 200_000;

export interface NameWriter {
  add(name: string, what: NameKind, factId: number): void;
  /** Takes back what the facts of a source mention, after which they can be deleted. */
  dropSource(sourceId: number): void;
  /** Writes what is still waiting. */
  flush(): void;
}

/** Works inside the caller's transaction. */
export function nameWriter(db: Database): NameWriter {
  const mentions = new BatchInsert(db, 'fact_name', ['name_id', 'fact_id'], 'INSERT OR IGNORE');
  const find = db
    .prepare<[string, string], number>('SELECT id FROM name WHERE name = ? AND what = ?')
    .pluck();
  const insert = db.prepare('INSERT INTO name (name, what) VALUES (?, ?)');
  const drop = db.prepare('DELETE FROM fact_name WHERE fact_id IN (SELECT id FROM fact WHERE source_id = ?)');
  const dropUnused = db.prepare('DELETE FROM name WHERE id NOT IN (SELECT name_id FROM fact_name)');
  const known = new Map<string, number>();

  function idOf(name: string, what: NameKind): number {
    const key = `${what} ${name}`;
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const id = find.get(name, what) ?? Number(insert.run(name, what).lastInsertRowid);
    if (known.size >= mostRemembered) known.clear();
    known.set(key, id);
    return id;
  }

  return {
    add: (name, what, factId) => mentions.add([idOf(name, what), factId]),
    dropSource(sourceId) {
      mentions.flush();
      drop.run(sourceId);
      dropUnused.run();
      known.clear();
    },
    flush: () => mentions.flush(),
  };
}

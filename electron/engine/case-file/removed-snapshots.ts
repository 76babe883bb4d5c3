// Snapshots that the user removed, kept beside the case until it is closed, so that each can be put back. They are in
// databases of the connection's own without a name, which SQLite deletes with it, also when the process is killed.
import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { CodedError } from '../../../shared/coded-error.ts';
import { moveOutSnapshot, takeInSnapshots } from './copy-snapshots.ts';

/** How many can be put back, the latest; SQLite attaches ten databases to a connection, and an import may need one. */
const mostKept = 8;

interface Removed {
  readonly id: string;
  readonly database: string;
}

export class RemovedSnapshots {
  readonly #db: Database;
  #kept: readonly Removed[] = [];
  #made = 0;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Removes a snapshot with all that only it has, and returns what `restore` takes. Throws 'not-found'. */
  remove(snapshot: number): string {
    if (this.#kept.length >= mostKept) this.#forget(this.#kept[0]);
    const removed = { id: randomUUID(), database: `removed${this.#made++}` };
    this.#db.exec(`ATTACH '' AS ${removed.database}`);
    try {
      this.#db.transaction(() => moveOutSnapshot(this.#db, snapshot, removed.database)).immediate();
    } catch (error) {
      this.#db.exec(`DETACH ${removed.database}`);
      throw error;
    }
    this.#kept = [...this.#kept, removed];
    return removed.id;
  }

  /** Puts a snapshot back and returns its id, the one it had where that is free. Throws 'not-found'. */
  restore(id: string): number {
    const removed = this.#kept.find((each) => each.id === id);
    if (removed === undefined) {
      throw new CodedError('not-found', 'What was removed is not kept any more.', 'Import its bundle again.');
    }
    const { snapshots } = this.#db
      .transaction(() => takeInSnapshots(this.#db, removed.database, 'restored'))
      .immediate();
    this.#forget(removed);
    const [restored] = snapshots;
    if (restored === undefined) throw new Error(`${removed.database} held no snapshot`);
    return restored;
  }

  #forget(removed: Removed | undefined): void {
    if (removed === undefined) return;
    this.#db.exec(`DETACH ${removed.database}`);
    this.#kept = this.#kept.filter((each) => each !== removed);
  }
}

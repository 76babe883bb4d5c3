// One open case: its connection, its snapshots with their facts and dumps, and which of them belong together, kept until
// the case changes. What is worked out of them is in parts by topic: case-network.ts, case-comparisons.ts, case-flows.ts.
// Everything is synchronous; the engine and the command line both stand on it.
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type Database from 'better-sqlite3';
import type { CaseInfo, SnapshotInfo } from '../../shared/api.ts';
import { CodedError } from '../../shared/coded-error.ts';
import type { FlowNames } from '../../shared/compare/flow-tables.ts';
import type { StoredFact } from '../../shared/facts.ts';
import { tableNumbers } from '../../shared/flows/table-numbers.ts';
import type { CaseMember } from '../../shared/network/case-index.ts';
import { indexOvs, portNumbers, type OvsIndex } from '../../shared/network/ovs-index.ts';
import type { TableNumbers } from '../../shared/openflow/table-id.ts';
import type { SnapshotFacts } from '../../shared/snapshot-facts.ts';
import { ContentReader } from './case-file/content.ts';
import { closeCase, leaveWal, openCase } from './case-file/open-case.ts';
import type { BridgeDumps } from './case-file/queries/flow-dumps.ts';
import { chosenFlows, flowDumps, numbersOfTables } from './case-file/queries/flow-dumps.ts';
import { loadSnapshotFacts, ovsdbRows } from './case-file/queries/snapshot-facts.ts';
import type { SnapshotCounts } from './case-file/queries/snapshots.ts';
import { getSnapshot, listSnapshots } from './case-file/queries/snapshots.ts';
import { RemovedSnapshots } from './case-file/removed-snapshots.ts';
import { withCaseErrors } from './case-file/sqlite-errors.ts';
import { peerSnapshots } from './peer-snapshots.ts';
import { remember } from './remember.ts';
import { makeWholeFile, refuseToReplace, sameFile } from './write-whole-file.ts';

// How many of each are kept in memory, the latest: those in view, and some to go back to.
const keptFacts = 16;
/** Each holds the facts of all its hosts. */
export const keptCases = 2;
const keptDumps = 10_000;

interface Together {
  readonly id: number;
  readonly host: string;
}

type PartOf<T> = new (session: CaseSession, db: Database.Database) => T;

/** What is worked out of the case as it is: forgotten when the case changes. */
class Derived {
  readonly facts = new Map<number, SnapshotFacts>();
  readonly dumps = new Map<number, readonly BridgeDumps[]>();
  /** Which snapshots belong with one. */
  readonly together = new Map<number, readonly Together[]>();
  /** By the snapshots that belong together. */
  readonly members = new Map<string, readonly CaseMember[]>();
  readonly switches = new Map<number, OvsIndex>();
  readonly tables = new Map<string, TableNumbers>();
  readonly parts = new Map<PartOf<object>, object>();
}

export class CaseSession {
  readonly path: string;
  readonly readOnly: boolean;
  readonly content: ContentReader;
  readonly #db: Database.Database;
  readonly #removed: RemovedSnapshots;
  #derived = new Derived();

  /** Opens the case at `path` as `openCase` does, with its errors. */
  constructor(path: string, options: { readonly create: boolean }) {
    const opened = openCase(path, options);
    this.path = path;
    this.readOnly = opened.readOnly;
    this.#db = opened.db;
    this.content = new ContentReader(opened.db);
    this.#removed = new RemovedSnapshots(opened.db);
  }

  /** Runs a query on the case; what SQLite throws becomes a CodedError. */
  query<T>(work: (db: Database.Database) => T): T {
    return withCaseErrors(this.path, () => work(this.#db));
  }

  /** Runs a change of the case, then forgets what was worked out before it. */
  change(work: (db: Database.Database) => void): void {
    this.#refuseReadOnly();
    this.query(work);
    this.#forget();
  }

  /**
   * Writes what the user wrote: one transaction, on the disk when this returns. Nothing is worked out of it, so what
   * was worked out stays.
   */
  annotate<T>(work: (db: Database.Database) => T): T {
    this.#refuseReadOnly();
    return this.query((db) => {
      // The connection may be in WAL mode beside another's import, where NORMAL loses the last commits with the power.
      db.pragma('synchronous = FULL');
      return db.transaction(work).immediate(db);
    });
  }

  /** Removes a snapshot; `restoreSnapshot` takes what this returns, until the case is closed. Throws 'not-found'. */
  removeSnapshot(id: number): string {
    this.#refuseReadOnly();
    const removal = this.query(() => this.#removed.remove(id));
    this.#forget();
    return removal;
  }

  /** Puts back what `removeSnapshot` removed and returns its id. Throws 'not-found'. */
  restoreSnapshot(removal: string): number {
    this.#refuseReadOnly();
    const id = this.query(() => this.#removed.restore(removal));
    this.#forget();
    return id;
  }

  /** Gives back to the disk what the file does not use; returns the bytes it had before. */
  compact(): number {
    this.#refuseReadOnly();
    const before = this.info().bytes;
    this.query((db) => db.exec('VACUUM main'));
    return before;
  }

  /** Writes the case as it is to a file that is not there yet. Throws 'bad-request' for one that is, 'cannot-write', 'disk-full'. */
  async saveCopy(path: string): Promise<void> {
    if (sameFile(path, this.path)) {
      throw new CodedError(
        'bad-request',
        `${path} is this case itself.`,
        'Choose another name for the copy.',
      );
    }
    refuseToReplace(path);
    await makeWholeFile(path, async (part) => {
      withCaseErrors(path, () => this.#db.prepare('VACUUM INTO ?').run(part));
    });
  }

  /** Another number than before: another connection, of this process or of another, has changed the case. */
  dataVersion(): number {
    return this.query((db) => Number(db.pragma('data_version', { simple: true })));
  }

  /** To be called when an import into the case has ended; `written` tells whether it changed anything. */
  importEnded(written: boolean): void {
    leaveWal(this.#db);
    if (written) this.#forget();
  }

  /** Name, size and place, as the interface shows them. */
  info(): CaseInfo {
    return {
      path: this.path,
      name: basename(this.path).replace(/\.coldtrace$/, ''),
      bytes: statSync(this.path, { throwIfNoEntry: false })?.size ?? 0,
      readOnly: this.readOnly,
    };
  }

  close(): void {
    closeCase(this.#db);
  }

  /** What is worked out of the case under one topic: made when it is first asked for, anew when the case has changed. */
  part<T extends object>(topic: PartOf<T>): T {
    const known = this.#derived.parts.get(topic);
    if (known instanceof topic) return known;
    const made = new topic(this, this.#db);
    this.#derived.parts.set(topic, made);
    return made;
  }

  /** All snapshots, by host and time. */
  snapshots(): SnapshotInfo[] {
    return this.query(listSnapshots).map((snapshot) => this.#withBridges(snapshot));
  }

  /** One snapshot; throws 'not-found'. */
  snapshot(id: number): SnapshotInfo {
    return this.#withBridges(this.query((db) => getSnapshot(db, id)));
  }

  /** The facts of a snapshot, its flows left out. */
  facts(id: number): SnapshotFacts {
    return remember(this.#derived.facts, id, keptFacts, () =>
      this.query((db) => loadSnapshotFacts(db, getSnapshot(db, id))),
    );
  }

  /** The dumps of flows of a snapshot, by bridge. */
  dumps(id: number): readonly BridgeDumps[] {
    return remember(this.#derived.dumps, id, keptDumps, () =>
      this.query((db) => flowDumps(db, id, () => this.facts(id))),
    );
  }

  /** Numbers of a bridge's ports by the names of their interfaces, as far as a snapshot tells them. */
  portNumbers(id: number, bridge: string): ReadonlyMap<string, number> {
    const ovs = remember(this.#derived.switches, id, keptFacts, () => indexOvs(this.facts(id)));
    return portNumbers(ovs, bridge);
  }

  /** Numbers of a bridge's tables by name, as far as a snapshot tells them. */
  tableNumbers(id: number, bridge: string): TableNumbers {
    return remember(this.#derived.tables, JSON.stringify([id, bridge]), keptDumps, () =>
      this.query((db) => {
        const rows = ovsdbRows(db, id, ['Flow_Table', 'Bridge']);
        return numbersOfTables(db, this.dumps(id), bridge, tableNumbers(this.facts(id), bridge, rows));
      }),
    );
  }

  /** Both, as a comparison wants them. */
  names(id: number, bridge: string): FlowNames {
    return { ports: this.portNumbers(id, bridge), tables: this.tableNumbers(id, bridge) };
  }

  /** The flows of the dump in use for a bridge. */
  flowsOf(id: number, bridge: string): readonly StoredFact<'flow'>[] {
    return this.query((db) => chosenFlows(db, this.dumps(id), bridge, this.tableNumbers(id, bridge)));
  }

  /** A snapshot and its peers, by id; throws 'not-found'. */
  together(id: number): readonly Together[] {
    return remember(this.#derived.together, id, keptDumps, () =>
      this.query((db) => {
        const own = getSnapshot(db, id);
        const all = listSnapshots(db);
        const peers = new Set(peerSnapshots(all, id));
        return all
          .filter((one) => one.id === own.id || peers.has(one.id))
          .map((one) => ({ id: one.id, host: one.host }))
          .sort((a, b) => a.id - b.id);
      }),
    );
  }

  /** What is one text for all snapshots that belong together. */
  togetherKey(id: number): string {
    return this.together(id)
      .map((member) => member.id)
      .join(' ');
  }

  /** A snapshot and its peers with their facts, which are read when first asked for and kept. */
  members(id: number): readonly CaseMember[] {
    return remember(this.#derived.members, this.togetherKey(id), keptCases, () =>
      this.together(id).map((member): CaseMember => {
        let facts: SnapshotFacts | null = null;
        return {
          snapshotId: member.id,
          host: member.host,
          facts: () => (facts ??= this.facts(member.id)),
          flowsOf: (bridge) => this.flowsOf(member.id, bridge),
        };
      }),
    );
  }

  /** The facts of the other hosts that belong with a snapshot. */
  peers(id: number): readonly SnapshotFacts[] {
    return this.members(id)
      .filter((member) => member.snapshotId !== id)
      .map((member) => member.facts());
  }

  #refuseReadOnly(): void {
    if (!this.readOnly) return;
    throw new CodedError(
      'cannot-write',
      `${this.path} cannot be written to.`,
      'Copy the case to where you may write.',
    );
  }

  #forget(): void {
    this.#derived = new Derived();
  }

  #withBridges(snapshot: SnapshotCounts): SnapshotInfo {
    return { ...snapshot, bridges: this.dumps(snapshot.id).map(({ bridge }) => bridge) };
  }
}

// Writes one import into a case file: one transaction, invisible to every reader until `commit`.
import { rmSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { CodedError } from '../../../shared/coded-error.ts';
import type { Problem } from '../../../shared/evidence.ts';
import { BatchInsert } from './batch-insert.ts';
import { takeInSnapshots } from './copy-snapshots.ts';
import { bufferOf, contentStore } from './content.ts';
import { flowId, flowIdRange, maxFlowsPerSource } from './flow-ids.ts';
import type { EncodedFact, EncodedFlows, ImportWriter, NewSource, SourceResult } from './import-writer.ts';
import { nameWriter } from './name-writer.ts';
import { closeCase, enterWal, openCase } from './open-case.ts';
import { takeInNotes } from './queries/notes.ts';
import { snapshotWriter } from './snapshot-writer.ts';
import { withCaseErrors } from './sqlite-errors.ts';

/** What is counted of a source until it is finished, and what its row will say. */
interface OpenSource {
  readonly source: NewSource;
  snapshotId: number;
  facts: number;
  problems: number;
  flows: number;
  readonly flowsOfBridge: Map<string | null, number>;
}

/**
 * Opens the case at `casePath` for one import, making the file when there is none; a rollback then
 * removes it again. Throws the CodedErrors of `openCase`, 'case-locked' while another import runs and
 * 'disk-full'; so do the writer's methods, after which only `rollback` is of use.
 */
export function openImportWriter(casePath: string): ImportWriter {
  const { db, readOnly, made } = openCase(casePath, { create: true });
  try {
    if (readOnly) {
      throw new CodedError(
        'cannot-write',
        `${casePath} cannot be written to.`,
        'Copy the case to where you may write.',
      );
    }
    return withCaseErrors(casePath, () => {
      enterWal(db);
      db.pragma('foreign_keys = OFF');
      db.pragma('cache_size = -65536');
      db.exec('BEGIN IMMEDIATE');
      return writerOn(db, casePath, made);
    });
  } catch (error) {
    closeCase(db);
    throw error;
  }
}

function writerOn(db: Database.Database, casePath: string, made: boolean): ImportWriter {
  const facts = new BatchInsert(db, 'fact', [
    'id',
    'source_id',
    'kind',
    'key',
    'first_line',
    'last_line',
    'data',
  ]);
  const names = nameWriter(db);
  const insertBlock = db.prepare(
    'INSERT INTO flow_block (id, source_id, flows, first_line, last_line, data) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const insertDigest = db.prepare(
    'INSERT INTO flow_digest (id, oldest, cookies, prints) VALUES (?, ?, ?, ?)',
  );
  const flowBridges = new BatchInsert(db, 'flow_bridge', ['source_id', 'bridge', 'flows']);
  const problems = new BatchInsert(db, 'problem', [
    'bundle_id',
    'source_id',
    'severity',
    'line',
    'code',
    'message',
  ]);
  const sources = new BatchInsert(db, 'source', sourceColumns);
  const waiting = [facts, names, flowBridges, problems, sources];

  const dropFacts = db.prepare('DELETE FROM fact WHERE source_id = ?');
  const dropDigests = db.prepare('DELETE FROM flow_digest WHERE id BETWEEN ? AND ?');
  const dropBlocks = db.prepare('DELETE FROM flow_block WHERE id BETWEEN ? AND ?');

  let nextSource = highest(db, 'source') + 1;
  let nextFact = highest(db, 'fact') + 1;
  let attached = 0;
  const open = new Map<number, OpenSource>();
  const content = contentStore(db, casePath);
  const flushSources = (): void => sources.flush();
  const snapshots = snapshotWriter(db, flushSources);

  function opened(sourceId: number): OpenSource {
    const source = open.get(sourceId);
    if (source === undefined) throw new Error(`source ${sourceId} is not being written`);
    return source;
  }

  function storeFlows(sourceId: number, source: OpenSource, block: EncodedFlows): void {
    const { firstPlace, count, firstLine, lastLine, bridges, data, digest } = block;
    if (firstPlace !== source.flows) {
      throw new Error(`flows from place ${firstPlace} of source ${sourceId}, which has ${source.flows}`);
    }
    if (firstPlace + count > maxFlowsPerSource) {
      throw new CodedError(
        'unreadable-bundle',
        `${source.source.path} has more than ${maxFlowsPerSource} flows.`,
      );
    }
    const id = flowId(sourceId, firstPlace);
    insertBlock.run(id, sourceId, count, firstLine, lastLine, bufferOf(data));
    insertDigest.run(id, digest.oldest, digest.cookies, bufferOf(digest.prints));
    source.flows += count;
    source.facts += count;
    for (const [bridge, flows] of bridges) {
      source.flowsOfBridge.set(bridge, (source.flowsOfBridge.get(bridge) ?? 0) + flows);
    }
  }

  function storeFact(sourceId: number, source: OpenSource, fact: EncodedFact): void {
    const id = nextFact++;
    source.facts++;
    facts.add([id, sourceId, fact.kind, fact.key, fact.firstLine, fact.lastLine, fact.data]);
    for (const [name, what] of fact.names) names.add(name, what, id);
  }

  const guard = <T>(work: () => T): T => withCaseErrors(casePath, work);

  return {
    knownBundle: (fingerprint) => guard(() => snapshots.knownBundle(fingerprint)),
    addBundle: (bundle) => guard(() => snapshots.addBundle(bundle)),
    addSnapshot: (identity, label, isCleaned) =>
      guard(() => snapshots.addSnapshot(identity, label, isCleaned)),
    setIdentity: (snapshotId, identity) => guard(() => snapshots.setIdentity(snapshotId, identity)),
    identity: (snapshotId) => guard(() => snapshots.identity(snapshotId)),
    snapshotsOf: (host, label) => guard(() => snapshots.snapshotsOf(host, label)),
    mergeSnapshots(into, from) {
      guard(() => snapshots.mergeSnapshots(into, from));
      for (const source of open.values()) if (source.snapshotId === from) source.snapshotId = into;
    },
    addCase(path) {
      return guard(() => {
        for (const batch of waiting) batch.flush();
        // It stays attached until the connection closes: nothing is detached inside a transaction.
        const name = `other${attached++}`;
        db.prepare(`ATTACH ? AS ${name}`).run(path);
        const taken = takeInSnapshots(db, name, 'whole');
        const notes = takeInNotes(db, name);
        nextSource = highest(db, 'source') + 1;
        nextFact = highest(db, 'fact') + 1;
        return { ...taken, notes };
      });
    },
    content,
    addSource(source) {
      guard(() => snapshots.joinBundle(source.snapshotId, source.bundleId));
      const id = nextSource++;
      const { snapshotId } = source;
      open.set(id, {
        source,
        snapshotId,
        facts: 0,
        problems: 0,
        flows: 0,
        flowsOfBridge: new Map(),
      });
      return id;
    },
    addFacts(sourceId, some) {
      guard(() => {
        const source = opened(sourceId);
        for (const fact of some) storeFact(sourceId, source, fact);
      });
    },
    addFlows: (sourceId, flows) => guard(() => storeFlows(sourceId, opened(sourceId), flows)),
    dropFacts(sourceId) {
      guard(() => {
        const source = opened(sourceId);
        facts.flush();
        names.dropSource(sourceId);
        dropFacts.run(sourceId);
        dropDigests.run(...flowIdRange(sourceId));
        dropBlocks.run(...flowIdRange(sourceId));
        Object.assign(source, { facts: 0, flows: 0 });
        source.flowsOfBridge.clear();
      });
    },
    addProblem(bundleId: number, sourceId: number | null, problem: Problem) {
      guard(() => {
        if (sourceId !== null) opened(sourceId).problems++;
        problems.add([bundleId, sourceId, problem.severity, problem.line, problem.code, problem.message]);
      });
    },
    finishSource(sourceId, result) {
      guard(() => {
        const source = opened(sourceId);
        sources.add(sourceValues(sourceId, source, result));
        for (const [bridge, count] of source.flowsOfBridge) flowBridges.add([sourceId, bridge, count]);
        open.delete(sourceId);
      });
    },
    commit() {
      guard(() => {
        const unfinished = open.keys().next();
        if (!unfinished.done) throw new Error(`source ${unfinished.value} was not finished`);
        for (const batch of waiting) batch.flush();
        db.exec('COMMIT');
        closeCase(db);
      });
    },
    rollback() {
      if (!db.open) return;
      closeCase(db);
      // Only the file this import made itself: an import that fails leaves no empty case behind.
      if (made) rmSync(casePath, { force: true });
    },
  };
}

const sourceColumns = [
  'id',
  'snapshot_id',
  'bundle_id',
  'path',
  'command_line',
  'command_id',
  'target',
  'netns',
  'protocol',
  'state',
  'reason',
  'bytes',
  'first_line',
  'last_line',
  'content_id',
  'facts',
  'problems',
  'lines_read',
  'lines_aside',
] as const;

function sourceValues(
  id: number,
  open: OpenSource,
  result: SourceResult,
): readonly (string | number | null)[] {
  const { source } = open;
  return [
    id,
    open.snapshotId,
    source.bundleId,
    source.path,
    source.commandLine,
    source.commandId,
    source.target,
    source.netns,
    source.protocol,
    result.state,
    result.reason,
    result.bytes,
    result.firstLine,
    result.lastLine,
    result.contentId,
    open.facts,
    open.problems,
    result.lines?.read ?? null,
    result.lines?.aside ?? null,
  ];
}

function highest(db: Database.Database, table: 'source' | 'fact'): number {
  return db.prepare<[], number>(`SELECT coalesce(max(id), 0) FROM ${table}`).pluck().get() ?? 0;
}

// Writes one import into a case file: one transaction, invisible to every reader until `commit`.
import { rmSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { CodedError } from '../../../shared/api.ts';
import type { Problem } from '../../../shared/evidence.ts';
import type { FactKind, FactKinds, FlowFact } from '../../../shared/facts.ts';
import { BatchInsert } from './batch-insert.ts';
import { contentStore } from './content.ts';
import { factKey, factNames } from './fact-names.ts';
import { flowId, maxFlowsPerSource } from './flow-ids.ts';
import { flowTableColumns, flowValues } from './flow-rows.ts';
import type { ImportWriter, NewSource, SourceResult } from './import-writer.ts';
import { closeCase, enterWal, openCase } from './open-case.ts';
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
  const names = new BatchInsert(db, 'name', ['name', 'what', 'fact_id'], 'INSERT OR IGNORE');
  const flows = new BatchInsert(db, 'flow', flowTableColumns);
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
  const waiting = [facts, names, flows, flowBridges, problems, sources];

  let nextSource = highest(db, 'source') + 1;
  let nextFact = highest(db, 'fact') + 1;
  const open = new Map<number, OpenSource>();
  const content = contentStore(db, casePath);
  const flushSources = (): void => sources.flush();
  const snapshots = snapshotWriter(db, flushSources);

  function opened(sourceId: number): OpenSource {
    const source = open.get(sourceId);
    if (source === undefined) throw new Error(`source ${sourceId} is not being written`);
    return source;
  }

  function addFlow(
    sourceId: number,
    source: OpenSource,
    flow: FlowFact,
    firstLine: number,
    lastLine: number,
  ): void {
    if (source.flows === maxFlowsPerSource) {
      throw new CodedError(
        'unreadable-bundle',
        `${source.source.path} has more than ${maxFlowsPerSource} flows.`,
      );
    }
    flows.add(flowValues(flowId(sourceId, source.flows), flow, firstLine, lastLine));
    source.flows++;
    source.flowsOfBridge.set(flow.bridge, (source.flowsOfBridge.get(flow.bridge) ?? 0) + 1);
  }

  function addOtherFact<K extends FactKind>(
    sourceId: number,
    kind: K,
    data: FactKinds[K],
    firstLine: number,
    lastLine: number,
  ): void {
    const id = nextFact++;
    facts.add([id, sourceId, kind, factKey(kind, data), firstLine, lastLine, JSON.stringify(data)]);
    for (const { name, what } of factNames(kind, data)) names.add([name, what, id]);
  }

  const guard = <T>(work: () => T): T => withCaseErrors(casePath, work);

  return {
    knownBundle: (fingerprint) => guard(() => snapshots.knownBundle(fingerprint)),
    addBundle: (bundle) => guard(() => snapshots.addBundle(bundle)),
    addSnapshot: (identity, label) => guard(() => snapshots.addSnapshot(identity, label)),
    setIdentity: (snapshotId, identity) => guard(() => snapshots.setIdentity(snapshotId, identity)),
    identity: (snapshotId) => guard(() => snapshots.identity(snapshotId)),
    snapshotsOf: (host, label) => guard(() => snapshots.snapshotsOf(host, label)),
    mergeSnapshots(into, from) {
      guard(() => snapshots.mergeSnapshots(into, from));
      for (const source of open.values()) if (source.snapshotId === from) source.snapshotId = into;
    },
    content,
    addSource(source) {
      guard(() => snapshots.joinBundle(source.snapshotId, source.bundleId));
      const id = nextSource++;
      const { snapshotId } = source;
      open.set(id, { source, snapshotId, facts: 0, problems: 0, flows: 0, flowsOfBridge: new Map() });
      return id;
    },
    addFact(sourceId, kind, data, firstLine, lastLine) {
      guard(() => {
        const source = opened(sourceId);
        source.facts++;
        // The kind says the type; TypeScript does not follow it through the type parameter.
        if (kind === 'flow') addFlow(sourceId, source, data as FlowFact, firstLine, lastLine);
        else addOtherFact(sourceId, kind, data, firstLine, lastLine);
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
  ];
}

function highest(db: Database.Database, table: 'source' | 'fact'): number {
  return db.prepare<[], number>(`SELECT coalesce(max(id), 0) FROM ${table}`).pluck().get() ?? 0;
}

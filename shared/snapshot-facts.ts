// What the pure parts (network model, compare, findings) are given: the facts of one snapshot with
// the sources they came from. The engine fills it from the case file; a test from parsers directly.
import type { CaseEvidence, SourceState } from './evidence.ts';
import type { FactKind, StoredFact } from './facts.ts';

/** One source of a snapshot: a file, or one command's output inside a transcript. */
export interface SourceInfo {
  readonly id: number;
  /** Path inside the bundle, `/`-separated. Several sources share it when the file is a transcript. */
  readonly path: string;
  /** The command line as far as known; null when unrecognised. */
  readonly commandLine: string | null;
  /** A `Command.id`; null when no command here reads it. */
  readonly commandId: string | null;
  readonly target: string | null;
  readonly netns: string | null;
  readonly protocol: string | null;
  readonly state: SourceState;
  /** Why the state is not `ok`, in one line; null when there is nothing to add. */
  readonly reason: string | null;
}

export interface SnapshotFacts {
  readonly snapshotId: number;
  readonly host: string;
  /** `sos clean` went over it: its MACs stand for others, and a tap's for another one than its guest's. */
  readonly cleaned?: boolean;
  readonly sources: ReadonlyMap<number, SourceInfo>;
  /** All facts of a kind, in source order. Flows are only here when the caller loaded them. */
  of<K extends FactKind>(kind: K): readonly StoredFact<K>[];
}

/** The evidence of one stored fact. */
export function evidenceOf(
  facts: SnapshotFacts,
  fact: { readonly sourceId: number; readonly firstLine: number; readonly lastLine: number },
): CaseEvidence {
  return {
    host: facts.host,
    source: facts.sources.get(fact.sourceId)?.path ?? '',
    sourceId: fact.sourceId,
    firstLine: fact.firstLine,
    lastLine: fact.lastLine,
  };
}

// What an import writes into a case: the contract between the import pipeline, which reads bundles,
// and the case file, which stores them. Everything happens in one transaction, opened by
// `openImportWriter` (writer.ts) and ended by `commit` or `rollback`.
import type { Problem, SourceState } from '../../../shared/evidence.ts';
import type { FactKind } from '../../../shared/facts.ts';
import type { FlowDigest } from './columns/flow-digest.ts';
import type { TakenIn } from './copy-snapshots.ts';
import type { NameKind } from './fact-names/wording.ts';

export interface NewBundle {
  readonly name: string;
  /** `folder`, `file`, `tar`, `tar.gz`, `tar.xz`, `transcript` … */
  readonly kind: string;
  /** SHA-256, hexadecimal, of the archive's bytes, or of its members' paths and contents for a folder. */
  readonly fingerprint: string;
  readonly bytes: number;
}

export interface SnapshotIdentity {
  readonly host: string;
  readonly hostFrom: string;
  /** ISO 8601 with offset; null when unknown. */
  readonly capturedAt: string | null;
  readonly capturedFrom: string | null;
}

export interface NewSource {
  readonly snapshotId: number;
  readonly bundleId: number;
  readonly path: string;
  readonly commandLine: string | null;
  readonly commandId: string | null;
  readonly target: string | null;
  readonly netns: string | null;
  readonly protocol: string | null;
}

export interface SourceResult {
  readonly state: SourceState;
  readonly reason: string | null;
  readonly bytes: number;
  /** The source's lines in its file: 1 and the number of lines, or a command's share of a transcript. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** Null when the text is not kept. */
  readonly contentId: number | null;
  /** What became of the lines of a text that is kept; left out where it is not. */
  readonly lines?: LineCount | null;
}

/** How many lines of a text its sources took. A line counts once, however many lines it was made of. */
export interface LineCount {
  /** Lines that a command's parser was given and took as its output. */
  readonly read: number;
  /** Lines beside that: prompts, prose, error text, and what gives no fact by rule, as most events of a log. */
  readonly aside: number;
}

/** A fact of any kind but `flow`, made by `encodeFact`: what the case stores of it. Can be cloned to another thread. */
export interface EncodedFact {
  readonly kind: Exclude<FactKind, 'flow'>;
  readonly key: string;
  readonly firstLine: number;
  readonly lastLine: number;
  /** The fact as JSON. */
  readonly data: string;
  readonly names: readonly (readonly [name: string, what: NameKind])[];
}

/** Flows of one source, made by a `FlowEncoder`, block after block. `data.buffer` can be transferred. */
export interface EncodedFlows {
  /** The place in the source's dump, from 0, of the first flow. */
  readonly firstPlace: number;
  readonly count: number;
  readonly firstLine: number;
  readonly lastLine: number;
  /** How many of the flows are of which bridge; null where the dump does not name it. */
  readonly bridges: readonly (readonly [bridge: string | null, flows: number])[];
  readonly data: Uint8Array;
  readonly digest: FlowDigest;
}

/** Some whole lines of a file, made by a `ContentEncoder`. Both arrays' buffers can be transferred. */
export interface EncodedChunk {
  readonly firstLine: number;
  readonly lines: number;
  /** zstd of the lines, each with its line feed. */
  readonly data: Uint8Array;
  /** What tells that a text is not in these lines (text-signature.ts); empty when nothing does. */
  readonly filter: Uint8Array;
}

/** What a `ContentEncoder` knows when all lines have been: the text's identity. */
export interface EncodedEnd {
  /** SHA-256 of the lines, each with its line feed. */
  readonly hash: Uint8Array;
  readonly bytes: number;
  readonly lines: number;
}

/** Takes one file's text, as chunks that a `ContentEncoder` made, and keeps it, once per content. */
export interface ContentWriter {
  chunk(chunk: EncodedChunk): void;
  /** Stores what is not stored yet and returns the content's row. `end` is what the encoder says at its end. */
  end(end: EncodedEnd): number;
  /** Forgets what was written so far. */
  discard(): void;
}

/** SQLite attaches ten databases to a connection (SQLITE_LIMIT_ATTACHED). */
export const mostCases = 10;

export interface TakenCase extends TakenIn {
  /** Notes and pins that are new, or were changed later than those of this case. */
  readonly notes: number;
}

export interface ImportWriter {
  /** The snapshots of an equal bundle imported earlier; null when there is none. */
  knownBundle(fingerprint: string): readonly number[] | null;
  addBundle(bundle: NewBundle): number;
  /** A new snapshot; host and time may still be a guess, `setIdentity` follows when the bundle is read. `isCleaned`: `sos clean` went over it. */
  addSnapshot(identity: SnapshotIdentity, label: string | null, isCleaned?: boolean): number;
  setIdentity(snapshotId: number, identity: SnapshotIdentity): void;
  identity(snapshotId: number): SnapshotIdentity;
  /** Snapshots of this host under this label, this import's included. */
  snapshotsOf(
    host: string,
    label: string | null,
  ): readonly { readonly id: number; readonly capturedAt: string | null }[];
  /** Moves everything of `from` into `into` and removes `from`. */
  mergeSnapshots(into: number, from: number): void;
  /**
   * Takes in what another case has and this one has not: its snapshots, and what was written in it. At most
   * `mostCases` in one import.
   */
  addCase(path: string): TakenCase;
  content(): ContentWriter;
  addSource(source: NewSource): number;
  /** Facts in reading order; those of a source may come in several calls. */
  addFacts(sourceId: number, facts: readonly EncodedFact[]): void;
  /** The next block of a source's flows. */
  addFlows(sourceId: number, flows: EncodedFlows): void;
  /** Forgets the facts and flows that a source under way has given so far: its text cannot be kept. */
  dropFacts(sourceId: number): void;
  addProblem(bundleId: number, sourceId: number | null, problem: Problem): void;
  finishSource(sourceId: number, result: SourceResult): void;
  /** After this the import is visible, whole. */
  commit(): void;
  /** After this the case is as it was. Safe to call at any time, also after a failure. */
  rollback(): void;
}

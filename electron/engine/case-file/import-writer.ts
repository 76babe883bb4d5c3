// What an import writes into a case: the contract between the import pipeline, which reads bundles,
// and the case file, which stores them. Everything happens in one transaction, opened by
// `openImportWriter` (writer.ts) and ended by `commit` or `rollback`.
import type { Problem, SourceState } from '../../../shared/evidence.ts';
import type { FactKind, FactKinds } from '../../../shared/facts.ts';

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
}

/** Takes one file's text, line by line, and keeps it compressed, once per content. */
export interface ContentWriter {
  /** A line without its line end, as it shall be shown: decoded, without control characters that would move it. */
  line(text: string): void;
  /** Stores what is not stored yet and returns the content's row. */
  end(): number;
  /** Forgets what was written so far. */
  discard(): void;
}

export interface ImportWriter {
  /** The snapshots of an equal bundle imported earlier; null when there is none. */
  knownBundle(fingerprint: string): readonly number[] | null;
  addBundle(bundle: NewBundle): number;
  /** A new snapshot; host and time may still be a guess, `setIdentity` follows when the bundle is read. */
  addSnapshot(identity: SnapshotIdentity, label: string | null): number;
  setIdentity(snapshotId: number, identity: SnapshotIdentity): void;
  identity(snapshotId: number): SnapshotIdentity;
  /** Snapshots of this host under this label, this import's included. */
  snapshotsOf(
    host: string,
    label: string | null,
  ): readonly { readonly id: number; readonly capturedAt: string | null }[];
  /** Moves everything of `from` into `into` and removes `from`. */
  mergeSnapshots(into: number, from: number): void;
  content(): ContentWriter;
  addSource(source: NewSource): number;
  addFact<K extends FactKind>(
    sourceId: number,
    kind: K,
    data: FactKinds[K],
    firstLine: number,
    lastLine: number,
  ): void;
  addProblem(bundleId: number, sourceId: number | null, problem: Problem): void;
  finishSource(sourceId: number, result: SourceResult): void;
  /** After this the import is visible, whole. */
  commit(): void;
  /** After this the case is as it was. Safe to call at any time, also after a failure. */
  rollback(): void;
}

// One member's log into the case: numbers within the member become rows, hosts become snapshots.
import type { Problem } from '../../../shared/evidence.ts';
import type { ContentWriter, ImportWriter } from '../case-file/import-writer.ts';
import type { HostSnapshots } from './host-snapshots.ts';
import { ownHost, type MemberEvent, type Whose } from './member-log.ts';
import type { Tally } from './tally.ts';

export interface CaseTarget {
  readonly writer: ImportWriter;
  readonly tally: Tally;
  readonly bundleId: number;
  readonly snapshots: HostSnapshots;
}

export class MemberWriter {
  readonly #target: CaseTarget;
  readonly #path: string;
  readonly #root: string;
  readonly #rows: number[] = [];
  readonly #open = new Set<number>();
  #content: ContentWriter | null = null;
  #contentId: number | null = null;
  /** Facts of each open source, to be taken off the count should it be given up. */
  readonly #facts = new Map<number, number>();

  constructor(target: CaseTarget, path: string, root: string) {
    this.#target = target;
    this.#path = path;
    this.#root = root;
  }

  write(event: MemberEvent): void {
    const { writer, tally, snapshots } = this.#target;
    switch (event.kind) {
      case 'source':
        this.#source(event.whose, event.said);
        return;
      case 'facts':
        this.#count(event.source, event.facts.length);
        writer.addFacts(this.#row(event.source), event.facts);
        return;
      case 'flows':
        this.#count(event.source, event.flows.count);
        writer.addFlows(this.#row(event.source), event.flows);
        return;
      case 'problem':
        this.#problem(event.source, event.problem);
        return;
      case 'finish': {
        const { isKept, ...end } = event.end;
        this.#open.delete(event.source);
        tally.source(end.state);
        writer.finishSource(this.#row(event.source), { ...end, contentId: isKept ? this.#contentId : null });
        return;
      }
      case 'chunk':
        this.#content ??= writer.content();
        this.#content.chunk(event.chunk);
        return;
      case 'kept':
        this.#content ??= writer.content();
        this.#contentId = this.#content.end(event.end);
        this.#content = null;
        return;
      case 'output':
        snapshots.noteOutput(this.#root, event.whose.host, event.whose.round);
        return;
      case 'hint':
        snapshots.hint(this.#root, event.whose.host, event.whose.round, event.name, event.text);
        return;
      case 'host':
        snapshots.inferHost(this.#root, event.host, event.from);
    }
  }

  #source({ host, round }: Whose, said: (MemberEvent & { kind: 'source' })['said']): void {
    const { writer, snapshots, bundleId } = this.#target;
    this.#open.add(this.#rows.length);
    this.#rows.push(
      writer.addSource({
        ...said,
        snapshotId: snapshots.of(this.#root, host, round),
        bundleId,
        path: this.#path,
      }),
    );
  }

  #count(source: number, facts: number): void {
    this.#target.tally.facts += facts;
    this.#facts.set(source, (this.#facts.get(source) ?? 0) + facts);
  }

  #row(source: number): number {
    const row = this.#rows[source];
    if (row === undefined) throw new Error(`${this.#path} has no source ${source}`);
    return row;
  }

  #problem(source: number, problem: Problem): void {
    const { writer, tally, bundleId } = this.#target;
    tally.problem(problem);
    writer.addProblem(bundleId, this.#row(source), problem);
  }

  /**
   * Ends a member whose reading broke down. Its text is gone with what was reading it, so its facts go too:
   * they would have no evidence. `commandLine` is for a member that had no source yet.
   */
  abandon(reason: string, commandLine: string | null, bytes: number): void {
    const { writer, tally } = this.#target;
    if (this.#rows.length === 0) {
      this.#source(ownHost, { commandLine, commandId: null, target: null, netns: null, protocol: null });
    }
    this.#content?.discard();
    this.#content = null;
    for (const source of this.#open) {
      const row = this.#row(source);
      writer.dropFacts(row);
      tally.facts -= this.#facts.get(source) ?? 0;
      this.#problem(source, { severity: 'error', line: null, code: 'reading-failed', message: reason });
      tally.source('unreadable');
      const end = { bytes, firstLine: 1, lastLine: 0, contentId: null };
      writer.finishSource(row, { state: 'unreadable', reason, ...end });
    }
    this.#open.clear();
  }
}

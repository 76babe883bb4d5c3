// What reading one member gives, as a log of events: made wherever the member is read, in this thread or
// in another, and written into the case in the bundle's order (write-member.ts). A case is therefore the
// same however many threads read the bundle.
import type { RecognisedCommand } from '../../../shared/bundle/command-line.ts';
import type { HintName } from '../../../shared/bundle/identity.ts';
import type { Problem, SourceState } from '../../../shared/evidence.ts';
import type { FactKind, FactKinds, FlowFact } from '../../../shared/facts.ts';
import { ContentEncoder } from '../case-file/encode-content.ts';
import { encodeFact } from '../case-file/encode-fact.ts';
import { FlowEncoder } from '../case-file/encode-flows.ts';
import type {
  EncodedChunk,
  EncodedEnd,
  EncodedFact,
  EncodedFlows,
  LineCount,
  NewSource,
} from '../case-file/import-writer.ts';

/** What became of a source when all of it was read. */
export interface LoggedEnd {
  readonly state: SourceState;
  readonly reason: string | null;
  readonly bytes: number;
  readonly firstLine: number;
  readonly lastLine: number;
  /** The member's text is kept, and this source's lines are in it. */
  readonly isKept: boolean;
  /** What became of its lines; null where its text is not kept. */
  readonly lines: LineCount | null;
}

/** Whose outputs: the host that a prompt names, null for the member's own, and the round of looking at it, from 0. */
export interface Whose {
  readonly host: string | null;
  readonly round: number;
}

/** The member's own host, looked at once. */
export const ownHost: Whose = { host: null, round: 0 };

/** Sources are numbered from 0 within their member. */
export type MemberEvent =
  | {
      readonly kind: 'source';
      readonly whose: Whose;
      readonly said: Omit<NewSource, 'snapshotId' | 'bundleId' | 'path'>;
    }
  | { readonly kind: 'facts'; readonly source: number; readonly facts: readonly EncodedFact[] }
  | { readonly kind: 'flows'; readonly source: number; readonly flows: EncodedFlows }
  | { readonly kind: 'problem'; readonly source: number; readonly problem: Problem }
  | { readonly kind: 'finish'; readonly source: number; readonly end: LoggedEnd }
  | { readonly kind: 'chunk'; readonly chunk: EncodedChunk }
  | { readonly kind: 'kept'; readonly end: EncodedEnd }
  | { readonly kind: 'output'; readonly whose: Whose }
  | { readonly kind: 'hint'; readonly whose: Whose; readonly name: HintName; readonly text: string }
  | { readonly kind: 'host'; readonly host: string; readonly from: string };

/** Takes what one source gives. */
export interface SourceLog {
  fact<K extends FactKind>(kind: K, data: FactKinds[K], firstLine: number, lastLine: number): void;
  problem(problem: Problem): void;
  finish(end: LoggedEnd): void;
}

/** Facts that are held back until they are an event. */
const factsInEvent = 256;

/** Records one member. `emit` gets the events in order. */
export class MemberLog {
  readonly #emit: (event: MemberEvent) => void;
  #sources = 0;
  #content: ContentEncoder | null = null;

  constructor(emit: (event: MemberEvent) => void) {
    this.#emit = emit;
  }

  /** Begins a source. `commandLine` and `recognised` are null where nothing is known of it. */
  source(whose: Whose, commandLine: string | null, recognised: RecognisedCommand | null): SourceLog {
    const context = recognised?.context;
    this.#emit({
      kind: 'source',
      whose,
      said: {
        commandLine,
        commandId: recognised?.command.id ?? null,
        target: context?.target ?? null,
        netns: context?.netns ?? null,
        protocol: context?.protocol ?? null,
      },
    });
    return new RecordedSource(this.#sources++, this.#emit);
  }

  /** Keeps a line of the member's text, as it shall be shown. */
  keep(line: string): void {
    this.#content ??= new ContentEncoder((chunk) => this.#emit({ kind: 'chunk', chunk }));
    this.#content.line(line);
  }

  /** Ends the kept text; nothing when no line was kept. Comes before any source that is in it finishes. */
  endKept(): void {
    const content = this.#content;
    if (content === null) return;
    this.#content = null;
    this.#emit({ kind: 'kept', end: content.end() });
  }

  /** A recognised output is of this host. */
  output(whose: Whose): void {
    this.#emit({ kind: 'output', whose });
  }

  /** What `hostname`, `date` … printed inside a transcript. */
  hint(whose: Whose, name: HintName, text: string): void {
    this.#emit({ kind: 'hint', whose, name, text });
  }

  /** A host that outputs without any prompt name. */
  inferHost(host: string, from: string): void {
    this.#emit({ kind: 'host', host, from });
  }
}

class RecordedSource implements SourceLog {
  readonly #source: number;
  readonly #emit: (event: MemberEvent) => void;
  #facts: EncodedFact[] = [];
  #flows: FlowEncoder | null = null;

  constructor(source: number, emit: (event: MemberEvent) => void) {
    this.#source = source;
    this.#emit = emit;
  }

  fact<K extends FactKind>(kind: K, data: FactKinds[K], firstLine: number, lastLine: number): void {
    if (kind === 'flow') {
      this.#flows ??= new FlowEncoder();
      // The kind says the type; TypeScript does not follow it through the type parameter.
      this.#block(this.#flows.add(data as FlowFact, firstLine, lastLine));
      return;
    }
    const other = kind as Exclude<FactKind, 'flow'>;
    this.#facts.push(encodeFact(other, data as FactKinds[typeof other], firstLine, lastLine));
    if (this.#facts.length >= factsInEvent) this.#flush();
  }

  problem(problem: Problem): void {
    this.#emit({ kind: 'problem', source: this.#source, problem });
  }

  finish(end: LoggedEnd): void {
    this.#flush();
    this.#block(this.#flows?.end() ?? null);
    this.#emit({ kind: 'finish', source: this.#source, end });
  }

  #flush(): void {
    if (this.#facts.length === 0) return;
    this.#emit({ kind: 'facts', source: this.#source, facts: this.#facts });
    this.#facts = [];
  }

  #block(flows: EncodedFlows | null): void {
    if (flows !== null) this.#emit({ kind: 'flows', source: this.#source, flows });
  }
}

/** About how many bytes an event holds, for bounds on what waits. */
export function eventBytes(event: MemberEvent): number {
  switch (event.kind) {
    case 'facts':
      return event.facts.reduce((sum, { data, names }) => sum + data.length * 2 + names.length * 64, 256);
    case 'flows':
      return event.flows.data.length + 256;
    case 'chunk':
      return event.chunk.data.length + event.chunk.filter.length + 128;
    default:
      return 512;
  }
}

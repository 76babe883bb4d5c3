// A text with several outputs, in the case: one source for each command's share, one for what lies
// between them, all on the one kept text.
import { hintOfCommandLine, type HintName } from '../../../shared/bundle/identity.ts';
import { TranscriptReader, type SegmentStart } from '../../../shared/bundle/transcript.ts';
import { reportDamage, type LineDecoder } from './decode-lines.ts';
import type { HostSnapshots } from './host-snapshots.ts';
import { OutputSource, type SourceTarget } from './output-source.ts';

interface Segment {
  readonly start: SegmentStart;
  readonly source: OutputSource;
  readonly hint: HintName | null;
  hintText: string;
  bytes: number;
  lastLine: number;
}

export interface TranscriptEnd {
  readonly bytes: number;
  readonly lines: number;
  readonly contentId: number | null;
  readonly cut: string | null;
  readonly damage: LineDecoder;
}

export class TranscriptSource {
  readonly #target: SourceTarget;
  readonly #snapshots: HostSnapshots;
  readonly #path: string;
  readonly #root: string;
  readonly #reader: TranscriptReader;
  readonly #segments: Segment[] = [];
  #asideLines = 0;
  #firstAside = 0;
  #lastAside = 0;
  /** A prompt without a name belongs to the machine of the one before. */
  #host: string | null = null;

  constructor(target: SourceTarget, snapshots: HostSnapshots, path: string, root: string) {
    this.#target = target;
    this.#snapshots = snapshots;
    this.#path = path;
    this.#root = root;
    this.#reader = new TranscriptReader({
      start: (segment) => this.#start(segment),
      line: (text, number) => this.#last()?.source.line(text, number),
      problem: (severity, line, code, message) => this.#last()?.source.problem(severity, line, code, message),
      end: (lastLine) => this.#endSegment(lastLine),
      aside: (number) => this.#aside(number),
    });
  }

  line(text: string, number: number): void {
    this.#reader.line(text, number);
    const segment = this.#last();
    if (segment === undefined || segment.lastLine > 0) return;
    segment.bytes += text.length + 1;
    if (segment.hint !== null && segment.hintText.length < 4096 && number > segment.start.firstLine) {
      segment.hintText += `${text}\n`;
    }
  }

  #last(): Segment | undefined {
    return this.#segments.at(-1);
  }

  #start(start: SegmentStart): void {
    if (start.from === 'prompt' && start.host !== null) this.#host = start.host;
    const host = start.host ?? this.#host;
    const snapshotId = this.#snapshots.of(this.#root, host);
    const source = new OutputSource(
      this.#target,
      snapshotId,
      this.#path,
      start.commandLine,
      start.recognised,
    );
    if (start.recognised !== null) this.#snapshots.noteOutput(this.#root, host);
    const hint = hintOfCommandLine(start.commandLine);
    this.#segments.push({ start: { ...start, host }, source, hint, hintText: '', bytes: 0, lastLine: 0 });
  }

  #endSegment(lastLine: number): void {
    const segment = this.#last();
    if (segment !== undefined) segment.lastLine = lastLine;
  }

  #aside(number: number): void {
    if (this.#asideLines++ === 0) this.#firstAside = number;
    this.#lastAside = number;
  }

  end(end: TranscriptEnd): void {
    this.#reader.end();
    const last = this.#last();
    for (const segment of this.#segments) {
      const { start, source, bytes, lastLine } = segment;
      if (segment === last) reportDamage(end.damage, (...problem) => source.problem(...problem));
      if (segment.hint !== null) this.#snapshots.hint(this.#root, start.host, segment.hint, segment.hintText);
      const cut = segment === last ? end.cut : null;
      source.end({ bytes, firstLine: start.firstLine, lastLine, contentId: end.contentId, cut, said: null });
    }
    this.#inferHost();
    if (this.#asideLines === 0) return;
    const host = this.#segments[0]?.start.host ?? null;
    const aside = new OutputSource(
      this.#target,
      this.#snapshots.of(this.#root, host),
      this.#path,
      null,
      null,
    );
    aside.finish('unrecognised', `${this.#asideLines} lines between the outputs`, {
      bytes: end.bytes,
      firstLine: this.#firstAside,
      lastLine: this.#lastAside,
      contentId: end.contentId,
    });
  }

  /**
   * Where no prompt names a host, an instance's own does: the outputs around `nova show` are taken to be
   * of the node that it names, if they are a node's outputs and it names just one.
   */
  #inferHost(): void {
    const unnamed = this.#segments.filter(({ start }) => start.host === null);
    const hosts = new Set(unnamed.flatMap(({ source }) => [...source.hosts]));
    const [host] = hosts;
    const isNode = unnamed.some(({ source }) => [...source.kinds].some((kind) => kind !== 'instance'));
    if (host === undefined || hosts.size > 1 || !isNode) return;
    this.#snapshots.inferHost(this.#root, host, 'inferred from OS-EXT-SRV-ATTR:host of the instance shown');
  }
}

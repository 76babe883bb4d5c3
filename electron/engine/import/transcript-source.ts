// A text with several outputs, in the case: one source for each command's share, one for what lies
// between them, all on the one kept text.
import { asUtcMilliseconds, readWallTime } from '../../../shared/bundle/capture-time.ts';
import { inNamespace } from '../../../shared/bundle/command-line.ts';
import { hintOfCommandLine, type HintName } from '../../../shared/bundle/identity.ts';
import { plainSpacing } from '../../../shared/bundle/spacing.ts';
import { TranscriptReader, type SegmentStart } from '../../../shared/bundle/transcript.ts';
import { reportDamage, type LineDecoder } from './decode-lines.ts';
import { ownHost, type MemberLog, type Whose } from './member-log.ts';
import { OutputSource } from './output-source.ts';

/** Further apart than this, two times that a session prints are of two rounds of collecting. Milliseconds. */
const betweenRounds = 60_000;

/** One host's rounds: a time that is printed before commands are run again begins another. */
class Rounds {
  #round = 0;
  #time: number | null = null;
  #ran = new Set<string>();
  /** A later time was printed; whether it begins a round is known when a command comes that ran before. */
  #later: number | null = null;

  /** A time was printed. Returns true when it may begin a round. */
  time(milliseconds: number): boolean {
    if (this.#time === null) this.#time = milliseconds;
    if (milliseconds - this.#time <= betweenRounds) return false;
    this.#later = milliseconds;
    return true;
  }

  /** The round that a command line is of. */
  of(commandLine: string): number {
    if (this.#later !== null && this.#ran.has(commandLine)) {
      this.#round++;
      this.#time = this.#later;
      this.#ran = new Set();
      this.#later = null;
    }
    this.#ran.add(commandLine);
    return this.#round;
  }

  get current(): number {
    return this.#round;
  }
}

interface Segment {
  readonly start: SegmentStart;
  /** Null while it is not known which round a printed time belongs to. */
  source: OutputSource | null;
  whose: Whose;
  /** What came while there was no source yet. */
  readonly waiting: ((source: OutputSource) => void)[];
  readonly hint: HintName | null;
  hintText: string;
  bytes: number;
  lastLine: number;
}

export interface TranscriptEnd {
  readonly bytes: number;
  readonly lines: number;
  readonly cut: string | null;
  readonly damage: LineDecoder;
}

export class TranscriptSource {
  readonly #log: MemberLog;
  readonly #reader: TranscriptReader;
  readonly #segments: Segment[] = [];
  #asideLines = 0;
  /** Prompts and blank lines around the outputs. */
  #framingLines = 0;
  #firstAside = 0;
  #lastAside = 0;
  /** A prompt without a name belongs to the machine of the one before. */
  #host: string | null = null;
  readonly #rounds = new Map<string | null, Rounds>();

  readonly #netns: string | null;

  /** `netns` is the namespace that the text's own name or folder says, for outputs whose command names none. */
  constructor(log: MemberLog, netns: string | null) {
    this.#log = log;
    this.#netns = netns;
    this.#reader = new TranscriptReader({
      start: (segment) => this.#start(segment),
      line: (text, number) => this.#outputLine(text, number),
      problem: (severity, line, code, message) =>
        this.#tell((source) => source.problem(severity, line, code, message)),
      end: (lastLine) => this.#endSegment(lastLine),
      aside: (number) => this.#aside(number),
      frame: () => this.#framingLines++,
    });
  }

  line(text: string, number: number): void {
    this.#reader.line(text, number);
  }

  #outputLine(text: string, number: number): void {
    const segment = this.#last();
    if (segment === undefined) return;
    segment.bytes += text.length + 1;
    if (segment.hint !== null && segment.hintText.length < 4096) segment.hintText += `${text}\n`;
    const { recognised } = segment.start;
    const plain = recognised === null ? text : plainSpacing(text, recognised.command);
    this.#tell((source) => source.line(plain, number));
  }

  #last(): Segment | undefined {
    return this.#segments.at(-1);
  }

  #tell(what: (source: OutputSource) => void): void {
    const segment = this.#last();
    if (segment === undefined) return;
    if (segment.source === null) segment.waiting.push(what);
    else what(segment.source);
  }

  #start(start: SegmentStart): void {
    if (start.from === 'prompt' && start.host !== null) this.#host = start.host;
    const host = start.host ?? this.#host;
    const hint = hintOfCommandLine(start.commandLine);
    const rounds = this.#roundsOf(host);
    const isTime = hint === 'date' || hint === 'dateUtc';
    const round = isTime ? rounds.current : rounds.of(start.commandLine);
    // What was printed between a time and the first command that runs again goes with that command.
    this.#settle(host, round);
    const whose = { host, round };
    const segment: Segment = {
      ...{ start: { ...start, host }, source: null, whose, waiting: [], hint },
      ...{ hintText: '', bytes: 0, lastLine: 0 },
    };
    this.#segments.push(segment);
    if (!isTime) this.#open(segment, whose);
  }

  #roundsOf(host: string | null): Rounds {
    const known = this.#rounds.get(host) ?? new Rounds();
    this.#rounds.set(host, known);
    return known;
  }

  #open(segment: Segment, whose: Whose): void {
    const { start, waiting } = segment;
    segment.whose = whose;
    const recognised = start.recognised && inNamespace(start.recognised, this.#netns);
    segment.source = new OutputSource(this.#log, whose, start.commandLine, recognised);
    if (start.recognised !== null) this.#log.output(whose);
    for (const what of waiting.splice(0)) what(segment.source);
  }

  /** Gives printed times that wait for it their round. */
  #settle(host: string | null, round: number): void {
    for (const segment of this.#segments) {
      if (segment.source === null && segment.whose.host === host) this.#open(segment, { host, round });
    }
  }

  #endSegment(lastLine: number): void {
    const segment = this.#last();
    if (segment === undefined) return;
    segment.lastLine = lastLine;
    if (segment.source !== null) return;
    const time = readWallTime(segment.hintText);
    const { host } = segment.whose;
    const mayBegin = time !== null && this.#roundsOf(host).time(asUtcMilliseconds(time));
    if (!mayBegin) this.#open(segment, segment.whose);
  }

  #aside(number: number): void {
    if (this.#asideLines++ === 0) this.#firstAside = number;
    this.#lastAside = number;
  }

  end(end: TranscriptEnd): void {
    this.#reader.end();
    for (const segment of this.#segments) if (segment.source === null) this.#open(segment, segment.whose);
    const last = this.#last();
    for (const segment of this.#segments) {
      const { start, source, bytes, lastLine } = segment;
      if (source === null) continue;
      if (segment === last) reportDamage(end.damage, (...problem) => source.problem(...problem));
      if (segment.hint !== null) this.#log.hint(segment.whose, segment.hint, segment.hintText);
      const cut = segment === last ? end.cut : null;
      const framing = segment === this.#segments[0] ? this.#framingLines : 0;
      source.end({ bytes, firstLine: start.firstLine, lastLine, isKept: true, cut, said: null }, framing);
    }
    this.#inferHost();
    if (this.#asideLines === 0) return;
    const whose = this.#segments[0]?.whose ?? ownHost;
    const aside = new OutputSource(this.#log, whose, null, null);
    const place = { bytes: end.bytes, firstLine: this.#firstAside, lastLine: this.#lastAside, isKept: true };
    const framing = this.#segments.length === 0 ? this.#framingLines : 0;
    const reason = `${this.#asideLines} lines between the outputs`;
    aside.finish('unrecognised', reason, place, this.#asideLines + framing);
  }

  /**
   * Where no prompt names a host, an instance's own does: the outputs around `nova show` are taken to be
   * of the node that it names, if they are a node's outputs and it names just one.
   */
  #inferHost(): void {
    const unnamed = this.#segments.filter(({ start }) => start.host === null);
    const hosts = new Set(unnamed.flatMap(({ source }) => [...(source?.hosts ?? [])]));
    const [host] = hosts;
    const isNode = unnamed.some(({ source }) =>
      [...(source?.kinds ?? [])].some((kind) => kind !== 'instance'),
    );
    if (host === undefined || hosts.size > 1 || !isNode) return;
    this.#log.inferHost(host, 'inferred from OS-EXT-SRV-ATTR:host of the instance shown');
  }
}

// A member that is text, or should be: read as one command's output, or as a text that may hold several.
import { inNamespace, type RecognisedCommand } from '../../../shared/bundle/command-line.ts';
import { errorText } from '../../../shared/bundle/error-text.ts';
import type { MemberRole } from '../../../shared/bundle/member.ts';
import { promptLine } from '../../../shared/bundle/prompt.ts';
import { OutputSearch } from '../../../shared/bundle/output-search.ts';
import { LineDecoder, reportDamage } from './decode-lines.ts';
import { isText, magicBytes } from './magic.ts';
import { ownHost, type MemberLog } from './member-log.ts';
import type { MemberSink } from './members.ts';
import { OutputSource } from './output-source.ts';
import { TranscriptSource } from './transcript-source.ts';

/** Lines of a text that are waited for until one says what the text is. */
const lookLines = 2000;
/** Lines of a report's output whose name was cut; it is one command's from its first line on. */
const outputLines = 40;
/** As many characters of them. */
const lookCharacters = 4 * 1024 * 1024;

export class TextMember implements MemberSink {
  readonly #log: MemberLog;
  readonly #role: MemberRole;
  readonly #inReport: boolean;
  readonly #lines: LineDecoder;
  #head: Buffer | null = Buffer.alloc(0);
  #bytes = 0;
  #binary = false;
  #source: OutputSource | null = null;
  #transcript: TranscriptSource | null = null;
  #waiting: string[] | null = [];
  #waitingCharacters = 0;
  #search: OutputSearch | null = null;
  #given = false;

  constructor(log: MemberLog, role: MemberRole, inReport: boolean) {
    this.#log = log;
    this.#role = role;
    this.#inReport = inReport;
    this.#lines = new LineDecoder((text, number) => this.#line(text, number));
  }

  chunk(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    if (this.#binary || this.#given) return;
    if (this.#head === null) {
      this.#lines.chunk(bytes);
      return;
    }
    this.#head = Buffer.concat([this.#head, bytes]);
    if (this.#head.length >= magicBytes) this.#begin();
  }

  #begin(): void {
    const head = this.#head ?? Buffer.alloc(0);
    this.#head = null;
    this.#binary = !isText(head.subarray(0, magicBytes));
    if (!this.#binary) this.#lines.chunk(head);
  }

  #line(text: string, number: number): void {
    // The rest of a chunk whose first lines said that nothing here reads it.
    if (this.#given) return;
    if (this.#waiting !== null) {
      this.#waiting.push(text);
      this.#waitingCharacters += text.length;
      this.#decide(text);
      return;
    }
    this.#log.keep(text);
    if (this.#transcript !== null) this.#transcript.line(text, number);
    else if (this.#inReport) this.#source?.line(text, number);
    else this.#source?.pastedLine(text, number);
  }

  /** Looks at the lines so far, of which `text` is the last; starts reading when they say enough. */
  #decide(text: string): void {
    if (this.#waiting === null) return;
    const { reading, recognised } = this.#role;
    if (reading === 'output') {
      if (text.trim() === '') return;
      // Named after its command, but pasted from a terminal with the prompt that it was typed at.
      const prompt = this.#inReport ? null : promptLine(text);
      if (prompt !== null && prompt.typed !== '') this.#readTranscript();
      else this.#readOutput(recognised);
    } else {
      this.#search ??= new OutputSearch();
      this.#search.line(text, this.#waiting.length);
      if (this.#useFound()) return;
      const most = reading === 'look' ? outputLines : lookLines;
      if (this.#waiting.length >= most || this.#waitingCharacters >= lookCharacters) this.#giveUp();
    }
  }

  /** Starts reading when the search has found an output. */
  #useFound(): boolean {
    const found = this.#search?.found ?? null;
    if (found === null) return false;
    this.#search = null;
    if (this.#role.reading === 'transcript') this.#readTranscript();
    else if (found.from === 'content' && found.firstLine === this.#firstText())
      this.#readOutput(found.recognised && inNamespace(found.recognised, this.#role.netns));
    else return false;
    return true;
  }

  #firstText(): number {
    return 1 + (this.#waiting?.findIndex((line) => line.trim() !== '') ?? 0);
  }

  #readOutput(recognised: RecognisedCommand | null): void {
    const commandLine = this.#role.commandLine ?? recognised?.command.title ?? null;
    this.#source = new OutputSource(this.#log, ownHost, commandLine, recognised);
    this.#log.output(ownHost);
    this.#replay();
  }

  #readTranscript(): void {
    this.#transcript = new TranscriptSource(this.#log, this.#role.netns);
    this.#replay();
  }

  #replay(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const [i, line] of waiting.entries()) this.#line(line, i + 1);
  }

  #giveUp(): void {
    this.#given = true;
    this.#search = null;
  }

  end(cut: string | null): void {
    if (this.#head !== null && this.#head.length > 0) this.#begin();
    if (!this.#binary && !this.#given) this.#lines.end();
    if (!this.#given && this.#waiting !== null) {
      this.#search?.end();
      this.#useFound();
    }
    if (this.#transcript !== null) {
      this.#log.endKept();
      this.#transcript.end({ bytes: this.#bytes, lines: this.#lines.lines, cut, damage: this.#lines });
      return;
    }
    if (this.#source === null) this.#endUnread(cut);
    else this.#endOutput(this.#source, cut);
  }

  #endOutput(source: OutputSource, cut: string | null): void {
    reportDamage(this.#lines, (severity, line, code, message) =>
      source.problem(severity, line, code, message),
    );
    this.#log.endKept();
    source.end({
      bytes: this.#bytes,
      firstLine: 1,
      lastLine: this.#lines.lines,
      isKept: true,
      cut,
      said: this.#role.cut,
    });
  }

  /** Nothing was recognised: empty, only error text, binary where text was expected, or some other text. */
  #endUnread(cut: string | null): void {
    const role = this.#role;
    const source = new OutputSource(this.#log, ownHost, role.commandLine, role.recognised);
    const end = { bytes: this.#bytes, firstLine: 1, lastLine: 0, isKept: false };
    const blank =
      this.#bytes === 0 || (this.#waiting?.every((line) => line.trim() === '') === true && !this.#given);
    if (cut !== null) {
      source.problem('data-loss', null, 'output-cut', `the member is not whole: ${cut}`);
      source.finish('unreadable', cut, end);
    } else if (this.#binary) {
      if (role.recognised === null) source.finish('unrecognised', null, end);
      else {
        source.problem('error', null, 'binary-data', 'binary data where text was expected');
        source.finish('unreadable', 'binary data where text was expected', end);
      }
    } else if (blank) {
      source.finish('empty', null, end);
    } else {
      const lines = role.isOutput && !this.#given ? (this.#waiting ?? []) : [];
      const error = errorText(lines);
      if (error !== null) source.problem('error', lines.indexOf(error) + 1 || null, 'error-output', error);
      source.finish(error === null ? 'unrecognised' : 'error', error, end);
    }
  }
}

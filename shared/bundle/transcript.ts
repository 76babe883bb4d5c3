// A text that holds the outputs of several commands: a terminal session with prompts, or outputs
// pasted into an article or a mail, told apart by what they say. It is read line by line; damage done
// on the way is put right where only one thing can have been there, and each repair is reported.
//
//   [root@compute1 ~]# ethtool -S qvb48e06cd2-60         a prompt starts a segment
//   NIC statistics:
//        peer_ifindex: 16
//   # ethtool -S qvb48e06cd2-60NIC statistics: peer_ifindex: 16      the same, run together by a blog
//   ID TAB PKT       PRI   MATCH                    ACT              known by content
import type { Command } from '../commands/command.ts';
import type { Severity } from '../evidence.ts';
import { recogniseCommandLine, type RecognisedCommand } from './command-line.ts';
import { echoesOf } from './command-loop.ts';
import { commandOfHead, sniffCommand, startsOutput } from './content.ts';
import { normaliseCommandLine, outputAfter } from './normal-command-line.ts';
import { ownFrom, unnamed } from './own-lines.ts';
import { promptLine } from './prompt.ts';
import { isProse } from './prose.ts';
import { mayNeedRepair, repairLine } from './repair.ts';
import { documentAt, type TextDocument } from './text-documents.ts';
import { laterCommands, splitGlued, type Later } from './typed-commands.ts';

export interface SegmentStart {
  /** From the prompt, or from `ssh HOST …`; null when neither says. */
  readonly host: string | null;
  /** As typed; the command's title when the output was known by its content. */
  readonly commandLine: string;
  /** Null when no command here reads it. */
  readonly recognised: RecognisedCommand | null;
  readonly from: 'prompt' | 'content';
  /** The prompt's line, or the output's first. */
  readonly firstLine: number;
}

/** Takes the segments in order; `line`, `problem` and `end` belong to the segment that started last. */
export interface TranscriptHandler {
  start(segment: SegmentStart): void;
  /** A line of the output, repaired. Several calls may carry one number: lines that were run together. */
  line(text: string, number: number): void;
  problem(severity: Severity, line: number, code: string, message: string): void;
  /** `lastLine` is the last line that is not blank, the prompt's when there is no output. */
  end(lastLine: number): void;
  /** A line that belongs to no command's output: prose, or what nothing here knows. Blank lines are not told. */
  aside(number: number): void;
  /** A line that frames outputs: a prompt with what was typed, or a blank line that is in none. */
  frame(number: number): void;
}

/** Lines that belong to no known output yet. */
const mostHeld = 2000;
/** And characters of them; a longer line is held alone. */
const mostHeldCharacters = 256 * 1024;
/** Parts between blank lines that may be what is set aside above a text which only several lines tell. */
const mostPartsAbove = 5;
/** Below a prompt whose command nobody knows an output is told by one of so many lines of a part. */
const tellingLines = 8;

/** A line that waits until a later one tells whose it is. */
interface HeldLine {
  readonly text: string;
  readonly repairs: readonly string[];
  readonly number: number;
}

/** A command line that goes on after a backslash at its end. */
interface Unfinished {
  readonly host: string | null;
  readonly typed: string;
  readonly repairs: readonly string[];
  readonly firstLine: number;
  readonly lastLine: number;
}

export class TranscriptReader {
  readonly #handler: TranscriptHandler;
  #segment: SegmentStart | null = null;
  #lastLine = 0;
  #hasOutput = false;
  #afterBlank = true;
  /** First signs of the last two lines that were not blank. */
  #before = '  ';
  #unfinished: Unfinished | null = null;
  #later: readonly Later[] = [];
  /** How lines begin that the command line's own `echo` prints. */
  #echoes: readonly string[] = [];
  /** Where the command line was typed. */
  #typedAt: string | null = null;
  /** The heading that the output under way began with, by which the next output of the same command is told. */
  #heading = '';
  #held: HeldLine[] = [];
  #heldCharacters = 0;
  /** Do the held lines begin where an output may: at the text's start, or below a prompt, an output or prose? */
  #heldFromStart = true;
  /** A text that tells its end, with the index in the held lines at which it begins. */
  #document: { readonly text: TextDocument; readonly from: number } | null = null;
  /** Lines that are not blank since the last one that is. */
  #sinceBlank = 0;
  /** The output under way is JSON that was known before its end: what looks like more of it is. */
  #inJson = false;

  constructor(handler: TranscriptHandler) {
    this.#handler = handler;
  }

  line(raw: string, number: number): void {
    if (raw.trim() === '') {
      this.#blankLine(number);
      return;
    }
    const repaired = mayNeedRepair(raw) ? repairLine(raw) : { text: raw, repairs: [] };
    this.#place(raw, repaired.text, repaired.repairs, number);
    this.#sinceBlank++;
    const text = repaired.text.trim();
    this.#afterBlank = text === '';
    if (text !== '') this.#before = this.#before.charAt(1) + text.charAt(0);
  }

  end(): void {
    this.#finishPrompt();
    this.#settle(true);
    this.#endSegment();
  }

  #blankLine(number: number): void {
    this.#finishPrompt();
    if (this.#document !== null && !this.#document.text.line('')) this.#settleDocument();
    this.#afterBlank = true;
    this.#sinceBlank = 0;
    if (this.#held.length > 0) this.#hold({ text: '', repairs: [], number });
    else if (this.#segment !== null && this.#hasOutput) this.#handler.line('', number);
    else this.#handler.frame(number);
  }

  #endSegment(): void {
    if (this.#segment !== null) this.#handler.end(this.#lastLine);
    this.#segment = null;
    this.#inJson = false;
    this.#heldFromStart = true;
    this.#sinceBlank = 0;
  }

  #place(raw: string, text: string, repairs: readonly string[], number: number): void {
    if (this.#continues(text, number)) return;
    const prompt = promptLine(text);
    if (prompt !== null) {
      this.#settle(true);
      this.#endSegment();
      this.#later = [];
      this.#echoes = [];
      this.#unfinished = { ...prompt, repairs, firstLine: number, lastLine: number };
      if (!endsInBackslash(prompt.typed)) this.#finishPrompt();
      return;
    }
    const line = { text, repairs, number };
    if (this.#document !== null) {
      if (this.#document.text.line(text)) {
        this.#hold(line);
        if (this.#document?.text.isWhole === true) this.#settleDocument();
        return;
      }
      this.#settleDocument();
    }
    const current = this.#segment?.recognised?.command ?? null;
    if (
      (isProse(raw, this.#afterBlank) &&
        !(current !== null && startsOutput(current, text)) &&
        sniffCommand(text) === null) ||
      this.#echoes.some((echo) => text.trimStart().startsWith(echo))
    ) {
      this.#settle(true);
      this.#endSegment();
      this.#handler.aside(number);
      return;
    }
    const awaited = this.#later.find(
      ({ recognised: { command } }) =>
        startsOutput(command, text) && (command !== current || headingOf(text) === this.#heading),
    );
    if (awaited !== undefined) {
      this.#settle(true);
      this.#later = this.#later.slice(this.#later.indexOf(awaited) + 1);
      const { commandLine, recognised } = awaited;
      this.#start(this.#typedAt, commandLine, recognised, 'prompt', number);
      this.#outputLine(line);
      return;
    }
    const document = this.#mayBeginDocument(text) ? documentAt(text) : null;
    if (document === null) {
      this.#consider(line);
      return;
    }
    document.line(text);
    this.#document = { text: document, from: this.#held.length };
    this.#hold(line);
    if (this.#document?.text.isWhole === true) this.#settleDocument();
  }

  /** Whether a text that tells its end may begin here; what a prompt's known command prints is all its own. */
  #mayBeginDocument(text: string): boolean {
    const segment = this.#segment;
    if (segment === null || segment.recognised === null) return true;
    if (segment.from === 'prompt' || this.#inJson) return false;
    // One table right after another, one JSON text after another.
    return text.startsWith('+') ? this.#before.endsWith('+') : /^[[{"]/.test(text);
  }

  /** A line that is no prompt and no prose: of the output under way, or the one that tells another. */
  #consider(line: HeldLine): void {
    const segment = this.#segment;
    const current = segment?.recognised?.command ?? null;
    if (this.#mayStartByContent(segment, current, line.text)) {
      const command = sniffCommand(line.text);
      if (command !== null && command !== current && current?.holds?.includes(command.id) !== true) {
        this.#hold(line);
        const from = ownFrom(
          command,
          this.#held.map(({ text }) => text),
        );
        this.#release(from);
        this.#startByContent(command);
        return;
      }
    }
    if (current === null) this.#hold(line);
    else this.#outputLine(line);
  }

  #hold(line: HeldLine): void {
    this.#held.push(line);
    this.#heldCharacters += line.text.length + 1;
    if (this.#held.length <= mostHeld && this.#heldCharacters <= mostHeldCharacters) return;
    if (this.#document !== null) this.#settleDocument();
    this.#settle(false);
  }

  /** A text that tells its end has ended, or is long enough: what it is decides whose its lines are. */
  #settleDocument(): void {
    const from = this.#document?.from ?? 0;
    const isOpen = this.#document?.text.isOpen === true;
    const isDecided = this.#document?.text.isDecided === true;
    this.#document = null;
    const lines = this.#held.slice(from);
    const command = commandOfHead(
      lines.map(({ text }) => text),
      true,
    );
    if (command !== null && command !== this.#segment?.recognised?.command) {
      this.#release(from);
      this.#startByContent(command);
      this.#inJson = isOpen;
      return;
    }
    this.#heldCharacters -= lines.reduce((sum, { text }) => sum + text.length + 1, 0);
    this.#held.length = from;
    for (const line of lines) this.#considerAgain(line, isDecided);
  }

  /** A line of what was held as one text; `isDecided`: none of them tells a command either. */
  #considerAgain(line: HeldLine, isDecided: boolean): void {
    if (line.text !== '' && !isDecided) this.#consider(line);
    else if (line.text !== '' && (this.#segment?.recognised ?? null) !== null) this.#outputLine(line);
    else if (line.text !== '') this.#hold(line);
    else if (this.#held.length > 0) this.#hold(line);
    else if (this.#segment !== null && this.#hasOutput) this.#handler.line('', line.number);
    else this.#handler.frame(line.number);
  }

  /** No further line will tell whose the held ones are: all of them together do, or nothing does. */
  #settle(isWhole: boolean): void {
    if (this.#document !== null) this.#settleDocument();
    if (this.#heldFromStart && this.#held.length > 0) {
      const texts = this.#held.map(({ text }) => text);
      let from = 0;
      for (let part = 0; part <= mostPartsAbove; part++) {
        const command = commandOfHead(texts.slice(from), isWhole);
        if (command !== null) {
          this.#release(from);
          this.#startByContent(command);
          return;
        }
        const blank = texts.indexOf('', from);
        if (blank < 0) break;
        from = blank + 1;
        while (texts[from] === '') from++;
      }
    }
    const hadLines = this.#held.length > 0;
    this.#release(this.#held.length);
    if (hadLines) this.#heldFromStart = false;
  }

  /** Gives up the first `count` held lines: to the prompt they are below, or to nobody. */
  #release(count: number): void {
    const lines = this.#held.splice(0, count);
    for (const line of lines) {
      this.#heldCharacters -= line.text.length + 1;
      if (line.text === '') {
        if (this.#segment !== null && this.#hasOutput) this.#handler.line('', line.number);
        else this.#handler.frame(line.number);
      } else if (this.#segment === null) this.#handler.aside(line.number);
      else this.#outputLine(line);
    }
  }

  /** What is held is an output of `command`. */
  #startByContent(command: Command): void {
    const lines = this.#held;
    const [first] = lines;
    if (first === undefined) return;
    this.#held = [];
    this.#heldCharacters = 0;
    // What a prompt's unknown command printed (`cat notes`, `sh collect.sh`) stays under that prompt.
    const host = this.#segment?.host ?? null;
    this.#start(host, command.title, { command, context: unnamed }, 'content', first.number);
    for (const line of lines) {
      if (line.text === '') this.#handler.line('', line.number);
      else this.#outputLine(line);
    }
  }

  /** Inside one command's output only a line that cannot be its own may start another's. */
  #mayStartByContent(segment: SegmentStart | null, current: Command | null, text: string): boolean {
    if (segment === null) return true;
    if (this.#inJson) {
      if (/^[\s"{}[\],]/.test(text)) return false;
      this.#inJson = false;
    }
    // A row belongs to its table; only after one table's last border and the next one's first may it be another's.
    if (text.startsWith('|') && this.#before !== '++') return false;
    if (current === null) return this.#sinceBlank < tellingLines;
    if (segment.from === 'prompt' && !this.#afterBlank) return false;
    return this.#hasOutput && !startsOutput(current, text);
  }

  /** Is this the next line of a command line that ended in a backslash, after the shell's second prompt? */
  #continues(text: string, number: number): boolean {
    const unfinished = this.#unfinished;
    if (unfinished === null) return false;
    const more = /^> ?(.*)$/.exec(text)?.[1]?.trim();
    if (more === undefined) {
      this.#finishPrompt();
      return false;
    }
    this.#handler.frame(number);
    this.#unfinished = { ...unfinished, typed: unfinished.typed.slice(0, -1) + more, lastLine: number };
    if (!endsInBackslash(more)) this.#finishPrompt();
    return true;
  }

  #finishPrompt(): void {
    const unfinished = this.#unfinished;
    if (unfinished === null) return;
    this.#unfinished = null;
    const { host, typed, repairs, firstLine, lastLine } = unfinished;
    if (typed === '') {
      this.#handler.frame(firstLine);
      return;
    }
    this.#startFromPrompt(host, typed, repairs, firstLine);
    this.#lastLine = lastLine;
  }

  #startFromPrompt(host: string | null, typed: string, repairs: readonly string[], number: number): void {
    const split = splitGlued(typed);
    const commandLine = split?.commandLine ?? typed;
    const recognised = recogniseCommandLine(commandLine);
    const { host: remote, filters } = normaliseCommandLine(commandLine);
    this.#later = laterCommands(commandLine, recognised);
    this.#echoes = echoesOf(commandLine);
    this.#typedAt = remote ?? host;
    this.#start(remote ?? host, commandLine, recognised, 'prompt', number);
    this.#report(repairs, number);
    if (recognised !== null && outputAfter(filters) === 'part') {
      this.#handler.problem(
        'warning',
        number,
        'filtered-output',
        `only part of the output is here: ${commandLine}`,
      );
    }
    if (split === null) {
      this.#handler.frame(number);
      return;
    }
    this.#handler.problem(
      'repaired',
      number,
      'prompt-and-output-joined',
      `output follows the command on its line: ${split.output}`,
    );
    this.#outputLine({ text: split.output, repairs: [], number });
  }

  #start(
    host: string | null,
    commandLine: string,
    recognised: RecognisedCommand | null,
    from: 'prompt' | 'content',
    number: number,
  ): void {
    this.#endSegment();
    this.#segment = { host, commandLine, recognised, from, firstLine: number };
    this.#lastLine = number;
    this.#hasOutput = false;
    this.#handler.start(this.#segment);
  }

  #outputLine({ text, repairs, number }: HeldLine): void {
    this.#lastLine = number;
    if (!this.#hasOutput) this.#heading = headingOf(text) ?? '';
    this.#hasOutput = true;
    this.#report(repairs, number);
    const lines = this.#segment?.recognised?.command.unfold?.(text) ?? null;
    if (lines === null) {
      this.#handler.line(text, number);
      return;
    }
    this.#handler.problem(
      'repaired',
      number,
      'lines-run-together',
      `one line was put back as ${lines.length}`,
    );
    for (const line of lines) this.#handler.line(line, number);
  }

  #report(repairs: readonly string[], number: number): void {
    if (repairs.length > 0) {
      this.#handler.problem('repaired', number, 'typographic-damage', repairs.join('; '));
    }
  }
}

/** `NXST_FLOW reply (xid=0x4):`, `NIC statistics:`, without what differs from run to run; null for a row. */
function headingOf(text: string): string | null {
  return /:\s*$/.test(text) ? text.trim().replace(/0x[0-9a-f]+/g, '0x') : null;
}

function endsInBackslash(typed: string): boolean {
  return /(?:^|[^\\])(?:\\\\)*\\$/.test(typed);
}

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
import { commands } from '../commands/registry.ts';
import type { Severity } from '../evidence.ts';
import { recogniseCommandLine, type RecognisedCommand } from './command-line.ts';
import { commandsOf, echoesOf } from './command-loop.ts';
import { normaliseCommandLine, outputAfter } from './normal-command-line.ts';
import { promptLine } from './prompt.ts';
import { isProse } from './prose.ts';
import { mayNeedRepair, repairLine } from './repair.ts';

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

/** A line that starts a known output without a prompt, or after one. */
export function sniffCommand(line: string): Command | null {
  for (const command of commands) if (startsOutput(command, line)) return command;
  return null;
}

function startsOutput(command: Command, line: string): boolean {
  if (command.sniff(line)) return true;
  const first = command.unfold?.(line)?.[0];
  return first !== undefined && command.sniff(first);
}

/** Could this line be the first of a transcript: a prompt, or the start of a known output? */
export function startsTranscript(line: string): boolean {
  const { text } = repairLine(line);
  if (text.trim() === '') return false;
  return promptLine(text) !== null || (!isProse(text, true) && sniffCommand(text) !== null);
}

/** A command line that goes on after a backslash at its end. */
interface Unfinished {
  readonly host: string | null;
  readonly typed: string;
  readonly repairs: readonly string[];
  readonly firstLine: number;
  readonly lastLine: number;
}

/** A command that was typed after others on one line, whose output is still to come. */
interface Later {
  readonly commandLine: string;
  readonly recognised: RecognisedCommand;
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

  constructor(handler: TranscriptHandler) {
    this.#handler = handler;
  }

  line(raw: string, number: number): void {
    if (raw.trim() === '') {
      this.#finishPrompt();
      if (this.#segment !== null && this.#hasOutput) this.#handler.line('', number);
      else this.#handler.frame(number);
      this.#afterBlank = true;
      return;
    }
    const repaired = mayNeedRepair(raw) ? repairLine(raw) : { text: raw, repairs: [] };
    this.#place(raw, repaired.text, repaired.repairs, number);
    const text = repaired.text.trim();
    this.#afterBlank = text === '';
    if (text !== '') this.#before = this.#before.charAt(1) + text.charAt(0);
  }

  end(): void {
    this.#finishPrompt();
    this.#endSegment();
  }

  #endSegment(): void {
    if (this.#segment !== null) this.#handler.end(this.#lastLine);
    this.#segment = null;
  }

  #place(raw: string, text: string, repairs: readonly string[], number: number): void {
    if (this.#continues(text, number)) return;
    const prompt = promptLine(text);
    if (prompt !== null) {
      this.#endSegment();
      this.#later = [];
      this.#echoes = [];
      this.#unfinished = { ...prompt, repairs, firstLine: number, lastLine: number };
      if (!endsInBackslash(prompt.typed)) this.#finishPrompt();
      return;
    }
    const segment = this.#segment;
    const current = segment?.recognised?.command ?? null;
    if (isProse(raw, this.#afterBlank) && !(current !== null && startsOutput(current, text))) {
      this.#endSegment();
      this.#handler.aside(number);
      return;
    }
    if (this.#echoes.some((echo) => text.trimStart().startsWith(echo))) {
      this.#endSegment();
      this.#handler.aside(number);
      return;
    }
    const awaited = this.#later.find(
      ({ recognised: { command } }) =>
        startsOutput(command, text) && (command !== current || headingOf(text) === this.#heading),
    );
    if (awaited !== undefined) {
      this.#later = this.#later.slice(this.#later.indexOf(awaited) + 1);
      const { commandLine, recognised } = awaited;
      this.#start(this.#typedAt, commandLine, recognised, 'prompt', number);
      this.#outputLine(text, repairs, number);
      return;
    }
    if (this.#mayStartByContent(segment, current, text)) {
      const command = sniffCommand(text);
      if (command !== null && command !== current) {
        // What a prompt's unknown command printed (`cat notes`, `sh collect.sh`) stays under that prompt.
        const host = segment?.host ?? null;
        this.#start(
          host,
          command.title,
          { command, context: { target: null, netns: null, protocol: null } },
          'content',
          number,
        );
        this.#outputLine(text, repairs, number);
        return;
      }
    }
    if (this.#segment === null) this.#handler.aside(number);
    else this.#outputLine(text, repairs, number);
  }

  /** Inside one command's output only a line that cannot be its own may start another's. */
  #mayStartByContent(segment: SegmentStart | null, current: Command | null, text: string): boolean {
    if (segment === null) return true;
    // A row belongs to its table; only after one table's last border and the next one's first may it be another's.
    if (text.startsWith('|') && this.#before !== '++') return false;
    if (current === null) return !this.#hasOutput || this.#afterBlank;
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
    this.#outputLine(split.output, [], number);
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

  #outputLine(text: string, repairs: readonly string[], number: number): void {
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

/** `date; ovs-vsctl show; brctl show`: those after the one whose output is taken to come first. */
function laterCommands(commandLine: string, first: RecognisedCommand | null): readonly Later[] {
  const parts = commandsOf(commandLine);
  if (parts.length === 1 && parts[0] === commandLine.trim()) return [];
  const later = parts.flatMap((part): Later[] => {
    const recognised = recogniseCommandLine(part);
    return recognised === null ? [] : [{ commandLine: part, recognised }];
  });
  return first === null ? later : later.slice(1);
}

/**
 * `ovs-ofctl dump-flows br-intNXST_FLOW reply (xid=0x4):` → the command line and its output's first line,
 * where the rest of the line is how that very command's output starts.
 */
export function splitGlued(typed: string): { readonly commandLine: string; readonly output: string } | null {
  for (let at = 3; at < Math.min(typed.length, 400); at++) {
    const output = typed.slice(at);
    const command = commands.find((candidate) => startsOutput(candidate, output));
    if (command === undefined) continue;
    const commandLine = typed.slice(0, at).trim();
    if (recogniseCommandLine(commandLine)?.command === command) return { commandLine, output };
  }
  return null;
}

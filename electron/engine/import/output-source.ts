// One source while it is read: its lines go to the command's parser, its facts and problems into the
// case, and at its end it gets its state. An output that is only error text gives no facts.
import { errorText } from '../../../shared/bundle/error-text.ts';
import { mayNeedRepair, repairLine } from '../../../shared/bundle/repair.ts';
import { plainSpacing } from '../../../shared/bundle/spacing.ts';
import type { RecognisedCommand } from '../../../shared/bundle/command-line.ts';
import type { LineParser, Sink } from '../../../shared/commands/command.ts';
import type { FactKind, FactKinds } from '../../../shared/facts.ts';
import type { Severity, SourceState } from '../../../shared/evidence.ts';
import type { LoggedEnd, MemberLog, SourceLog, Whose } from './member-log.ts';

/** So many lines of nothing but error text are waited for before an output is believed to be one. */
const errorLines = 40;

export interface SourceEnd extends Omit<LoggedEnd, 'state' | 'reason' | 'lines'> {
  /** Why the bytes stopped early; null when they did not. */
  readonly cut: string | null;
  /** What manifest or name say of the output's end. */
  readonly said: 'timed-out' | 'truncated' | null;
}

export class OutputSource {
  readonly #log: SourceLog;
  readonly #recognised: RecognisedCommand | null;
  readonly #parser: LineParser | null;
  #waiting: { readonly text: string; readonly number: number }[] | null = [];
  #hasText = false;
  /** Lines of the file that came; several in a row may carry one number. */
  #lines = 0;
  #lastNumber = 0;
  #read = 0;
  #lastRead = 0;
  #asideByRule = 0;
  #lastAside = 0;
  /** Facts by kind, to tell what a text was about. */
  readonly hosts = new Set<string>();
  readonly kinds = new Set<FactKind>();

  constructor(
    log: Pick<MemberLog, 'source'>,
    whose: Whose,
    commandLine: string | null,
    recognised: RecognisedCommand | null,
  ) {
    this.#recognised = recognised;
    this.#log = log.source(whose, commandLine, recognised);
    this.#parser = recognised === null ? null : recognised.command.parser(recognised.context, this.#sink());
  }

  #sink(): Sink {
    return {
      fact: <K extends FactKind>(kind: K, data: FactKinds[K], firstLine: number, lastLine: number): void => {
        this.kinds.add(kind);
        if (kind === 'instance') {
          const { host } = data as FactKinds['instance'];
          if (host !== null) this.hosts.add(host);
        }
        this.#log.fact(kind, data, firstLine, lastLine);
      },
      problem: (severity, line, code, message) => this.problem(severity, line, code, message),
      aside: (number) => {
        if (number === this.#lastAside) return;
        this.#lastAside = number;
        this.#asideByRule++;
      },
    };
  }

  problem(severity: Severity, line: number | null, code: string, message: string): void {
    this.#log.problem({ severity, line, code, message });
  }

  /** The next line. Several may carry one number. */
  line(text: string, number: number): void {
    if (number !== this.#lastNumber) this.#lines++;
    this.#lastNumber = number;
    if (this.#waiting === null) {
      this.#give(text, number);
      return;
    }
    const isText = text.trim() !== '';
    this.#hasText ||= isText;
    this.#waiting.push({ text, number });
    if (!isText) return;
    // A log may begin with nothing but warnings: that is what it is for.
    const isOwn = this.#recognised?.command.mayBeErrorsOnly === true;
    const lines = this.#waiting.map((line) => line.text);
    if (isOwn || errorText(lines) === null || lines.length >= errorLines) this.#release();
  }

  #give(text: string, number: number): void {
    if (this.#parser === null) return;
    if (number !== this.#lastRead) this.#read++;
    this.#lastRead = number;
    this.#parser.line(text, number);
  }

  /** As `line`, putting right what a paste did to a file that was not written by the command itself. */
  pastedLine(text: string, number: number): void {
    const { text: typed, repairs } = mayNeedRepair(text) ? repairLine(text) : { text, repairs: [] };
    if (repairs.length > 0) this.problem('repaired', number, 'typographic-damage', repairs.join('; '));
    const repaired = this.#recognised === null ? typed : plainSpacing(typed, this.#recognised.command);
    const lines = this.#recognised?.command.unfold?.(repaired) ?? null;
    if (lines === null) {
      this.line(repaired, number);
      return;
    }
    this.problem('repaired', number, 'lines-run-together', `one line was put back as ${lines.length}`);
    for (const line of lines) this.line(line, number);
  }

  #release(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const { text, number } of waiting) this.#give(text, number);
  }

  /** Ends the source and says what became of it. `around`: lines of the text that are in no source's output. */
  end(end: SourceEnd, around = 0): SourceState {
    const error =
      this.#hasText && this.#waiting !== null ? errorText(this.#waiting.map((line) => line.text)) : null;
    if (error !== null) {
      const line = this.#waiting?.find(({ text }) => text.trim() === error.trim())?.number ?? null;
      this.problem('error', line, 'error-output', error);
    } else if (this.#waiting !== null) {
      this.#release();
    }
    if (error === null && this.#hasText) this.#parser?.end();
    const { state, reason } = this.#state(error, end);
    if (state === 'truncated' || state === 'timed-out') {
      this.problem(
        'data-loss',
        null,
        state === 'truncated' ? 'output-cut' : 'command-timed-out',
        reason ?? state,
      );
    }
    return this.finish(state, reason, end, around);
  }

  #state(
    error: string | null,
    end: SourceEnd,
  ): { readonly state: SourceState; readonly reason: string | null } {
    if (end.cut !== null) return { state: 'truncated', reason: `the bundle ends here: ${end.cut}` };
    if (error !== null) return { state: 'error', reason: error };
    if (end.said === 'timed-out') {
      return {
        state: 'timed-out',
        reason: 'sos ended the command; only what it had printed by then is here',
      };
    }
    if (end.said === 'truncated')
      return { state: 'truncated', reason: 'sos kept only the end of this output' };
    if (!this.#hasText) return { state: 'empty', reason: null };
    return this.#recognised === null
      ? { state: 'unrecognised', reason: null }
      : { state: 'ok', reason: null };
  }

  /** Ends a source whose lines were not read. */
  finish(
    state: SourceState,
    reason: string | null,
    end: Omit<SourceEnd, 'cut' | 'said'>,
    around = 0,
  ): SourceState {
    const { bytes, firstLine, lastLine, isKept } = end;
    const read = this.#read - this.#asideByRule;
    const lines = isKept ? { read, aside: this.#lines - read + around } : null;
    this.#log.finish({ state, reason, bytes, firstLine, lastLine, isKept, lines });
    return state;
  }
}

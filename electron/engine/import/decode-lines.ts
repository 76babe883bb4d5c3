// Bytes to lines: UTF-8 (or UTF-16, by its mark or its zeros), with what is not text made visible instead of fatal.
// CR LF ends a line as LF does; ANSI colours and other control characters are taken out, tabs kept.
import { encodingOf } from './text-encoding.ts';

/**
 * Longer lines are cut here, in characters: a transaction of a large database is one line of many
 * megabytes, anything beyond is a bomb.
 */
const maxLineLength = 64 * 1024 * 1024;

/** Bytes that become text at a time: few enough for V8 to keep that where it keeps what lives shortly. */
const pieceBytes = 64 * 1024;

/** What no clean text holds. Asked first: a class by itself is looked for faster. */
const suspicious = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|\r(?!\n)/;
const escapes =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[@-Z\\^_()][0-9A-B]?|\u009b[0-?]*[ -/]*[@-~]/g;

/** A character and the backspace that took it back; what was typed wrong and erased is not on the screen. */
const erased = /[^\u0008]\u0008/;
const leftovers = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** What a terminal would show in the end: each backspace takes the character before it. One pass. */
function withoutErased(line: string): string {
  if (!erased.test(line)) return line;
  const shown: string[] = [];
  for (const character of line) {
    if (character === '\u0008') shown.pop();
    else shown.push(character);
  }
  return shown.join('');
}

/** The line without colours, what was erased, and other control characters; tabs stay. */
export function withoutControls(line: string): string {
  return control.test(line) ? withoutErased(line.replace(escapes, '')).replace(leftovers, '') : line;
}

export interface LineDamage {
  /** Replacement characters that decoding put in. */
  readonly invalidBytes: number;
  readonly firstInvalidLine: number | null;
  /** Lines longer than `maxLineLength`, cut there. */
  readonly cutLines: number;
  readonly firstCutLine: number | null;
  /** Lines that held control characters or colours, which were taken out. */
  readonly cleanedLines: number;
}

/** Splits bytes into lines and hands each on with its number, from 1. */
export class LineDecoder implements LineDamage {
  readonly #take: (text: string, number: number) => void;
  #decoder: InstanceType<typeof TextDecoder> | null = null;
  #rest = '';
  #overflow = false;
  #number = 0;
  invalidBytes = 0;
  firstInvalidLine: number | null = null;
  cutLines = 0;
  firstCutLine: number | null = null;
  cleanedLines = 0;

  readonly #longest: number;

  constructor(take: (text: string, number: number) => void, longest = maxLineLength) {
    this.#take = take;
    this.#longest = longest;
  }

  /** Lines so far. */
  get lines(): number {
    return this.#number;
  }

  chunk(bytes: Uint8Array): void {
    this.#decoder ??= new TextDecoder(encodingOf(bytes));
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      this.#split(this.#decoder.decode(bytes.subarray(at, at + pieceBytes), { stream: true }));
    }
  }

  /** Ends the text: a last line without a line end is a line. */
  end(): void {
    if (this.#decoder !== null) this.#split(this.#decoder.decode());
    if (this.#rest !== '' || this.#overflow) this.#line(this.#rest, control.test(this.#rest));
    this.#rest = '';
  }

  #split(text: string): void {
    // One look at the whole chunk instead of one at each line.
    const unclean = suspicious.test(text) && control.test(text);
    if (text.includes('\ufffd')) this.#countInvalid(text);
    let from = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      const line = this.#rest === '' ? text.slice(from, at) : this.#rest + text.slice(from, at);
      const carried = this.#rest !== '';
      this.#rest = '';
      this.#line(line, unclean || carried);
      from = at + 1;
    }
    const tail = from === 0 ? text : text.slice(from);
    if (this.#overflow) return;
    this.#rest = this.#rest === '' ? tail : this.#rest + tail;
    if (this.#rest.length > this.#longest) {
      this.#rest = this.#rest.slice(0, this.#longest);
      this.#overflow = true;
    }
  }

  #line(text: string, unclean: boolean): void {
    const number = ++this.#number;
    let line = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (this.#overflow || line.length > this.#longest) {
      this.#overflow = false;
      line = line.slice(0, this.#longest);
      this.cutLines++;
      this.firstCutLine ??= number;
    }
    if (unclean && control.test(line)) {
      line = withoutControls(line);
      this.cleanedLines++;
    }
    this.#take(line, number);
  }

  #countInvalid(text: string): void {
    let line = this.#number + 1;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 0x0a) line++;
      else if (code === 0xfffd) {
        this.invalidBytes++;
        this.firstInvalidLine ??= line;
      }
    }
  }
}

/** Tells what decoding a text had to put right. */
export function reportDamage(
  lines: LineDamage,
  problem: (
    severity: 'repaired' | 'warning' | 'error',
    line: number | null,
    code: string,
    message: string,
  ) => void,
): void {
  if (lines.invalidBytes > 0) {
    problem(
      'warning',
      lines.firstInvalidLine,
      'invalid-bytes',
      `bytes that are not UTF-8, shown as \ufffd: ${lines.invalidBytes}`,
    );
  }
  if (lines.cutLines > 0) {
    problem(
      'error',
      lines.firstCutLine,
      'line-too-long',
      `lines longer than 64 Mi characters, cut there: ${lines.cutLines}`,
    );
  }
  if (lines.cleanedLines > 0) {
    problem(
      'repaired',
      null,
      'control-characters',
      `lines that control characters were taken out of: ${lines.cleanedLines}`,
    );
  }
}

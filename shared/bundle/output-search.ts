// Is there any output in a text that nothing names? Asked before the text is read and kept.
import { TranscriptReader, type SegmentStart } from './transcript.ts';

/** Looks, line by line, for the first output in a text. */
export class OutputSearch {
  /** Null until one is found. */
  found: SegmentStart | null = null;
  readonly #reader = new TranscriptReader({
    start: (segment) => (this.found ??= segment),
    line: () => undefined,
    problem: () => undefined,
    end: () => undefined,
    aside: () => undefined,
    frame: () => undefined,
  });

  line(text: string, number: number): void {
    if (this.found === null) this.#reader.line(text, number);
  }

  /** The text ends here. */
  end(): void {
    if (this.found === null) this.#reader.end();
  }
}

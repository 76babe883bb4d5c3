// How far an import is: bytes of the bundles as stored, over the passes that an import makes, with an
// estimate of the time left from the time used so far.
import type { ImportPhase } from '../../../shared/api.ts';
import type { ImportProgress } from './job.ts';

/** Shares of an import's time that its passes take: hashing, surveying, parsing. */
const weights = { hash: 0.05, survey: 0.25, parse: 0.7 } as const;
export type Pass = keyof typeof weights;

const everyMilliseconds = 100;

export class ProgressMeter {
  readonly #tell: (progress: ImportProgress) => void;
  readonly #now: () => number;
  readonly #started: number;
  #lastTold = -Infinity;
  #total = 0;
  #done = 0;
  #items = 0;
  #phase: ImportPhase = 'reading';
  #current: string | null = null;

  constructor(tell: (progress: ImportProgress) => void, now: () => number) {
    this.#tell = tell;
    this.#now = now;
    this.#started = now();
  }

  /** A bundle was opened: its bytes belong to the work. */
  expect(bytes: number): void {
    this.#total += bytes;
  }

  /** A bundle needs no further work, or less than was thought. */
  skip(bytes: number, passes: readonly Pass[]): void {
    for (const pass of passes) this.#done += bytes * weights[pass];
  }

  phase(phase: ImportPhase, current: string | null): void {
    this.#phase = phase;
    this.#current = current;
    this.#report(true);
  }

  bytes(pass: Pass, bytes: number): void {
    this.#done += bytes * weights[pass];
    this.#report(false);
  }

  member(path: string): void {
    this.#items++;
    this.#current = path;
    this.#report(false);
  }

  #report(always: boolean): void {
    const now = this.#now();
    if (!always && now - this.#lastTold < everyMilliseconds) return;
    this.#lastTold = now;
    const done = Math.min(Math.round(this.#done), this.#total);
    const elapsed = (now - this.#started) / 1000;
    const isKnown = elapsed > 1 && done > 0 && this.#phase !== 'done';
    this.#tell({
      phase: this.#phase,
      bytesDone: this.#phase === 'done' ? this.#total : done,
      bytesTotal: this.#total,
      items: this.#items,
      etaSeconds: isKnown ? Math.round((elapsed * (this.#total - done)) / done) : null,
      current: this.#current,
    });
  }
}

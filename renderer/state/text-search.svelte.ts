// A search through the case's raw text while it goes on: it asks the engine step by step, so that the first
// lines are there at once, typing is never waited for, and not asking any more is all it takes to end it.
import type { Client, Response, SearchRow } from '../../shared/api.ts';
import type { Spelling } from '../../shared/search/spellings.ts';
import { spellingsOf } from '../../shared/search/spellings.ts';

/** The engine looks for one text at a time, and another begins anew: whoever started last goes first. */
let turn: object | null = null;

/** Between a look whether it is one's turn and the next, in milliseconds. */
const waiting = 100;

/** Rows asked for in one call. */
const page = 1000;

export class TextSearch {
  /** The lines found so far, at most `most` of them. */
  rows = $state.raw<readonly SearchRow[]>([]);
  /** How many lines were found, shown or not. */
  matched = $state(0);
  /** Empty while nothing is looked for. */
  spellings = $state.raw<readonly Spelling[]>([]);
  /** `capped`: there is more than the engine keeps, and the rest was not looked through. */
  progress = $state<'none' | 'looking' | 'complete' | 'capped'>('none');

  /** Stands for this search in the queue of one. */
  readonly #self = {};
  readonly #client: Client;
  readonly #most: number;
  readonly #onError: (error: unknown) => void;
  /** Which search this is: an answer to an older one is dropped. */
  #search = 0;

  /** `most` rows are loaded; all that are found are counted. */
  constructor(client: Client, most: number, onError: (error: unknown) => void) {
    this.#client = client;
    this.#most = most;
    this.#onError = onError;
  }

  /** Looks for another text, in one snapshot or, without one, in all. Blank text ends the search. */
  start(text: string, snapshot?: number): void {
    this.stop();
    const looked = text.trim();
    this.rows = [];
    this.matched = 0;
    this.spellings = looked === '' ? [] : spellingsOf(looked);
    this.progress = looked === '' ? 'none' : 'looking';
    if (looked === '') return;
    turn = this.#self;
    void this.#look(this.#search, looked, snapshot);
  }

  /** What was found so far stays; nothing more is asked for. */
  stop(): void {
    this.#search++;
    if (turn === this.#self) turn = null;
  }

  async #look(search: number, text: string, snapshot: number | undefined): Promise<void> {
    const scope = snapshot === undefined ? {} : { snapshot };
    try {
      while (search === this.#search) {
        turn ??= this.#self;
        if (turn !== this.#self) {
          await new Promise((resolve) => setTimeout(resolve, waiting));
          continue;
        }
        const room = this.#most - this.rows.length;
        const window = { offset: this.rows.length, limit: Math.max(1, Math.min(page, room)) };
        const answer = await this.#client.call('search.text', { text, ...scope, ...window });
        if (search !== this.#search) return;
        if (this.#take(answer, room)) this.stop();
      }
    } catch (error) {
      if (search !== this.#search) return;
      this.stop();
      this.progress = 'none';
      this.#onError(error);
    }
  }

  /** True when there is nothing more to ask for. */
  #take(answer: Response<'search.text'>, room: number): boolean {
    if (room > 0 && answer.rows.length > 0) this.rows = [...this.rows, ...answer.rows.slice(0, room)];
    this.matched = answer.matched;
    if (!answer.complete && !answer.capped) return false;
    this.progress = answer.complete ? 'complete' : 'capped';
    return this.rows.length >= Math.min(answer.matched, this.#most);
  }
}

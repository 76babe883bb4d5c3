// A search through the case's text as the interface asks for it: window by window, while it goes on.
import type { Database } from 'better-sqlite3';
import type { Response, SearchRow } from '../../shared/api.ts';
import { spellingsOf } from '../../shared/search/spellings.ts';
import { searchText } from './case-file/queries/text-search.ts';
import type { CaseSession } from './case-session.ts';

/** Rows kept of one search; whoever finds more must ask for something narrower. */
const mostRows = 10_000;

/** How long one call may look before it answers with what there is, in milliseconds. */
const longest = 100;

/** The search for a text, in one snapshot or in all; it replaces the one before. */
export function searchFor(session: CaseSession, text: string, snapshotId: number | null): TextSearch {
  const latest = session.part(LatestSearch);
  return session.query((db) => latest.of(db, text, snapshotId));
}

class LatestSearch {
  #asked = '';
  #search: TextSearch | null = null;

  of(db: Database, text: string, snapshotId: number | null): TextSearch {
    const asked = JSON.stringify([text, snapshotId]);
    if (this.#search === null || this.#asked !== asked) this.#search = new TextSearch(db, text, snapshotId);
    this.#asked = asked;
    return this.#search;
  }
}

/** One search under way. Not asking any more is all it takes to end it. */
export class TextSearch {
  readonly #spellings;
  readonly #steps: Generator<readonly SearchRow[]>;
  readonly #rows: SearchRow[] = [];
  #complete = false;

  constructor(db: Database, text: string, snapshotId: number | null) {
    this.#spellings = spellingsOf(text);
    this.#steps = searchText(db, this.#spellings, snapshotId);
  }

  /** Looks on until the window is full or, if it is already, for a moment; then answers with what there is. */
  window(offset: number, limit: number): Response<'search.text'> {
    const full = this.#rows.length >= offset + limit;
    this.#goOn(full ? mostRows : offset + limit);
    return {
      spellings: this.#spellings.map(({ text, kind }) => ({ text, kind })),
      matched: this.#rows.length,
      complete: this.#complete,
      capped: !this.#complete && this.#rows.length === mostRows,
      rows: this.#rows.slice(offset, offset + limit),
    };
  }

  #goOn(wanted: number): void {
    const end = performance.now() + longest;
    while (!this.#complete && this.#rows.length < Math.min(wanted, mostRows) && performance.now() < end) {
      const { done, value } = this.#steps.next();
      if (done === true) this.#complete = true;
      else this.#rows.push(...value.slice(0, mostRows - this.#rows.length));
    }
  }
}

// The hosts of an open case as one of them sees them, indexed for whoever works out a network. Apart from the session,
// which a comparison of one host opens too, and that needs none of the modules behind an index.
import type { CaseIndex } from '../../shared/network/case-index.ts';
import { indexCase } from '../../shared/network/case-index.ts';
import type { NodeIndex } from '../../shared/network/node-index.ts';
import { keptCases, type CaseSession } from './case-session.ts';
import { remember } from './remember.ts';

class CaseIndexes {
  readonly #session: CaseSession;
  /** By the snapshots that belong together. */
  readonly #cases = new Map<string, CaseIndex>();

  constructor(session: CaseSession) {
    this.#session = session;
  }

  of(id: number): CaseIndex {
    return remember(this.#cases, this.#session.togetherKey(id), keptCases, () =>
      indexCase(this.#session.members(id)),
    );
  }
}

/**
 * The hosts of the case as a snapshot's own host sees them: it, and of each other host the snapshot that belongs to it.
 * The same object for all snapshots that belong together. Throws 'not-found'.
 */
export function caseIndexOf(session: CaseSession, id: number): CaseIndex {
  return session.part(CaseIndexes).of(id);
}

/** A snapshot's host in `caseIndexOf`. */
export function nodeIndexOf(session: CaseSession, id: number): NodeIndex {
  const own = session.together(id).find((member) => member.id === id);
  const found = own === undefined ? null : caseIndexOf(session, id).node(own.host);
  if (found === null) throw new Error(`snapshot ${id} is not in its own case index`);
  return found;
}

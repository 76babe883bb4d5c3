// What is worked out of all hosts that belong with a snapshot, a host at a time: a case of fifty hosts takes seconds, and
// what else the window asks for is answered in between.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CodedError } from '../../shared/coded-error.ts';
import { caseIndexOf } from './case-indexes.ts';
import type { CaseSession } from './case-session.ts';

/**
 * The open case, once the facts that a snapshot's own picture needs are there. Throws 'not-found', and 'no-case' when
 * the case was closed meanwhile.
 */
export async function withHostFacts(opened: () => CaseSession, snapshot: number): Promise<CaseSession> {
  const session = opened();
  const { hosts } = caseIndexOf(session, snapshot);
  for (const host of hosts) {
    // An import may have ended since: what it made out of date is read anew.
    caseIndexOf(session, snapshot).facts(host);
    await sameCase(opened, session);
  }
  return session;
}

/** As `withHostFacts`, with every host indexed: for what goes through all of them. */
export async function withHosts(opened: () => CaseSession, snapshot: number): Promise<CaseSession> {
  const session = await withHostFacts(opened, snapshot);
  const { hosts } = caseIndexOf(session, snapshot);
  for (const host of hosts) {
    // The first that is indexed asks all the others for these.
    caseIndexOf(session, snapshot).facts(host)?.of('instance');
    await sameCase(opened, session);
  }
  for (const host of hosts) {
    caseIndexOf(session, snapshot).node(host);
    await sameCase(opened, session);
  }
  return session;
}

/** Lets others have their turn. Throws 'no-case' when the case was closed meanwhile. */
export async function sameCase(opened: () => CaseSession, session: CaseSession): Promise<void> {
  await nextTurn();
  if (opened() !== session)
    throw new CodedError('no-case', 'The case was closed.', 'Open a case or make a new one.');
}

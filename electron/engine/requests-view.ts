// What to ask the customer for, of the open case: the requests about a thing, and the script that runs them.
import type { Request, Response } from '../../shared/api.ts';
import { findRequests } from '../../shared/requests/find-requests.ts';
import { nodeTools, requestScript } from '../../shared/requests/request-script.ts';
import { networkOf } from './case-network.ts';
import type { CaseSession } from './case-session.ts';

/** Throws 'not-found' for a snapshot that is not there. */
export function requestsView(
  session: CaseSession,
  { snapshot, subject }: Request<'requests.find'>,
): Response<'requests.find'> {
  const facts = session.facts(snapshot);
  const requests = findRequests(facts, networkOf(session).node(snapshot), subject);
  const { text, leftOut } = requestScript(facts.host, requests, nodeTools(facts));
  return {
    host: facts.host,
    requests: requests.map(({ reasons, ...request }) => ({ ...request, reasons: [...reasons] })),
    script: text,
    leftOut,
  };
}

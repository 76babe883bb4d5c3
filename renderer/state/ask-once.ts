// Answers that several parts of the window need at once, asked for once as long as the case stays as it is.
import type { Method, Request, Response } from '../../shared/api.ts';
import { app } from './app.svelte.ts';

const kept = 24;
let revision = -1;
const answers = new Map<string, Promise<unknown>>();

/** As `app.client.call`. A failure is not kept: the next to ask tries again. */
export function askOnce<M extends Method>(method: M, request: Request<M>): Promise<Response<M>> {
  if (revision !== app.revision) {
    answers.clear();
    revision = app.revision;
  }
  const key = `${app.case?.path ?? ''} ${method} ${JSON.stringify(request)}`;
  const known = answers.get(key) as Promise<Response<M>> | undefined;
  if (known !== undefined) return known;
  const asked = app.client.call(method, request);
  answers.set(key, asked);
  for (const old of answers.keys()) {
    if (answers.size <= kept) break;
    answers.delete(old);
  }
  asked.catch(() => answers.delete(key));
  return asked;
}

// The engine's side of every transport: takes whatever a client sent, checks it against the schemas of
// shared/api.ts, calls the engine, and answers with a frame. Nothing is thrown at the transport.
import { z } from 'zod';
import type { ApiError, Engine, EngineFrame, Method, Request, Response } from '../../shared/api.ts';
import { methods } from '../../shared/api.ts';
import { CodedError } from '../../shared/coded-error.ts';
import { apiErrorOf } from './api-errors.ts';

const envelope = z.object({ id: z.number().int(), method: z.string(), request: z.unknown() });

/** Answers one frame. A frame without a usable id is answered under id 0. */
export function createFrameServer(engine: Engine): (frame: unknown) => Promise<EngineFrame> {
  return async (frame) => {
    const parsed = envelope.safeParse(frame);
    if (!parsed.success) return { id: idOf(frame), error: badRequest('not a request frame', parsed.error) };
    const { id, method, request } = parsed.data;
    if (!isMethod(method)) {
      return { id, error: { code: 'bad-request', message: `There is no method ${method}.`, next: null } };
    }
    try {
      return { id, response: await call(engine, method, request) };
    } catch (error) {
      return { id, error: apiErrorOf(error) };
    }
  };
}

async function call<M extends Method>(engine: Engine, method: M, request: unknown): Promise<Response<M>> {
  const checked = methods[method].request.safeParse(request);
  if (!checked.success) {
    const { code, message, next } = badRequest(method, checked.error);
    throw new CodedError(code, message, next);
  }
  // The schema of M has just said so.
  return engine[method](checked.data as Request<M>);
}

function isMethod(name: string): name is Method {
  return Object.hasOwn(methods, name);
}

function idOf(frame: unknown): number {
  if (typeof frame !== 'object' || frame === null || !('id' in frame)) return 0;
  return Number.isSafeInteger(frame.id) ? Number(frame.id) : 0;
}

function badRequest(what: string, error: z.ZodError): ApiError {
  const issue = error.issues[0];
  const place = issue === undefined || issue.path.length === 0 ? '' : ` (${issue.path.join('.')})`;
  return { code: 'bad-request', message: `${what}${place}: ${issue?.message ?? 'misshaped'}`, next: null };
}

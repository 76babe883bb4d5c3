// Requests and answers as frames, whatever carries them: matches an answer to its request and hands
// events to whoever listens. Nothing here looks inside a payload.
import {
  CodedError,
  type ApiError,
  type Client,
  type ClientFrame,
  type EventName,
  type EventPayload,
  type Method,
  type Request,
  type Response,
} from '../../shared/api.ts';

/** What carries frames. `send` may be called before the transport is up; it queues then. */
export interface Transport {
  send(frame: ClientFrame): void;
}

interface Waiting {
  resolve(response: unknown): void;
  reject(error: CodedError): void;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function codedError(error: unknown): CodedError {
  if (isObject(error) && typeof error['code'] === 'string' && typeof error['message'] === 'string') {
    const { code, message, next } = error as unknown as ApiError;
    return new CodedError(code, message, next);
  }
  return new CodedError('internal', 'The engine answered with something that is not an error of ours.');
}

/** Matches answers to requests and hands events to their listeners. */
export class FrameClient implements Client {
  #transport: Transport;
  #nextId = 1;
  #waiting = new Map<number, Waiting>();
  #listeners = new Map<EventName, Set<(payload: never) => void>>();

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  call<M extends Method>(method: M, request: Request<M>): Promise<Response<M>> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (response: unknown) => void, reject });
      // Through JSON, because structured clone refuses the proxies that reactive state is made of.
      this.#transport.send({ id, method, request: JSON.parse(JSON.stringify(request)) as unknown });
    });
  }

  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void {
    let listeners = this.#listeners.get(event);
    if (!listeners) this.#listeners.set(event, (listeners = new Set()));
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Takes an `EngineFrame`; anything else is ignored. */
  receive(frame: unknown): void {
    if (!isObject(frame)) return;
    if (typeof frame['event'] === 'string') {
      const listeners = this.#listeners.get(frame['event'] as EventName) ?? [];
      for (const listener of listeners) listener(frame['payload'] as never);
      return;
    }
    if (typeof frame['id'] !== 'number') return;
    const waiting = this.#waiting.get(frame['id']);
    if (!waiting) return;
    this.#waiting.delete(frame['id']);
    if ('error' in frame) waiting.reject(codedError(frame['error']));
    else waiting.resolve(frame['response']);
  }

  /** Ends every open request: the transport is gone. */
  fail(error: CodedError): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const each of waiting) each.reject(error);
  }
}

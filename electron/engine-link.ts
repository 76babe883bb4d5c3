// One engine, several clients: browser tabs, the desktop window, and the host itself. Each counts its
// frames by itself, so the link gives them numbers of its own on the way to the engine and takes
// them off again on the way back. Events go to everyone.
import { CodedError } from '../shared/coded-error.ts';
import type {
  ApiError,
  ClientFrame,
  EngineFrame,
  EventName,
  EventPayload,
  Method,
  Request,
  Response,
} from '../shared/api.ts';

export interface LinkClient {
  /** Passes on what a client sent. False when it has no usable id, so that nothing could answer it. */
  post(frame: unknown): boolean;
  /** Answers still under way go nowhere from now on. */
  close(): void;
}

export interface EngineLink {
  connect(onFrame: (frame: EngineFrame) => void): LinkClient;
  /** A call of the host's own. Rejects with a CodedError. */
  call<M extends Method>(method: M, request: Request<M>): Promise<Response<M>>;
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): void;
  /** What the engine's port gave. */
  receive(frame: EngineFrame): void;
  /**
   * The engine is gone: answers everything, now and later, with this, and ends the imports under way with it.
   * The first reason stands.
   */
  fail(error: ApiError): void;
}

/** `send` puts a frame on the engine's port; `answered` sees each request with its answer. */
export function createEngineLink(
  send: (frame: ClientFrame) => void,
  answered: (request: ClientFrame, answer: EngineFrame) => void = () => undefined,
): EngineLink {
  const clients = new Set<(frame: EngineFrame) => void>();
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const waiting = new Map<number, { frame: ClientFrame; answer: (frame: EngineFrame) => void }>();
  /** The ids of imports that have told progress and not their end. */
  const importing = new Set<string>();
  let failure: ApiError | null = null;
  let lastId = 0;

  function ask(frame: ClientFrame, answer: (frame: EngineFrame) => void): void {
    if (failure) {
      answer({ id: frame.id, error: failure });
      return;
    }
    const id = ++lastId;
    waiting.set(id, { frame, answer });
    send({ id, method: frame.method, request: frame.request });
  }

  function receive(frame: EngineFrame): void {
    if ('event' in frame) {
      note(frame.event, frame.payload);
      for (const onFrame of clients) onFrame(frame);
      for (const listener of listeners.get(frame.event) ?? []) listener(frame.payload as never);
      return;
    }
    const asked = waiting.get(frame.id);
    if (!asked) return;
    waiting.delete(frame.id);
    answered(asked.frame, frame);
    asked.answer({ ...frame, id: asked.frame.id });
  }

  function note(event: EventName, payload: unknown): void {
    if (event === 'import.progress') importing.add((payload as EventPayload<typeof event>).importId);
    else if (event === 'import.finished') importing.delete((payload as EventPayload<typeof event>).importId);
  }

  return {
    receive,
    connect(onFrame) {
      let open = true;
      const deliver = (frame: EngineFrame): void => {
        if (open) onFrame(frame);
      };
      clients.add(deliver);
      return {
        post(frame) {
          if (!isNumbered(frame)) return false;
          ask(frame, deliver);
          return true;
        },
        close() {
          open = false;
          clients.delete(deliver);
        },
      };
    },
    call(method, request) {
      return new Promise((resolve, reject) => {
        ask({ id: 0, method, request }, (answer) => {
          if ('error' in answer) {
            reject(new CodedError(answer.error.code, answer.error.message, answer.error.next));
          } else if ('response' in answer) {
            resolve(answer.response as Response<typeof method>);
          }
        });
      });
    },
    on(event, listener) {
      const known = listeners.get(event) ?? new Set();
      known.add(listener);
      listeners.set(event, known);
    },
    fail(error) {
      failure ??= error;
      for (const id of [...waiting.keys()]) receive({ id, error: failure });
      for (const importId of [...importing]) {
        const payload: EventPayload<'import.finished'> = {
          importId,
          outcome: 'failed',
          ledger: null,
          error: failure,
        };
        receive({ event: 'import.finished', payload });
      }
    },
  };
}

/** The engine checks method and request; only the number is needed to bring the answer back. */
function isNumbered(frame: unknown): frame is ClientFrame {
  return typeof frame === 'object' && frame !== null && 'id' in frame && Number.isSafeInteger(frame.id);
}

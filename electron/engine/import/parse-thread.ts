// One thread that reads members: gets their bytes, gives back their logs. It knows neither the case nor
// the bundle. A member that makes a parser fail costs that member.
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { eventBytes, MemberLog, type MemberEvent } from './member-log.ts';
import { taskReader, type MemberTask } from './member-task.ts';
import type { MemberSink } from './members.ts';

export type ParserOrder =
  | { readonly kind: 'begin'; readonly member: number; readonly task: MemberTask }
  | { readonly kind: 'chunk'; readonly member: number; readonly from: number; readonly to: number }
  | { readonly kind: 'end'; readonly member: number; readonly cut: string | null };

/** Several orders at once, with the bytes that they speak of, which are theirs until their chunks were told as read. */
export interface ToParser {
  readonly orders: readonly ParserOrder[];
  readonly bytes: Uint8Array;
}

/** A step of one member: what it gave since the last, and how many of its chunks were taken. */
export interface ParserStep {
  readonly member: number;
  readonly events: readonly MemberEvent[];
  readonly chunks: number;
  readonly isDone: boolean;
  /** Why the member could not be read; null when it could. */
  readonly failure: string | null;
}

/** `ready` is the first message. */
export type FromParser = 'ready' | readonly ParserStep[];

export interface ParserData {
  readonly port: MessagePort;
  /** Counts messages, so that the other side can wait for one without an event loop. */
  readonly told: Int32Array;
}

/** Results that are gathered before they are sent. */
const stepBytes = 1024 * 1024;

/** Serves orders from `port` until it is closed. */
function serveParser({ port, told }: ParserData): void {
  const send = (message: FromParser): void => {
    port.postMessage(message);
    Atomics.add(told, 0, 1);
    Atomics.notify(told, 0);
  };
  const reader = new OrderReader(send);
  port.on('message', (message: ToParser) => reader.read(message));
  send('ready');
}

class OrderReader {
  readonly #send: (steps: readonly ParserStep[]) => void;
  #steps: ParserStep[] = [];
  #member = -1;
  #sink: MemberSink | null = null;
  #events: MemberEvent[] = [];
  #bytes = 0;
  #chunks = 0;
  #failure: string | null = null;

  constructor(send: (steps: readonly ParserStep[]) => void) {
    this.#send = send;
  }

  read({ orders, bytes }: ToParser): void {
    for (const order of orders) {
      try {
        this.#carryOut(order, bytes);
      } catch (error) {
        this.#failure = error instanceof Error ? error.message : String(error);
        this.#sink = null;
      }
      if (order.kind === 'chunk') this.#chunks++;
      if (order.kind === 'end') this.#step(true);
      else if (this.#bytes > stepBytes) this.#step(false);
      if (this.#bytes > stepBytes) this.#flush();
    }
    if (this.#events.length > 0 || this.#chunks > 0) this.#step(false);
    this.#flush();
  }

  #carryOut(order: ParserOrder, bytes: Uint8Array): void {
    if (order.kind === 'begin') {
      // Should this member end the thread, what came before it is not lost.
      this.#flush();
      this.#member = order.member;
      this.#failure = null;
      const log = new MemberLog((event) => {
        this.#events.push(event);
        this.#bytes += eventBytes(event);
      });
      this.#sink = taskReader(order.task, log);
    } else if (order.kind === 'chunk') this.#sink?.chunk(bytes.subarray(order.from, order.to));
    else this.#sink?.end(order.cut);
  }

  #step(isDone: boolean): void {
    const failure = isDone ? this.#failure : null;
    this.#steps.push({ member: this.#member, events: this.#events, chunks: this.#chunks, isDone, failure });
    this.#events = [];
    this.#chunks = 0;
  }

  #flush(): void {
    if (this.#steps.length > 0) this.#send(this.#steps);
    this.#steps = [];
    this.#bytes = 0;
  }
}

if (parentPort !== null && isParserData(workerData)) serveParser(workerData);

function isParserData(data: unknown): data is ParserData {
  return typeof data === 'object' && data !== null && 'port' in data && 'told' in data;
}

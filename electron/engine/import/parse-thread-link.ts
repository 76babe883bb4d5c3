// The near end of a thread that reads members: gathers small members into messages, keeps what was not
// read yet, and hears what the thread says, with or without an event loop.
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { FromParser, ParserOrder, ToParser } from './parse-thread.ts';
import type { Slot } from './slot.ts';

/** Bytes of members in one message. They are in memory that both sides see, which goes round: nothing is copied twice, and the garbage collector has nothing to do with it. */
const messageBytes = 256 * 1024;
/** The thread's heap, in megabytes: more than any member needs, and little enough for a bound on the whole. */
const heapLimit = 384;

/** What one message carries. */
interface Parcel {
  readonly bytes: Uint8Array<SharedArrayBuffer>;
  filled: number;
  /** Chunks in it that the thread has not taken yet. */
  chunks: number;
}

interface Told {
  said(): void;
  broke(thread: ParseThread, reason: string): void;
}

export class ParseThread {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #told: Told;
  /** Members that it has and that are not done, in the order in which it reads them. */
  slots: Slot[] = [];
  isReady = false;
  /** Bytes sent or about to be, and not read yet. */
  unread = 0;
  #orders: ParserOrder[] = [];
  #parcel: Parcel = newParcel();
  /** Sent, in order, with chunks that were not taken yet. */
  readonly #sent: Parcel[] = [];
  readonly #spare: Parcel[] = [];
  #nextMember = 0;
  #closing = false;

  constructor(counter: Int32Array, script: string | undefined, told: Told) {
    this.#told = told;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    // Beside this file, whether it runs as written or as built.
    const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    this.#worker = new Worker(
      script === undefined ? new URL(`./parse-thread.${ending}`, import.meta.url) : new URL(script),
      {
        workerData: { port: port2, told: counter },
        transferList: [port2],
        resourceLimits: { maxOldGenerationSizeMb: heapLimit },
      },
    );
    port1.on('message', (message: FromParser) => {
      this.#heard(message);
      told.said();
    });
    this.#worker.on('error', (error) => this.#broke(error instanceof Error ? error.message : String(error)));
    this.#worker.on('exit', () => this.#broke('the thread that read it ended'));
  }

  /** A message is begun and has room: further small members go into it. */
  get isFilling(): boolean {
    return this.#orders.length > 0;
  }

  begin(slot: Slot): void {
    slot.thread = this;
    slot.member = this.#nextMember++;
    this.slots.push(slot);
    if (slot.task !== null) this.#orders.push({ kind: 'begin', member: slot.member, task: slot.task });
  }

  chunk(slot: Slot, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      if (this.#parcel.filled === messageBytes) this.send();
      const part = bytes.subarray(at, at + messageBytes - this.#parcel.filled);
      this.#parcel.bytes.set(part, this.#parcel.filled);
      this.#order(slot, part.length);
      at += part.length;
    }
  }

  #order(slot: Slot, length: number): void {
    const parcel = this.#parcel;
    const from = parcel.filled;
    parcel.filled += length;
    parcel.chunks++;
    this.unread += length;
    slot.unread.push(parcel.bytes.subarray(from, parcel.filled));
    this.#orders.push({ kind: 'chunk', member: slot.member, from, to: parcel.filled });
  }

  end(slot: Slot): void {
    this.#orders.push({ kind: 'end', member: slot.member, cut: slot.cut?.why ?? null });
    if (this.#parcel.filled >= messageBytes / 2 || this.#orders.length > 200) this.send();
  }

  /** Sends what was gathered. */
  send(): void {
    if (this.#orders.length === 0) return;
    const parcel = this.#parcel;
    const message: ToParser = { orders: this.#orders, bytes: parcel.bytes };
    this.#port.postMessage(message);
    this.#orders = [];
    if (parcel.chunks === 0) return;
    this.#sent.push(parcel);
    this.#parcel = this.#spare.pop() ?? newParcel();
  }

  /** Takes what the thread has said, without waiting. */
  hear(): void {
    for (;;) {
      const next = receiveMessageOnPort(this.#port) as { message: FromParser } | undefined;
      if (next === undefined) return;
      this.#heard(next.message);
    }
  }

  #heard(message: FromParser): void {
    if (message === 'ready') {
      this.isReady = true;
      return;
    }
    for (const { member, events, chunks, isDone, failure } of message) {
      this.#taken(chunks);
      // Members are read in the order in which they were sent.
      const slot = this.slots[0];
      if (slot?.member !== member) continue;
      for (const chunk of slot.unread.slice(0, chunks)) this.unread -= chunk.length;
      slot.take(chunks);
      for (const event of events) slot.events.push(event);
      if (!isDone) continue;
      this.slots.shift();
      if (failure !== null) slot.fail(failure);
      slot.isDone = true;
    }
  }

  /** So many chunks were read: what carried them can carry others. */
  #taken(chunks: number): void {
    for (let left = chunks; left > 0;) {
      const parcel = this.#sent[0];
      if (parcel === undefined) return;
      const here = Math.min(left, parcel.chunks);
      left -= here;
      parcel.chunks -= here;
      if (parcel.chunks > 0) return;
      this.#sent.shift();
      parcel.filled = 0;
      this.#spare.push(parcel);
    }
  }

  #broke(reason: string): void {
    if (this.#closing) return;
    this.#closing = true;
    this.hear();
    this.#port.close();
    this.#told.broke(this, reason);
  }

  /** Reads a member from its beginning that another thread was given and did not come to. */
  redo(slot: Slot): void {
    const chunks = slot.unread.splice(0);
    this.begin(slot);
    for (const chunk of chunks) this.chunk(slot, chunk);
    if (slot.cut !== null) this.end(slot);
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#port.close();
    await this.#worker.terminate();
  }
}

function newParcel(): Parcel {
  return { bytes: new Uint8Array(new SharedArrayBuffer(messageBytes)), filled: 0, chunks: 0 };
}

// Reads the members of bundles, in this thread or in others, and writes what they gave in the bundle's
// order. Other threads are started for large bundles only, and one by one, as each takes a fifth of a second of
// a processor to start; until they are ready, members are read here.
import { availableParallelism } from 'node:os';
import { MemberLog, type MemberEvent } from './member-log.ts';
import { taskReader, type MemberTask } from './member-task.ts';
import type { MemberSink } from './members.ts';
import { ParseThread } from './parse-thread-link.ts';
import { Slot } from './slot.ts';
import type { MemberWriter } from './write-member.ts';

/** Bytes read in this thread after which others are worth their start. */
const worthThreads = 4 * 1024 * 1024;
/** Bytes that may be under way before reading waits. */
const inFlightLimit = 48 * 1024 * 1024;
/** Bytes that a thread may have to read of members that are read ahead. */
const aheadLimit = 64 * 1024 * 1024;
/** Members that may wait for their turn to be written. */
const slotLimit = 4096;
const slotsBetween = 256;
/** The longest that one call waits, in milliseconds: a cancel is heard between calls. */
const longestWait = 200;
/** Threads that may break down before everything is read here. */
const breakdownLimit = 50;

export interface PoolOptions {
  /** How many threads read beside this one, which mostly waits for them; 0 reads everything here. Left out: as many as there are processors. */
  readonly threads?: number;
  /** The thread's script, for tests of threads that break down. */
  readonly script?: string;
  /** Bytes read here before threads are started. */
  readonly worthThreads?: number;
  /** Reads nothing here: waits for the threads to be ready. Which thread reads what is then known beforehand. */
  readonly onlyThreads?: boolean;
}

export class ParsePool {
  readonly #size: number;
  readonly #script: string | undefined;
  readonly #worth: number;
  readonly #onlyThreads: boolean;
  /** Beside this one: the first when much is to come, each further one when reading would wait for those before it. */
  #threads: ParseThread[] = [];
  /** Members whose results are not all written yet, in the bundle's order. */
  readonly #slots: Slot[] = [];
  #current: ParseThread | null = null;
  #readHere = 0;
  #inFlight = 0;
  #breakdowns = 0;
  readonly #told = new Int32Array(new SharedArrayBuffer(4));
  #wake = (): void => undefined;

  constructor(options: PoolOptions = {}) {
    this.#size = options.threads ?? availableParallelism();
    this.#script = options.script;
    this.#worth = options.worthThreads ?? worthThreads;
    this.#onlyThreads = options.onlyThreads ?? false;
    if (this.#onlyThreads) for (let i = 0; i < this.#size; i++) this.#start();
  }

  /** Much is to come: starts a thread, which takes it as long as a few megabytes take to be read here. */
  warm(): void {
    if (this.#threads.length === 0) this.#start();
  }

  #start(): void {
    if (this.#breakdowns > breakdownLimit || this.#threads.length >= this.#size) return;
    this.#threads.push(
      new ParseThread(this.#told, this.#script, {
        said: () => this.#wake(),
        broke: (thread, reason) => this.#broke(thread, reason),
      }),
    );
  }

  /** A member whose log is made by the caller, at its place in the order. `done` ends it. */
  here(writer: MemberWriter): { readonly log: MemberLog; done(): void } {
    const slot = this.#slot(writer, null);
    return {
      log: new MemberLog((event) => this.#take(slot, event)),
      done: () => {
        slot.isDone = true;
        this.#advance();
      },
    };
  }

  /** Reads one member. */
  read(task: MemberTask, writer: MemberWriter): MemberSink {
    const thread = this.#thread();
    const slot = this.#slot(writer, task);
    if (thread === null) return this.#reader(task, slot);
    thread.begin(slot);
    return {
      chunk: (bytes) => {
        slot.bytes += bytes.length;
        if (slot.thread === null) return;
        this.#inFlight += bytes.length;
        slot.thread.chunk(slot, bytes);
        this.#hear();
        if (this.#inFlight > inFlightLimit) this.#wait();
      },
      end: (cut) => {
        slot.cut = { why: cut };
        slot.thread?.end(slot);
        this.#hear();
      },
    };
  }

  /** Gives a member to a thread before its place in the order is known; null when none has time for it. */
  ahead(task: MemberTask): Slot | null {
    for (const thread of this.#threads) thread.hear();
    const free = this.#threads.filter((thread) => thread.isReady && thread.unread < aheadLimit);
    const [thread] = free.sort((a, b) => a.unread - b.unread);
    if (thread === undefined) return null;
    const slot = new Slot(null, task);
    thread.begin(slot);
    return slot;
  }

  /** Takes the bytes of a member that is read ahead. */
  sinkOf(slot: Slot): MemberSink {
    return {
      chunk: (bytes) => {
        slot.bytes += bytes.length;
        slot.thread?.chunk(slot, bytes);
        this.#keepAhead();
      },
      end: (cut) => {
        slot.cut = { why: cut };
        slot.thread?.end(slot);
        for (const thread of this.#threads) thread.send();
      },
    };
  }

  /** Its place has come. */
  adopt(slot: Slot, writer: MemberWriter): void {
    slot.place(writer);
    this.#slots.push(slot);
    this.#advance();
  }

  /** Waits while the threads have enough to do, but never long. */
  #keepAhead(): void {
    const until = performance.now() + longestWait;
    for (;;) {
      const seen = Atomics.load(this.#told, 0);
      for (const thread of this.#threads) thread.hear();
      const left = until - performance.now();
      if (left <= 0 || this.#threads.every((thread) => thread.unread < aheadLimit)) return;
      this.#startAnother();
      Atomics.wait(this.#told, 0, seen, left);
    }
  }

  /** Those that there are have more to do than they do in time; not while one of them is only beginning. */
  #startAnother(): void {
    if (this.#threads.every((thread) => thread.isReady)) this.#start();
  }

  /** A reader in this thread. */
  #reader(task: MemberTask, slot: Slot): MemberSink {
    const log = new MemberLog((event) => this.#take(slot, event));
    let sink: MemberSink | null = null;
    const guarded = (work: (sink: MemberSink) => void): void => {
      if (slot.isDone) return;
      try {
        sink ??= taskReader(task, log);
        work(sink);
      } catch (error) {
        // What writing threw is no fault of the member's.
        if (this.#writeFailure !== null) throw this.#writeFailure;
        slot.fail(error instanceof Error ? error.message : String(error));
      }
      this.#advance();
    };
    return {
      chunk: (bytes) => {
        slot.bytes += bytes.length;
        this.#readHere += bytes.length;
        guarded((reader) => reader.chunk(bytes));
        if (this.#readHere > this.#worth) this.warm();
      },
      end: (cut) => {
        guarded((reader) => reader.end(cut));
        slot.isDone = true;
        this.#advance();
      },
    };
  }

  #writeFailure: Error | null = null;

  #slot(writer: MemberWriter, task: MemberTask | null): Slot {
    const slot = new Slot(writer, task);
    this.#slots.push(slot);
    if (this.#slots.length % slotsBetween === 0) this.#keepUp();
    return slot;
  }

  /** Many small members wait behind one that a thread has. */
  #keepUp(): void {
    for (const thread of this.#threads) thread.send();
    this.#hear();
    if (this.#slots.length > slotLimit) this.#wait();
  }

  /** The thread for the next member: the one that still fills a message, else the one with least to do. */
  #thread(): ParseThread | null {
    if (this.#current?.isFilling === true) return this.#current;
    let best: ParseThread | null = null;
    for (const thread of this.#threads) {
      if (!thread.isReady) thread.hear();
      const isUsable = thread.isReady || this.#onlyThreads;
      if (isUsable && (best === null || thread.unread < best.unread)) best = thread;
    }
    this.#current = best;
    return best;
  }

  /** What a member of this thread gave: written when it is its turn. */
  #take(slot: Slot, event: MemberEvent): void {
    slot.events.push(event);
    if (this.#slots[0] === slot) this.#writeSlot(slot);
  }

  #writeSlot(slot: Slot): void {
    try {
      this.#inFlight -= slot.write();
    } catch (error) {
      this.#writeFailure = error instanceof Error ? error : new Error(String(error));
      throw this.#writeFailure;
    }
  }

  /** Writes everything whose turn it is. */
  #advance(): void {
    for (let slot = this.#slots[0]; slot !== undefined; slot = this.#slots[0]) {
      this.#writeSlot(slot);
      if (!slot.isDone) return;
      this.#slots.shift();
    }
  }

  /** Takes what the threads have said, without waiting. */
  #hear(): void {
    for (const thread of this.#threads) thread.hear();
    this.#advance();
  }

  /** Waits until less is under way, but never long: the event loop must have its turns. */
  #wait(): void {
    const until = performance.now() + longestWait;
    for (const thread of this.#threads) thread.send();
    for (;;) {
      const seen = Atomics.load(this.#told, 0);
      this.#hear();
      const left = until - performance.now();
      const isEased = this.#inFlight <= inFlightLimit / 2 && this.#slots.length <= slotLimit / 2;
      if (isEased || left <= 0) return;
      this.#startAnother();
      Atomics.wait(this.#told, 0, seen, left);
    }
  }

  /** Resolves when everything is written. Rejects with what writing threw, or with the signal's reason. */
  async settle(signal: AbortSignal): Promise<void> {
    const aborted = (): void => this.#wake();
    signal.addEventListener('abort', aborted);
    try {
      for (;;) {
        const heard = new Promise<void>((resolve) => (this.#wake = resolve));
        signal.throwIfAborted();
        for (const thread of this.#threads) thread.send();
        this.#hear();
        if (this.#slots.length === 0) return;
        await heard;
      }
    } finally {
      signal.removeEventListener('abort', aborted);
      this.#wake = () => undefined;
    }
  }

  /** A thread is gone: the member that it was at is lost, the others are given to a new one. */
  #broke(thread: ParseThread, reason: string): void {
    this.#threads = this.#threads.filter((other) => other !== thread);
    if (this.#current === thread) this.#current = null;
    const [culprit, ...others] = thread.slots;
    this.#breakdowns++;
    if (thread.isReady) culprit?.fail(reason);
    else if (culprit !== undefined) others.unshift(culprit);
    this.#start();
    const next = this.#threads.at(-1) ?? null;
    for (const slot of others) {
      if (next === null) this.#redoHere(slot);
      else next.redo(slot);
    }
    this.#wake();
  }

  #redoHere(slot: Slot): void {
    slot.thread = null;
    if (slot.task === null) return;
    slot.fail('the threads that read members broke down too often');
  }

  /** Ends the threads. Nothing is to be asked of the pool afterwards. */
  async close(): Promise<void> {
    const threads = this.#threads;
    this.#threads = [];
    await Promise.all(threads.map((thread) => thread.close()));
  }
}

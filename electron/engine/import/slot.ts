// A member's place in the bundle's order, from its beginning until everything it gave is written.
import type { MemberEvent } from './member-log.ts';
import type { MemberTask } from './member-task.ts';
import type { MemberWriter } from './write-member.ts';

/** A thread that takes a slot's member: what reading needs to know of it. */
export interface SlotThread {
  chunk(slot: Slot, bytes: Uint8Array): void;
  end(slot: Slot): void;
}

export class Slot {
  /** Null while the member is read ahead: its place is not known yet. */
  #writer: MemberWriter | null;
  readonly task: MemberTask | null;
  /** What came and is not written yet. */
  events: MemberEvent[] = [];
  /** The thread that reads it; null when this one does, or nobody. */
  thread: SlotThread | null = null;
  /** Its number there. */
  member = -1;
  /** Chunks that were sent and not taken yet: what is sent again should the thread break down before it begins. */
  readonly unread: Uint8Array[] = [];
  /** Set when all chunks were sent. */
  cut: { readonly why: string | null } | null = null;
  bytes = 0;
  /** Bytes that were taken since the last writing; not of what is read ahead, which has a bound of its own. */
  #taken = 0;
  readonly #isAhead: boolean;
  isDone = false;
  #failure: string | null = null;

  constructor(writer: MemberWriter | null, task: MemberTask | null) {
    this.#writer = writer;
    this.#isAhead = writer === null;
    this.task = task;
  }

  /** Gives a member that was read ahead its place. */
  place(writer: MemberWriter): void {
    this.#writer = writer;
  }

  /** So many chunks have been read. */
  take(chunks: number): void {
    const taken = this.unread.splice(0, chunks);
    if (!this.#isAhead) for (const chunk of taken) this.#taken += chunk.length;
  }

  /** The member cannot be read any further. */
  fail(reason: string): void {
    this.#failure = reason;
    this.take(this.unread.length);
    this.thread = null;
    this.isDone = true;
  }

  /** Writes what came; it is this member's turn. Returns the bytes that are no longer under way. */
  write(): number {
    const writer = this.#writer;
    if (writer === null) return 0;
    const events = this.events;
    this.events = [];
    for (const event of events) writer.write(event);
    if (this.#failure !== null) {
      writer.abandon(this.#failure, this.task?.commandLine ?? null, this.bytes);
      this.#failure = null;
    }
    const taken = this.#taken;
    this.#taken = 0;
    return taken;
  }
}

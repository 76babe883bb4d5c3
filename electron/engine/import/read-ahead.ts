// A bundle is gone through twice, and in the first time the other threads would have nothing to do. So they
// get what is large and means the same whatever is still to be learned of the bundle: the logs of a report
// whose root is known by then. What they gave waits for the second time, when it is written at its place.
import { memberRole } from '../../../shared/bundle/member.ts';
import { taskOf, type MemberTask } from './member-task.ts';
import type { MemberSink, MemberVisitor } from './members.ts';
import type { ParsePool } from './parse-pool.ts';
import type { Slot } from './slot.ts';
import type { Survey } from './survey.ts';
import type { MemberWriter } from './write-member.ts';

/** Bytes of text that are read ahead of one bundle: what they gave is in memory until it is written. */
const mostAhead = 256 * 1024 * 1024;

const logs = /\/var\/log\//;

interface Ahead {
  readonly task: MemberTask;
  readonly slot: Slot;
}

export class ReadAhead implements MemberVisitor {
  readonly #survey: Survey;
  readonly #pool: ParsePool;
  /** By path, in the bundle's order: an archive may hold two members of one name. */
  readonly #ahead = new Map<string, (Ahead | null)[]>();
  #bytes = 0;

  constructor(survey: Survey, pool: ParsePool) {
    this.#survey = survey;
    this.#pool = pool;
  }

  file(path: string, size: number | null): MemberSink | null {
    const wanted = this.#survey.file(path, size);
    if (!logs.test(path)) return wanted;
    const ahead = wanted === null ? this.#begin(path) : null;
    const known = this.#ahead.get(path);
    if (known === undefined) this.#ahead.set(path, [ahead]);
    else known.push(ahead);
    if (ahead === null) return wanted;
    const sink = this.#pool.sinkOf(ahead.slot);
    return {
      chunk: (bytes) => {
        this.#bytes += bytes.length;
        sink.chunk(bytes);
      },
      end: (cut) => sink.end(cut),
    };
  }

  #begin(path: string): Ahead | null {
    const root = this.#bytes > mostAhead ? null : this.#survey.reportOf(path);
    if (root === null) return null;
    const role = memberRole(path, root, true, null, []);
    if (role.reading !== 'output') return null;
    const task = taskOf(path, role, true);
    const slot = this.#pool.ahead(task);
    return slot === null ? null : { task, slot };
  }

  /** Writes what was read ahead of the next member of this path, if it was read as `task` says. */
  take(path: string, task: MemberTask, writer: MemberWriter): boolean {
    const ahead = this.#ahead.get(path)?.shift() ?? null;
    if (ahead === null || JSON.stringify(ahead.task) !== JSON.stringify(task)) return false;
    this.#pool.adopt(ahead.slot, writer);
    return true;
  }

  /** Lets go of the next member of this path. */
  leave(path: string): void {
    this.#ahead.get(path)?.shift();
  }

  unread(path: string): void {
    this.#survey.unread(path);
  }
  link(path: string, target: string, kind: 'symbolic' | 'hard'): void {
    this.#survey.link(path, target, kind);
  }
  folder(): void {
    this.#survey.folder();
  }
  special(): void {
    this.#survey.special();
  }
  problem(): void {
    this.#survey.problem();
  }
}

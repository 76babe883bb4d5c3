// What the user does with a case as a whole, but for importing into it: which question is open, and what was removed.
import { app } from './app.svelte.ts';

/** What the case's dialog asks for: a new case's name, the path of one to open, or where a copy goes. */
export type CaseQuestion = 'new' | 'open' | 'copy';

interface RemovedSnapshot {
  readonly name: string;
  readonly removal: string;
}

class CaseHandling {
  question = $state<CaseQuestion | null>(null);
  /** The snapshots removed since the case was opened that can be taken back, the latest last. */
  removed = $state.raw<readonly RemovedSnapshot[]>([]);
  /** Of which case they are. */
  #case: string | null = null;

  constructor() {
    app.client.on('case.changed', ({ case: now }) => {
      if (now?.path === this.#case) return;
      this.#case = now?.path ?? null;
      this.removed = [];
    });
  }

  /** Asks by the system's dialog where there is one, otherwise by our own. */
  async ask(question: CaseQuestion): Promise<void> {
    const bridge = window.coldtrace;
    if (!bridge) {
      this.question = question;
      return;
    }
    const [path] = await bridge.pick(question === 'open' ? 'case' : 'saveCase');
    if (path !== undefined) await this.answer(question, path);
  }

  /** Does what was asked for; rejects with a CodedError. `given` is a path, or a new case's name in a browser. */
  async answer(question: CaseQuestion, given: string): Promise<void> {
    if (question === 'copy') await app.client.call('case.saveCopy', { path: given });
    else if (question === 'open') await app.client.call('case.open', { path: given, create: false });
    else if (window.coldtrace) await app.client.call('case.open', { path: given, create: true });
    else await app.client.call('case.new', { name: given });
  }

  async remove(id: number, name: string): Promise<void> {
    try {
      const { removal } = await app.client.call('snapshots.remove', { id });
      this.removed = [...this.removed, { name, removal }];
    } catch (error) {
      app.report(error);
    }
  }

  async takeBack(): Promise<void> {
    const last = this.removed.at(-1);
    if (last === undefined) return;
    this.removed = this.removed.slice(0, -1);
    try {
      const { id } = await app.client.call('snapshots.restore', { removal: last.removal });
      app.setSnapshot(id);
    } catch (error) {
      app.report(error);
    }
  }
}

export const caseHandling = new CaseHandling();

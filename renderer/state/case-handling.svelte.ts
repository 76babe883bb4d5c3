// What the user does with a case as a whole, but for importing into it: which question is open, and what was removed.
import type { EventPayload, Response } from '../../shared/api.ts';
import { app } from './app.svelte.ts';
import { t } from './locale.svelte.ts';
import { said } from './said.svelte.ts';

/** What the case's dialog asks for: a new case's name, the path of one to open, or where a copy, or a redacted one, goes. */
export type CaseQuestion = 'new' | 'open' | 'copy' | 'redacted';

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
  /** How far the redacted case is that is being written: null while none is. */
  redacting = $state.raw<EventPayload<'redaction.progress'> | 'begun' | null>(null);

  constructor() {
    app.client.on('redaction.progress', (progress) => {
      if (this.redacting !== null) this.redacting = progress;
    });
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
    if (path === undefined) return;
    try {
      await this.answer(question, path);
    } catch (error) {
      app.report(error);
    }
  }

  /** Does what was asked for; rejects with a CodedError. `given` is a path, or a new case's name in a browser. */
  async answer(question: CaseQuestion, given: string): Promise<void> {
    if (question === 'copy') await app.client.call('case.saveCopy', { path: given });
    else if (question === 'redacted') await this.#writeRedacted(given);
    else if (question === 'open') await app.client.call('case.open', { path: given, create: false });
    else if (window.coldtrace) await app.client.call('case.open', { path: given, create: true });
    else await app.client.call('case.new', { name: given });
  }

  async #writeRedacted(path: string): Promise<void> {
    this.redacting = 'begun';
    try {
      const written = await app.client.call('redaction.export', { path });
      if (written.outcome === 'cancelled') {
        said.say(t('app.redacted.cancelled'));
        return;
      }
      this.#sayRedacted(written);
    } finally {
      this.redacting = null;
    }
  }

  async cancelRedacted(): Promise<void> {
    try {
      await app.client.call('redaction.cancel', {});
    } catch (error) {
      app.report(error);
    }
  }

  #sayRedacted(written: Extract<Response<'redaction.export'>, { readonly outcome: 'done' }>): void {
    const { replaced, unread } = written;
    said.say(
      t(unread.length === 0 ? 'app.redacted' : 'app.redacted.unread', {
        path: written.path,
        replaced,
        unread: unread.length,
      }),
    );
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

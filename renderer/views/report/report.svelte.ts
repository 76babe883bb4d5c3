// The report of the open case: its outline as it is arranged, or a template until it is, and the document made of it,
// made again when either changes. Each change is kept at once and can be undone.
import { CodedError, type EventPayload, type Response } from '../../../shared/api.ts';
import type { Outline, OutlineItem, ReportTemplate } from '../../../shared/notes/outline.ts';
import type { ReportFormat } from '../../../shared/report/document.ts';
import { app } from '../../state/app.svelte.ts';
import { language, t } from '../../state/locale.svelte.ts';
import { authorName, ChangedElsewhere } from '../../state/notes.svelte.ts';
import { said } from '../../state/said.svelte.ts';
import { sameJson } from '../../state/same-json.ts';
import { undo } from '../../state/undo.svelte.ts';

export type ReportFile = Extract<Response<'report.export'>, { readonly outcome: 'done' }>['files'][number];

/** How far the files are that are being written; of what prints itself nobody knows. */
interface Writing {
  readonly id: string;
  readonly phase: EventPayload<'report.progress'>['phase'] | 'printing';
  readonly done: number;
  readonly total: number;
}

/** Before the preview is made anew after a change, in milliseconds. */
const pause = 300;

class Report {
  outline = $state.raw<Outline | null>(null);
  /** False while the outline is a template's, which nobody has changed. */
  arranged = $state(false);
  /** Names and addresses stand for others, in the preview and in what is saved. */
  redact = $state(false);
  preview = $state.raw<ReportFile | null>(null);
  /** Why there is no preview. */
  failure = $state.raw<CodedError | null>(null);
  making = $state(false);
  writing = $state.raw<Writing | null>(null);
  #reading = 0;
  #made = 0;
  /** Of the preview that is being made. */
  #preview = '';

  constructor() {
    app.client.on('report.progress', ({ exportId, ...progress }) => {
      if (this.writing?.id === exportId) this.writing = { id: exportId, ...progress };
    });
  }

  /** Reads the outline; of several at once the last counts. */
  async read(): Promise<void> {
    const reading = ++this.#reading;
    try {
      const kept = (await app.client.call('report.get', {})).outline;
      const outline = kept ?? (await templateNow('customer'));
      if (reading !== this.#reading) return;
      this.arranged = kept !== null;
      // A template's items have other ids each time.
      if (kept === null && isAlike(outline, this.outline)) return;
      this.outline = outline;
    } catch (error) {
      if (reading === this.#reading) app.report(error);
    }
  }

  /** Keeps the outline as it is now. `deed` names what was done, for undo. */
  async change(deed: string, after: Outline): Promise<void> {
    const before = this.arranged ? this.outline : null;
    // Shown at once: a keystroke does not wait for the file.
    const shown = this.outline;
    this.outline = after;
    this.arranged = true;
    try {
      await undo.run({
        title: deed,
        apply: () => this.#put(after, before),
        revert: () => this.#put(before, after),
      });
    } catch (error) {
      this.outline = shown;
      this.arranged = before !== null;
      throw error;
    }
  }

  /** Begins anew with a template. */
  async begin(template: ReportTemplate): Promise<void> {
    await this.change(t('report.deed.template'), await templateNow(template));
  }

  /** Puts in the notes and pins that the outline leaves out. */
  async complete(): Promise<void> {
    if (this.outline === null) return;
    const { outline } = await app.client.call('report.whole', { outline: this.outline });
    await this.change(t('report.deed.add'), outline);
  }

  /** Makes the preview; of several under way the last counts. */
  async make(): Promise<void> {
    const making = ++this.#made;
    const { outline, redact } = this;
    if (outline === null) return;
    this.making = true;
    const before = this.#preview;
    this.#preview = '';
    try {
      if (before !== '') await app.client.call('report.cancel', { exportId: before });
      await new Promise((resolve) => setTimeout(resolve, pause));
      if (making !== this.#made) return;
      this.#preview = crypto.randomUUID();
      const files = await filesOf(outline, 'html', redact, this.#preview);
      if (making !== this.#made) return;
      this.preview = files?.[0] ?? null;
      this.failure = null;
    } catch (error) {
      if (making !== this.#made) return;
      if (error instanceof CodedError) this.failure = error;
      else app.report(error);
    } finally {
      if (making === this.#made) this.making = false;
    }
  }

  /** Has `give` do with the files what they are for; says so where they are stopped before. One at a time. */
  async write(
    format: ReportFormat,
    give: (files: readonly ReportFile[]) => Promise<'given' | 'stopped'>,
  ): Promise<void> {
    if (this.outline === null || this.writing !== null) return;
    const id = crypto.randomUUID();
    this.writing = { id, phase: 'building', done: 0, total: 0 };
    try {
      const files = await filesOf(this.outline, format, this.redact, id);
      const outcome = files === null ? 'stopped' : await give(files);
      if (outcome === 'stopped') said.say(t('app.redacted.cancelled'));
    } finally {
      this.writing = null;
    }
  }

  /** From now on a program prints that says nothing of how far it is. */
  printing(): void {
    if (this.writing !== null) this.writing = { ...this.writing, phase: 'printing', done: 0, total: 0 };
  }

  async stopWriting(): Promise<void> {
    if (this.writing === null) return;
    if (this.writing.phase === 'printing') await window.coldtrace?.stopPrinting();
    else await app.client.call('report.cancel', { exportId: this.writing.id });
  }

  async #put(outline: Outline | null, expected: Outline | null): Promise<void> {
    const { before } = await app.client.call('report.put', { outline });
    if (sameJson(before, expected)) return;
    // Another window has arranged it since: that stays.
    await app.client.call('report.put', { outline: before });
    throw new ChangedElsewhere();
  }
}

async function templateNow(template: ReportTemplate): Promise<Outline> {
  const { outline } = await app.client.call('report.template', {
    template,
    language: language.locale,
    author: authorName(),
  });
  return outline;
}

/** Null when it was cancelled. */
async function filesOf(
  outline: Outline,
  format: ReportFormat,
  redact: boolean,
  exportId: string,
): Promise<readonly ReportFile[] | null> {
  const answer = await app.client.call('report.export', { outline, format, redact, exportId });
  return answer.outcome === 'done' ? answer.files : null;
}

function isAlike(a: Outline, b: Outline | null): boolean {
  return (
    b !== null && sameJson({ ...a, items: a.items.map(withoutId) }, { ...b, items: b.items.map(withoutId) })
  );
}

function withoutId(item: OutlineItem): OutlineItem {
  return { ...item, id: '' };
}

export const report = new Report();

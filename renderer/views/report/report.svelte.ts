// The report of the open case: its outline as it is arranged, or a template until it is, and the document made of it,
// made again when either changes. Each change is kept at once and can be undone.
import { CodedError, type Response } from '../../../shared/api.ts';
import type { Outline, OutlineItem, ReportTemplate } from '../../../shared/notes/outline.ts';
import type { ReportFormat } from '../../../shared/report/document.ts';
import { app } from '../../state/app.svelte.ts';
import { language, t } from '../../state/locale.svelte.ts';
import { authorName, ChangedElsewhere } from '../../state/notes.svelte.ts';
import { sameJson } from '../../state/same-json.ts';
import { undo } from '../../state/undo.svelte.ts';

export type ReportFile = Response<'report.export'>['files'][number];

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
  #reading = 0;
  #made = 0;

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
    await new Promise((resolve) => setTimeout(resolve, pause));
    if (making !== this.#made) return;
    try {
      const [file] = await filesOf(outline, 'html', redact);
      if (making !== this.#made) return;
      this.preview = file ?? null;
      this.failure = null;
    } catch (error) {
      if (making !== this.#made) return;
      if (error instanceof CodedError) this.failure = error;
      else app.report(error);
    } finally {
      if (making === this.#made) this.making = false;
    }
  }

  async files(format: ReportFormat): Promise<readonly ReportFile[]> {
    return this.outline === null ? [] : filesOf(this.outline, format, this.redact);
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

async function filesOf(
  outline: Outline,
  format: ReportFormat,
  redact: boolean,
): Promise<readonly ReportFile[]> {
  return (await app.client.call('report.export', { outline, format, redact })).files;
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

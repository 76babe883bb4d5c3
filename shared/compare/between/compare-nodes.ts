// The flow tables of two hosts, held against each other by what their rules mean: equal ones, ones with the same role
// for different things, ones that the other should have and lacks, and ones that it rightly lacks.
import { differentContradictions } from '../renaming/contradiction.ts';
import type { CaseEvidence } from '../../evidence.ts';
import { formatFlow } from '../../flows/format-flow.ts';
import type { TableId } from '../../openflow/table-id.ts';
import { evidenceOf, type SnapshotFacts } from '../../snapshot-facts.ts';
import { flowTables, type FlowTables } from '../flow-tables.ts';
import { NodeSide } from '../node-side.ts';
import type { FlowTreeParts } from '../renaming/node-numbers.ts';
import type { Contradiction, NumberSpace } from '../renaming/renaming.ts';
import type { RenamingByHand } from '../renaming/shared-numbers.ts';
import { BridgeNaming } from './bridge-naming.ts';
import { BridgeNumbers, type Side } from './bridge-numbers.ts';
import { caseHosts } from './case-hosts.ts';
import {
  inferredRenamings,
  renamingOf,
  withNumbersNamed,
  type RenamedThing,
  type ShownRenaming,
  type UnresolvedNumber,
} from './node-renaming.ts';
import { addressesOf, readNodeRules, spelled, textOf, type NodeRule, type NodeRules } from './node-rules.ts';
import {
  enteredByOne,
  explainLack,
  lacksTunnel,
  multicastGroup,
  redirectOf,
  type Explained,
  type ReasonSide,
  type RuleReason,
} from './rule-reasons.ts';
import type { PortSort } from './port-roles.ts';
import { inAnyMemberOrder, shapeOf, type RuleShape } from './rule-shape.ts';

/**
 * - `equal`: the same, in whichever numbers.
 * - `paired`: the same role, for this host's things here and that one's there.
 * - `differs`: one match, different actions.
 * - `lacks`: one host has it, the other should.
 * - `unresolved`: one host has it, with a number of which nothing is known.
 * - `own`: one host has it, the other rightly lacks it.
 */
export const ruleClasses = ['differs', 'lacks', 'unresolved', 'own', 'paired', 'equal'] as const;
export type RuleClass = (typeof ruleClasses)[number];

export interface RuleSide {
  /** The raw line. */
  readonly text: string;
  readonly evidence: readonly CaseEvidence[];
}

export interface RuleResult {
  readonly bridge: string;
  readonly class: RuleClass;
  readonly table: TableId;
  readonly priority: number;
  /** Null where there is nothing to explain. */
  readonly reason: RuleReason | null;
  /** What the reason is about, by name: hosts, ports, networks. */
  readonly about: readonly string[];
  /** The side that lacks the rule, or something that the rule does. */
  readonly missingIn: 'from' | 'to' | null;
  readonly from: RuleSide | null;
  readonly to: RuleSide | null;
}

/** How many rules of a bridge are alike, step by step. */
export interface BridgeCounts {
  readonly bridge: string;
  readonly rules: { readonly from: number; readonly to: number };
  /** Made by `learn()`, and set aside. */
  readonly learned: { readonly from: number; readonly to: number };
  /** Pairs that are equal as the switches printed them, also those that are so by chance. */
  readonly asText: number;
  /** Pairs that are equal in canonical form, with each node's own numbers. */
  readonly canonical: number;
  /** Pairs that are equal after renaming. */
  readonly renamed: number;
  /** Those, and the pairs of one shape. */
  readonly paired: number;
  readonly differs: number;
  /** Rules that a side should have. */
  readonly lacks: { readonly from: number; readonly to: number };
  /** Rules that a side has and the other rightly lacks. */
  readonly own: { readonly from: number; readonly to: number };
  readonly unresolved: { readonly from: number; readonly to: number };
}

export interface NodeComparison {
  readonly bridges: readonly BridgeCounts[];
  /** By bridge; in it by class, table and priority. */
  readonly rules: readonly RuleResult[];
  readonly renaming: readonly RenamedThing[];
  readonly unresolved: readonly UnresolvedNumber[];
  readonly contradictions: readonly Contradiction[];
  /** By bridge, what its numbers stand for: `partsOfRule` tells by it what differs inside of a rule. */
  readonly numbers: ReadonlyMap<string, BridgeNumbers>;
  /** Bridges whose flows only one side has. */
  readonly notComparable: readonly {
    readonly bridge: string;
    readonly missingIn: 'from' | 'to';
    /** What to ask for; null where the host has no such bridge. */
    readonly command: string | null;
  }[];
}

export interface NodeCompareOptions {
  readonly flows?: { readonly from: FlowTables; readonly to: FlowTables };
  /** Other hosts of the case: they tell whose addresses and ports are meant. */
  readonly others?: readonly SnapshotFacts[];
  readonly rename?: readonly RenamingByHand[];
}

export function compareNodes(
  from: SnapshotFacts,
  to: SnapshotFacts,
  options: NodeCompareOptions = {},
): NodeComparison {
  const left = new NodeSide(from, options.flows?.from ?? flowTables(from));
  const right = new NodeSide(to, options.flows?.to ?? flowTables(to));
  const names = [...new Set([...left.tables.bridges, ...right.tables.bridges])].sort();
  const read = names.map((bridge) => ({
    bridge,
    sides: { from: readNodeRules(left, bridge), to: readNodeRules(right, bridge) },
  }));
  const told = read.flatMap(({ sides }) =>
    [sides.from, sides.to].flatMap((rules) => (rules === null ? [] : addressesOf(rules))),
  );
  const hosts = caseHosts([left, right], options.others, told);
  const byHand = withNumbersNamed(options.rename ?? [], from.host, to.host);
  const bridges: BridgeCounts[] = [];
  const rules: RuleResult[] = [];
  const renaming: RenamedThing[] = [];
  const unresolved: UnresolvedNumber[] = [];
  const contradictions: Contradiction[] = [];
  const numbers = new Map<string, BridgeNumbers>();
  const notComparable: NodeComparison['notComparable'][number][] = [];
  for (const { bridge, sides } of read) {
    if (sides.from === null || sides.to === null) {
      const missingIn = sides.from === null ? 'from' : 'to';
      const lacking = sides.from === null ? left : right;
      const command = lacking.flowsCommand(bridge, (sides.from ?? sides.to)?.command ?? null);
      notComparable.push({ bridge, missingIn, command });
      continue;
    }
    const naming = new BridgeNaming([sides.from, sides.to], hosts, byHand);
    const found = compareBridgeOfNodes(naming, sides.from, sides.to, byHand);
    bridges.push(found.counts);
    rules.push(...found.rules);
    renaming.push(...found.renaming.filter(isNew(renaming)));
    unresolved.push(...found.unresolved.filter(isNew(unresolved)));
    contradictions.push(...found.contradictions);
    numbers.set(bridge, found.numbers);
  }
  return {
    bridges,
    rules,
    renaming,
    unresolved,
    contradictions: differentContradictions(contradictions),
    numbers,
    notComparable,
  };
}

/** Local VLANs are the host's: each bridge speaks of them again. */
function isNew<T>(known: readonly T[]): (one: T) => boolean {
  const signs = new Set(known.map((one) => JSON.stringify(one)));
  return (one) => !signs.has(JSON.stringify(one));
}

interface Named {
  readonly rule: NodeRule;
  readonly tree: FlowTreeParts;
  readonly renamed: string;
}

interface Shaped extends Named {
  readonly shape: RuleShape;
}

interface BridgeResult extends ShownRenaming {
  readonly counts: BridgeCounts;
  readonly rules: readonly RuleResult[];
  readonly numbers: BridgeNumbers;
}

function compareBridgeOfNodes(
  naming: BridgeNaming,
  from: NodeRules,
  to: NodeRules,
  byHand: readonly RenamingByHand[],
): BridgeResult {
  const { bridge } = naming;
  const left = from.rules.map((rule) => ({ rule, tree: naming.rename(from, rule.tree) }));
  const right = to.rules.map((rule) => ({ rule, tree: naming.rename(to, rule.tree) }));
  const inferred = inferredRenamings(naming, from, left, to, right, byHand);
  const numbers = new BridgeNumbers(naming, from, to, inferred);
  const named = (
    side: Side,
    list: readonly { readonly rule: NodeRule; readonly tree: FlowTreeParts }[],
  ): readonly Named[] =>
    list.map(({ rule, tree: shared }) => {
      const tree = numbers.inferred(side, shared);
      return { rule, tree, renamed: textOf(rule.table, rule.priority, ...spelled(tree)) };
    });
  const sides = { from: named('from', left), to: named('to', right) };
  const equal = matched(sides.from, sides.to, ({ renamed }) => renamed);
  const known = new Map(inferred.map(({ space, pairs }) => [space, new Set(pairs.map((pair) => pair.to))]));
  const isPaired = (space: NumberSpace, number: number): boolean =>
    known.get(space)?.has(number) === true || naming.groups.byShared(number)?.of.size === 2;
  const shaped = (node: NodeRules, list: readonly Named[]): readonly Shaped[] =>
    list.map((one) => ({ ...one, shape: shapeOf(naming, node, one.rule, one.tree, isPaired) }));
  // The shape of a rule whose like is there is only asked for to explain others.
  const rest = { from: shaped(from, equal.left), to: shaped(to, equal.right) };
  const paired = matched(rest.from, rest.to, ({ shape }) => shape.text);
  const alike = matched(paired.left, paired.right, ({ shape }) => shape.key);
  const reasons = {
    from: reasonSide(naming, from, rest.from, rest.to),
    to: reasonSide(naming, to, rest.to, rest.from),
  };
  const results: RuleResult[] = [];
  const result = (
    kind: RuleClass,
    a: Named | null,
    b: Named | null,
    explained: Pick<RuleResult, 'reason' | 'about' | 'missingIn'> = unexplained,
  ): void => {
    const rule = a?.rule ?? b?.rule;
    if (rule === undefined) return;
    results.push({
      ...{ bridge, class: kind, table: rule.table, priority: rule.priority, ...explained },
      ...{ from: sideOf(from, a), to: sideOf(to, b) },
    });
  };
  for (const [a, b] of equal.pairs) result('equal', a, b);
  for (const [a, b] of paired.pairs) result('paired', a, b);
  for (const [a, b] of alike.pairs) {
    const missing = missingTunnels(naming, a, b, reasons);
    const group = multicastGroup(a.rule);
    const isOfMembers =
      group !== null &&
      (reasons.from.memberOf.has(group) !== reasons.to.memberOf.has(group) ||
        inAnyMemberOrder(a.shape) === inAnyMemberOrder(b.shape));
    if (missing === null && isOfMembers) {
      // What sends to all members of a group, sends to those that a host has.
      result('paired', a, b, { reason: 'port-here', about: [`multicast group ${group}`], missingIn: null });
      continue;
    }
    const entered = missing === null ? enteredByOne(naming, a.shape, b.shape) : null;
    if (entered !== null) {
      result('paired', a, b, { reason: 'network-here', about: [entered], missingIn: null });
      continue;
    }
    result('differs', a, b, missing ?? { reason: 'actions', about: [], missingIn: null });
  }
  const alone = (one: Shaped, own: ReasonSide, other: ReasonSide): Explained =>
    explainLack(naming, one.rule, one.shape, own, other);
  for (const one of alike.left) {
    const { class: kind, ...why } = alone(one, reasons.from, reasons.to);
    result(kind, one, null, { ...why, missingIn: 'to' });
  }
  for (const one of alike.right) {
    const { class: kind, ...why } = alone(one, reasons.to, reasons.from);
    result(kind, null, one, { ...why, missingIn: 'from' });
  }
  const count = (kind: RuleClass, missingIn: 'from' | 'to' | null): number =>
    results.filter((one) => one.class === kind && one.missingIn === missingIn).length;
  const rank = new Map(ruleClasses.map((kind, i) => [kind, i]));
  return {
    counts: {
      bridge,
      rules: { from: from.rules.length, to: to.rules.length },
      learned: { from: from.learned, to: to.learned },
      asText: matched(from.rules, to.rules, ({ printed }) => printed).pairs.length,
      canonical: matched(from.rules, to.rules, canonicalText).pairs.length,
      renamed: equal.pairs.length,
      paired: equal.pairs.length + count('paired', null),
      differs: results.filter((one) => one.class === 'differs').length,
      lacks: { from: count('lacks', 'from'), to: count('lacks', 'to') },
      own: { from: count('own', 'to'), to: count('own', 'from') },
      unresolved: { from: count('unresolved', 'to'), to: count('unresolved', 'from') },
    },
    numbers,
    rules: results.sort((a, b) => (rank.get(a.class) ?? 0) - (rank.get(b.class) ?? 0)),
    ...renamingOf(naming, from, to, inferred),
  };
}

const unexplained = { reason: null, about: [], missingIn: null } as const;

function canonicalText({ table, priority, match, actions }: NodeRule): string {
  return textOf(table, priority, match, actions);
}

function sideOf({ node }: NodeRules, one: Named | null): RuleSide | null {
  if (one === null) return null;
  const { flow } = one.rule;
  return { text: formatFlow(flow.data), evidence: [evidenceOf(node.facts, flow)] };
}

interface Matched<T> {
  readonly pairs: readonly (readonly [T, T])[];
  readonly left: readonly T[];
  readonly right: readonly T[];
}

/** Pairs what has one text, one to one, in order. */
function matched<T>(left: readonly T[], right: readonly T[], textFor: (one: T) => string): Matched<T> {
  const waiting = new Map<string, T[]>();
  for (const one of right) {
    const text = textFor(one);
    const list = waiting.get(text);
    if (list === undefined) waiting.set(text, [one]);
    else list.push(one);
  }
  const taken = new Set<T>();
  const pairs: (readonly [T, T])[] = [];
  const rest: T[] = [];
  for (const one of left) {
    const other = waiting.get(textFor(one))?.shift();
    if (other === undefined) rest.push(one);
    else {
      pairs.push([one, other]);
      taken.add(other);
    }
  }
  return { pairs, left: rest, right: right.filter((one) => !taken.has(one)) };
}

function reasonSide(
  naming: BridgeNaming,
  node: NodeRules,
  rules: readonly Shaped[],
  others: readonly Shaped[],
): ReasonSide {
  const gatewayOf = new Set(others.flatMap(({ rule, shape }) => redirectOf(rule, shape) ?? []));
  const portsOf = new Map<string, Set<string>>();
  const ownPorts = new Map<string, PortSort | null>();
  const memberOf = new Set<string>();
  for (const { rule, shape } of rules) {
    for (const { kind, scope, key } of shape.objects) {
      if (kind !== 'port' || scope !== 'here') continue;
      ownPorts.set(key, naming.sortOf(key));
      portsOf.set(shape.text, (portsOf.get(shape.text) ?? new Set()).add(key));
      const group = multicastGroup(rule);
      if (group !== null) memberOf.add(group);
    }
  }
  return {
    node,
    shapes: new Set(rules.map(({ shape }) => shape.text)),
    portsOf,
    ownPorts,
    memberOf,
    gatewayOf,
  };
}

/** Two rules of one match of which one sends to a tunnel that the other's host lacks. */
function missingTunnels(
  naming: BridgeNaming,
  a: Shaped,
  b: Shaped,
  reasons: { readonly from: ReasonSide; readonly to: ReasonSide },
): Pick<RuleResult, 'reason' | 'about' | 'missingIn'> | null {
  for (const [one, own, other, missingIn] of [
    [a, reasons.from, reasons.to, 'to'],
    [b, reasons.to, reasons.from, 'from'],
  ] as const) {
    const missing = one.shape.objects.filter(
      (object) => object.kind === 'tunnel' && lacksTunnel(naming, object, other),
    );
    if (missing.length > 0) {
      const about = missing.map(({ far, scope }) => (scope === 'peer' ? own.node.host : (far ?? '')));
      return { reason: 'peer', about, missingIn };
    }
  }
  return null;
}

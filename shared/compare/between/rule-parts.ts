// Which parts of a rule's printed line differ between two hosts when numbers have become what they stand for, and what
// its numbers stand for. `output:2` and `output:3` may be one port, `output:2` on both sides two.
import { canonicalActionTree } from '../../openflow/canonical.ts';
import { flowMatch, type FlowMatch } from '../../openflow/flow-match.ts';
import { formatActions } from '../../openflow/format-tree.ts';
import { parseActions } from '../../openflow/parse-actions.ts';
import { parseMatch } from '../../openflow/parse-match.ts';
import type {
  Action,
  FieldMatch,
  LearnAction,
  Match,
  MatchPart,
  PortNameMatch,
  Range,
} from '../../openflow/tree.ts';
import { commonParts } from '../common-parts.ts';
import type { FlowTreeParts } from '../renaming/node-numbers.ts';
import { inAnyOrder } from '../renaming/number-roles.ts';
import type { BridgeNumbers, NumberMeaning, Side } from './bridge-numbers.ts';
import type { RuleResult } from './compare-nodes.ts';
import { spelled } from './node-rules.ts';
import { flowOfRule } from './rule-change.ts';

/** A part of a text of which there is something to say: UTF-16 offsets into the match, or into the actions, as printed. */
export interface RulePart extends Range {
  /** The other side has not the like. */
  readonly differs: boolean;
  /** The host's own numbers that stand in it. */
  readonly numbers: readonly NumberMeaning[];
}

/** In their order; no two overlap. */
export interface SideParts {
  readonly match: readonly RulePart[];
  readonly actions: readonly RulePart[];
}

export interface RuleParts {
  readonly from: SideParts | null;
  readonly to: SideParts | null;
}

/** One side's rule: as printed, and renamed, part by part at the same places. */
interface Read {
  readonly match: string;
  readonly actions: string;
  readonly tree: FlowTreeParts;
  readonly asked: FlowMatch;
  /** The renamed rule in canonical spelling. */
  readonly spelled: readonly [match: string, actions: string];
  readonly numbers: readonly { readonly meaning: NumberMeaning; readonly range: Range }[];
  readonly key: (action: Action) => string;
  /** The same for actions that do for one of the host's own what others do for theirs. */
  readonly role: (action: Action) => string;
}

/** What differs in a rule, and what its numbers stand for. A rule that one side has alone has nothing that differs. */
export function partsOfRule(numbers: BridgeNumbers, rule: RuleResult): RuleParts {
  const from = read(numbers, rule, 'from');
  const to = read(numbers, rule, 'to');
  if (from === null || to === null) {
    const alone = (side: Read | null): SideParts | null => side && partsOf(side, [], []);
    return { from: alone(from), to: alone(to) };
  }
  // Rules of one role may do what they do in any order.
  const actions = new ActionMarks(from, to, rule.class !== 'differs');
  return {
    from: partsOf(from, marksOfMatch(from, to), actions.from),
    to: partsOf(to, marksOfMatch(to, from), actions.to),
  };
}

function read(numbers: BridgeNumbers, rule: RuleResult, which: Side): Read | null {
  const side = rule[which];
  const flow = side === null ? null : flowOfRule(side, rule.bridge);
  if (flow === null) return null;
  const match = parseMatch(flow.match);
  const told: { readonly meaning: NumberMeaning; readonly range: Range }[] = [];
  const tree = numbers.rename(
    which,
    { match, actions: parseActions(flow.actions, 0, { match }) },
    (meaning, range) => told.push({ meaning, range }),
  );
  const options = { ...numbers.names(which), ignoreCookies: true };
  const canonical = (actions: readonly Action[]): string =>
    formatActions(canonicalActionTree({ ...tree.actions, actions }, tree.match, options));
  return {
    match: flow.match,
    actions: flow.actions,
    tree,
    asked: flowMatch(tree.match, options.ports),
    spelled: spelled(tree, options),
    numbers: told,
    key: (action) => canonical([action]),
    role: (action) =>
      canonical(
        numbers.ofRole(which, { ...tree, actions: { ...tree.actions, actions: [action] } }).actions.actions,
      ),
  };
}

/** The parts of a match that ask for something that the other does not ask for. */
function marksOfMatch(own: Read, other: Read): readonly Range[] {
  const nameOf = ({ match }: Read, part: MatchPart): string | null =>
    hasName(part) ? match.slice(part.name.from, part.name.to) : null;
  const there = new Set(other.tree.match.parts.map((part) => nameOf(other, part)));
  return own.tree.match.parts.flatMap((part): readonly Range[] => {
    if (isAsked(part, own.tree.match, other.asked)) return [];
    // Where both ask for the field, its value alone differs.
    const name = nameOf(own, part);
    return [(name !== null && there.has(name) ? valueOf(part) : null) ?? part.range];
  });
}

function hasName(part: MatchPart): part is FieldMatch | PortNameMatch {
  return part.kind === 'field' || part.kind === 'port-name';
}

/** Where a part's value stands; null where it has none. */
function valueOf(part: MatchPart): Range | null {
  return hasName(part) && part.text.to > part.text.from ? part.text : null;
}

function isAsked(part: MatchPart, match: Match, by: FlowMatch): boolean {
  const { places, ports, opaque } = flowMatch({ ...match, parts: [part] });
  return (
    [...places].every(([place, { value, mask }]) => {
      const asked = by.places.get(place);
      const bits = mask ?? -1n;
      const all = asked === undefined ? 0n : (asked.mask ?? -1n);
      return (all & bits) === bits && ((asked?.value ?? 0n) & bits) === (value & bits);
    }) &&
    [...ports].every(([place, name]) => by.ports.get(place) === name) &&
    opaque.every((text) => by.opaque.includes(text))
  );
}

/** The actions that one side does and the other does not, the innermost of nested ones. */
class ActionMarks {
  readonly from: Range[] = [];
  readonly to: Range[] = [];
  readonly #keys: { readonly from: Read['key']; readonly to: Read['key'] };
  readonly #roles: { readonly from: Read['role']; readonly to: Read['role'] };
  readonly #texts: { readonly from: string; readonly to: string };
  readonly #inAnyOrder: boolean;

  constructor(from: Read, to: Read, isAnyOrder: boolean) {
    this.#keys = { from: from.key, to: to.key };
    this.#roles = { from: from.role, to: to.role };
    this.#texts = { from: from.actions, to: to.actions };
    this.#inAnyOrder = isAnyOrder;
    if (from.spelled[1] === to.spelled[1]) return;
    const [a, b] = [from.tree.actions.actions, to.tree.actions.actions];
    this.#compare(a, b);
    // What differs only by what stands before it, is not found action by action.
    if (!isAnyOrder && this.from.length + this.to.length === 0) {
      this.from.push(...a.map(({ range }) => range));
      this.to.push(...b.map(({ range }) => range));
    }
  }

  #compare(a: readonly Action[], b: readonly Action[]): void {
    const { from: keyA, to: keyB } = this.#keys;
    const rest = this.#leftOver(inAnyOrder(a), keyA, inAnyOrder(b), keyB);
    const [left, right] = this.#inAnyOrder ? rest : this.#withoutRoles(...rest);
    const inside = new Set<Action>();
    for (const one of left) {
      const other = right.find((each) => !inside.has(each) && this.#isLike(one, each));
      if (other === undefined) continue;
      inside.add(one).add(other);
      this.#compareInside(one, other);
    }
    this.from.push(...rangesOf(left, inside));
    this.to.push(...rangesOf(right, inside));
  }

  /** What one host does for its own and the other for its own, is not what makes two rules differ. */
  #withoutRoles(a: readonly Action[], b: readonly Action[]): readonly [readonly Action[], readonly Action[]] {
    const rolesA = a.map((one) => this.#ownRole(one, 'from'));
    const rolesB = b.map((one) => this.#ownRole(one, 'to'));
    const alone = (role: string | null, others: readonly (string | null)[]): boolean =>
      role === null || !others.includes(role);
    return [
      a.filter((_, at) => alone(rolesA[at] ?? null, rolesB)),
      b.filter((_, at) => alone(rolesB[at] ?? null, rolesA)),
    ];
  }

  /** Null: nothing of it is of one host. */
  #ownRole(action: Action, side: Side): string | null {
    const role = this.#roles[side](action);
    return role === this.#keys[side](action) ? null : role;
  }

  /** Two actions that are the same but for what they hold. */
  #isLike(a: Action, b: Action): boolean {
    const { from: keyA, to: keyB } = this.#keys;
    return a.kind === b.kind && isHolder(a) && keyA(emptied(a)) === keyB(emptied(b));
  }

  #compareInside(a: Action, b: Action): void {
    if (a.kind === 'learn' && b.kind === 'learn') {
      const { from: keyA, to: keyB } = this.#keys;
      const [left, right] = this.#leftOver(eachSpec(a), keyA, eachSpec(b), keyB);
      this.from.push(...rangesOf(left.flatMap(({ specs }) => specs)));
      this.to.push(...rangesOf(right.flatMap(({ specs }) => specs)));
    } else if (a.kind === 'controller') {
      const [left, right] = [bytesOf(this.#texts.from, a.range), bytesOf(this.#texts.to, b.range)];
      const kept = commonParts(
        left.map(({ text }) => text),
        right.map(({ text }) => text),
      );
      this.from.push(...rangesOf(left.filter((_, at) => !kept.a.has(at))));
      this.to.push(...rangesOf(right.filter((_, at) => !kept.b.has(at))));
    } else this.#compare(heldBy(a), heldBy(b));
  }

  /** What is not in both lists, in their order. */
  #leftOver<T extends Action>(
    a: readonly T[],
    keyA: (one: T) => string,
    b: readonly T[],
    keyB: (one: T) => string,
  ): readonly [readonly T[], readonly T[]] {
    const [keysA, keysB] = [a.map(keyA), b.map(keyB)];
    const kept = commonParts(keysA, keysB);
    const isLong = kept.a.size === 0 && a.length * b.length > 0;
    const restA = [...a.keys()].filter((at) => !kept.a.has(at));
    const restB = [...b.keys()].filter((at) => !kept.b.has(at));
    if (!this.#inAnyOrder && !isLong) {
      return [pick(a, restA), pick(b, restB)];
    }
    return [pick(a, without(restA, keysA, restB, keysB)), pick(b, without(restB, keysB, restA, keysA))];
  }
}

function pick<T>(list: readonly T[], places: readonly number[]): readonly T[] {
  return places.flatMap((at) => list[at] ?? []);
}

/** The places whose key the other has not, or not as often. */
function without(
  places: readonly number[],
  keys: readonly string[],
  others: readonly number[],
  otherKeys: readonly string[],
): readonly number[] {
  const counts = new Map<string, number>();
  for (const key of pick(otherKeys, others)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return places.filter((at) => {
    const key = keys[at] ?? '';
    const count = counts.get(key) ?? 0;
    counts.set(key, count - 1);
    return count <= 0;
  });
}

function rangesOf<T extends { readonly range: Range }>(
  list: readonly T[],
  but: ReadonlySet<T> = new Set(),
): readonly Range[] {
  return list.filter((one) => !but.has(one)).map(({ range }) => range);
}

function isHolder(action: Action): boolean {
  if (action.kind === 'controller') return action.userdata !== '';
  return action.kind === 'learn' || heldBy(action).length > 0;
}

function heldBy(action: Action): readonly Action[] {
  if (action.kind === 'clone' || action.kind === 'write_actions') return action.actions.actions;
  return action.kind === 'ct' ? (action.exec?.actions ?? []) : [];
}

function emptied(action: Action): Action {
  switch (action.kind) {
    case 'clone':
    case 'write_actions':
      return { ...action, actions: { ...action.actions, actions: [] } };
    case 'ct':
      return { ...action, exec: null };
    case 'learn':
      return { ...action, specs: [] };
    case 'controller':
      return { ...action, userdata: '' };
    default:
      return action;
  }
}

/** A `learn` for each thing that it learns. */
function eachSpec(action: LearnAction): readonly LearnAction[] {
  return action.specs.map((spec) => ({ ...action, specs: [spec] }));
}

/** The bytes of `userdata=00.0a.…`, as they are printed. */
function bytesOf(
  actions: string,
  { from, to }: Range,
): readonly { readonly text: string; readonly range: Range }[] {
  const printed = /userdata=([\da-f.]*)/.exec(actions.slice(from, to));
  if (printed === null) return [];
  const start = from + printed.index + 'userdata='.length;
  return [...(printed[1] ?? '').matchAll(/[\da-f]+/g)].map((found) => {
    const at = start + found.index;
    return { text: found[0], range: { from: at, to: at + found[0].length } };
  });
}

function partsOf({ tree, numbers }: Read, match: readonly Range[], actions: readonly Range[]): SideParts {
  const ofMatch = new Map(tree.match.parts.map((part) => [part.range, valueOf(part) ?? part.range]));
  return {
    match: cut(
      match,
      numbers.flatMap(({ meaning, range }) => {
        const value = ofMatch.get(range);
        return value === undefined ? [] : [{ meaning, range: value }];
      }),
    ),
    actions: cut(
      actions,
      numbers.filter(({ range }) => !ofMatch.has(range)),
    ),
  };
}

/** Cuts a text where a mark or the range of a number begins and ends; of nested ranges the innermost counts. */
function cut(marks: readonly Range[], numbers: Read['numbers']): readonly RulePart[] {
  const ranges = [...marks, ...numbers.map(({ range }) => range)];
  const ends = [...new Set(ranges.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const covers = (range: Range, from: number, to: number): boolean => range.from <= from && to <= range.to;
  return ends.flatMap((from, at): readonly RulePart[] => {
    const to = ends[at + 1];
    if (to === undefined) return [];
    const around = numbers.filter(({ range }) => covers(range, from, to));
    const size = Math.min(...around.map(({ range }) => range.to - range.from));
    const inner = around.filter(({ range }) => range.to - range.from === size);
    const differs = marks.some((range) => covers(range, from, to));
    if (!differs && inner.length === 0) return [];
    return [{ from, to, differs, numbers: distinct(inner.map(({ meaning }) => meaning)) }];
  });
}

function distinct(meanings: readonly NumberMeaning[]): readonly NumberMeaning[] {
  return [...new Map(meanings.map((one) => [`${one.space} ${one.number}`, one])).values()];
}

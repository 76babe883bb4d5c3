// Which flows a learn() made. Nothing in a dump says so; but a learned flow has the table, priority,
// cookie and timeouts that learn() names, matches the bits of its specs and no others, and does what its
// specs load and output, in their order (ovs-actions(7), "The learn action").
//
//   learn(table=20,hard_timeout=300,priority=1,NXM_OF_VLAN_TCI[0..11],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],
//         load:0->NXM_OF_VLAN_TCI[],load:NXM_NX_TUN_ID[]->NXM_NX_TUN_ID[],output:NXM_OF_IN_PORT[])
//   table=20, hard_timeout=300, priority=1,vlan_tci=0x0001/0x0fff,dl_dst=fa:16:3e:… actions=
//         load:0->NXM_OF_VLAN_TCI[],load:0x22a->NXM_NX_TUN_ID[],output:2
import { findField } from './fields.ts';
import { matchBits } from './match-bits.ts';
import { tableOf, type TableId, type TableNumbers } from './table-id.ts';
import type { Action, ActionList, FieldMatch, LearnAction, LearnLoad, Match, Subfield } from './tree.ts';

/** A flow as it is held against a learn(). */
export interface LearnedCandidate {
  readonly table: TableId;
  readonly priority: number;
  /** As printed; null where the dump leaves it out. */
  readonly cookie: string | null;
  readonly idleTimeout: number | null;
  readonly hardTimeout: number | null;
  readonly match: Match;
  readonly actions: ActionList;
}

/** Could `learn` have made this flow? False where either is not understood. `tables`: for a dump with names. */
export function isLearnedBy(flow: LearnedCandidate, learn: LearnAction, tables?: TableNumbers): boolean {
  if (learn.specs.some(({ kind }) => kind === 'opaque')) return false;
  return (
    hasHeaderOf(flow, learn, tables) && hasMatchOf(flow.match, learn) && hasActionsOf(flow.actions, learn)
  );
}

/** The cheap half: table, priority, cookie and timeouts, which need no tree of the flow. */
export function hasHeaderOf(
  flow: Omit<LearnedCandidate, 'match' | 'actions'>,
  { table, priority, cookie, idleTimeout, hardTimeout }: LearnAction,
  tables?: TableNumbers,
): boolean {
  return (
    flow.table === tableOf(table, tables) &&
    flow.priority === priority &&
    (flow.cookie === null || cookieNumber(flow.cookie) === cookie) &&
    (flow.idleTimeout ?? 0) === idleTimeout &&
    (flow.hardTimeout ?? 0) === hardTimeout
  );
}

function cookieNumber(text: string): bigint | null {
  try {
    return BigInt(text);
  } catch {
    return null;
  }
}

function hasMatchOf(match: Match, learn: LearnAction): boolean {
  const found = matchBits(match);
  // What the specs ask for, and how much of it is given: the rest comes from the packet.
  const asked = matchBits(specsAsMatch(learn, 'asked'));
  const given = matchBits(specsAsMatch(learn, 'given'));
  if (found === null || asked === null || given === null || found.size !== asked.size) return false;
  for (const [place, { mask }] of asked) if (found.get(place)?.mask !== mask) return false;
  for (const [place, { value, mask }] of given) {
    if (((found.get(place)?.value ?? 0n) & mask) !== value) return false;
  }
  return true;
}

/** The match specs of a learn() as a match: of all their bits, or of those that are constants. */
function specsAsMatch({ specs, range }: LearnAction, which: 'asked' | 'given'): Match {
  const parts = new Map<string, FieldMatch>();
  for (const spec of specs) {
    if (spec.kind !== 'match' || (which === 'given' && spec.from.kind !== 'value')) continue;
    const { mask, shift } = place(spec.dst);
    const { field } = spec.dst;
    const known = parts.get(field);
    const value = spec.from.kind === 'value' ? spec.from.value << shift : 0n;
    parts.set(field, {
      ...{ kind: 'field', field, range, name: range, text: range },
      ...{ value: (known?.value ?? 0n) | value, mask: (known?.mask ?? 0n) | mask },
    });
  }
  return { range, parts: [...parts.values()] };
}

function hasActionsOf(list: ActionList, learn: LearnAction): boolean {
  const wanted = learn.specs.filter((spec) => spec.kind === 'load' || spec.kind === 'output');
  const done = list.actions.filter(({ kind }) => kind !== 'fin_timeout' && kind !== 'drop');
  return (
    done.length === wanted.length &&
    wanted.every((spec, i) => {
      const action = done[i];
      if (action === undefined) return false;
      return spec.kind === 'output' ? action.kind === 'output' : isLoad(action, spec);
    })
  );
}

function isLoad(action: Action, { dst, from }: LearnLoad): boolean {
  if (action.kind !== 'set_field' || action.field !== dst.field) return false;
  const { mask, shift } = place(dst);
  const whole = findField(dst.field)?.ones ?? mask;
  return (
    (action.mask ?? whole) === mask && (from.kind === 'subfield' || action.value === from.value << shift)
  );
}

/** A subfield's bits in its field. */
function place({ offset, width }: Subfield): { readonly mask: bigint; readonly shift: bigint } {
  const shift = BigInt(offset);
  return { mask: ((1n << BigInt(width)) - 1n) << shift, shift };
}

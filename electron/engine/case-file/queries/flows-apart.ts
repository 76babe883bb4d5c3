// Takes out of two dumps what both print alike, which is nearly everything of two dumps of one bridge: by their prints,
// so that nothing is read of such a flow. What it leaves is compared by meaning.
//
// A flow is taken out when its match is canonical as it is spelled, no other flow of its dump has the same table,
// priority and canonical match, and one of the other dump has the same print, so says the same in all that may be
// compared (columns/flow-digest.ts, which has how sure that is). So leaving it out changes nothing but the number of
// equal flows. Where two keys are one by chance, flows stay that might have gone.
import type { FlowNames, FlowsApart } from '../../../../shared/compare/flow-tables.ts';
import { Canonicalizer } from '../../../../shared/openflow/canonical.ts';
import { resolvedTable } from '../../../../shared/openflow/table-id.ts';
import { keyOf } from '../columns/flow-digest.ts';
import type { FlowDump } from './flow-dump.ts';
import type { FlowPrints } from './flow-prints.ts';

/** `names`: numbers of the bridge's ports and tables that have names in a dump. */
export function flowsApart(from: FlowDump, to: FlowDump, names: FlowNames): FlowsApart {
  const left = from.prints();
  const right = to.prints();
  const keys = new KeySlots(left);
  const partner = pairAlike(left, right, keys);
  let rest = restOf(partner, right.count);
  const canonicalizer = new Canonicalizer(names);
  let isLess = false;
  /** A flow without a key may have that of one that is spelled otherwise, or kept otherwise: that one stays, too. */
  const keepLike = (dump: FlowDump, at: number): void => {
    const { table, priority, match } = dump.flow(at);
    const number = resolvedTable(table, names.tables);
    if (typeof number !== 'number') return;
    const known = keys.find(keyOf(number, priority, Buffer.from(canonicalizer.match(match))));
    if (known < 0 || partner[known] === -1) return;
    partner[known] = -1;
    isLess = true;
  };
  for (const flow of rest.from) if (left.key[flow] === 0) keepLike(from, flow);
  for (const flow of rest.to) if (right.key[flow] === 0) keepLike(to, flow);
  if (isLess) rest = restOf(partner, right.count);
  return {
    equal: left.count - rest.from.length,
    from: rest.from.map((flow) => from.stored(flow)),
    to: rest.to.map((flow) => to.stored(flow)),
  };
}

/** The flows of either side that have no partner, in order. */
function restOf(
  partner: Int32Array,
  others: number,
): { readonly from: readonly number[]; readonly to: readonly number[] } {
  const isTaken = new Uint8Array(others);
  const [from, to]: [number[], number[]] = [[], []];
  for (let flow = 0; flow < partner.length; flow++) {
    const other = partner[flow] ?? -1;
    if (other < 0) from.push(flow);
    else isTaken[other] = 1;
  }
  for (let other = 0; other < others; other++) if (isTaken[other] === 0) to.push(other);
  return { from, to };
}

/** For each flow of `left` the one of `right` that has its print, or -1; a key of which a side has two has none. */
function pairAlike(left: FlowPrints, right: FlowPrints, keys: KeySlots): Int32Array {
  const count = left.count;
  const partner = new Int32Array(count).fill(-1);
  /** Keys that `right` has. */
  const seen = new Uint8Array(count);
  let guess = 0;
  for (let flow = 0; flow < right.count; flow++) {
    const key = right.key[flow] ?? 0;
    if (key === 0) continue;
    // Both are usually dumped in one order.
    const known = guess < count && left.key[guess] === key ? guess : keys.find(key);
    if (known < 0) continue;
    guess = known + 1;
    if (seen[known] === 1 || keys.isTwice(known)) partner[known] = -1;
    else if (left.low[known] === right.low[flow] && left.high[known] === right.high[flow])
      partner[known] = flow;
    seen[known] = 1;
  }
  return partner;
}

/** The flows of one side by their keys; of those of one key the first. */
class KeySlots {
  readonly #key: Int32Array;
  readonly #slots: Int32Array;
  readonly #twice: Uint8Array;

  constructor({ key, count }: FlowPrints) {
    this.#key = key;
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * count + 2)));
    this.#twice = new Uint8Array(count);
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let flow = 0; flow < count; flow++) {
      const own = key[flow] ?? 0;
      if (own === 0) continue;
      let slot = own & mask;
      while (slots[slot] !== 0) {
        const known = (slots[slot] ?? 0) - 1;
        if (key[known] === own) {
          this.#twice[known] = 1;
          this.#twice[flow] = 1;
          break;
        }
        slot = (slot + 1) & mask;
      }
      if (slots[slot] === 0) slots[slot] = flow + 1;
    }
  }

  /** Another flow of the side has the key, too. */
  isTwice(flow: number): boolean {
    return this.#twice[flow] === 1;
  }

  /** The first flow of a key; -1 when there is none. */
  find(key: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = key & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const known = (slots[slot] ?? 0) - 1;
      if (this.#key[known] === key) return known;
    }
    return -1;
  }
}

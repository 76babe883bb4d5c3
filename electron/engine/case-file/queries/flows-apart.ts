// Takes out of two dumps what both print alike, which is nearly everything of two dumps of one bridge: as bytes in their
// columns, so that no object and no string is made of such a flow. What it leaves is compared by meaning.
//
// A flow is taken out when its match is canonical as it is spelled, no other flow of its dump has the same table,
// priority and canonical match, and one of the other dump is equal byte for byte in all that may be compared. So
// leaving it out changes nothing but the number of equal flows. Hashes only tell where to look.
import type { FlowNames, FlowsApart } from '../../../../shared/compare/flow-tables.ts';
import type { StoredFact } from '../../../../shared/facts.ts';
import { isHiddenFlow } from '../../../../shared/flows/said-fields.ts';
import { CanonicalSpelling } from '../../../../shared/openflow/canonical-spelling.ts';
import { Canonicalizer } from '../../../../shared/openflow/canonical.ts';
import { resolvedTable } from '../../../../shared/openflow/table-id.ts';
import type { FlowDump } from './flow-dump.ts';
import { areSameBytes, hashText, keyHash, PrintedFlows } from './printed-flows.ts';

/** `names`: numbers of the bridge's ports and tables that have names in a dump. */
export function flowsApart(from: FlowDump, to: FlowDump, names: FlowNames): FlowsApart {
  const left = new PrintedFlows(from);
  const right = new PrintedFlows(to);
  const keys = new KeySlots(left);
  const partner = pairAlike(left, right, keys);
  const isTaken = new Uint8Array(right.count);
  const markTaken = (): number => {
    isTaken.fill(0);
    let taken = 0;
    for (const other of partner) {
      if (other < 0) continue;
      isTaken[other] = 1;
      taken++;
    }
    return taken;
  };
  markTaken();
  const canonicalizer = new Canonicalizer(names);
  /** A flow that is left may have the key of one that is spelled otherwise, or kept otherwise: that one stays, too. */
  const keepLike = (dump: FlowDump, flows: PrintedFlows, at: number): void => {
    const { table, priority, match } = dump.flow(at);
    const number = resolvedTable(table, names.tables);
    const canonical = canonicalizer.match(match);
    if (typeof number !== 'number' || (flows.isPlain(at) && canonical === match)) return;
    const known = keys.find(number, priority, Buffer.from(canonical));
    if (known >= 0) partner[known] = -1;
  };
  for (let flow = 0; flow < left.count; flow++) if ((partner[flow] ?? -1) < 0) keepLike(from, left, flow);
  for (let flow = 0; flow < right.count; flow++) if (isTaken[flow] === 0) keepLike(to, right, flow);
  const equal = markTaken();
  const [before, after]: [StoredFact<'flow'>[], StoredFact<'flow'>[]] = [[], []];
  for (let flow = 0; flow < left.count; flow++) if ((partner[flow] ?? -1) < 0) before.push(from.stored(flow));
  for (let flow = 0; flow < right.count; flow++) if (isTaken[flow] === 0) after.push(to.stored(flow));
  return { equal, from: before, to: after };
}

/** For each flow of `left` the one of `right` that is printed alike, or -1; a key of which a side has two has none. */
function pairAlike(left: PrintedFlows, right: PrintedFlows, keys: KeySlots): Int32Array {
  const count = left.count;
  const partner = new Int32Array(count).fill(-1);
  /** Keys that `right` has. */
  const seen = new Uint8Array(count);
  let guess = 0;
  for (let flow = 0; flow < right.count; flow++) {
    // Both are usually dumped in one order.
    let known = guess;
    if (guess >= count || left.hash[guess] === 0 || !areOneKey(left, guess, right, flow)) {
      known = keys.like(right, flow);
      if (known < 0) continue;
    }
    guess = known + 1;
    if (seen[known] === 1 || keys.isTwice(known)) partner[known] = -1;
    else if (doTheSame(left, known, right, flow)) partner[known] = flow;
    seen[known] = 1;
  }
  return partner;
}

/** The flows of one side that may be taken out, by table, priority and match; of those of one key the first. */
class KeySlots {
  readonly #flows: PrintedFlows;
  readonly #slots: Int32Array;
  readonly #twice: Uint8Array;

  constructor(flows: PrintedFlows) {
    this.#flows = flows;
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * flows.count + 2)));
    this.#twice = new Uint8Array(flows.count);
    const slots = this.#slots;
    const mask = slots.length - 1;
    const spelling = new CanonicalSpelling();
    const { hash, table, priority, text, matchAt, matchEnd } = flows;
    for (let flow = 0; flow < flows.count; flow++) {
      const number = table[flow] ?? 0;
      const height = priority[flow] ?? 0;
      const at = matchAt[flow] ?? 0;
      const end = matchEnd[flow] ?? 0;
      if (!flows.isPlain(flow) || isHiddenFlow(number, height) || !spelling.has(text, at, end)) continue;
      const own = keyHash(number, height, flows.hashBytes(at, end));
      hash[flow] = own;
      let slot = own & mask;
      while (slots[slot] !== 0) {
        const known = (slots[slot] ?? 0) - 1;
        if (hash[known] === own && areOneKey(flows, known, flows, flow)) {
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

  /** The first flow of the key that a flow of the other side has; -1 when there is none. */
  like(other: PrintedFlows, flow: number): number {
    if (!other.isPlain(flow)) return -1;
    const table = other.table[flow] ?? 0;
    const priority = other.priority[flow] ?? 0;
    return this.find(
      table,
      priority,
      other.text.subarray(other.matchAt[flow] ?? 0, other.matchEnd[flow] ?? 0),
    );
  }

  /** The first flow of a key; -1 when there is none. */
  find(table: number, priority: number, match: Uint8Array): number {
    const flows = this.#flows;
    const slots = this.#slots;
    const mask = slots.length - 1;
    const view = new DataView(match.buffer, match.byteOffset, match.byteLength);
    const hash = keyHash(table, priority, hashText(view, 0, match.length));
    for (let slot = hash & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const known = (slots[slot] ?? 0) - 1;
      if (flows.hash[known] !== hash || flows.table[known] !== table || flows.priority[known] !== priority)
        continue;
      const [at, end] = [flows.matchAt[known] ?? 0, flows.matchEnd[known] ?? 0];
      if (areSameBytes(flows.view, at, end, view, 0, match.length)) return known;
    }
    return -1;
  }
}

function areOneKey(a: PrintedFlows, i: number, b: PrintedFlows, j: number): boolean {
  return (
    a.table[i] === b.table[j] &&
    a.priority[i] === b.priority[j] &&
    areSameBytes(a.view, a.matchAt[i] ?? 0, a.matchEnd[i] ?? 0, b.view, b.matchAt[j] ?? 0, b.matchEnd[j] ?? 0)
  );
}

/** Alike in all that is compared of two flows of one key. */
function doTheSame(a: PrintedFlows, i: number, b: PrintedFlows, j: number): boolean {
  return (
    b.isPlain(j) &&
    areSameBytes(
      a.view,
      a.actionsAt[i] ?? 0,
      a.actionsEnd[i] ?? 0,
      b.view,
      b.actionsAt[j] ?? 0,
      b.actionsEnd[j] ?? 0,
    ) &&
    a.attributesOf(i) === b.attributesOf(j)
  );
}

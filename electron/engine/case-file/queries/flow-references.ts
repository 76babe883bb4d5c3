// Where a flow leads and what leads to it. What a flow says of itself (tables, ports, groups) is read from
// its tree; who else says it of this flow is looked for through the whole dump, each different text once,
// a step at a time.
import type { FactRow, FlowReference, FlowSet } from '../../../../shared/api.ts';
import { deviceOfPort, patchPeer } from '../../../../shared/network/bridge-port.ts';
import type { NodeModel } from '../../../../shared/network/model.ts';
import type { Target } from '../../../../shared/openflow/action-targets.ts';
import { actionTargets, portText } from '../../../../shared/openflow/action-targets.ts';
import { hasHeaderOf, isLearnedBy } from '../../../../shared/openflow/learned-flows.ts';
import { bitsEqual, bitsOverlap } from '../../../../shared/openflow/overlap.ts';
import { tableOf, tableText } from '../../../../shared/openflow/table-id.ts';
import { matchBits } from '../../../../shared/openflow/match-bits.ts';
import { Canonicalizer } from '../../../../shared/openflow/canonical.ts';
import { parseActions, parseMatch } from '../../../../shared/openflow/parse-tree.ts';
import { reservedPorts } from '../../../../shared/openflow/fields.ts';
import type { FlowFact } from '../../../../shared/facts.ts';
import type { FlowBlock } from '../columns/flow-block.ts';
import type { DumpPlace, FlowDump } from './flow-dump.ts';

/** Flows that are given of a set; the others are counted. */
const givenRows = 50;
/** Rows between two looks at the clock. */
const step = 1024;

/** What the references of a dump's flows are told with. */
export interface ReferenceContext {
  readonly dump: FlowDump;
  readonly place: DumpPlace;
  readonly node: NodeModel;
  /** Numbers of the bridge's ports, for a dump with names. */
  readonly ports: ReadonlyMap<string, number>;
  /** The bridge's group with this number, or its meter. */
  readonly fact: (kind: 'openflow-group' | 'openflow-meter', number: number) => FactRow | null;
}

export type ReferenceSubject =
  | { readonly kind: 'flow'; readonly at: number }
  | { readonly kind: 'group' | 'meter'; readonly number: number };

interface References {
  readonly to: readonly FlowReference[];
  readonly from: readonly FlowReference[];
  readonly beside: readonly FlowReference[];
}

/** Flows that belong together, gathered on the way through the dump. */
class Gathered {
  readonly places: number[] = [];
  flows = 0;
  packets: number | null = null;

  add(at: number, packets: number | null): void {
    this.flows++;
    if (packets !== null) this.packets = (this.packets ?? 0) + packets;
    if (this.places.length < givenRows) this.places.push(at);
  }
}

/** One question that is put to every flow but the subject. */
interface Question {
  /** One of these must be in the text of the flow's actions, or its match, for the rest to be asked. */
  readonly mention: { readonly piece: 'actions' | 'match'; readonly texts: readonly string[] } | null;
  /** Gives where the flow, at its place in the dump, is gathered; null when it is none of these. */
  readonly ask: (flow: FlowFact, at: number) => string | null;
  readonly sets: Map<string, Gathered>;
  /** What stands for a set in the answer. */
  readonly answer: (
    key: string,
    set: FlowSet,
  ) => { readonly side: keyof References; reference: FlowReference };
}

export class FlowReferences {
  readonly #context: ReferenceContext;
  readonly #questions: readonly Question[];
  readonly #direct: readonly FlowReference[];
  readonly #self: number;
  #next = 0;

  constructor(context: ReferenceContext, subject: ReferenceSubject) {
    this.#context = context;
    if (subject.kind === 'flow') {
      this.#self = subject.at;
      const flow = context.dump.row(context.place, subject.at);
      const fact = { ...flow, bridge: null, importance: null, flags: [] };
      const own = new FlowQuestions(context, fact, subject.at);
      this.#questions = own.questions;
      this.#direct = own.direct;
    } else {
      this.#self = -1;
      this.#questions = [usersOf(subject.kind, subject.number, 'from')];
      this.#direct = [];
    }
  }

  get complete(): boolean {
    return this.#next >= this.#context.dump.count;
  }

  get done(): number {
    return Math.min(this.#next, this.#context.dump.count);
  }

  /** Looks on until it is that late (as `performance.now` counts) or all flows were asked. */
  goOn(until: number): void {
    const { dump } = this.#context;
    while (!this.complete) {
      const { index } = dump.find(this.#next);
      const part = dump.parts[index];
      if (part === undefined) return;
      const { block } = dump.rowsOf(part);
      const questions = this.#questions.filter((question) => mayMention(block, question));
      const end = part.first + part.count;
      if (questions.length === 0) this.#next = end;
      for (let rows = 0; this.#next < end && rows < step; rows++, this.#next++) {
        if (this.#next === this.#self) continue;
        const flow = dump.flow(this.#next);
        for (const question of questions) this.#ask(question, flow);
      }
      if (performance.now() >= until) return;
    }
  }

  /** What is known so far; a direct reference without a set of its own comes first. */
  answer(): References {
    const found = { to: [...this.#direct], from: [] as FlowReference[], beside: [] as FlowReference[] };
    for (const { sets, answer } of this.#questions) {
      for (const [key, gathered] of sets) {
        const { side, reference } = answer(key, this.#set(gathered));
        found[side].push(reference);
      }
    }
    return found;
  }

  #ask({ mention, ask, sets }: Question, flow: FlowFact): void {
    if (mention !== null && !mention.texts.some((text) => flow[mention.piece].includes(text))) return;
    const key = ask(flow, this.#next);
    if (key === null) return;
    const set = sets.get(key) ?? new Gathered();
    sets.set(key, set);
    set.add(this.#next, flow.nPackets);
  }

  #set({ flows, packets, places }: Gathered): FlowSet {
    const { dump, place } = this.#context;
    return { flows, nPackets: packets, rows: places.map((at) => dump.row(place, at)), filter: null };
  }
}

function mayMention(block: FlowBlock, { mention }: Question): boolean {
  if (mention === null) return true;
  const column = block.texts(mention.piece);
  return mention.texts.some((text) => column.mayContain(text.toLowerCase()));
}

/** Who uses a group or a meter. */
function usersOf(kind: 'group' | 'meter', number: number, side: 'from' | 'beside'): Question {
  return {
    mention: { piece: 'actions', texts: [`${kind}:${number}`] },
    ask: ({ actions }) =>
      targetsOf(actions).some((target) => target.kind === kind && numberOf(target) === number)
        ? 'user'
        : null,
    sets: new Map(),
    answer: (_, set) => ({ side, reference: { kind: 'user', set } }),
  };
}

function numberOf(target: Target): number | null {
  if (target.kind === 'group') return target.group;
  return target.kind === 'meter' ? target.meter : null;
}

/** Many flows have the same actions; the latest are remembered. */
const remembered = new Map<string, readonly Target[]>();

function targetsOf(actions: string): readonly Target[] {
  const known = remembered.get(actions);
  if (known !== undefined) return known;
  const targets = actionTargets(parseActions(actions));
  if (remembered.size >= 20_000) remembered.clear();
  remembered.set(actions, targets);
  return targets;
}

/** What is to be asked about one flow. */
class FlowQuestions {
  readonly questions: Question[] = [];
  readonly direct: FlowReference[] = [];
  readonly #context: ReferenceContext;
  readonly #flow: FlowFact;
  readonly #at: number;

  constructor(context: ReferenceContext, flow: FlowFact, at: number) {
    this.#context = context;
    this.#flow = flow;
    this.#at = at;
    for (const target of targetsOf(flow.actions)) this.#follow(target);
    this.#whoResubmits();
    this.#conjunction();
    this.#whoLearned();
    this.#equalAndOverlapping();
  }

  #follow(target: Target): void {
    const { fact } = this.#context;
    switch (target.kind) {
      case 'table':
        this.#flowsOfTable(target);
        break;
      case 'port':
        this.#port(target);
        break;
      case 'group':
      case 'meter': {
        const number = target.kind === 'group' ? target.group : target.meter;
        const known = fact(`openflow-${target.kind}`, number);
        const empty = { flows: 0, nPackets: null, rows: [], filter: null };
        this.direct.push(
          target.kind === 'group'
            ? { kind: 'group', group: number, fact: known, set: empty }
            : { kind: 'meter', meter: number, fact: known, set: empty },
        );
        this.questions.push(usersOf(target.kind, number, 'beside'));
        break;
      }
      case 'controller':
        this.direct.push({ kind: 'controller', controller: target.controller });
        break;
      case 'drop':
        this.direct.push({ kind: 'drop' });
        break;
      case 'conjunction':
        this.#clausesOf(target.id, 'beside');
        this.#holder(target.id);
        break;
      case 'learn':
        this.#learned(target);
    }
  }

  #flowsOfTable({ table, by, inPort }: Extract<Target, { kind: 'table' }>): void {
    const own = this.#flow.table;
    const to = table === null ? own : tableOf(table, this.#context.place.tables);
    const port = inPort === null ? null : portText(inPort);
    const sets = new Map([['', new Gathered()]]);
    this.questions.push({
      mention: null,
      ask: (flow) => (flow.table === to ? '' : null),
      sets,
      answer: (_, set) => ({
        side: 'to',
        reference: {
          ...{ kind: 'table', table: tableText(to), by, inPort: port },
          set: { ...set, filter: `table=${tableText(to)}` },
        },
      }),
    });
  }

  #port({ port }: Extract<Target, { kind: 'port' }>): void {
    if (port.kind === 'field') {
      this.direct.push({ kind: 'port-in-field', field: port.field });
      return;
    }
    const { node, place } = this.#context;
    const device = deviceOfPort(node, place.bridge, port);
    const peer = device === null ? null : patchPeer(node, device);
    this.direct.push({
      kind: 'port',
      port: port.kind === 'number' ? (nameOfReserved(port.number) ?? String(port.number)) : port.name,
      device: device === null ? null : { id: device.id, name: device.name },
      peer:
        peer === null
          ? null
          : {
              bridge: peer.bridge,
              inPort: peer.device.ofport === null ? null : String(peer.device.ofport),
              device: { id: peer.device.id, name: peer.device.name },
            },
    });
  }

  /** Flows that send packets to this flow's table, by the table that they are in. */
  #whoResubmits(): void {
    const { table } = this.#flow;
    const { tables } = this.#context.place;
    this.questions.push({
      mention: { piece: 'actions', texts: ['resubmit', 'goto_table', 'ct('] },
      ask: (flow) => {
        const leads = targetsOf(flow.actions).find(
          (target) =>
            target.kind === 'table' &&
            (target.table === null ? flow.table : tableOf(target.table, tables)) === table,
        );
        return leads?.kind === 'table' ? `${leads.by} ${tableText(flow.table)}` : null;
      },
      sets: new Map(),
      answer: (key, set) => {
        const [word = ''] = key.split(' ', 1);
        const from = key.slice(word.length + 1);
        const by = word === 'ct' || word === 'goto_table' ? word : 'resubmit';
        return { side: 'from', reference: { kind: 'table', table: from, by, inPort: null, set } };
      },
    });
  }

  /** Of a flow with `conj_id`: the clauses. */
  #conjunction(): void {
    for (const part of parseMatch(this.#flow.match).parts) {
      if (part.kind === 'field' && part.field === 'conj_id') this.#clausesOf(Number(part.value), 'from');
    }
  }

  /** Flows with clauses of a conjunction, by clause. */
  #clausesOf(id: number, side: 'from' | 'beside'): void {
    const { table } = this.#flow;
    this.questions.push({
      mention: { piece: 'actions', texts: [`conjunction(${id},`] },
      ask: (flow) => {
        if (flow.table !== table) return null;
        const clause = targetsOf(flow.actions).find(
          (target) => target.kind === 'conjunction' && target.id === id,
        );
        return clause?.kind === 'conjunction' ? `${clause.clause}/${clause.clauses}` : null;
      },
      sets: new Map(),
      answer: (key, set) => {
        const [clause = 0, clauses = 0] = key.split('/').map(Number);
        return { side, reference: { kind: 'clause', conjunction: id, clause, clauses, set } };
      },
    });
  }

  /** Flows that are met once all clauses are. */
  #holder(id: number): void {
    const { table } = this.#flow;
    this.questions.push({
      mention: { piece: 'match', texts: ['conj_id'] },
      ask: (flow) => {
        const holds = parseMatch(flow.match).parts.some(
          (part) => part.kind === 'field' && part.field === 'conj_id' && part.value === BigInt(id),
        );
        return flow.table === table && holds ? '' : null;
      },
      sets: new Map([['', new Gathered()]]),
      answer: (_, set) => ({
        side: 'to',
        reference: {
          ...{ kind: 'conjunction', conjunction: id },
          set: { ...set, filter: `table=${tableText(table)} and conj_id=${id}` },
        },
      }),
    });
  }

  #learned({ learn }: Extract<Target, { kind: 'learn' }>): void {
    const { tables } = this.#context.place;
    this.questions.push({
      mention: null,
      ask: (flow) =>
        hasHeaderOf(flow, learn, tables) && isLearnedBy(candidate(flow), learn, tables) ? '' : null,
      sets: new Map([['', new Gathered()]]),
      answer: (_, set) => ({
        side: 'to',
        reference: { kind: 'learned', table: tableText(tableOf(learn.table, tables)), set },
      }),
    });
  }

  #whoLearned(): void {
    const self = candidate(this.#flow);
    const { tables } = this.#context.place;
    this.questions.push({
      mention: { piece: 'actions', texts: ['learn('] },
      ask: (flow) =>
        targetsOf(flow.actions).some(
          (target) =>
            target.kind === 'learn' &&
            hasHeaderOf(self, target.learn, tables) &&
            isLearnedBy(self, target.learn, tables),
        )
          ? ''
          : null,
      sets: new Map(),
      answer: (_, set) => ({ side: 'from', reference: { kind: 'learned-by', set } }),
    });
  }

  #equalAndOverlapping(): void {
    const { table, priority, match, actions } = this.#flow;
    const { ports, place } = this.#context;
    const own = matchBits(parseMatch(match), ports);
    if (own === null) return;
    const canonical = new Canonicalizer({ ports, tables: place.tables });
    const deed = canonical.actions(actions, match);
    const conjunctive = actions.includes('conjunction(');
    let wins = true;
    this.questions.push({
      mention: null,
      ask: (flow, at) => {
        if (flow.table !== table || flow.priority !== priority) return null;
        const bits = matchBits(parseMatch(flow.match), ports);
        if (bits === null || !bitsOverlap(own, bits)) return null;
        if (bitsEqual(own, bits)) {
          // Whoever adds the flows of the dump in its order ends up with the last.
          if (at > this.#at) wins = false;
          return 'duplicate';
        }
        if (conjunctive || flow.actions.includes('conjunction(')) return null;
        return canonical.actions(flow.actions, flow.match) === deed ? null : 'overlap';
      },
      sets: new Map(),
      answer: (key, set) => ({
        side: 'beside',
        reference: key === 'overlap' ? { kind: 'overlap', set } : { kind: 'duplicate', wins, set },
      }),
    });
  }
}

function candidate(flow: FlowFact): Parameters<typeof isLearnedBy>[0] {
  const { table, priority, cookie, idleTimeout, hardTimeout, match, actions } = flow;
  return {
    ...{ table, priority, cookie, idleTimeout, hardTimeout },
    ...{ match: parseMatch(match), actions: parseActions(actions) },
  };
}

function nameOfReserved(ofport: number): string | null {
  return Object.entries(reservedPorts).find(([, number]) => number === ofport)?.[0] ?? null;
}

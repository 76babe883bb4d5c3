// The filter on real flows, of the fixtures and, where they are, of ML2/OVS and OVN deployments: what a cell's
// menu filters for finds the flow it came from, and what is asked of actions is what a plain walk through
// the parsed actions finds.
import { describe, expect, test } from 'vitest';
import type { FlowRow } from '../../../shared/api.ts';
import type { FlowFact } from '../../../shared/facts.ts';
import { passes } from '../../../shared/filter/flow-condition.ts';
import { parseFlowFilter } from '../../../shared/filter/flow-filter.ts';
import { formatMasked } from '../../../shared/openflow/field-values.ts';
import { fieldOf } from '../../../shared/openflow/fields.ts';
import { parseActions } from '../../../shared/openflow/parse-tree.ts';
import type { Action } from '../../../shared/openflow/tree.ts';
import { conditionOf } from '../../../renderer/views/flows/cell-condition.ts';
import { conditionText } from '../../../renderer/views/flows/filter-text.ts';
import { actionParts, matchParts } from '../../../renderer/views/flows/flow-text.ts';
import { hostFacts } from '../../bundle-facts.ts';
import { fixtureOutputs } from '../../fixture-outputs.ts';
import { readLines } from '../../read-lines.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

/** Each different pair of match and actions once. */
function distinct(flows: readonly FlowFact[]): readonly FlowFact[] {
  return [...new Map(flows.map((flow) => [`${flow.match} ${flow.actions}`, flow])).values()];
}

const dumps = new Set(['ovs-ofctl-dump-flows', 'ovs-appctl-bridge-dump-flows', 'easyovs-dump']);
const fixtureFlows = distinct(
  fixtureOutputs('openvswitch')
    .filter(({ id }) => dumps.has(id))
    .flatMap(({ command, context, lines }) => readLines(command, lines, context).of('flow')),
);

async function deployment(kind: 'lab' | 'ovn', hosts: readonly string[]): Promise<readonly FlowFact[]> {
  const flows: FlowFact[] = [];
  for (const host of hosts) {
    const facts = await hostFacts(sharedData(kind, 'bundles/T0-healthy'), host, 'commands');
    flows.push(...facts.of('flow').map(({ data }) => data));
  }
  return distinct(flows);
}

const condition = (filter: string) => {
  const parsed = parseFlowFilter(filter);
  if (!parsed.ok) throw new Error(`${filter}: ${parsed.message}`);
  return parsed.condition;
};

const evidence = { host: 'h', source: 's', sourceId: 1, firstLine: 1, lastLine: 1 };

/** What a menu on each cell of a flow filters for, and whether it finds the flow, and turned round does not. */
function unfound(flows: readonly FlowFact[]): readonly string[] {
  const wrong: string[] = [];
  for (const flow of flows) {
    const row: FlowRow = { ...flow, tableName: null, id: 1, evidence };
    const cells = [
      ...(['table', 'priority', 'nPackets', 'nBytes', 'cookie', 'duration', 'match', 'actions'] as const).map(
        (column) => conditionOf(row, column, null),
      ),
      ...matchParts(flow.match).map(({ text }) => conditionOf(row, 'match', text)),
      ...actionParts(flow.actions).map(({ text }) => conditionOf(row, 'actions', text)),
    ];
    for (const cell of cells) {
      if (cell === null) continue;
      const text = conditionText(cell, false);
      if (!passes(condition(text), flow)) wrong.push(`${text}: not ${flow.match} ${flow.actions}`);
      if (passes(condition(conditionText(cell, true)), flow)) wrong.push(`out: ${text}`);
    }
  }
  return wrong;
}

/** Every node of the actions that has a kind, but for what learned flows will do. */
function walk(value: unknown): readonly Action[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'kind' in value && 'range' in value ? [value as Action] : [];
  const members = Object.entries(value).filter(([name]) => name !== 'specs');
  return [...own, ...members.flatMap(([, member]) => walk(member))];
}

/** Filters made of what the actions do, each with what the plain walk asks. */
function actionFilters(nodes: readonly Action[]): ReadonlyMap<string, (action: Action) => boolean> {
  const filters = new Map<string, (action: Action) => boolean>();
  for (const node of nodes) {
    switch (node.kind) {
      case 'opaque':
        break;
      case 'output': {
        const name = node.port.kind === 'name' ? node.port.name : String(node.port.number);
        const same = JSON.stringify(node.port);
        filters.set(
          `output="${name}"`,
          (other) => 'port' in other && other.kind !== 'resubmit' && JSON.stringify(other.port) === same,
        );
        break;
      }
      case 'resubmit':
      case 'goto_table': {
        const table = node.table?.kind === 'number' ? node.table.number : null;
        if (table === null) break;
        const kind = node.kind;
        const is = (other: Action): boolean =>
          'table' in other && other.table?.kind === 'number' && other.table.number === table;
        filters.set(`${kind}=${table}`, (other) => other.kind === kind && is(other));
        filters.set(`next_table=${table}`, (other) => other.kind !== 'learn' && is(other));
        break;
      }
      case 'set_field': {
        const { field, value, mask } = node;
        if (/reg|vlan|dscp|tos|tcp|udp|sctp/.test(field)) break;
        const text = formatMasked(fieldOf(field), node);
        filters.set(
          `sets ${field}="${text}"`,
          (other) =>
            other.kind === 'set_field' &&
            other.field === field &&
            other.value === value &&
            other.mask === mask,
        );
        break;
      }
      default: {
        const { kind } = node;
        if (!['push', 'output_field'].includes(kind))
          filters.set(`has ${kind}`, (other) => other.kind === kind);
      }
    }
  }
  return filters;
}

/** Compares the filters with the walk; returns how many there were. */
function compareActions(flows: readonly FlowFact[]): number {
  const nodesOf = new Map(flows.map((flow) => [flow, walk(parseActions(flow.actions))]));
  const filters = actionFilters([...nodesOf.values()].flat());
  for (const [text, is] of filters) {
    const asked = condition(text);
    const found = flows.filter((flow) => passes(asked, flow));
    const wanted = flows.filter((flow) => nodesOf.get(flow)?.some(is));
    expect(
      found.map(({ actions }) => actions),
      text,
    ).toEqual(wanted.map(({ actions }) => actions));
    expect(wanted.length, text).toBeGreaterThan(0);
  }
  return filters.size;
}

describe('flows of the fixtures', () => {
  test('each cell finds its flow', () => {
    expect(fixtureFlows.length).toBeGreaterThan(80);
    expect(unfound(fixtureFlows)).toEqual([]);
  });

  test('actions are found by what they do', () => {
    expect(compareActions(fixtureFlows)).toBeGreaterThan(40);
  });
});

describe.skipIf(!hasShared)('flows of real deployments', () => {
  test.each([
    ['lab', ['compute1', 'compute2', 'network1'], 500],
    ['ovn', ['compute1'], 300],
  ] as const)(
    '%s: each cell finds its flow, actions are found by what they do',
    async (kind, hosts, least) => {
      const flows = await deployment(kind, hosts);
      expect(flows.length).toBeGreaterThan(least);
      expect(unfound(flows)).toEqual([]);
      expect(compareActions(flows)).toBeGreaterThan(20);
    },
  );
});

// Conditions made from cells. Whatever is written here, the filter must
// read back: each condition is tried on the flow that it came from.
import { describe, expect, test } from 'vitest';
import type { FlowRow } from '../../../../shared/api.ts';
import type { FlowFact } from '../../../../shared/facts.ts';
import { passes as meets } from '../../../../shared/filter/flow-condition.ts';
import { parseFlowFilter } from '../../../../shared/filter/flow-filter.ts';
import { conditionText, quoted, withCondition } from '../../../../renderer/views/flows/filter-text.ts';
import { conditionOf } from '../../../../renderer/views/flows/cell-condition.ts';
import { cellText } from '../../../../renderer/views/flows/flow-columns.ts';
import { actionParts, matchParts } from '../../../../renderer/views/flows/flow-text.ts';

/** Flow 5 of the article's br-tun, with the match of the one it teaches. */
const flow: FlowRow = {
  tableName: null,
  id: 7,
  table: 20,
  priority: 1,
  match: 'arp,vlan_tci=0x0001/0x0fff,dl_dst=fa:16:3e:a1:3f:19',
  actions: 'load:0->NXM_OF_VLAN_TCI[],load:0x2->NXM_NX_TUN_ID[],resubmit(,2),output:2',
  cookie: '0x0',
  nPackets: 45,
  nBytes: 6132,
  duration: 11.099,
  idleTimeout: null,
  hardTimeout: 300,
  idleAge: 3,
  hardAge: 2,
  evidence: { host: 'compute1', source: 'transcript.txt', sourceId: 9, firstLine: 102, lastLine: 102 },
};
const { id: _id, evidence: _evidence, ...columns } = flow;
const fact: FlowFact = { ...columns, bridge: 'br-tun', importance: null, flags: [] };

function passes(filter: string): boolean {
  const parsed = parseFlowFilter(filter);
  if (!parsed.ok) throw new Error(`${filter}: ${parsed.message}`);
  return meets(parsed.condition, fact);
}

describe('a condition from a cell', () => {
  const cells = [
    ...(['table', 'priority', 'nPackets', 'nBytes', 'cookie', 'duration', 'match', 'actions'] as const).map(
      (column) => [column, null] as const,
    ),
    ...matchParts(flow.match).map(({ text }) => ['match', text] as const),
    ...actionParts(flow.actions).map(({ text }) => ['actions', text] as const),
  ];
  test.each(cells)('%s %s: keeps the flow, and turned round leaves it out', (column, part) => {
    const condition = conditionOf(flow, column, part);
    if (condition === null) throw new Error('no condition');
    expect(passes(conditionText(condition, false))).toBe(true);
    expect(passes(conditionText(condition, true))).toBe(false);
  });

  test('is written as one would type it', () => {
    expect(conditionText({ field: 'table', operator: '=', value: '20' }, false)).toBe('table=20');
    expect(conditionText({ field: 'table', operator: '=', value: '20' }, true)).toBe('table!=20');
    expect(conditionText({ field: 'actions', operator: '~', value: 'resubmit(,2)' }, true)).toBe(
      'not actions~"resubmit(,2)"',
    );
    expect(conditionText({ has: 'arp' }, true)).toBe('not has arp');
  });

  test('there is none for a line, nor for a number that the dump left out', () => {
    expect(conditionOf(flow, 'line', null)).toBe(null);
    expect(conditionOf({ ...flow, nBytes: null }, 'nBytes', null)).toBe(null);
    expect(cellText({ ...flow, nBytes: null }, 'nBytes')).toBe('');
    expect(cellText(flow, 'duration')).toBe('11.099s');
    expect(cellText(flow, 'line')).toBe('102');
  });
});

test('a value is quoted where a bare one would be read otherwise', () => {
  expect(quoted('fa:16:3e:a1:3f:19')).toBe('fa:16:3e:a1:3f:19');
  expect(quoted('0x0001/0x0fff')).toBe('0x0001/0x0fff');
  expect(quoted('a*')).toBe('"a*"');
  expect(quoted('"gre 1"\\')).toBe('"\\"gre 1\\"\\\\"');
  expect(quoted('')).toBe('""');
});

test('a condition joins a filter without changing what it meant', () => {
  expect(withCondition('', 'table=20')).toBe('table=20');
  expect(withCondition('table=20', 'table=20')).toBe('table=20');
  expect(withCondition('table=20', 'priority=1')).toBe('table=20 and priority=1');
  expect(withCondition('table=20 and priority=1', 'priority=1')).toBe('table=20 and priority=1');
  expect(withCondition('table=1 or table=20', 'priority=0')).toBe('(table=1 or table=20) and priority=0');
  expect(passes('table=1 or table=20 and priority=0')).toBe(false);
  expect(passes(withCondition('table=1 or table=20', 'priority=1'))).toBe(true);
});

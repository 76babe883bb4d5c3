// The comparison of columns, which reads bytes and makes trees of next to nothing, against an obvious one
// that reads every line as text, spells every flow canonically and compares strings.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  compareColumns,
  type ColumnComparison,
  type ComparedAttributes,
} from '../../../shared/compare/compare-columns.ts';
import type { FlowFact } from '../../../shared/facts.ts';
import { TableIndex } from '../../../shared/openflow/table-id.ts';
import { FlowColumns } from '../../../shared/flows/flow-columns.ts';
import { FlowDumpReader } from '../../../shared/flows/flow-dump-reader.ts';
import { Canonicalizer } from '../../../shared/openflow/canonical.ts';
import { parseFlow } from '../../../shared/openflow/parse-tree.ts';

/** Spellings of a few matches, so that they meet often; what belongs together is for `Canonicalizer` to say. */
const matches = [
  '',
  'in_port=1',
  'in_port=2',
  'in_port=LOCAL',
  'tcp,tp_dst=22',
  'tcp,tcp_dst=22',
  'tcp,tp_dst=0x16',
  'dl_type=0x0800,nw_proto=6,tp_dst=22',
  'tcp,tp_dst=0x16/0xffff',
  'ip,nw_src=10.0.0.0/8',
  'ip,nw_src=10.0.0.0/255.0.0.0',
  'ip,nw_src=10.1.2.3/8',
  'ip,ip_src=10.0.0.0/8',
  'reg5=0xb',
  'reg5=11',
  'reg5=0xb/0xffffffff',
  'NXM_NX_REG5[]=0xb',
  'reg5=0xb,in_port=1',
  'in_port=1,reg5=0xb',
  'reg4=0,reg5=0xb',
  'xreg2=0xb',
  'dl_vlan=5',
  'vlan_tci=0x1005/0x1fff',
  'vlan_vid=0x1005',
  'dl_src=fa:16:3e:00:00:01',
  'dl_src=FA:16:3E:00:00:01',
  'eth_src=fa:16:3e:00:00:01',
  'ct_state=+new-est',
  'ct_state=-est+new',
  'metadata=0x1',
  'metadata=0x01',
  'what=1',
];
const actions = [
  'drop',
  'NORMAL',
  'normal',
  'output:2',
  '2',
  'load:0x1->NXM_NX_REG1[]',
  'set_field:0x1->reg1',
  'set_field:1->reg1',
  'resubmit(,2)',
  'goto_table:2',
  'mod_vlan_vid:5,output:2',
  'set_vlan_vid:5,output:2',
  'push_vlan:0x8100,set_field:4101->vlan_vid,output:2',
  'learn(table=20,hard_timeout=300,priority=1,cookie=0x1,NXM_OF_VLAN_TCI[0..11],output:NXM_OF_IN_PORT[])',
  'learn(table=20,hard_timeout=300,priority=1,cookie=0x2,NXM_OF_VLAN_TCI[0..11],output:NXM_OF_IN_PORT[])',
  'what(1)',
  'meter:1',
  'meter:1,output:2',
  'meter:1,write_actions(output:3),goto_table:2',
  'clear_actions,goto_table:2',
];

const flow = fc
  .record({
    table: fc.constantFrom('0', '1', '1', '1', 'ingress', '"a, b"'),
    priority: fc.constantFrom(1, 1, 1, 32768),
    match: fc.constantFrom(...matches),
    actions: fc.constantFrom(...actions),
    cookie: fc.constantFrom('0x0', '0x0', '0xdeadbeef00000001'),
    rest: fc.constantFrom(
      '',
      '',
      '',
      'idle_timeout=5, ',
      'hard_timeout=9, ',
      'importance=3, ',
      'send_flow_rem ',
    ),
    packets: fc.nat(99),
  })
  .map(({ table, priority, match, actions: list, cookie, rest, packets }) => {
    const key = [
      ...(priority === 32768 ? [] : [`priority=${priority}`]),
      ...(match === '' ? [] : [match]),
    ].join(',');
    return ` cookie=${cookie}, duration=1.5s, table=${table}, n_packets=${packets}, n_bytes=0, ${rest}${key}${key === '' ? '' : ' '}actions=${list}`;
  });
/** Two dumps that have most in common, in almost one order. */
const dumps = fc
  .record({
    common: fc.array(flow, { maxLength: 12 }),
    from: fc.array(flow, { maxLength: 4 }),
    to: fc.array(flow, { maxLength: 4 }),
    repeated: fc.boolean(),
  })
  .map(({ common, from, to, repeated }) => ({
    from: [...common, ...from],
    to: [...to, ...(repeated ? [...common.slice(0, 2), ...common] : common)],
  }));
const compared = fc.record({
  cookie: fc.boolean(),
  timeouts: fc.boolean(),
  importance: fc.boolean(),
  flags: fc.boolean(),
  meters: fc.boolean(),
  actionSet: fc.boolean(),
});

function columnsOf(lines: readonly string[], chunk: number, tables: TableIndex): FlowColumns {
  const columns = new FlowColumns(tables);
  const reader = new FlowDumpReader(columns, (line) => line);
  const bytes = new TextEncoder().encode(lines.join('\n'));
  for (let at = 0; at < bytes.length; at += chunk) reader.chunk(bytes.subarray(at, at + chunk));
  reader.end();
  expect(reader.unread).toEqual([]);
  return columns;
}

/** What a comparison says, without what two right ones may say differently: how flows of one key are paired. */
interface Verdict {
  readonly gone: readonly string[];
  readonly come: readonly string[];
  readonly equal: number;
  readonly changed: number;
  readonly again: readonly string[];
}

function verdict(
  columns: { readonly from: FlowColumns; readonly to: FlowColumns },
  { differences, equal, duplicates }: ColumnComparison,
): Verdict {
  const line = (side: 'from' | 'to', index: number): string => `${side} ${columns[side].line[index]}`;
  return {
    gone: differences.flatMap(({ from }) => (from === null ? [] : [line('from', from)])).sort(),
    come: differences.flatMap(({ to }) => (to === null ? [] : [line('to', to)])).sort(),
    equal,
    changed: differences.filter(({ from, to }) => from !== null && to !== null).length,
    again: (['from', 'to'] as const)
      .flatMap((side) => duplicates[side].map((one) => `${line(side, one.again)} ${one.isSame}`))
      .sort(),
  };
}

function obviously(from: readonly string[], to: readonly string[], options: ComparedAttributes): Verdict {
  const again: string[] = [];
  const tableOf = (side: 'from' | 'to', lines: readonly string[]): Map<string, Map<string, string>> => {
    const table = new Map<string, Map<string, string>>();
    for (const [index, text] of lines.entries()) {
      const tree = parseFlow(text);
      if (typeof tree === 'string') throw new Error(`${text}: ${tree}`);
      const { key, value } = spelled(tree.flow, options);
      const flows = table.get(key) ?? new Map<string, string>();
      table.set(key, flows);
      if (flows.size > 0) again.push(`${side} ${index + 1} ${flows.has(value)}`);
      if (!flows.has(value)) flows.set(value, `${side} ${index + 1}`);
    }
    return table;
  };
  const [before, after] = [tableOf('from', from), tableOf('to', to)];
  const [gone, come] = [[] as string[], [] as string[]];
  let [equal, changed] = [0, 0];
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const left = before.get(key) ?? new Map<string, string>();
    const right = after.get(key) ?? new Map<string, string>();
    const only = (a: Map<string, string>, b: Map<string, string>): string[] =>
      [...a].flatMap(([value, line]) => (b.has(value) ? [] : [line]));
    const [lost, won] = [only(left, right), only(right, left)];
    gone.push(...lost);
    come.push(...won);
    changed += Math.min(lost.length, won.length);
    equal += left.size - lost.length;
  }
  return { gone: gone.sort(), come: come.sort(), equal, changed, again: again.sort() };
}

function spelled(
  flow: FlowFact,
  options: ComparedAttributes,
): { readonly key: string; readonly value: string } {
  const canonicalizer = new Canonicalizer();
  const said = canonicalizer
    .actions(flow.actions, flow.match)
    .split(/,(?![^(]*\))/)
    .filter((action) => options.meters || !/^meter:/.test(action))
    .filter((action) => options.actionSet || !/^(write_actions|clear_actions)/.test(action));
  const list = said.join(',') || 'drop';
  return {
    key: `${flow.table} ${flow.priority} ${canonicalizer.match(flow.match)}`,
    value: JSON.stringify([
      options.cookie ? list : list.replace(/,cookie=0x[0-9a-f]+/g, ''),
      options.cookie ? flow.cookie : null,
      options.timeouts ? [flow.idleTimeout ?? 0, flow.hardTimeout ?? 0] : null,
      options.importance ? (flow.importance ?? 0) : null,
      options.flags ? flow.flags : null,
    ]),
  };
}

test('the answer is that of an obvious comparison', () => {
  fc.assert(
    fc.property(dumps, compared, fc.integer({ min: 1, max: 400 }), ({ from, to }, options, chunk) => {
      const tables = new TableIndex();
      const columns = { from: columnsOf(from, chunk, tables), to: columnsOf(to, chunk, tables) };
      const comparison = compareColumns(columns.from, columns.to, options);
      expect(verdict(columns, comparison)).toEqual(obviously(from, to, options));
    }),
    { numRuns: 3_000 },
  );
});

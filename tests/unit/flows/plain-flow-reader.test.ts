// Lines read as bytes against the same lines read as text.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFlowLine } from '../../../shared/openflow/flow-line.ts';
import { FlowColumns } from '../../../shared/flows/flow-columns.ts';
import { PlainFlowReader } from '../../../shared/flows/plain-flow-reader.ts';

/** The line between others, as it is in a file. */
function readAsBytes(line: string): { readonly columns: FlowColumns; readonly reader: PlainFlowReader } {
  const columns = new FlowColumns();
  const reader = new PlainFlowReader(columns);
  const before = 'actions=\n';
  const bytes = new TextEncoder().encode(`${before}${line}\n cookie=0x7, actions=drop\n`);
  const end = bytes.indexOf(0x0a, before.length) + 1;
  const stopped = reader.read(bytes, before.length, end, Infinity);
  expect(stopped).toBe(columns.count === 0 ? before.length : end);
  return { columns, reader };
}

/** All that the columns hold of flow 0. */
function flowOf(columns: FlowColumns) {
  return {
    table: columns.table[0],
    priority: columns.priority[0],
    match: columns.match(0),
    actions: columns.actions(0),
    line: columns.line[0],
    hash: columns.hash[0],
    ...columns.attributes(0),
  };
}

const number = fc.nat({ max: 70_000 }).map(String);
const counter = fc.oneof({ arbitrary: number, weight: 9 }, { arbitrary: fc.constant('?'), weight: 1 });
const headerField = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((cookie) => `cookie=0x${cookie.toString(16)}`),
  fc
    .tuple(number, fc.constantFrom('', '.2', '.123456789'))
    .map(([whole, part]) => `duration=${whole}${part}s`),
  fc.nat({ max: 300 }).map((table) => `table=${table}`),
  fc.nat({ max: 300 }).map((table) => `table_id=${table}`),
  ...['n_packets', 'n_bytes', 'n_offload_packets', 'idle_age', 'hard_age'].map((name) =>
    counter.map((value) => `${name}=${value}`),
  ),
  ...['idle_timeout', 'hard_timeout', 'importance'].map((name) => number.map((value) => `${name}=${value}`)),
);
const usual = <T>(arbitrary: fc.Arbitrary<T>, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary, weight: 4 }, { arbitrary: other, weight: 1 });
const header = fc.record({
  usual: usual(
    fc.constant(' cookie=0x0, duration=4.2s, table=3, n_packets=1, n_bytes=2, idle_age=0, '),
    fc.constantFrom(' ', ''),
  ),
  fields: usual(fc.constant<string[]>([]), fc.array(headerField, { maxLength: 4 })),
  flags: fc.subarray([
    'send_flow_rem',
    'check_overlap',
    'reset_counts',
    'no_packet_counts',
    'no_byte_counts',
  ]),
});
const match = usual(
  fc.constantFrom(
    '',
    'tcp',
    'in_port=1',
    'reg5=0xb,dl_src=fa:16:3e:00:00:01',
    'ct_state=+est-rel',
    'icmp6,icmp_type=135',
    'n_x=2',
    'idle_age',
    'actions',
  ),
  fc.oneof(
    fc.constantFrom('priority_x=1', 'tcp,in_port="a b"', 'in_port="actions=x"', 'é=1', 'a b', ','),
    fc.string({ maxLength: 12 }),
  ),
);
const actions = usual(
  fc.constantFrom(
    'drop',
    'NORMAL',
    'resubmit(,2)',
    'ct(commit,exec(load:0x1->NXM_NX_CT_MARK[]))',
    'output:2,output:3',
  ),
  fc.oneof(
    fc.constantFrom(
      '',
      ' drop ',
      'output:"a"',
      'learn(table=2,',
      ')(',
      'output:2,',
      'drop cookie=0x1, actions=drop',
      '\u001b[1mdrop',
    ),
    fc.string({ maxLength: 12 }),
  ),
);
const line = fc
  .record({
    header,
    priority: fc.option(fc.oneof(number, fc.constantFrom('180000', 'x', '')), { nil: null }),
    afterPriority: fc.constantFrom(',', ' '),
    match,
    beforeActions: fc.constantFrom(' actions=', ',actions=', 'actions=', ' , actions='),
    actions,
  })
  .map((parts) => {
    const fields = parts.header.fields.map((field) => `${field}, `).join('');
    const flags = parts.header.flags.map((flag) => `${flag} `).join('');
    const priority = parts.priority === null ? '' : `priority=${parts.priority}${parts.afterPriority}`;
    return `${parts.header.usual}${fields}${flags}${priority}${parts.match}${parts.beforeActions}${parts.actions}`;
  })
  .filter((text) => !text.includes('\n'));

describe('a line read as bytes', () => {
  test('gives what it gives as text, or is left to that', () => {
    let taken = 0;
    let of = 0;
    fc.assert(
      fc.property(line, (text) => {
        of++;
        const { columns, reader } = readAsBytes(text);
        if (columns.count === 0) return;
        taken++;
        const flow = readFlowLine(text, null, () => undefined);
        if (typeof flow === 'string') throw new Error(`readFlowLine refuses ${text}: ${flow}`);
        const expected = new FlowColumns();
        expected.add(flow, 1);
        expect(flowOf(columns)).toEqual(flowOf(expected));
        expect(columns.count).toBe(1);
        expect([reader.appctl, reader.ofctl]).toEqual(/,actions=/.test(text) ? [1, 0] : [0, 1]);
        expect(reader.hasDuration).toBe(flow.duration !== null);
      }),
      { numRuns: 10_000 },
    );
    // Most lines above are damaged somewhere; still the fast way must be taken often enough to be tested.
    expect(taken / of).toBeGreaterThan(0.1);
  });

  test.each([
    ' cookie=0x57d1c641f3148cd3, duration=1952.745s, table=0, n_packets=627073, n_bytes=48911694, idle_age=5, priority=65535,dl_vlan=4095 actions=drop',
    ' cookie=0x0, duration=0.098s, table=0, n_packets=0, n_bytes=0, idle_age=0, actions=NORMAL',
    ' cookie=0x5, duration=0.193s, table=1, n_packets=0, n_bytes=0, idle_timeout=5, send_flow_rem check_overlap reset_counts no_packet_counts importance=7, priority=3,tcp,tp_dst=80 actions=load:0x1->NXM_NX_REG1[],push_vlan:0x8100,set_field:4101->vlan_vid,output:2',
    ' cookie=0x0, duration=0.1s, table=1, n_packets=0, n_bytes=0, reset_counts actions=drop',
    ' table=2, priority=0 actions=drop',
    ' actions=NORMAL',
    'duration=0s, n_packets=0, n_bytes=0, ,actions=NORMAL',
    'table_id=254, duration=63673s, n_packets=0, n_bytes=0, n_offload_packets=0, n_offload_bytes=0, priority=2,recirc_id=0,actions=drop',
    'duration=1s, n_packets=?, n_bytes=?, priority=180008,tcp,nw_src=10.0.0.1,tp_src=6653,actions=NORMAL',
    'priority=5,in_port=1 actions=drop',
  ])('is taken: %s', (text) => {
    const flow = readFlowLine(text, null, () => undefined);
    if (typeof flow === 'string') throw new Error(flow);
    const expected = new FlowColumns();
    expected.add(flow, 1);
    expect(flowOf(readAsBytes(text).columns)).toEqual(flowOf(expected));
  });
});

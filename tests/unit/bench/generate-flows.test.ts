// The generated dumps are what they say: so many different flows, the same each time, so many differences.
import { expect, test } from 'vitest';
import { flowDump } from '../../bench/generate-flows.ts';
import type { DumpOptions } from '../../bench/generate-flows.ts';

const lines = (options: Partial<DumpOptions> = {}): string[] => [
  ...flowDump({ flows: 2000, seed: 7, bridge: 'br-int', differ: 0, ...options }),
];
/** What a flow is, once cookie, counters and ages are set aside. */
const meaning = (line: string): string =>
  line.replace(/ cookie=.*?table=/, 'table=').replace(/n_packets.*?priority/, 'priority');
const flows = (options: Partial<DumpOptions> = {}): string[] =>
  lines(options)
    .filter((line) => line.startsWith(' cookie='))
    .map(meaning);

test.each(['br-int', 'br-tun'] as const)(
  '%s: as many different flows as asked for, under repeated headers',
  (bridge) => {
    const keys = flows({ bridge }).map((flow) => flow.split(' actions=')[0]);
    expect(keys).toHaveLength(2000);
    expect(new Set(keys).size).toBe(2000);
    expect(lines({ bridge }).filter((line) => line.startsWith('NXST_FLOW'))).toEqual([
      'NXST_FLOW reply (xid=0x4): flags=[more]',
      'NXST_FLOW reply (xid=0x4): flags=[more]',
      'NXST_FLOW reply (xid=0x4): flags=[more]',
      'NXST_FLOW reply (xid=0x4):',
    ]);
  },
);

test('the seed decides', () => {
  expect(lines()).toEqual(lines());
  expect(lines({ seed: 8 })).not.toEqual(lines());
});

test('the second dump differs in as many flows as asked for', () => {
  const before = new Set(flows());
  const after = new Set(flows({ differ: 201 }));
  const key = (flow: string): string => flow.split(' actions=')[0] ?? '';
  const gone = [...before].filter((flow) => !after.has(flow)).map(key);
  const come = [...after].filter((flow) => !before.has(flow)).map(key);
  const changed = gone.filter((flow) => come.includes(flow));
  expect([gone.length - changed.length, come.length - changed.length, changed.length]).toEqual([67, 67, 67]);
  expect(lines({ differ: 201 })[1]).not.toBe(lines()[1]);
});

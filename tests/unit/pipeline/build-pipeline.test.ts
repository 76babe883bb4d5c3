// What a pipeline makes of flows: the article's table, and small ones for each rule.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { articleFacts } from '../../article-facts.ts';
import { emptyFacts } from '../../bundle-facts.ts';
import { pipelineLines, pipelineOf, pipelineOfLines } from '../../pipeline-lines.ts';
import { fixtures } from '../../shared-data.ts';

const transcript = readFileSync(join(fixtures, 'article/transcript.txt'), 'utf8');

describe("the article's bridges", () => {
  test('br-tun', () => {
    const pipeline = pipelineOf(articleFacts(transcript), 'br-tun');
    expect(pipeline.notes).toEqual([]);
    expect(pipelineLines(pipeline)).toEqual([
      'table 0: 3 flows, 627 packets',
      'table 1: 2 flows, 339 packets of 339',
      'table 2: 3 flows, 361 packets of 285',
      'table 3: 1 flows, 0 packets of 0, 1 never hit',
      'table 10: 1 flows, 363 packets of 358',
      'table 20: 1 flows, 0 packets of 216, 1 never hit',
      'table 21: 3 flows, 23 packets of 123',
      'port patch-int → table 0: enter, 1 flows, 339',
      'port gre-1 → table 0: enter, 1 flows, 285',
      'any-port → table 0: enter, 1 flows, 3',
      'table 0 → table 1: resubmit, 1 flows, 339',
      'table 0 → table 2: resubmit, 1 flows, 285',
      'table 0 → drop 0: drop, 1 flows, 3',
      'table 1 → table 20: resubmit, 1 flows, 216',
      'table 1 → table 21: resubmit, 1 flows, 123',
      'table 2 → table 10: resubmit, 2 flows, 358',
      'table 2 → drop 2: drop, 1 flows, 3',
      'table 3 → drop 3: drop, 1 flows, 0',
      'table 10 ⇢ table 20: learn, 1 flows, ?',
      'table 10 → output patch-int: output, 1 flows, 363',
      'table 20 → table 21: resubmit, 1 flows, 0',
      'table 21 → output gre-1: output, 2 flows, 19',
      'table 21 → drop 21: drop, 1 flows, 4',
    ]);
  });

  test('br-int with its patch peer: what NORMAL gives to the patch is not known', () => {
    const pipeline = pipelineOf(articleFacts(transcript), 'br-int', 'br-tun');
    expect(pipeline.notes).toEqual(['switched']);
    expect(
      pipelineLines(pipeline).filter((line) => line.includes('patch') || line.startsWith('br-int')),
    ).toEqual([
      'br-int table 0: 1 flows, 702 packets',
      'br-int any-port → br-int table 0: enter, 1 flows, 702',
      'br-int table 0 → br-int normal: output, 1 flows, 702',
      'br-int patch patch-tun → br-tun table 0: enter, 1 flows, 339',
      'br-int normal → br-int patch patch-tun: switched, 0 flows, ?',
      'br-tun table 10 → br-tun patch patch-int: output, 1 flows, 363',
      'br-tun patch patch-int → br-int table 0: enter, 0 flows, ?',
    ]);
    expect(pipeline.nodes.find(({ id }) => id === 'br-int patch patch-tun')).toEqual({
      id: 'br-int patch patch-tun',
      kind: 'patch',
      bridge: 'br-int',
      table: null,
      port: 'patch-tun',
      ofport: null,
      portType: 'patch',
      peerBridge: 'br-tun',
      name: null,
      flows: 0,
      packets: null,
      bytes: null,
      neverHit: 0,
      conjunctions: 0,
      uncounted: 0,
      entered: null,
      filter: null,
    });
  });
});

/** `table=0, n_packets=5 actions=…` made whole; `duration` is 100 s unless given. */
function flow(table: number, packets: number | '?', match: string, actions: string, more = ''): string {
  const counts = `n_packets=${packets}, n_bytes=${packets === '?' ? '?' : packets * 100}`;
  const duration = more.includes('duration') ? '' : 'duration=100s, ';
  return ` cookie=0x0, ${duration}table=${table}, ${counts}, ${more}${match ? `${match} ` : ''}actions=${actions}`;
}

const edgesOf = (lines: readonly string[], facts = emptyFacts('host')): readonly string[] =>
  pipelineLines(pipelineOfLines(lines, facts)).filter((line) => /[→⇢]/.test(line));

describe('what becomes of packets', () => {
  test('a flood and a clone are counted on each of their ways, and a copy each time', () => {
    const pipeline = pipelineOfLines([
      flow(0, 10, '', 'output:1,output:2,resubmit(,1),clone(output:1),resubmit(,1)'),
      flow(1, 20, '', 'drop'),
    ]);
    expect(pipelineLines(pipeline)).toEqual([
      'table 0: 1 flows, 10 packets',
      'table 1: 1 flows, 20 packets of 20',
      'any-port → table 0: enter, 1 flows, 10',
      'table 0 → table 1: resubmit, 1 flows, 10 ×20',
      'table 0 → output 1: output, 1 flows, 10 ×20',
      'table 0 → output 2: output, 1 flows, 10',
      'table 1 → drop 1: drop, 1 flows, 20',
    ]);
    expect(pipeline.notes).toEqual(['copies']);
  });

  test('a flow without output returns from a lookup, and ends the packet elsewhere', () => {
    expect(
      edgesOf([
        flow(0, 9, '', 'resubmit(,66),resubmit(,1)'),
        flow(1, 9, '', 'load:1->NXM_NX_REG0[]'),
        flow(66, 9, '', 'load:1->NXM_NX_REG0[],resubmit(,67)'),
        flow(67, 9, '', 'drop'),
      ]),
    ).toEqual([
      'any-port → table 0: enter, 1 flows, 9',
      'table 0 → table 1: resubmit, 1 flows, 9',
      'table 0 → table 66: resubmit, 1 flows, 9',
      'table 1 → drop 1: no-output, 1 flows, 9',
      'table 66 → table 67: resubmit, 1 flows, 9',
      'table 67 → return 67: drop, 1 flows, 9',
    ]);
  });

  test('a clause of a conjunction passes no packets and is never called unused', () => {
    const pipeline = pipelineOfLines([
      flow(0, 4, 'priority=2,conj_id=1,ip', 'output:1'),
      flow(0, 0, 'priority=2,ip,nw_src=10.0.0.1', 'conjunction(1,1/2)'),
      flow(0, 0, 'priority=2,tcp,tp_dst=80', 'conjunction(1,2/2)'),
    ]);
    expect(pipelineLines(pipeline)).toEqual([
      'table 0: 3 flows, 4 packets, 2 conjunctive',
      'any-port → table 0: enter, 3 flows, 4',
      'table 0 → output 1: output, 1 flows, 4',
    ]);
  });

  test('a circle is drawn as one', () => {
    expect(
      edgesOf([flow(0, 5, 'priority=1', 'resubmit(,1)'), flow(1, 5, '', 'ct_clear,resubmit(,0)')]),
    ).toEqual([
      'any-port → table 0: enter, 1 flows, 5',
      'table 0 → table 1: resubmit, 1 flows, 5',
      'table 1 → table 0: resubmit, 1 flows, 5',
    ]);
    expect(pipelineOfLines([flow(0, 5, '', 'resubmit(,1)'), flow(1, 5, '', 'resubmit(,0)')]).notes).toEqual([
      'table-0-again',
    ]);
  });

  test('without counters nothing is counted, and 0 is not said', () => {
    const pipeline = pipelineOfLines([' priority=1 actions=resubmit(,1)', ' table=1, actions=drop']);
    expect(pipeline.notes).toEqual(['no-counters']);
    expect(pipelineLines(pipeline)).toEqual([
      'table 0: 1 flows, ? packets',
      'table 1: 1 flows, ? packets',
      'any-port → table 0: enter, 1 flows, ?',
      'table 0 → table 1: resubmit, 1 flows, ?',
      'table 1 → drop 1: drop, 1 flows, ?',
    ]);
  });

  test('an action that is not understood costs its own way', () => {
    const pipeline = pipelineOfLines([flow(0, 3, '', 'output:1,whatever(5)')]);
    expect(pipeline.notes).toEqual(['copies', 'opaque']);
    expect(pipelineLines(pipeline).slice(1)).toEqual([
      'any-port → table 0: enter, 1 flows, 3',
      'table 0 → output 1: output, 1 flows, 3',
      'table 0 → opaque: opaque, 1 flows, 3',
    ]);
  });
});

describe('what no flow matched', () => {
  const before = flow(0, 100, '', 'resubmit(,1)');
  const missed = (line: string, first = before): readonly string[] =>
    edgesOf([first, line]).filter((edge) => edge.includes('miss'));

  test('is the difference, where the flows have counted as long', () => {
    expect(missed(flow(1, 60, 'ip', 'output:1'))).toEqual(['table 1 → miss 1: miss, 0 flows, 40']);
  });

  test.each([
    ['all packets match', flow(1, 60, '', 'output:1')],
    ['a flow is younger', flow(1, 60, 'ip', 'output:1', 'duration=50s, ')],
    ['flows expire', flow(1, 60, 'ip', 'output:1', 'idle_timeout=30, ')],
    ['more was counted than came', flow(1, 160, 'ip', 'output:1')],
    ['a counter is missing', flow(1, '?', 'ip', 'output:1')],
  ])('is not told when %s', (_why, line) => expect(missed(line)).toEqual([]));

  test('is not told of a lookup, nor of a table that flows are learned into', () => {
    expect(missed(flow(1, 60, 'ip', 'output:1'), flow(0, 100, '', 'resubmit(,1),output:2'))).toEqual([]);
    const learned = 'learn(table=1,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[]),resubmit(,1)';
    expect(missed(flow(1, 60, 'ip', 'output:1'), flow(0, 100, '', learned))).toEqual([]);
  });

  test('is everything where the table has no flow', () => {
    expect(edgesOf([before])).toEqual([
      'any-port → table 0: enter, 1 flows, 100',
      'table 0 → table 1: resubmit, 1 flows, 100',
      'table 1 → miss 1: miss, 0 flows, 100',
    ]);
  });
});

describe('groups', () => {
  const facts = (...buckets: readonly string[]) => {
    const filled = emptyFacts('host');
    filled.add(
      'dump-groups',
      `OFPST_GROUP_DESC reply (OF1.5) (xid=0x2):\n ${buckets.join('\n ')}\n`,
      'ovs-ofctl -O OpenFlow15 dump-groups br0',
    );
    return filled;
  };
  const flows = [flow(0, 50, '', 'group:1'), flow(4, 50, '', 'drop')];

  test('of type all give every bucket all packets', () => {
    const group =
      'group_id=1,type=all,bucket=bucket_id:0,actions=output:1,bucket=bucket_id:1,actions=resubmit(,4)';
    expect(edgesOf(flows, facts(group))).toEqual([
      'any-port → table 0: enter, 1 flows, 50',
      'table 0 → group "1": output, 1 flows, 50',
      'table 4 → drop 4: drop, 1 flows, 50',
      'group "1" → table 4: bucket, 1 flows, 50',
      'group "1" → output 1: bucket, 1 flows, 50',
    ]);
  });

  test('of type select do not say which bucket took how many', () => {
    const group =
      'group_id=1,type=select,bucket=bucket_id:0,weight:1,actions=output:1,bucket=bucket_id:1,weight:1,actions=drop';
    const pipeline = pipelineOfLines(flows, facts(group));
    expect(pipeline.notes).toEqual(['buckets-unknown']);
    expect(pipelineLines(pipeline).slice(-2)).toEqual([
      'group "1" → output 1: bucket, 1 flows, ?',
      'group "1" → drop "1": drop, 1 flows, ?',
    ]);
  });

  test('of type select have the shares that their statistics say', () => {
    const bucket = (id: number, actions: string): string =>
      `bucket=bucket_id:${id},weight:1,actions=${actions}`;
    const filled = facts(
      `group_id=1,type=select,${bucket(0, 'output:1')},${bucket(1, 'output:1')},${bucket(2, 'drop')}`,
    );
    filled.add(
      'dump-group-stats',
      'OFPST_GROUP reply (OF1.3) (xid=0x2):\n group_id=1,duration=5s,ref_count=1,packet_count=50,byte_count=500,' +
        'bucket0:packet_count=20,byte_count=200,bucket1:packet_count=30,byte_count=300,bucket2:packet_count=0,byte_count=0\n',
      'ovs-ofctl -O OpenFlow13 dump-group-stats br0',
    );
    const pipeline = pipelineOfLines(flows, filled);
    expect(pipeline.notes).toEqual([]);
    expect(pipelineLines(pipeline).slice(-2)).toEqual([
      'group "1" → output 1: bucket, 1 flows, 50',
      'group "1" → drop "1": drop, 1 flows, 0',
    ]);
  });

  test('that no output shows are named', () => {
    expect(pipelineOfLines(flows).notes).toEqual(['groups-unknown']);
  });
});

import { describe, expect, test } from 'vitest';
import { easyovsDump } from '../../../../shared/commands/open-vswitch/easyovs-dump.ts';
import { readFixture } from '../../../openvswitch-output.ts';
import { readLines } from '../../../read-lines.ts';

const learn =
  'learn(table=20,hard_timeout=300,priority=1,NXM_OF_VLAN_TCI[0..11],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:0->NXM_OF_VLAN_TCI[],load:NXM_NX_TUN_ID[]->NXM_NX_TUN_ID[],output:NXM_OF_IN_PORT[]),output:1';
/** Table, packets, priority, match and actions of the article's flows 0 to 13. */
const article = [
  [0, 339, 1, 'in_port=1', 'resubmit(,1)'],
  [0, 285, 1, 'in_port=2', 'resubmit(,2)'],
  [0, 3, 0, '', 'drop'],
  [1, 216, 0, 'dl_dst=00:00:00:00:00:00/01:00:00:00:00:00', 'resubmit(,20)'],
  [1, 123, 0, 'dl_dst=01:00:00:00:00:00/01:00:00:00:00:00', 'resubmit(,21)'],
  [10, 363, 1, '', learn],
  [2, 341, 1, 'tun_id=0x2', 'mod_vlan_vid:1,resubmit(,10)'],
  [2, 17, 1, 'tun_id=0x3', 'mod_vlan_vid:2,resubmit(,10)'],
  [2, 3, 0, '', 'drop'],
  [20, 0, 0, '', 'resubmit(,21)'],
  [21, 3, 1, 'dl_vlan=2', 'strip_vlan,set_tunnel:0x3,output:2'],
  [21, 16, 1, 'dl_vlan=1', 'strip_vlan,set_tunnel:0x2,output:2'],
  [21, 4, 0, '', 'drop'],
  [3, 0, 0, '', 'drop'],
];

describe('EasyOVS flow table', () => {
  test.each(['article/easyovs_br-tun_dump.txt', 'article/published/easyovs_br-tun_dump.txt'])(
    '%s',
    (name) => {
      const { of, facts, problems } = readFixture(easyovsDump, name, { target: 'br-tun' });
      expect(problems).toEqual([]);
      expect(
        of('flow').map((flow) => [flow.table, flow.nPackets, flow.priority, flow.match, flow.actions]),
      ).toEqual(article);
      const step = name.includes('published') ? 2 : 1;
      expect(facts.map((fact) => fact.firstLine)).toEqual(article.map((_, id) => 1 + step * (id + 1)));
      expect(of('flow')[0]).toEqual({
        bridge: 'br-tun',
        table: 0,
        priority: 1,
        match: 'in_port=1',
        actions: 'resubmit(,1)',
        cookie: null,
        nPackets: 339,
        nBytes: null,
        duration: null,
        idleTimeout: null,
        hardTimeout: null,
        idleAge: null,
        hardAge: null,
        importance: null,
        flags: [],
      });
    },
  );

  test('shortened MACs get their groups back; a masked vlan is vlan_tci', () => {
    const row = (match: string): string => `0  0   0         1     ${match}     drop`;
    const matchOf = (match: string): unknown => readLines(easyovsDump, [row(match)]).of('flow')[0]?.match;
    expect(matchOf('dl_dst=00::00/01:00::00')).toBe('dl_dst=00:00:00:00:00:00/01:00:00:00:00:00');
    expect(matchOf('in=1,dl_src=00::01:01:02')).toBe('in_port=1,dl_src=00:00:00:01:01:02');
    expect(matchOf('ipv6,ipv6_dst=fe80::1')).toBe('ipv6,ipv6_dst=fe80::1');
    expect(matchOf('vlan=0x0fff/0x1fff')).toBe('vlan_tci=0x0fff/0x1fff');
  });

  test('from the 100th flow on the ID touches the table', () => {
    const { of, problems } = readLines(easyovsDump, [
      '99 21  3         1     vlan=2                   drop',
      '10021  3         1     vlan=2                   drop',
      '1010   7         0     *                        NORMAL',
      '10222  7         0     *                        NORMAL',
    ]);
    expect(problems).toEqual([]);
    expect(of('flow').map((flow) => [flow.table, flow.nPackets])).toEqual([
      [21, 3],
      [21, 3],
      [0, 7],
      [22, 7],
    ]);
  });

  test('a match that touches its actions is a problem, not a guess', () => {
    const row =
      '0  0   339       1     ip,dl_src=fa:16:3e:00:00:01,nw_src=10.18.0.3,nw_dst=10.18.0.4resubmit(,1)';
    expect(readLines(easyovsDump, [row])).toMatchObject({
      facts: [],
      problems: [{ severity: 'error', line: 1, code: 'unexpected-line' }],
    });
  });

  test('command lines', () => {
    expect(easyovsDump.recognise(['easyovs', 'br-tun', 'dump'])).toEqual({ target: 'br-tun' });
    expect(easyovsDump.recognise(['easyovs', '-m', 'br-tun dump'])).toEqual({ target: 'br-tun' });
    expect(easyovsDump.recognise(['easyovs', 'list'])).toBeNull();
    expect(easyovsDump.sniff('ID TAB PKT       PRI   MATCH        ACT')).toBe(true);
  });
});

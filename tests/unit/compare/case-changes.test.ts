// What changed in the picture of the whole case: on each scenario of the two deployments exactly what was done and
// nothing that only a restart or a lost output would tell; and parts that come and go, by outputs as tools print them.
import { describe, expect, test } from 'vitest';
import { hasShared } from '../../shared-data.ts';
import type { FilledFacts } from '../../bundle-facts.ts';
import { hostWith } from '../network/case/case-index.ts';
import { changesBetween, linesOf, sharedSide, sideOf } from './picture-sides.ts';

const tunnel12 = 'tunnel/gre/compute1/gre-c0a80a0c';
const expected: readonly (readonly ['lab' | 'ovn', string, readonly string[]])[] = [
  [
    'lab',
    'L2POP-S02-instance-moved',
    ['compute1: moved app1, to compute2', 'compute2: moved app1, from compute1'],
  ],
  ['lab', 'S01-sg-rule-removed', []],
  ['lab', 'S02-instance-moved', ['compute1: moved app1, to compute2', 'compute2: moved app1, from compute1']],
  [
    'lab',
    'S03-gre-port-missing',
    [
      `changed ${tunnel12}, compute2 port gre-c0a80a0b → none`,
      'compute2: changed br-tun, removed gre-c0a80a0b',
    ],
  ],
  ['lab', 'S05-port-dead-vlan', ['compute1: changed app1, qvo1476e4c9-4e tag 1 → 4095']],
  [
    'lab',
    'S06-qvb-unplugged',
    ['compute1: changed db1, qvbd2d2ac5d-a7 parent linux-bridge/qbrd2d2ac5d-a7 → none'],
  ],
  ['lab', 'S11-duplicate-mac', []],
  ['lab', 'S12-agent-restarted', []],
  // Local VLANs 6 and 5 are 1 and 2 afterwards, of the same networks.
  ['lab', 'S13-host-rebooted', []],
  ['ovn', 'S01-instance-added', ['compute2: added tap628d4a36-eb']],
  ['ovn', 'S02-floating-ip-added', []],
  ['ovn', 'S03-load-balancer-added', []],
  ['ovn', 'S04-sg-rule-removed', []],
  [
    'ovn',
    'S08-encap-ip-wrong',
    [
      'changed host/compute2, tunnelAddresses 192.168.20.12 → 192.168.20.112',
      'changed tunnel/geneve/compute1/ovn-8904b9-1, compute1 port ovn-8904b9-0 → ovn-8904b9-1, ' +
        'compute1 remote 192.168.20.12 → 192.168.20.112, compute2 local 192.168.20.12 → 192.168.20.112',
      'changed tunnel/geneve/compute2/ovn-29bc56-0, compute2 local 192.168.20.12 → 192.168.20.112, ' +
        'controller1 port ovn-8904b9-0 → ovn-8904b9-1, controller1 remote 192.168.20.12 → 192.168.20.112',
      'compute1: changed br-int, added ovn-8904b9-1, removed ovn-8904b9-0',
      'controller1: changed br-int, added ovn-8904b9-1, removed ovn-8904b9-0',
    ],
  ],
  ['ovn', 'S11-controller-restarted', []],
];

const reversed = (line: string): string =>
  line
    .replace(/\b(added|removed)\b/g, (word) => (word === 'added' ? 'removed' : 'added'))
    .replace(/, (from|to) (compute\d)$/, (_all, word: string, host: string) =>
      word === 'from' ? `, to ${host}` : `, from ${host}`,
    )
    .replace(/(\S+) → (\S+?)(?=,|$)/g, '$2 → $1');

describe.skipIf(!hasShared)('the picture of a real deployment, before and after', () => {
  test.each(expected)(
    '%s %s',
    async (set, name, lines) => {
      const [before, after] = [
        sideOf(await sharedSide(set, `${name}-before`, 1)),
        sideOf(await sharedSide(set, `${name}-after`, 11)),
      ];
      const changes = changesBetween(before, after);
      expect(linesOf(changes)).toEqual(lines);
      expect(linesOf(changesBetween(after, after))).toEqual([]);
      // The other way round it is the same, with the sides changed; tunnels are then called by the ports of that side.
      const back = linesOf(changesBetween(after, before)).map((line) => line.replace(/ tunnel\/\S+/, ''));
      const sorted = (line: string): string => line.split(', ').sort().join(', ');
      expect(back.map(sorted).sort()).toEqual(
        lines.map((line) => sorted(reversed(line).replace(/ tunnel\/\S+/, ''))).sort(),
      );
      // Each says where the comparison shows it, in words of that host's outputs.
      for (const { seen } of changes.parts) {
        const host = after.hosts.find((each) => each.host === seen?.host);
        const was = before.hosts.find((each) => each.host === seen?.host);
        const text = [host, was].flatMap((each) => [...(each?.text.values() ?? [])].flat()).join('\n');
        expect(seen?.words.length).toBeGreaterThan(0);
        for (const word of seen?.words ?? []) expect(text).toContain(word);
      }
    },
    60_000,
  );

  test('the way of one that went is kept where it was plugged in', async () => {
    const { insides } = changesBetween(
      sideOf(await sharedSide('lab', 'S02-instance-moved-before', 1)),
      sideOf(await sharedSide('lab', 'S02-instance-moved-after', 11)),
    );
    expect(insides.get('compute1')?.goneLinks).toEqual([
      { kind: 'plugged', from: 'instance/instance-00000003', to: 'ovs-bridge/br-int' },
    ]);
    expect(insides.get('compute2')?.goneLinks).toEqual([]);
  });

  test('what the later bundle did not ask for has not gone, nor what has one snapshot', async () => {
    const before = await sharedSide('lab', 'S03-gre-port-missing-before', 1);
    const after = await sharedSide('lab', 'S03-gre-port-missing-after', 11);
    // compute2 has no output of its own afterwards but its name, and compute1 was not asked again.
    const silent = hostWith('compute2', { hostname: 'compute2\n' }, 12);
    const sides = [sideOf(before), sideOf([before[0]!, silent, after[2]!])] as const;
    expect(sides[1].hosts.map(({ host }) => host)).toEqual(['compute1', 'compute2', 'controller1']);
    expect(linesOf(changesBetween(...sides))).toEqual([]);
    expect(linesOf(changesBetween(sides[1], sides[0]))).toEqual([]);
  });
});

/** `ovs-vsctl show` of a host with tunnels. */
function ovsShow(tunnels: readonly (readonly [string, string, string])[], mapped = ''): string {
  return [
    'b0000000-0000-0000-0000-000000000000',
    '    Bridge br-tun',
    ...tunnels.flatMap(([name, local, remote]) => [
      `        Port ${name}`,
      `            Interface ${name}`,
      '                type: vxlan',
      `                options: {df_default="true", in_key=flow, local_ip="${local}", out_key=flow, remote_ip="${remote}"}`,
    ]),
    mapped,
  ].join('\n');
}

const agents = (hosts: readonly string[]): string =>
  [
    '+------+--------------------+------+-------------------+-------+-------+---------------------------+',
    '| ID | Agent Type | Host | Availability Zone | Alive | State | Binary |',
    '+------+--------------------+------+-------------------+-------+-------+---------------------------+',
    ...hosts.map(
      (host, at) =>
        `| id-${at} | Open vSwitch agent | ${host} | None | :-) | UP | neutron-openvswitch-agent |`,
    ),
    '+------+--------------------+------+-------------------+-------+-------+---------------------------+',
  ].join('\n');

const networks = (list: readonly (readonly [string, string])[]): string =>
  [
    '+----+------+---------+',
    '| ID | Name | Subnets |',
    '+----+------+---------+',
    ...list.map(([id, name]) => `| ${id} | ${name} |  |`),
    '+----+------+---------+',
  ].join('\n');

const blue = '11111111-1111-4111-8111-111111111111';
const green = '22222222-2222-4222-8222-222222222222';

describe('parts of the case', () => {
  const compute = (host: string, id: number, tunnels: Parameters<typeof ovsShow>[0]): FilledFacts =>
    hostWith(host, { 'ovs-vsctl show': ovsShow(tunnels) }, id);
  const controller = (
    id: number,
    hosts: readonly string[],
    list: Parameters<typeof networks>[0],
  ): FilledFacts =>
    hostWith(
      'controller1',
      { 'openstack network agent list': agents(hosts), 'openstack network list': networks(list) },
      id,
    );
  const to2 = ['vxlan-02', '10.0.0.1', '10.0.0.2'] as const;
  const to9 = ['vxlan-09', '10.0.0.1', '10.0.0.9'] as const;
  const to1 = ['vxlan-01', '10.0.0.2', '10.0.0.1'] as const;
  const to1from3 = ['vxlan-01', '10.0.0.3', '10.0.0.1'] as const;
  const to3 = ['vxlan-03', '10.0.0.1', '10.0.0.3'] as const;
  const between = (from: readonly FilledFacts[], to: readonly FilledFacts[]): string[] =>
    linesOf(changesBetween(sideOf(from), sideOf(to)));
  const parts = (lines: readonly string[]): string[] => lines.filter((line) => !line.includes(': '));

  test('a host outside of the case and its tunnel come and go', () => {
    const without = [compute('compute1', 1, [to2]), compute('compute2', 2, [to1])];
    const having = [compute('compute1', 11, [to2, to9]), compute('compute2', 12, [to1])];
    expect(parts(between(without, having))).toEqual([
      'added peer/10.0.0.9',
      'added tunnel/vxlan/compute1/vxlan-09',
    ]);
    expect(parts(between(having, without))).toEqual([
      'removed peer/10.0.0.9',
      'removed tunnel/vxlan/compute1/vxlan-09',
    ]);
  });

  test('a host that is listed no more went, with its tunnels; one that only has no snapshot did not', () => {
    const compute3 = compute('compute3', 3, [to1from3]);
    const before = [
      compute('compute1', 1, [to2, to3]),
      compute3,
      controller(4, ['compute1', 'compute3.lab'], []),
    ];
    const after = [compute('compute1', 11, [to2]), compute3, controller(14, ['compute1'], [])];
    expect(parts(between(before, after))).toEqual([
      'removed host/compute3',
      'removed tunnel/vxlan/compute3/vxlan-01',
    ]);
    expect(parts(between(after, before))).toEqual([
      'added host/compute3',
      'added tunnel/vxlan/compute1/vxlan-03',
    ]);
    // Without a new list nothing says that the host is gone; one end of its tunnel is.
    const unlisted = [compute('compute1', 11, [to2]), compute3, before[2]!];
    expect(parts(between(before, unlisted))).toEqual([
      'changed tunnel/vxlan/compute3/vxlan-01, compute1 port vxlan-03 → none',
    ]);
  });

  test('a network that Neutron lists no more went; one with another name changed', () => {
    const before = [
      controller(
        1,
        [],
        [
          [blue, 'blue'],
          [green, 'green'],
        ],
      ),
    ];
    const after = [controller(11, [], [[green, 'viridian']])];
    expect(between(before, after)).toEqual([`changed ${green}, name green → viridian`, `removed ${blue}`]);
    expect(between(after, before)).toEqual([`added ${blue}`, `changed ${green}, name viridian → green`]);
    expect(
      between(before, [hostWith('controller1', { 'openstack network agent list': agents([]) }, 11)]),
    ).toEqual([]);
  });

  test('a physical network is on one host less', () => {
    const mapping = (id: number, host: string, mapped: string): FilledFacts =>
      hostWith(
        host,
        {
          'ovs-vsctl list open_vswitch': [
            `_uuid               : b0000000-0000-0000-0000-00000000000${id % 10}`,
            `external_ids        : {hostname=${host}${mapped}}`,
          ].join('\n'),
          'ovs-vsctl show': 'b0000000-0000-0000-0000-000000000000\n    Bridge br-ex\n',
        },
        id,
      );
    const mapped = ', ovn-bridge-mappings="external:br-ex"';
    const before = [mapping(1, 'compute1', mapped), mapping(2, 'compute2', mapped)];
    const after = [mapping(11, 'compute1', mapped), mapping(12, 'compute2', '')];
    const lines = between(before, after).filter((line) => line.includes('physical/external'));
    expect(lines).toEqual([
      'changed physical/external, hosts compute1 br-ex, compute2 br-ex → compute1 br-ex',
    ]);
    const none = [mapping(11, 'compute1', ''), mapping(12, 'compute2', '')];
    expect(between(before, none).filter((line) => line.includes('physical/external'))).toEqual([
      'removed physical/external',
    ]);
  });
});

// Single kinds of things: what is the same thing, what counts as a change, what is set aside, and what is a gap.
import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../../shared/compare/change.ts';
import { compareSnapshots, type CompareOptions } from '../../../shared/compare/compare-snapshots.ts';
import { emptyFacts, type FilledFacts } from '../../bundle-facts.ts';

type Outputs = Readonly<Record<string, string>>;

function host(outputs: Outputs, name = 'node1'): FilledFacts {
  const facts = emptyFacts(name);
  for (const [commandLine, text] of Object.entries(outputs)) {
    expect(facts.add(commandLine, text, commandLine), commandLine).toEqual([]);
  }
  return facts;
}

function compared(from: Outputs, to: Outputs, options: CompareOptions = {}): Comparison {
  return compareSnapshots(host(from), host(to), options);
}

function told({ changes }: Comparison): readonly string[] {
  return changes.map(({ kind, change, key, fields }) => `${kind} ${change} ${key} ${fields.join()}`.trim());
}

function aside({ aside: all }: Comparison): readonly string[] {
  return all.map(({ kind, category, field, count }) => `${kind} ${category} ${field ?? ''} ${count}`);
}

const rules = (...lines: readonly string[]): string =>
  ['*filter', ':INPUT ACCEPT [5:300]', ':FORWARD DROP [0:0]', ...lines, 'COMMIT', ''].join('\n');
const ssh = '[3:180] -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT';
const web = '[0:0] -A INPUT -p tcp -m tcp --dport 80 -j ACCEPT';
const drop = '[9:540] -A INPUT -j DROP';

describe('iptables', () => {
  test('counters are set aside; a rule that is put between others is one more', () => {
    const later = rules(ssh.replace('[3:180]', '[4:240]'), web, drop);
    const comparison = compared({ 'iptables-save -c': rules(ssh, drop) }, { 'iptables-save -c': later });
    expect(told(comparison)).toEqual([
      'iptables-rules added iptables filter INPUT -p tcp -m tcp --dport 80 -j ACCEPT',
    ]);
    expect(aside(comparison)).toEqual([
      'iptables-rules counters packets 1',
      'iptables-rules counters bytes 1',
    ]);
  });

  test('rules in another order are a change of their chain', () => {
    const comparison = compared(
      { 'iptables-save -c': rules(ssh, web, drop) },
      { 'iptables-save -c': rules(ssh, drop, web) },
    );
    expect(told(comparison)).toEqual(['iptables-chains changed iptables filter INPUT order']);
    const [change] = comparison.changes;
    expect(change?.from?.fields['order']).toBe(
      'iptables filter INPUT -p tcp -m tcp --dport 80 -j ACCEPT | iptables filter INPUT -j DROP',
    );
  });

  test('neighbours of one verdict may change places', () => {
    const comparison = compared(
      { 'iptables-save -c': rules(ssh, web, drop) },
      { 'iptables-save -c': rules(web, ssh, drop) },
    );
    expect(told(comparison)).toEqual([]);
    expect(aside(comparison)).toEqual(['iptables-chains order order 1']);
  });

  test("a port's zone of the agent is a number of its own", () => {
    const zone = (number: number): string =>
      `*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -i qvb1 -j CT --zone ${number}\nCOMMIT\n`;
    const comparison = compared({ 'iptables-save': zone(4097) }, { 'iptables-save': zone(4100) });
    expect(told(comparison)).toEqual([]);
    expect(aside(comparison)).toEqual(['iptables-rules ids zone 1']);
  });
});

describe('nftables', () => {
  const table = (rule: string): string =>
    `table inet own {\n\tchain input {\n\t\ttype filter hook input priority filter; policy accept;\n\t\t${rule}\n\t}\n}\n`;

  test('a rule counts without its counter', () => {
    const from = { 'nft list ruleset': table('tcp dport 22 counter packets 3 bytes 180 accept') };
    const to = { 'nft list ruleset': table('tcp dport 22 counter packets 9 bytes 540 accept') };
    expect(told(compared(from, to))).toEqual([]);
    expect(
      told(compared(from, { 'nft list ruleset': table('tcp dport 22 counter packets 9 bytes 540 drop') })),
    ).toEqual([
      'nft-rules removed inet own input tcp dport 22 counter accept',
      'nft-rules added inet own input tcp dport 22 counter drop',
    ]);
  });
});

describe('routes and addresses', () => {
  const device = (mac: string, address: string): string =>
    `2: qvb1: <BROADCAST,UP> mtu 1500 qdisc noqueue state UP\n    link/ether ${mac} brd ff:ff:ff:ff:ff:ff\n    inet6 ${address}/64 scope link\n       valid_lft forever preferred_lft forever\n`;

  test('another gateway is a change of the route; what the kernel adds by itself is not', () => {
    const comparison = compared(
      {
        'ip route show table all':
          'default via 10.0.0.1 dev eth0 proto static\nlocal 10.0.0.5 dev eth0 table local proto kernel scope host src 10.0.0.5\n',
      },
      { 'ip route show table all': 'default via 10.0.0.2 dev eth0 proto static\n' },
    );
    expect(told(comparison)).toEqual(['routes changed default gateway']);
    expect(aside(comparison)).toEqual(['routes derived  1']);
  });

  test('an address that a device made of its MAC changes with it', () => {
    const comparison = compared(
      { 'ip addr': device('ee:37:51:d4:7f:ac', 'fe80::ec37:51ff:fed4:7fac') },
      { 'ip addr': device('a2:99:59:c7:67:8d', 'fe80::a099:59ff:fec7:678d') },
    );
    expect(told(comparison)).toEqual(['links changed qvb1 mac']);
    expect(aside(comparison)).toEqual(['addresses ids address 1']);
    const byHand = compared(
      { 'ip addr': device('ee:37:51:d4:7f:ac', 'fe80::1') },
      { 'ip addr': device('ee:37:51:d4:7f:ac', 'fe80::2') },
    );
    expect(told(byHand)).toEqual(['addresses removed qvb1 fe80::1/64', 'addresses added qvb1 fe80::2/64']);
  });

  test('a neighbour that comes and goes is no change, one with another MAC is', () => {
    const neighbour = (address: string, mac: string): string =>
      `${address} dev eth0 lladdr ${mac} REACHABLE\n`;
    const comparison = compared(
      { 'ip neigh': neighbour('10.0.0.7', 'fa:16:3e:00:00:01') + neighbour('10.0.0.8', 'fa:16:3e:00:00:02') },
      { 'ip neigh': neighbour('10.0.0.7', 'fa:16:3e:00:00:09') },
    );
    expect(told(comparison)).toEqual(['neighbours changed 10.0.0.7 dev eth0 mac']);
    expect(aside(comparison)).toEqual(['neighbours learned  1']);
  });
});

describe('what one side has not collected', () => {
  test('a file is named, and no removal', () => {
    const comparison = compared(
      { 'cat /etc/neutron/a.ini': '[agent]\nx = 1\n', 'cat /etc/neutron/b.ini': '[agent]\ny = 1\n' },
      { 'cat /etc/neutron/a.ini': '[agent]\nx = 2\n' },
    );
    expect(told(comparison)).toEqual(['configuration changed /etc/neutron/a.ini [agent] x value']);
    expect(comparison.notComparable).toEqual([
      {
        kind: 'configuration',
        scope: '/etc/neutron/b.ini',
        missingIn: 'to',
        command: 'cat /etc/neutron/b.ini',
      },
    ]);
  });

  test('one setting asked for says nothing of the others', () => {
    const comparison = compared(
      { 'sysctl net.ipv4.ip_forward': 'net.ipv4.ip_forward = 0\n' },
      { 'sysctl -a': 'net.ipv4.ip_forward = 1\nnet.ipv4.ip_default_ttl = 64\n' },
    );
    expect(told(comparison)).toEqual(['sysctls changed net.ipv4.ip_forward value']);
    expect(comparison.notComparable.map(({ kind, missingIn }) => `${kind} ${missingIn}`)).toEqual([
      'sysctls from',
    ]);
  });

  test('a namespace that is gone is one change, and what was in it no gap', () => {
    const inside = 'ip netns exec qrouter-1 ip addr';
    const lo = '1: lo: <LOOPBACK> mtu 65536 qdisc noop state DOWN\n';
    const comparison = compared(
      { 'ip netns': 'qrouter-1\nqdhcp-2\n', 'ip addr': lo, [inside]: lo },
      { 'ip netns': 'qdhcp-2\n', 'ip addr': lo },
    );
    expect(told(comparison)).toEqual(['namespaces removed qrouter-1']);
    expect(comparison.notComparable).toEqual([]);
    // It is there and was not looked into: that is a gap.
    const listed = compared(
      { 'ip netns': 'qrouter-1\n', 'ip addr': lo, [inside]: lo },
      { 'ip netns': 'qrouter-1\n', 'ip addr': lo },
    );
    expect(listed.notComparable.map(({ kind, scope }) => `${kind} ${scope}`)).toContain('links qrouter-1');
  });
});

describe('a restart', () => {
  const table = (cookie: string, ...ages: readonly number[]): Outputs => ({
    'ovs-ofctl dump-flows br-tun': [
      'NXST_FLOW reply (xid=0x4):',
      ` cookie=${cookie}, duration=${ages[0]}s, table=10, n_packets=5, n_bytes=9, priority=1 actions=learn(table=20,hard_timeout=300,priority=1,cookie=${cookie},NXM_OF_VLAN_TCI[0..11],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:0->NXM_OF_VLAN_TCI[],load:NXM_NX_TUN_ID[]->NXM_NX_TUN_ID[],output:NXM_OF_IN_PORT[]),output:1`,
      ...ages.map(
        (age, i) =>
          ` cookie=${cookie}, duration=${age}s, table=22, n_packets=5, n_bytes=9, priority=1,dl_vlan=${i + 1} actions=strip_vlan,set_tunnel:0x${i + 2},output:2`,
      ),
      '',
    ].join('\n'),
  });
  const signs = ({ events }: Comparison): readonly string[] =>
    events.flatMap(({ scope, signs: all }) => all.map(({ sign }) => `${scope} ${sign}`));

  test('is told by cookies and by flows that are all younger', () => {
    const comparison = compared(table('0x1', 500, 400, 300), table('0x2', 20, 19, 18));
    expect(told(comparison)).toEqual([]);
    expect(signs(comparison)).toEqual(['agent cookies', 'agent durations']);
  });

  test('is none where the oldest flow only went, and none between two hosts', () => {
    const went = { ...table('0x1', 100, 100, 500) };
    expect(signs(compared(went, table('0x1', 160, 160)))).toEqual([]);
    const other = compareSnapshots(host(table('0x1', 500, 400)), host(table('0x2', 20, 19), 'node2'));
    expect(other.events).toEqual([]);
  });

  test('a process that runs under another pid is one', () => {
    const ps = (pid: number): Outputs => ({
      'ps auxwww':
        'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n' +
        `root        ${pid}  0.0  0.1  14000  5000 ?        S    19:50   0:01 ovn-controller unix:/run/openvswitch/db.sock\n`,
    });
    expect(signs(compared(ps(74), ps(75)))).toEqual(['controller pids']);
    expect(signs(compared(ps(74), ps(74)))).toEqual([]);
  });
});

describe('flows', () => {
  const dump = (...flows: readonly string[]): Outputs => ({
    'ovs-ofctl dump-flows br-tun': [
      'NXST_FLOW reply (xid=0x4):',
      ...flows.map((flow) => ` ${flow}`),
      '',
    ].join('\n'),
  });
  const learn =
    'cookie=0x1, duration=9s, table=10, n_packets=5, n_bytes=9, priority=1 actions=learn(table=20,hard_timeout=300,priority=1,cookie=0x1,NXM_OF_VLAN_TCI[0..11],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:0->NXM_OF_VLAN_TCI[],load:NXM_NX_TUN_ID[]->NXM_NX_TUN_ID[],output:NXM_OF_IN_PORT[]),output:1';
  const learned = (port: number): string =>
    `cookie=0x1, duration=3s, table=20, n_packets=1, n_bytes=9, hard_timeout=300, priority=1,vlan_tci=0x0001/0x0fff,dl_dst=fa:16:3e:00:00:01 actions=load:0->NXM_OF_VLAN_TCI[],load:0x2->NXM_NX_TUN_ID[],output:${port}`;
  const flood = (ports: string): string =>
    `cookie=0x1, duration=9s, table=22, n_packets=5, n_bytes=9, priority=1,dl_vlan=1 actions=strip_vlan,set_tunnel:0x2,${ports}`;

  test('a learned flow is set aside when it comes, and a change when it points elsewhere', () => {
    expect(told(compared(dump(learn), dump(learn, learned(2))))).toEqual([]);
    expect(aside(compared(dump(learn), dump(learn, learned(2))))).toEqual(['flows learned  1']);
    expect(told(compared(dump(learn), dump(learn, learned(2)), { include: ['learned'] }))).toHaveLength(1);
    expect(told(compared(dump(learn, learned(3)), dump(learn, learned(2))))).toEqual([
      'flows changed br-tun table=20 priority=1 vlan_tci=0x0001/0x0fff,dl_dst=fa:16:3e:00:00:01 actions',
    ]);
    // Nothing learns it: somebody put it in.
    expect(told(compared(dump(flood('output:2')), dump(flood('output:2'), learned(2))))).toHaveLength(1);
  });

  test('the order of outputs means nothing, what is done between them does', () => {
    expect(told(compared(dump(flood('output:2,output:3')), dump(flood('output:3,output:2'))))).toEqual([]);
    const between = (first: number, second: number): string =>
      flood(`output:${first},set_tunnel:0x3,output:${second}`);
    expect(told(compared(dump(between(2, 3)), dump(between(3, 2))))).toHaveLength(1);
    expect(
      told(
        compared(dump(flood('output:2,output:3')), dump(flood('output:3,output:2')), { include: ['order'] }),
      ),
    ).toHaveLength(1);
  });

  test('counters and ages are compared where they are asked for', () => {
    const later = flood('output:2')
      .replace('n_packets=5', 'n_packets=7')
      .replace('duration=9s', 'duration=12s');
    const pair = [dump(flood('output:2')), dump(later)] as const;
    expect(told(compared(...pair))).toEqual([]);
    const [change] = compared(...pair, { include: ['counters', 'ages'] }).changes;
    expect(change).toMatchObject({ change: 'changed', fields: ['n_packets', 'duration'] });
    expect([change?.from?.fields['n_packets'], change?.to?.fields['n_packets']]).toEqual([5, 7]);
  });
});

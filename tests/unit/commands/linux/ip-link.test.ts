import { expect, test } from 'vitest';
import { bridgeLink } from '../../../../shared/commands/linux/bridge-link.ts';
import { ipAddr } from '../../../../shared/commands/linux/ip-addr.ts';
import { ipLink } from '../../../../shared/commands/linux/ip-link.ts';
import type { LinkFact } from '../../../../shared/facts.ts';
import { linuxOutput } from '../../../linux-output.ts';
import { parseOutput } from '../../../parse-output.ts';

/** A link as plain `ip link` shows it; tests say what is different. */
function link(about: Partial<LinkFact> & Pick<LinkFact, 'name' | 'ifindex'>): LinkFact {
  return {
    netns: null,
    peer: null,
    peerIfindex: null,
    linkNetnsid: null,
    flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
    mtu: 1500,
    qdisc: 'noqueue',
    master: null,
    state: 'UP',
    mac: null,
    infoKind: null,
    details: {},
    statistics: null,
    ...about,
  };
}

/** Counters as iproute2 6.1 names them: those given, the others 0. */
function counters(
  rx: readonly [number, number],
  tx: readonly [number, number],
  mcast = 0,
): LinkFact['statistics'] {
  return {
    rx_bytes: rx[0],
    rx_packets: rx[1],
    rx_errors: 0,
    rx_dropped: 0,
    rx_missed: 0,
    rx_mcast: mcast,
    tx_bytes: tx[0],
    tx_packets: tx[1],
    tx_errors: 0,
    tx_dropped: 0,
    tx_carrier: 0,
    tx_collsns: 0,
  };
}

test('ip -s -d link gives every device with its kind, its place and its counters', () => {
  const { facts, problems } = parseOutput(['ip', '-s', '-d', 'link'], linuxOutput('ip_-s_-d_link.txt'));
  expect(problems).toEqual([]);
  const promiscuous = ['BROADCAST', 'MULTICAST', 'PROMISC', 'UP', 'LOWER_UP'];
  const inBridge = { slave_kind: 'bridge', slave_state: 'forwarding' };
  const expected: readonly [LinkFact, number, number][] = [
    [
      link({
        name: 'lo',
        ifindex: 1,
        flags: ['LOOPBACK', 'UP', 'LOWER_UP'],
        mtu: 65536,
        state: 'UNKNOWN',
        mac: '00:00:00:00:00:00',
        statistics: counters([1161337, 10622], [1161337, 10622]),
      }),
      1,
      6,
    ],
    [
      link({
        name: 'eth0',
        ifindex: 2,
        peerIfindex: 7,
        linkNetnsid: 0,
        mac: '52:54:00:a0:0b:00',
        infoKind: 'veth',
        statistics: counters([635855, 2343], [559921, 2126]),
      }),
      7,
      13,
    ],
    [
      link({
        name: 'br-phy',
        ifindex: 5,
        flags: promiscuous,
        qdisc: 'pfifo_fast',
        state: 'UNKNOWN',
        mac: '52:54:00:b0:0b:01',
        infoKind: 'tun',
        details: { type: 'tap', vnet_hdr: 'off', persist: 'on' },
        statistics: counters([9676, 121], [2654, 35]),
      }),
      14,
      20,
    ],
    [
      link({
        name: 'qbr36aaab22-c8',
        ifindex: 56,
        mtu: 1458,
        mac: '4e:71:92:a7:a7:31',
        infoKind: 'bridge',
        details: {
          ageing_time: 0,
          stp_state: 0,
          vlan_filtering: 0,
          bridge_id: '8000.4e:71:92:a7:a7:31',
          nf_call_iptables: 0,
        },
        statistics: counters([4501, 42], [0, 0], 24),
      }),
      21,
      27,
    ],
    [
      link({
        name: 'qvo36aaab22-c8',
        ifindex: 57,
        peer: 'qvb36aaab22-c8',
        flags: promiscuous,
        mtu: 1458,
        mac: '7a:fd:19:99:b3:8f',
        infoKind: 'veth',
        statistics: counters([25704, 316], [26801, 314]),
      }),
      28,
      34,
    ],
    [
      link({
        name: 'qvb36aaab22-c8',
        ifindex: 58,
        peer: 'qvo36aaab22-c8',
        flags: promiscuous,
        mtu: 1458,
        master: 'qbr36aaab22-c8',
        mac: '4e:71:92:a7:a7:31',
        infoKind: 'veth',
        details: inBridge,
        statistics: counters([26801, 314], [25704, 316]),
      }),
      35,
      42,
    ],
    [
      link({
        name: 'tap36aaab22-c8',
        ifindex: 59,
        mtu: 1458,
        master: 'qbr36aaab22-c8',
        state: 'UNKNOWN',
        mac: 'fe:16:3e:c7:ae:08',
        infoKind: 'tun',
        details: { type: 'tap', vnet_hdr: 'on', persist: 'off', ...inBridge },
        statistics: counters([24978, 307], [24098, 299]),
      }),
      43,
      50,
    ],
  ];
  expect(facts).toEqual(
    expected.map(([data, firstLine, lastLine]) => ({ kind: 'link', data, firstLine, lastLine })),
  );
});

// iproute2 6.1, `ip -o link` and `ip link` in a namespace of their own.
test('-o puts a device on one line', () => {
  const { facts, problems } = parseOutput(
    ['ip', '-o', 'link'],
    [
      '1: lo: <LOOPBACK> mtu 65536 qdisc noop state DOWN mode DEFAULT group default qlen 1000\\    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00',
      '3: v0@v1: <BROADCAST,MULTICAST,M-DOWN> mtu 1500 qdisc noop master br0 state DOWN mode DEFAULT group default qlen 1000\\    link/ether 52:db:8f:41:f9:a6 brd ff:ff:ff:ff:ff:ff',
    ].join('\n'),
  );
  expect(problems).toEqual([]);
  expect(facts).toEqual([
    {
      kind: 'link',
      data: link({
        name: 'lo',
        ifindex: 1,
        flags: ['LOOPBACK'],
        mtu: 65536,
        qdisc: 'noop',
        state: 'DOWN',
        mac: '00:00:00:00:00:00',
      }),
      firstLine: 1,
      lastLine: 1,
    },
    {
      kind: 'link',
      data: link({
        name: 'v0',
        ifindex: 3,
        peer: 'v1',
        flags: ['BROADCAST', 'MULTICAST', 'M-DOWN'],
        qdisc: 'noop',
        master: 'br0',
        state: 'DOWN',
        mac: '52:db:8f:41:f9:a6',
      }),
      firstLine: 2,
      lastLine: 2,
    },
  ]);
});

// The kinds that the deployment does not have, as the print functions of iproute2's ip/iplink_*.c and
// ip/link_gre.c write them.
test('the words of each kind', () => {
  const { of, problems } = parseOutput(
    ['ip', '-d', 'link'],
    [
      '2: bond0: <BROADCAST,MULTICAST,MASTER,UP,LOWER_UP> mtu 9000 qdisc noqueue state UP mode DEFAULT group default qlen 1000',
      '    link/ether ac:1f:6b:9e:d8:44 brd ff:ff:ff:ff:ff:ff promiscuity 0 ',
      '    bond mode 802.3ad miimon 100 updelay 0 downdelay 0 use_carrier 1 arp_interval 0 arp_validate none arp_all_targets any primary_reselect always fail_over_mac none xmit_hash_policy layer3+4 resend_igmp 1 lacp_rate slow ad_select stable addrgenmode eui64 numtxqueues 16 numrxqueues 16 gso_max_size 65536 gso_max_segs 65535 ',
      '3: eno1: <BROADCAST,MULTICAST,SLAVE,UP,LOWER_UP> mtu 9000 qdisc mq master bond0 state UP mode DEFAULT group default qlen 1000',
      '    link/ether ac:1f:6b:9e:d8:44 brd ff:ff:ff:ff:ff:ff permaddr ac:1f:6b:9e:d8:45 promiscuity 0 ',
      '    bond_slave state ACTIVE mii_status UP link_failure_count 0 perm_hwaddr ac:1f:6b:9e:d8:45 queue_id 0 addrgenmode none numtxqueues 48 numrxqueues 6 ',
      '    vf 0     link/ether 00:00:00:00:00:00 brd ff:ff:ff:ff:ff:ff, spoof checking on, link-state auto, trust off',
      '    altname enp61s0f0',
      '4: bond0.10@bond0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 9000 qdisc noqueue state UP mode DEFAULT group default qlen 1000',
      '    link/ether ac:1f:6b:9e:d8:44 brd ff:ff:ff:ff:ff:ff promiscuity 0 ',
      '    vlan protocol 802.1Q id 10 <REORDER_HDR> addrgenmode eui64 numtxqueues 1 numrxqueues 1 ',
      '5: vxlan42: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue master ovs-system state UNKNOWN mode DEFAULT group default qlen 1000',
      '    link/ether 5a:bc:16:3c:d0:f0 brd ff:ff:ff:ff:ff:ff promiscuity 1 ',
      '    vxlan id 42 remote 192.0.2.2 local 192.0.2.1 dev bond0 srcport 0 0 dstport 4789 ttl auto ageing 300 udpcsum noudp6zerocsumtx ',
      '    openvswitch_slave addrgenmode eui64 numtxqueues 1 numrxqueues 1 ',
      '6: vxlan_sys_4789: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 65000 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000',
      '    link/ether 5a:bc:16:3c:d0:f1 brd ff:ff:ff:ff:ff:ff promiscuity 1 ',
      '    vxlan external addrgenmode eui64 numtxqueues 1 numrxqueues 1 ',
      '7: gre1@NONE: <POINTOPOINT,NOARP,UP,LOWER_UP> mtu 1476 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000',
      '    link/gre 192.0.2.1 peer 192.0.2.2 promiscuity 0 ',
      '    gre remote 192.0.2.2 local 192.0.2.1 ttl inherit ikey 0.0.0.5 okey 0.0.0.5 addrgenmode eui64 numtxqueues 1 numrxqueues 1 ',
      '8: mv0@bond0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 9000 qdisc noqueue state UP mode DEFAULT group default qlen 1000',
      '    link/ether 02:00:00:00:00:08 brd ff:ff:ff:ff:ff:ff link-netns qrouter-1 promiscuity 0 ',
      '    macvlan mode bridge addrgenmode eui64 numtxqueues 1 numrxqueues 1 ',
    ].join('\n'),
  );
  expect(problems).toEqual([]);
  expect(
    of('link').map(({ name, peer, mac, infoKind, details }) => [name, peer, mac, infoKind, details]),
  ).toEqual([
    [
      'bond0',
      null,
      'ac:1f:6b:9e:d8:44',
      'bond',
      { mode: '802.3ad', miimon: 100, xmit_hash_policy: 'layer3+4', lacp_rate: 'slow' },
    ],
    ['eno1', null, 'ac:1f:6b:9e:d8:44', null, { slave_kind: 'bond', slave_state: 'ACTIVE' }],
    ['bond0.10', 'bond0', 'ac:1f:6b:9e:d8:44', 'vlan', { protocol: '802.1Q', id: 10 }],
    [
      'vxlan42',
      null,
      '5a:bc:16:3c:d0:f0',
      'vxlan',
      {
        id: 42,
        remote: '192.0.2.2',
        local: '192.0.2.1',
        dev: 'bond0',
        dstport: 4789,
        ttl: 'auto',
        slave_kind: 'openvswitch',
      },
    ],
    ['vxlan_sys_4789', null, '5a:bc:16:3c:d0:f1', 'vxlan', { external: 'on' }],
    [
      'gre1',
      null,
      null,
      'gre',
      { remote: '192.0.2.2', local: '192.0.2.1', ttl: 'inherit', ikey: '0.0.0.5', okey: '0.0.0.5' },
    ],
    ['mv0', 'bond0', '02:00:00:00:00:08', 'macvlan', { mode: 'bridge', link_netns: 'qrouter-1' }],
  ]);
});

// From the kernel's Documentation/networking/statistics.rst; the virtual function's as iproute2 6.1 adds them.
test('-s -s adds the errors by kind; counters of virtual functions are not the device’s', () => {
  const { of, problems } = parseOutput(
    ['ip', '-s', '-s', 'link', 'show', 'dev', 'ens4u1u1'],
    [
      '6: ens4u1u1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP mode DEFAULT group default qlen 1000',
      '    link/ether 48:2a:e3:4c:b1:d1 brd ff:ff:ff:ff:ff:ff',
      '    RX: bytes  packets  errors  dropped overrun mcast',
      '    74327665117 69016965 0       0       0       0',
      '    RX errors: length   crc     frame   fifo    missed',
      '               0        0       0       0       0',
      '    TX: bytes  packets  errors  dropped carrier collsns',
      '    21405556176 44608960 0       0       0       0',
      '    TX errors: aborted  fifo   window heartbeat transns',
      '               0        0       0       0       128',
      '    vf 0     link/ether 92:be:3c:24:4a:7d brd ff:ff:ff:ff:ff:ff, spoof checking on, link-state auto, trust off',
      '    RX: bytes  packets  mcast   bcast   dropped',
      '        519160     6565       0    6565        0',
      '    altname enp58s0u1u1',
    ].join('\n'),
  );
  expect(problems).toEqual([]);
  expect(of('link').map(({ statistics }) => statistics)).toEqual([
    {
      rx_bytes: 74327665117,
      rx_packets: 69016965,
      rx_errors: 0,
      rx_dropped: 0,
      rx_overrun: 0,
      rx_mcast: 0,
      rx_length: 0,
      rx_crc: 0,
      rx_frame: 0,
      rx_fifo: 0,
      rx_missed: 0,
      tx_bytes: 21405556176,
      tx_packets: 44608960,
      tx_errors: 0,
      tx_dropped: 0,
      tx_carrier: 0,
      tx_collsns: 0,
      tx_aborted: 0,
      tx_fifo: 0,
      tx_window: 0,
      tx_heartbeat: 0,
      tx_transns: 128,
    },
  ]);
});

// As published: the flags eaten by HTML, two lines run together.
const published =
  '16: qvo48e06cd2-60: mtu 1500 qdisc pfifo_fast state UP qlen 1000link/ether aa:c0:0f:d2:e2:43 brd ff:ff:ff:ff:ff:ff';

test('the article’s line comes back as the lines that ip prints', () => {
  expect(ipLink.sniff(published)).toBe(true);
  const unfolded = ipLink.unfold!(published)!;
  expect(unfolded).toEqual([
    '16: qvo48e06cd2-60: mtu 1500 qdisc pfifo_fast state UP qlen 1000',
    '    link/ether aa:c0:0f:d2:e2:43 brd ff:ff:ff:ff:ff:ff',
  ]);
  const { facts, problems } = parseOutput(['ip', 'link'], unfolded.join('\n'));
  expect(problems).toEqual([]);
  expect(facts).toEqual([
    {
      kind: 'link',
      data: link({
        name: 'qvo48e06cd2-60',
        ifindex: 16,
        flags: [],
        qdisc: 'pfifo_fast',
        mac: 'aa:c0:0f:d2:e2:43',
      }),
      firstLine: 1,
      lastLine: 2,
    },
  ]);
  expect(ipLink.unfold!(`${published}17: eth1: mtu 1500 qdisc noop state DOWN`)).toEqual([
    ...unfolded,
    '17: eth1: mtu 1500 qdisc noop state DOWN',
  ]);
});

test('lines after a damaged first line belong to no device', () => {
  const { facts, problems } = parseOutput(
    ['ip', 'link'],
    [
      '1: lo: <LOOPBACK> mtu 65536 qdisc noop state DOWN mode DEFAULT group default qlen 1000',
      '    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00',
      '2: eth0: <BROADCAST,MULTI',
      '    link/ether 52:54:00:a0:0b:00 brd ff:ff:ff:ff:ff:ff',
    ].join('\n'),
  );
  expect(facts.map(({ data }) => 'mac' in data && data.mac)).toEqual(['00:00:00:00:00:00']);
  expect(problems.map(({ code, line }) => [code, line])).toEqual([
    ['unexpected-line', 3],
    ['unexpected-line', 4],
  ]);
});

test('rounded numbers of -h are no counters', () => {
  const { of, problems } = parseOutput(
    ['ip', '-s', '-h', 'link'],
    [
      '2: enp0s3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc pfifo_fast state UP mode DEFAULT group default qlen 1000',
      '    link/ether 08:00:27:9b:e4:fb brd ff:ff:ff:ff:ff:ff',
      '    RX: bytes  packets  errors  dropped overrun mcast',
      '    3.97M      50.5k    0       0       0       0',
    ].join('\n'),
  );
  expect(of('link').map(({ statistics }) => statistics)).toEqual([null]);
  expect(problems.map(({ line }) => line)).toEqual([4]);
});

test('recognises its command lines', () => {
  for (const [argv, said] of [
    ['ip link', {}],
    ['ip l', {}],
    ['ip -s -d link', {}],
    ['ip -d link show', {}],
    ['ip link ls up', {}],
    ['ip link show dev eth0', { target: 'eth0' }],
    ['ip link show qvo48e06cd2-60', { target: 'qvo48e06cd2-60' }],
    ['ip link show master br0', {}],
    ['ip link set eth0 up', null],
    ['ip link s eth0 up', null],
    ['ip link add type veth', null],
    ['ip -j link', {}],
    ['ip -br link', {}],
    ['ip -n qrouter-1 link', null],
    ['ip addr', null],
    ['ip route', null],
    ['bridge link', null],
  ] as const)
    expect(ipLink.recognise(argv.split(' ')), argv).toEqual(said);
});

test('a first line is sniffed by exactly the command that printed it', () => {
  const sniffers = [ipLink, ipAddr, bridgeLink];
  const whose = (text: string): string[] =>
    sniffers.filter((command) => command.sniff(text.split('\n')[0]!)).map(({ id }) => id);
  expect(whose(linuxOutput('ip_-s_-d_link.txt'))).toEqual(['ip-link']);
  expect(whose(linuxOutput('ip_addr.txt'))).toEqual(['ip-addr']);
  expect(whose(linuxOutput('ip_-o_addr'))).toEqual(['ip-addr']);
  expect(whose(linuxOutput('bridge_-d_link.txt'))).toEqual(['bridge-link']);
  expect(whose('default via 10.0.0.1 dev eth0 proto static')).toEqual([]);
});

test("an adapter's virtual functions: MAC and VLAN, of old and new iproute2, and as JSON", () => {
  const plain = parseOutput(
    ['ip', 'link'],
    [
      '6: ens1f0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP mode DEFAULT group default qlen 1000',
      '    link/ether ac:1f:6b:9e:d8:44 brd ff:ff:ff:ff:ff:ff',
      '    vf 3     link/ether fa:16:3e:00:00:09 brd ff:ff:ff:ff:ff:ff, vlan 101, qos 3, spoof checking on, link-state auto, trust off, query_rss off',
      '    vf 4 MAC 00:00:00:00:00:00, spoof checking off, link-state enable, trust on',
      '',
    ].join('\n'),
  );
  expect(plain.problems).toEqual([]);
  expect(plain.of('virtual-function')).toEqual([
    {
      device: 'ens1f0',
      index: 3,
      mac: 'fa:16:3e:00:00:09',
      vlan: 101,
      linkState: 'auto',
      spoofCheck: true,
      trust: false,
      netns: null,
    },
    {
      device: 'ens1f0',
      index: 4,
      mac: '00:00:00:00:00:00',
      vlan: null,
      linkState: 'enable',
      spoofCheck: false,
      trust: true,
      netns: null,
    },
  ]);
  const json = parseOutput(
    ['ip', '-j', 'link'],
    '[{"ifindex":6,"ifname":"ens1f0","flags":["UP"],"mtu":1500,"operstate":"UP","address":"ac:1f:6b:9e:d8:44","vfinfo_list":[{"vf":3,"link_type":"ether","address":"fa:16:3e:00:00:09","broadcast":"ff:ff:ff:ff:ff:ff","vlan_list":[{"vlan":101,"qos":3}],"rate":{"max_tx":0,"min_tx":0},"spoofchk":true,"link_state":"auto","trust":false,"query_rss_en":false}]}]\n',
  );
  expect(json.of('virtual-function')).toEqual(plain.of('virtual-function').slice(0, 1));
});

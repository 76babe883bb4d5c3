// Rules one by one: an output on which each fires, and one much like it on which it must not.
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../shared/findings/finding.ts';
import type { FilledFacts } from '../../bundle-facts.ts';
import { factsOf, findingsOfRule, wiringFacts } from './rule-facts.ts';

const said = ({ severity, message, devices }: Finding): string =>
  `${severity} ${message.key.slice(9)} ${devices[0] ?? ''}`;
const keys = (rule: string, facts: FilledFacts, peers: readonly FilledFacts[] = []): readonly string[] =>
  findingsOfRule(rule, facts, peers).map(said);

/** The healthy host with one more output, or one edited. */
function healthy(
  edit: Readonly<Record<string, (text: string) => string>>,
  more: Readonly<Record<string, string>> = {},
): FilledFacts {
  const facts = wiringFacts('healthy', (name, text) => edit[name]?.(text) ?? text);
  for (const [command, text] of Object.entries(more)) {
    const problems = facts.add(command, text, command);
    if (problems === null || problems.length > 0) throw new Error(`${command}: ${JSON.stringify(problems)}`);
  }
  return facts;
}

const instance1 = 'aaaaaaaa-1111-4111-8111-111111111111';
const instance2 = 'aaaaaaaa-2222-4222-8222-222222222222';
const domains = (...rows: readonly (readonly [string, string, string])[]): Record<string, string> => ({
  'virsh list --all': ` Id   Name                State
----------------------------------
${rows.map(([, name, state], i) => ` ${state === 'running' ? String(i + 1) : '-'}    ${name}   ${state}`).join('\n')}
`,
  ...Object.fromEntries(
    rows.map(([uuid, name, state]) => [
      `virsh dominfo ${name}`,
      `Id:             ${state === 'running' ? '1' : '-'}
Name:           ${name}
UUID:           ${uuid}
OS Type:        hvm
State:          ${state}
`,
    ]),
  ),
});

describe('stale-port', () => {
  const both = [
    [instance1, 'instance-00000001', 'running'],
    [instance2, 'instance-00000002', 'shut off'],
  ] as const;
  test('the port of an instance that libvirt does not have is left over', () => {
    expect(keys('stale-port', healthy({}, domains(both[0])))).toEqual([
      'warning stale-port.port tap/tap22222222-22',
    ]);
  });
  test('one that is shut off keeps its port', () => {
    expect(keys('stale-port', healthy({}, domains(...both)))).toEqual([]);
  });
  test('without the list of all domains, or with one whose UUID is unknown, nothing is left over', () => {
    const { 'virsh list --all': list = '', ...infos } = domains(both[0]);
    expect(keys('stale-port', healthy({}, infos))).toEqual([]);
    expect(keys('stale-port', healthy({}, { 'virsh list --all': list }))).toEqual([]);
  });
  test('an instance that OpenStack places here is not left over', () => {
    const shown = `+-------------------------------------+--------------------------------------+
| Field                               | Value                                |
+-------------------------------------+--------------------------------------+
| OS-EXT-SRV-ATTR:host                | compute9                             |
| id                                  | ${instance2} |
+-------------------------------------+--------------------------------------+
`;
    const controller = factsOf({ 'openstack server show x': shown }, 'controller1', 2);
    expect(keys('stale-port', healthy({}, domains(both[0])), [controller])).toEqual([]);
  });
  test('what Open vSwitch says of it is told with it, and not twice', () => {
    const error = (text: string): string =>
      text.replace(
        /(Interface tap22222222-22\n)/,
        '$1                error: "could not open network device tap22222222-22 (No such device)"\n',
      );
    const facts = healthy({ 'ovs-vsctl_show.txt': error }, domains(both[0]));
    expect(keys('stale-port', facts)).toEqual(['warning stale-port.error tap/tap22222222-22']);
    expect(keys('interface-error', facts)).toEqual([]);
    expect(keys('interface-error', healthy({ 'ovs-vsctl_show.txt': error }, domains(...both)))).toEqual([
      'error interface-error.error tap/tap22222222-22',
    ]);
  });
});

describe('tap-missing', () => {
  const xml = (target: string): string => `<domain type='kvm' id='1'>
  <name>instance-00000001</name>
  <uuid>${instance1}</uuid>
  <devices>
    <interface type='bridge'>
      <mac address='fa:16:3e:00:00:11'/>
      <source bridge='qbr11111111-11'/>
      <target dev='${target}'/>
    </interface>
  </devices>
</domain>
`;
  const found = (target: string, state: string): readonly string[] =>
    keys(
      'tap-missing',
      healthy(
        {},
        {
          ...domains([instance1, 'instance-00000001', state]),
          'virsh dumpxml instance-00000001': xml(target),
        },
      ),
    );
  test('a running domain without its tap', () => {
    expect(found('tap33333333-33', 'running')).toEqual(['error tap-missing.gone tap/tap33333333-33']);
  });
  test('its tap is there, or it is shut off', () => {
    expect(found('tap11111111-11', 'running')).toEqual([]);
    expect(found('tap33333333-33', 'shut off')).toEqual([]);
  });
});

describe('provider-without-nic', () => {
  const row = (mappings: string): Record<string, string> => ({
    'ovs-vsctl list Open_vSwitch': `_uuid               : 7a4d0fd4-0d0f-4b5f-9d51-8f5f4cbb1d4d
external_ids        : {ovn-bridge-mappings="${mappings}", ovn-remote="tcp:10.0.0.1:6642"}
ovs_version         : "3.1.0"
`,
  });
  const withoutEth2 = (text: string): string => text.replace(/ {8}Port eth2\n {12}Interface eth2\n/, '');
  test('the bridge has its adapter', () => {
    expect(keys('provider-without-nic', healthy({}, row('physnet1:br-ex')))).toEqual([]);
  });
  test('the adapter was taken out: a warning, and an error where a port is on that network', () => {
    const edit = { 'ovs-vsctl_show.txt': withoutEth2, 'ovs-ofctl_show_br-ex.txt': () => '' };
    const facts = healthy(
      {
        ...edit,
        'ovs-vsctl_list_Interface.txt': withoutRow('eth2'),
        'ovs-vsctl_list_Port.txt': withoutRow('eth2'),
      },
      row('physnet1:br-ex'),
    );
    expect(keys('provider-without-nic', facts)).toEqual([
      'warning provider-without-nic.unused ovs-bridge/br-ex',
    ]);
    const used = healthy(
      {
        ...edit,
        'ovs-vsctl_list_Interface.txt': withoutRow('eth2'),
        'ovs-vsctl_list_Port.txt': (text) =>
          withoutRow('eth2')(text).replace(
            /(name +: tap22222222-22\n)other_config +: \{\}/,
            '$1other_config        : {net_uuid="f1f6b1cd-e153-40cb-8ea6-55d011084fcc", network_type=flat, physical_network=physnet1, tag="1"}',
          ),
      },
      row('physnet1:br-ex'),
    );
    expect(keys('provider-without-nic', used)).toEqual(['error provider-without-nic.used ovs-bridge/br-ex']);
  });
  test('a mapping to a bridge that is not there', () => {
    expect(keys('provider-without-nic', healthy({}, row('physnet1:br-ex,physnet2:br-lost')))).toEqual([
      'notice provider-without-nic.no-bridge ',
    ]);
  });
});

describe('provider-without-nic where no output maps networks to bridges', () => {
  const without = {
    'ovs-vsctl_show.txt': (text: string): string => text.replace(/ {8}Port eth2\n {12}Interface eth2\n/, ''),
    'ovs-ofctl_show_br-ex.txt': (): string => '',
    'ovs-vsctl_list_Interface.txt': withoutRow('eth2'),
    'ovs-vsctl_list_Port.txt': withoutRow('eth2'),
  };
  test('the bridge behind a patch of br-int is one, and br-tun and br-phy are none', () => {
    expect(keys('provider-without-nic', healthy(without))).toEqual([
      'warning provider-without-nic.unused ovs-bridge/br-ex',
    ]);
    expect(keys('provider-without-nic', healthy({}))).toEqual([]);
  });
  test('ports that Neutron’s agent noted as on a physical network use the only such bridge', () => {
    const noted = (text: string): string =>
      withoutRow('eth2')(text).replace(
        /(name +: tap22222222-22\n)other_config +: \{\}/,
        '$1other_config        : {network_type=flat, physical_network=external, tag="1"}',
      );
    const [finding] = findingsOfRule(
      'provider-without-nic',
      healthy({ ...without, 'ovs-vsctl_list_Port.txt': noted }),
    );
    expect(finding).toMatchObject({ severity: 'error', message: { params: { network: 'external' } } });
  });
});

describe('wrong-tag', () => {
  const noted =
    (name: string, tag: number, note: number) =>
    (text: string): string =>
      text
        .split('\n\n')
        .map((record) =>
          new RegExp(`^name +: ${name}$`, 'm').test(record)
            ? record
                .replace(
                  /^other_config .*$/m,
                  `other_config        : {net_uuid="f4740671-9f44-45bf-b270-ba95b11611f5", tag="${note}"}`,
                )
                .replace(/^tag .*$/m, `tag                 : ${tag}`)
            : record,
        )
        .join('\n\n');
  const show =
    (name: string, tag: number) =>
    (text: string): string =>
      text.replace(new RegExp(`(Port ${name}\\n +tag: )\\d+`), `$1${tag}`);
  const found = (tag: number, other: number): readonly string[] =>
    keys(
      'wrong-tag',
      healthy({
        'ovs-vsctl_show.txt': show('tap22222222-22', tag),
        'ovs-vsctl_list_Port.txt': (text) =>
          noted('qvo11111111-11', 1, other)(noted('tap22222222-22', tag, 1)(text)),
      }),
    );
  test('another port of the network has the noted tag: this one is wrong', () => {
    expect(found(7, 1)).toEqual(['error wrong-tag.other tap/tap22222222-22']);
    expect(found(1, 1)).toEqual([]);
  });
  test('a note alone may be old', () => {
    expect(found(7, 3).filter((each) => each.includes('tap22222222-22'))).toEqual([
      'warning wrong-tag.noted tap/tap22222222-22',
    ]);
  });
  test('in the dead VLAN a port keeps its note', () => {
    expect(found(4095, 1)).toEqual([]);
  });
});

/** A `list` without the record of a name. */
function withoutRow(name: string): (text: string) => string {
  return (text) =>
    text
      .split('\n\n')
      .filter((record) => !new RegExp(`^name +: ${name}$`, 'm').test(record))
      .join('\n\n');
}

describe('link-down', () => {
  const ip = (...links: readonly string[]): string => links.join('');
  const link = (number: number, name: string, flags: string, state: string, more = ''): string =>
    `${number}: ${name}: <${flags}> mtu 1500 qdisc noqueue ${more}state ${state} mode DEFAULT group default qlen 1000
    link/ether 52:54:00:00:00:0${number} brd ff:ff:ff:ff:ff:ff
`;
  const show = (ports: string): string => `f3c7a3f5-6d53-4b43-a08a-7b2b3a1c9f10
    Bridge br-ex
${ports}        Port br-ex
            Interface br-ex
                type: internal
    ovs_version: "3.1.0"
`;
  const port = (name: string): string => `        Port ${name}\n            Interface ${name}\n`;
  const up = 'BROADCAST,MULTICAST,UP,LOWER_UP';
  test('an adapter in a bridge without a carrier; the bridge’s own device is down by nature', () => {
    const found = (flags: string, state: string): readonly string[] =>
      keys(
        'link-down',
        factsOf({
          'ip link': ip(link(2, 'eth2', flags, state), link(3, 'br-ex', 'BROADCAST,MULTICAST', 'DOWN')),
          'ovs-vsctl show': show(port('eth2')),
        }),
      );
    expect(found('NO-CARRIER,BROADCAST,MULTICAST,UP', 'DOWN')).toEqual([
      'error link-down.no-carrier nic/eth2',
    ]);
    expect(found('BROADCAST,MULTICAST', 'DOWN')).toEqual(['error link-down.set-down nic/eth2']);
    expect(found(up, 'UP')).toEqual([]);
  });
  test('one of two members of a bond', () => {
    const bond = `        Port bond0
            Interface eth2
            Interface eth3
`;
    const found = (state3: string): readonly string[] =>
      keys(
        'link-down',
        factsOf({
          'ip link': ip(
            link(2, 'eth2', 'NO-CARRIER,BROADCAST,MULTICAST,UP', 'DOWN'),
            link(3, 'eth3', state3 === 'UP' ? up : 'NO-CARRIER,BROADCAST,MULTICAST,UP', state3),
          ),
          'ovs-vsctl show': show(bond),
        }),
      );
    expect(found('UP')).toEqual(['warning link-down.member nic/eth2']);
    expect(found('DOWN')).toEqual([
      'error link-down.no-carrier nic/eth2',
      'error link-down.no-carrier nic/eth3',
    ]);
  });
  test('devices in namespaces: the gateway of a backup router is down by design', () => {
    const netns = 'qrouter-984c22fd-64b3-4fa1-8ddd-87090f401ce5';
    const command = `ip netns exec ${netns} ip link`;
    const down = 'BROADCAST,MULTICAST';
    const ha = link(2, 'ha-550dc175-c0', up, 'UNKNOWN');
    const gateway = link(3, 'qg-14f81a43-69', down, 'DOWN');
    const inside = link(4, 'qr-3a70b31c-3f', down, 'DOWN');
    expect(keys('link-down', factsOf({ [command]: ip(ha, gateway) }))).toEqual([]);
    expect(keys('link-down', factsOf({ [command]: ip(gateway) }))).toEqual([
      `error link-down.set-down device/${netns}/qg-14f81a43-69`,
    ]);
    expect(keys('link-down', factsOf({ [command]: ip(ha, inside) }))).toEqual([
      `error link-down.set-down device/${netns}/qr-3a70b31c-3f`,
    ]);
  });
});

describe('tunnels', () => {
  const show = (
    host: number,
    ...remotes: readonly number[]
  ): string => `f3c7a3f5-6d53-4b43-a08a-7b2b3a1c9f1${host}
    Bridge br-tun
${remotes
  .map(
    (remote) => `        Port vxlan-0a0000${remote.toString(16).padStart(2, '0')}
            Interface vxlan-0a0000${remote.toString(16).padStart(2, '0')}
                type: vxlan
                options: {in_key=flow, local_ip="10.0.0.${host}", out_key=flow, remote_ip="10.0.0.${remote}"}
`,
  )
  .join('')}        Port br-tun
            Interface br-tun
                type: internal
    ovs_version: "3.1.0"
`;
  const address = (
    ...addresses: readonly string[]
  ): string => `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP group default qlen 1000
    link/ether 52:54:00:00:00:01 brd ff:ff:ff:ff:ff:ff
${addresses.map((each) => `    inet ${each}/24 brd 10.0.0.255 scope global eth0\n       valid_lft forever preferred_lft forever\n`).join('')}`;
  const host = (number: number, ...remotes: readonly number[]): FilledFacts =>
    factsOf(
      { 'ovs-vsctl show': show(number, ...remotes), 'ip addr': address(`10.0.0.${number}`) },
      `node${number}`,
      number,
    );

  test('both hosts have it', () => {
    expect(keys('tunnel-one-sided', host(1, 2), [host(2, 1)])).toEqual([]);
  });
  test('one has none: a warning while no flow is known to use it', () => {
    expect(keys('tunnel-one-sided', host(1, 3), [host(2, 1)])).toEqual([
      'warning tunnel-one-sided.unused ovs-bridge/br-tun',
    ]);
  });
  test('the last tunnel is gone, too', () => {
    const [found] = findingsOfRule('tunnel-one-sided', host(1), [host(2, 1)]);
    expect(found?.message).toEqual({
      key: 'findings.tunnel-one-sided.unused',
      params: {
        host: 'node1',
        peer: 'node2',
        tunnel: 'vxlan-0a000001',
        address: '10.0.0.1',
        remote: '10.0.0.2',
      },
    });
  });
  test('a peer that sends from an address it does not have is told there, and not as a missing tunnel here', () => {
    const wrong = factsOf({ 'ovs-vsctl show': show(9, 1), 'ip addr': address('10.0.0.2') }, 'node2', 2);
    expect(keys('tunnel-one-sided', host(1, 2), [wrong])).toEqual([]);
    expect(keys('tunnel-address', wrong, [host(1, 2)])).toEqual([
      'error tunnel-address.local tunnel/vxlan-0a000001',
    ]);
  });
  test('the bridge that has the tunnels’ address has no adapter', () => {
    const bridge = (...ports: readonly string[]): string =>
      show(1, 2).replace(
        '    ovs_version',
        `    Bridge br-phy\n${ports.map((name) => `        Port ${name}\n            Interface ${name}\n${name === 'br-phy' ? '                type: internal\n' : ''}`).join('')}    ovs_version`,
      );
    const found = (...ports: readonly string[]): readonly string[] =>
      keys(
        'provider-without-nic',
        factsOf({
          'ovs-vsctl show': bridge(...ports),
          'ip addr': address('10.0.0.1').replaceAll('eth0', 'br-phy'),
        }),
      );
    expect(found('br-phy')).toEqual(['error provider-without-nic.tunnels ovs-bridge/br-phy']);
    expect(found('br-phy', 'eth1')).toEqual([]);
  });
  test('without the list of this host’s ports nothing is missing', () => {
    const facts = factsOf({ 'ip addr': address('10.0.0.1') }, 'node1');
    expect(keys('tunnel-one-sided', facts, [host(2, 1)])).toEqual([]);
  });
  test('a port that takes from anywhere answers all', () => {
    const any = show(1, 3).replace('remote_ip="10.0.0.3"', 'remote_ip=flow');
    const facts = factsOf({ 'ovs-vsctl show': any, 'ip addr': address('10.0.0.1') }, 'node1');
    expect(keys('tunnel-one-sided', facts, [host(2, 1)])).toEqual([]);
  });
  test('tunnel-address: a local address that the host has, that it has not, and unknown addresses', () => {
    const facts = (...outputs: readonly (readonly [string, string])[]): FilledFacts =>
      factsOf(Object.fromEntries([['ovs-vsctl show', show(1, 2)], ...outputs]), 'node1');
    expect(keys('tunnel-address', facts(['ip addr', address('10.0.0.1')]))).toEqual([]);
    expect(keys('tunnel-address', facts(['ip addr', address('10.0.0.9')]))).toEqual([
      'error tunnel-address.local tunnel/vxlan-0a000002',
    ]);
    expect(keys('tunnel-address', facts())).toEqual([]);
  });
  test('duplicate-address: two hosts with one tunnel address', () => {
    const other = factsOf({ 'ip addr': address('10.0.0.1') }, 'node7', 7);
    expect(keys('duplicate-address', host(1, 2), [other])).toEqual([
      'error duplicate-address.hosts nic/eth0',
    ]);
    expect(keys('duplicate-address', host(1, 2), [host(2, 1)])).toEqual([]);
    // The same host under its longer name.
    const same = factsOf({ 'ip addr': address('10.0.0.1') }, 'node1.example.com', 8);
    expect(keys('duplicate-address', host(1, 2), [same])).toEqual([]);
  });
});

describe('mtu-falls over tunnels', () => {
  // A GRE tunnel carries 1458 of 1500 bytes: IP 20, GRE with key 8, Ethernet 14.
  const flows = `NXST_FLOW reply (xid=0x4):
 cookie=0x0, duration=1.0s, table=0, n_packets=0, n_bytes=0, priority=0 actions=drop
 cookie=0x0, duration=1.0s, table=22, n_packets=0, n_bytes=0, priority=1,dl_vlan=1 actions=strip_vlan,set_tunnel:0x22a,output:2
`;
  const found = (from: number, to: number): readonly string[] =>
    keys(
      'mtu-falls',
      healthy(
        { 'ip_-d_link.txt': (text) => text.replaceAll(`mtu ${from} `, `mtu ${to} `) },
        { 'ovs-ofctl dump-flows br-tun': flows },
      ),
    );
  test('1458 bytes fit, 1459 do not: neither the bridge with the address nor its adapter carries them', () => {
    expect(found(1458, 1458)).toEqual([]);
    expect(found(1458, 1459)).toEqual([
      'error mtu-falls.tunnel ovs-bridge/br-phy',
      'error mtu-falls.tunnel nic/eth1',
    ]);
  });
  test('an adapter that is narrower than its bridge', () => {
    const narrow = (text: string): string => text.replace(/(eth1@if\d+: <[^>]*> mtu )1500/, '$11450');
    const facts = healthy(
      { 'ip_-d_link.txt': narrow, 'ip_addr.txt': narrow },
      { 'ovs-ofctl dump-flows br-tun': flows },
    );
    expect(keys('mtu-falls', facts)).toEqual(['error mtu-falls.tunnel nic/eth1']);
  });
});

describe('duplicates of ports', () => {
  const table = (columns: readonly string[], rows: readonly (readonly string[])[]): string => {
    const line = `+${columns.map(() => '--------------------------------------').join('+')}+`;
    const row = (cells: readonly string[]): string =>
      `| ${cells.map((cell) => cell.padEnd(36)).join(' | ')} |`;
    return `${[line, row(columns), line, ...rows.map(row), line].join('\n')}\n`;
  };
  const shown = (
    id: string,
    mac: string,
    ip: string,
    network: string,
    more: readonly (readonly string[])[] = [],
  ): string =>
    table(
      ['Field', 'Value'],
      [
        ['id', id],
        ['mac_address', mac],
        ['network_id', network],
        ['device_owner', 'compute:nova'],
        ['device_id', `aaaaaaaa-${id.slice(0, 4)}-4${id.slice(0, 3)}-8${id.slice(0, 3)}-${id.slice(-12)}`],
        ['fixed_ips', `ip_address='${ip}', subnet_id='24a1a1c5-8b0a-4c5c-8c1a-2f0f8e6f6f0a'`],
        ...more,
      ],
    );
  const one = '11111111-1111-4111-8111-111111111111';
  const two = '22222222-2222-4222-8222-222222222222';
  const network = 'f4740671-9f44-45bf-b270-ba95b11611f5';
  const other = '7e4ebe00-9c5e-44a1-b5b3-ed89f32a6912';
  const ports = (first: string, second: string): FilledFacts =>
    factsOf(
      { [`openstack port show ${one}`]: first, [`openstack port show ${two}`]: second },
      'controller1',
      2,
    );

  test('two ports with one MAC in one network, and none in two networks', () => {
    const mac = 'fa:16:3e:00:00:11';
    const same = ports(shown(one, mac, '10.0.0.1', network), shown(two, mac, '10.0.0.2', network));
    expect(keys('duplicate-mac', healthy({}), [same])).toEqual([
      'error duplicate-mac.ports veth/qvo11111111-11',
      'error duplicate-mac.ports tap/tap22222222-22',
    ]);
    const apart = ports(shown(one, mac, '10.0.0.1', network), shown(two, mac, '10.0.0.2', other));
    expect(keys('duplicate-mac', healthy({}), [apart])).toEqual([]);
  });
  test('two ports with one address in one network, and none in two networks', () => {
    const same = ports(
      shown(one, 'fa:16:3e:00:00:11', '10.0.0.1', network),
      shown(two, 'fa:16:3e:00:00:22', '10.0.0.1', network),
    );
    expect(keys('duplicate-address', healthy({}), [same])).toEqual([
      'error duplicate-address.ports veth/qvo11111111-11',
      'error duplicate-address.ports tap/tap22222222-22',
    ]);
    const apart = ports(
      shown(one, 'fa:16:3e:00:00:11', '10.0.0.1', network),
      shown(two, 'fa:16:3e:00:00:22', '10.0.0.1', other),
    );
    expect(keys('duplicate-address', healthy({}), [apart])).toEqual([]);
  });
  test('a MAC that was learned at another’s port, unless Neutron allows it', () => {
    const learned = ` port  VLAN  MAC                Age
    4     1  fa:16:3e:00:00:11    1
    3     1  fa:16:3e:00:00:11    0
    4     1  fa:16:3e:00:00:22    1
`;
    const found = (pairs: readonly (readonly string[])[]): readonly string[] =>
      keys('duplicate-mac', healthy({}, { 'ovs-appctl fdb/show br-int': learned }), [
        ports(
          shown(one, 'fa:16:3e:00:00:11', '10.0.0.1', network),
          shown(two, 'fa:16:3e:00:00:22', '10.0.0.2', network, pairs),
        ),
      ]);
    expect(found([])).toEqual(['error duplicate-mac.learned tap/tap22222222-22']);
    expect(
      found([['allowed_address_pairs', "ip_address='10.0.0.1', mac_address='fa:16:3e:00:00:11'"]]),
    ).toEqual([]);
  });
  test('a router that has an address with another port’s MAC, unless Neutron allows it', () => {
    const netns = 'qrouter-f34652a4-a7f2-468e-9eb8-2a12d89cdf86';
    const gateway = '33333333-3333-4333-8333-333333333333';
    const neighbours = (mac: string): Record<string, string> => ({
      [`ip netns exec ${netns} ip neigh`]: `10.0.0.1 dev qr-33333333-33 lladdr ${mac} REACHABLE\n`,
      'ovs-vsctl list Interface qr-33333333-33': `_uuid               : 5a3b4c5d-6e7f-4a1b-8c2d-3e4f5a6b7c8d
external_ids        : {attached-mac="fa:16:3e:00:00:33", iface-id="${gateway}"}
name                : qr-33333333-33
type                : internal
`,
    });
    const found = (mac: string, pairs: readonly (readonly string[])[] = []): readonly string[] => {
      const controller = ports(
        shown(one, 'fa:16:3e:00:00:11', '10.0.0.1', network),
        shown(two, 'fa:16:3e:00:00:22', '10.0.0.2', network, pairs),
      );
      controller.add(
        'gateway',
        table(
          ['Field', 'Value'],
          [
            ['id', gateway],
            ['network_id', network],
            ['device_owner', 'network:router_interface'],
          ],
        ),
        `openstack port show ${gateway}`,
      );
      return keys('duplicate-address', factsOf(neighbours(mac), 'network1'), [controller]);
    };
    expect(found('fa:16:3e:00:00:11')).toEqual([]);
    expect(found('fa:16:3e:00:00:22')).toEqual(['error duplicate-address.answers ']);
    expect(found('fa:16:3e:00:00:99')).toEqual([]);
    expect(
      found('fa:16:3e:00:00:22', [
        ['allowed_address_pairs', "ip_address='10.0.0.1', mac_address='fa:16:3e:00:00:22'"],
      ]),
    ).toEqual([]);
  });
  test('the kernel says itself that an IPv6 address was taken', () => {
    const address = (
      flags: string,
    ): string => `2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP group default qlen 1000
    link/ether 52:54:00:00:00:01 brd ff:ff:ff:ff:ff:ff
    inet6 2001:db8::1/64 scope global ${flags}
       valid_lft forever preferred_lft forever
`;
    expect(keys('duplicate-address', factsOf({ 'ip addr': address('dadfailed tentative ') }))).toEqual([
      'error duplicate-address.detected nic/eth0',
    ]);
    expect(keys('duplicate-address', factsOf({ 'ip addr': address('') }))).toEqual([]);
  });
});

// What a real Open vSwitch prints of a wiring and of flows that we gave it must come back as just that.
import { describe, expect, it } from 'vitest';
import { parseOutput } from '../parse-output.ts';
import { hasSwitch } from './switch.ts';
import { useSwitch } from './use-switch.ts';

const protocols = ['OpenFlow10', 'OpenFlow11', 'OpenFlow12', 'OpenFlow13', 'OpenFlow14', 'OpenFlow15'];

/** Flows that every protocol version can carry, with what a dump must say of each. */
const flows = [
  { table: 0, priority: 1, match: 'in_port=1', actions: 'resubmit(,2)' },
  { table: 0, priority: 0, match: '', actions: 'drop' },
  {
    table: 2,
    priority: 32768,
    match: 'dl_dst=01:00:00:00:00:00/01:00:00:00:00:00',
    actions: 'resubmit(,22)',
  },
  { table: 3, priority: 1, match: 'tun_id=0x2', actions: 'mod_vlan_vid:1,resubmit(,10)' },
  { table: 22, priority: 1, match: 'dl_vlan=1', actions: 'strip_vlan,output:2' },
  { table: 24, priority: 2, match: 'arp,in_port=1,arp_spa=10.18.0.3', actions: 'NORMAL' },
  { table: 60, priority: 65535, match: 'tcp,nw_src=10.0.0.0/8,tp_dst=443', actions: 'output:2' },
];

describe.skipIf(!hasSwitch)('outputs of a real switch', () => {
  const parse = (tool: string, ...args: string[]) => {
    const output = parseOutput([tool, ...args], ovs.run(tool, ...args));
    expect(output.problems).toEqual([]);
    return output;
  };

  const ovs = useSwitch((ovs) => {
    for (const bridge of ['br-int', 'br-tun']) ovs.addBridge(bridge, `protocols=${protocols.join(',')}`);
    ovs.addPort('br-int', 'p1', 'ofport_request=7');
    ovs.addPort(
      'br-int',
      'p2',
      'ofport_request=8',
      'external_ids:iface-id=36aaab22-c860-4b23-a469-6563b7005312',
      'external_ids:note="a, b=c"',
    );
    ovs.run('ovs-vsctl', 'set', 'port', 'p1', 'tag=3', '--', 'set', 'port', 'p2', 'trunks=5,6');
    ovs.addPort('br-int', 'patch-tun', 'type=patch', 'options:peer=patch-int');
    ovs.addPort('br-tun', 'patch-int', 'type=patch', 'options:peer=patch-tun', 'ofport_request=1');
    ovs.addPort(
      'br-tun',
      'gre-1',
      'type=gre',
      'options:local_ip=192.168.10.11',
      'options:remote_ip=192.168.10.10',
      'options:key=flow',
      'ofport_request=2',
    );
    ovs.addPort('br-tun', 'bad', 'type=nonsense');
    ovs.addFlows(
      'br-tun',
      flows.map(
        ({ table, priority, match, actions }) =>
          `table=${table},priority=${priority}${match && `,${match}`},actions=${actions}`,
      ),
    );
  });

  it('ovs-vsctl show gives the wiring', () => {
    const show = parse('ovs-vsctl', 'show');
    expect(
      show
        .of('ovs-bridge')
        .map(({ name, datapathType, failMode }) => [name, datapathType, failMode])
        .sort(),
    ).toEqual([
      ['br-int', 'dummy', 'secure'],
      ['br-tun', 'dummy', 'secure'],
    ]);
    expect(
      show
        .of('ovs-port')
        .map(({ bridge, name, tag, trunks }) => [bridge, name, tag, trunks])
        .sort(),
    ).toEqual([
      ['br-int', 'br-int', 'none', []],
      ['br-int', 'p1', 3, []],
      ['br-int', 'p2', 'none', [5, 6]],
      ['br-int', 'patch-tun', 'none', []],
      ['br-tun', 'bad', 'none', []],
      ['br-tun', 'br-tun', 'none', []],
      ['br-tun', 'gre-1', 'none', []],
      ['br-tun', 'patch-int', 'none', []],
    ]);
    const interfaces = new Map(show.of('ovs-interface').map((row) => [row.name, row]));
    expect(interfaces.get('gre-1')).toMatchObject({
      type: 'gre',
      options: { local_ip: '192.168.10.11', remote_ip: '192.168.10.10', key: 'flow' },
    });
    expect(interfaces.get('bad')?.error).toContain('bad');
  });

  it('ovs-vsctl list interface gives the columns', () => {
    const rows = new Map(
      parse('ovs-vsctl', 'list', 'interface')
        .of('ovs-interface')
        .map((row) => [row.name, row]),
    );
    expect(rows.get('p2')).toMatchObject({
      type: 'dummy',
      ofport: 8,
      externalIds: { 'iface-id': '36aaab22-c860-4b23-a469-6563b7005312', note: 'a, b=c' },
    });
    expect(rows.get('br-int')).toMatchObject({ type: 'internal', ofport: 65534 });
    expect(rows.size).toBe(8);
  });

  it('ovs-vsctl list port gives the tags and trunks that show gives', () => {
    const rows = (...args: string[]) =>
      parse('ovs-vsctl', ...args)
        .of('ovs-port')
        .map(({ name, tag, trunks, vlanMode }) => [name, tag, trunks, vlanMode])
        .sort();
    expect(rows('list', 'port')).toEqual(rows('show'));
    expect(parse('ovs-vsctl', 'list', 'port', 'p1').context.target).toBe('p1');
  });

  it('dpif/show gives both port numbers', () => {
    expect(parse('ovs-appctl', 'dpif/show').of('datapath-port')).toContainEqual(
      expect.objectContaining({ bridge: 'br-tun', name: 'gre-1', ofport: 2, type: 'gre' }),
    );
  });

  it.each(protocols)('ovs-ofctl -O %s: ports and flows', (protocol) => {
    for (const subcommand of ['show', 'dump-ports-desc']) {
      // A features reply of 1.3 and later lists no ports: `show` asks for them itself.
      const ports = parse('ovs-ofctl', '-O', protocol, subcommand, 'br-tun').of('openflow-port');
      expect(ports.map(({ bridge, name, ofport }) => [bridge, name, ofport]).sort()).toEqual([
        ['br-tun', 'br-tun', 65534],
        ['br-tun', 'gre-1', 2],
        ['br-tun', 'patch-int', 1],
      ]);
    }
    const dumped = parse('ovs-ofctl', '-O', protocol, 'dump-flows', 'br-tun').of('flow');
    expect(dumped.map(({ bridge, table, priority }) => [bridge, table, priority].join()).sort()).toEqual(
      flows.map(({ table, priority }) => ['br-tun', table, priority].join()).sort(),
    );
    expect(dumped.map((flow) => flow.cookie)).toEqual(flows.map(() => '0x0'));
    const first = dumped.find((flow) => flow.table === 60);
    expect(first).toMatchObject({
      match: 'tcp,nw_src=10.0.0.0/8,tp_dst=443',
      actions: 'output:2',
      nPackets: 0,
      nBytes: 0,
    });
  });

  it.each([['--names'], ['--no-stats'], ['--sort'], ['--rsort=priority']])('dump-flows %s', (option) => {
    const dumped = parse('ovs-ofctl', 'dump-flows', option, 'br-tun').of('flow');
    expect(dumped.map(({ table, priority }) => [table, priority].join()).sort()).toEqual(
      flows.map(({ table, priority }) => [table, priority].join()).sort(),
    );
  });

  it('a dump of several replies has its header inside and gives every flow once', () => {
    const many = Array.from(
      { length: 1500 },
      (_, i) => `table=70,priority=5,dl_vlan=${1 + (i % 4000)},in_port=${i + 10},actions=drop`,
    );
    ovs.addFlows('br-int', many);
    const text = ovs.run('ovs-ofctl', 'dump-flows', 'br-int', 'table=70');
    expect(text.match(/NXST_FLOW reply/g)?.length).toBeGreaterThan(1);
    const dumped = parseOutput(['ovs-ofctl', 'dump-flows', 'br-int', 'table=70'], text);
    expect(dumped.problems).toEqual([]);
    expect(dumped.of('flow')).toHaveLength(1500);
  });

  it('bridge/dump-flows has the same flows and the hidden ones', () => {
    const dumped = parse('ovs-appctl', 'bridge/dump-flows', 'br-tun').of('flow');
    const visible = dumped.filter(({ table }) => table !== 254);
    expect(visible.map(({ table, priority }) => [table, priority].join()).sort()).toEqual(
      flows.map(({ table, priority }) => [table, priority].join()).sort(),
    );
    expect(dumped.length).toBeGreaterThan(visible.length);
  });
});

// What a real Open vSwitch keeps beside flows, asked for in every OpenFlow version: groups, meters, ports,
// bonds, tunnels and multicast groups that we gave it come back as just those, and no line is unread.
import { describe, expect, it } from 'vitest';
import { parseOutput } from '../parse-output.ts';
import { hasSwitch } from './switch.ts';
import { useSwitch } from './use-switch.ts';

const protocols = ['OpenFlow10', 'OpenFlow11', 'OpenFlow12', 'OpenFlow13', 'OpenFlow14', 'OpenFlow15'];
const withMeters = protocols.slice(3);
const groupIds = Array.from({ length: 40 }, (_, i) => i * 7 + 1);
const types = ['all', 'select', 'indirect', 'fast_failover'] as const;
const meters = Array.from({ length: 25 }, (_, i) => ({ meter: i + 1, rate: 100 * (i + 1) }));
const ports = ['p1', 'p2', 'p3', 'b1', 'b2'];

/** A group of every type in turn, with one to three buckets. */
function groupText(id: number, at: number): string {
  const type = types[at % types.length]!;
  const count = type === 'indirect' ? 1 : 1 + (at % 3);
  const buckets = Array.from({ length: count }, (_, i) => {
    const weight = type === 'select' ? `weight=${10 * (i + 1)},` : '';
    const watch = type === 'fast_failover' ? `watch_port:${1 + (i % 3)},` : '';
    return `bucket=${weight}${watch}actions=resubmit(,${i + 3}),output:${1 + (i % 3)}`;
  });
  return `group_id=${id},type=${type},${buckets.join(',')}`;
}

describe.skipIf(!hasSwitch)('state of a real switch', () => {
  const parse = (tool: string, ...args: string[]) => {
    const output = parseOutput([tool, ...args], ovs.run(tool, ...args));
    expect(output.problems, `${tool} ${args.join(' ')}`).toEqual([]);
    return output;
  };

  const ovs = useSwitch((ovs) => {
    const set = (...args: string[]) => ovs.run('ovs-vsctl', ...args);
    ovs.addBridge('br0', `protocols=${protocols.join(',')}`, 'mcast_snooping_enable=true');
    for (const [at, port] of ['p1', 'p2', 'p3'].entries())
      ovs.addPort('br0', port, `ofport_request=${at + 1}`);
    set('add-bond', 'br0', 'bond0', 'b1', 'b2', 'bond_mode=balance-slb', ...dummy('b1'), ...dummy('b2'));
    set(
      ...['add-bond', 'br0', 'bond1', 'c1', 'c2', 'lacp=active', 'bond_mode=balance-tcp'],
      ...dummy('c1'),
      ...dummy('c2'),
    );
    ovs.addPort('br0', 'vx0', 'type=vxlan', 'options:remote_ip=192.0.2.7');
    for (const [at, id] of groupIds.entries())
      ovs.run('ovs-ofctl', '-O', 'OpenFlow15', 'add-group', 'br0', groupText(id, at));
    for (const { meter, rate } of meters) {
      const band = `meter=${meter},kbps,burst,stats,bands=type=drop,rate=${rate},burst_size=${rate * 2}`;
      ovs.run('ovs-ofctl', '-O', 'OpenFlow13', 'add-meter', 'br0', band);
    }
    ovs.run('ovs-ofctl', 'add-tlv-map', 'br0', '{class=0x102,type=0x80,len=4}->tun_metadata0');
    ovs.run('ovs-ofctl', 'add-flow', 'br0', 'actions=NORMAL');
    const query = 'in_port(1),eth(src=50:54:00:00:00:01,dst=50:54:00:00:00:02),eth_type(0x0800)';
    const rest = 'ipv4(src=10.0.0.1,dst=10.0.0.2,proto=17,tos=0,ttl=64,frag=no),udp(src=53,dst=53)';
    ovs.run('ovs-appctl', 'netdev-dummy/receive', 'p1', `${query},${rest}`);
  });

  it.each(protocols)('%s: ports, groups, tables, queues', (protocol) => {
    const ask = (subcommand: string) => parse('ovs-ofctl', '-O', protocol, subcommand, 'br0');
    const named = parse('ovs-ofctl', '-O', protocol, '--names', 'dump-ports', 'br0');
    const seen = named.of('openflow-port-statistics').map(({ port }) => port);
    expect(seen).toEqual(expect.arrayContaining([...ports, 'vx0', 'LOCAL']));
    expect(ask('dump-ports').of('openflow-port-statistics')).toHaveLength(seen.length);
    const groups = ask('dump-groups').of('openflow-group');
    expect(groups.map(({ groupId }) => groupId).sort((a, b) => a - b)).toEqual(groupIds);
    for (const group of groups) {
      const at = groupIds.indexOf(group.groupId);
      const type = types[at % types.length]!;
      expect(group.type).toBe(type === 'fast_failover' ? 'ff' : type);
      expect(group.protocol).toBe(protocol);
      expect(group.buckets.map(({ weight, watchPort, actions }) => [weight, watchPort, actions])).toEqual(
        Array.from({ length: type === 'indirect' ? 1 : 1 + (at % 3) }, (_, i) => [
          type === 'select' ? 10 * (i + 1) : null,
          type === 'fast_failover' ? String(1 + (i % 3)) : null,
          `resubmit(,${i + 3}),output:${1 + (i % 3)}`,
        ]),
      );
    }
    const counted = ask('dump-group-stats').of('openflow-group-statistics');
    expect(counted.map(({ groupId }) => groupId).sort((a, b) => a - b)).toEqual(groupIds);
    for (const { groupId, buckets } of counted)
      expect(buckets).toHaveLength(groups.find((group) => group.groupId === groupId)!.buckets.length);
    const tables = ask('dump-tables').of('openflow-table');
    expect(tables.reduce((sum, { table, lastTable }) => sum + lastTable - table + 1, 0)).toBe(254);
    expect(tables[0]?.active).toBe(1);
    expect(ask('queue-stats').of('openflow-queue').length).toBeGreaterThan(0);
    for (const subcommand of [
      'queue-get-config',
      'dump-desc',
      'dump-aggregate',
      'dump-group-features',
      'get-frags',
    ])
      expect(ask(subcommand).facts.length).toBeGreaterThan(0);
  });

  it.each(withMeters)('%s: meters, features of tables', (protocol) => {
    const ask = (subcommand: string) => parse('ovs-ofctl', '-O', protocol, subcommand, 'br0');
    const found = ask('dump-meters').of('openflow-meter');
    expect(found.map(({ meter, bands }) => [meter, bands]).sort()).toEqual(
      meters
        .map(({ meter, rate }) => [
          String(meter),
          [{ type: 'drop', rate, burstSize: rate * 2, precedenceLevel: null }],
        ])
        .sort(),
    );
    expect(
      ask('dump-table-features')
        .of('openflow-table')
        .map(({ table }) => table),
    ).toEqual([0, 1, 253]);
    expect(ask('meter-stats').of('openflow-meter-statistics')).toHaveLength(meters.length);
    expect(ask('meter-features').of('ovs-bridge-state')).toHaveLength(1);
  });

  it('bonds, tunnels, datapath', () => {
    const bonds = parse('ovs-appctl', 'bond/show');
    expect(
      bonds
        .of('ovs-bond')
        .map(({ name, mode }) => [name, mode])
        .sort(),
    ).toEqual([
      ['bond0', 'balance-slb'],
      ['bond1', 'balance-tcp'],
    ]);
    expect(bonds.of('ovs-bond-member').map(({ bond, name }) => `${bond} ${name}`)).toEqual(
      expect.arrayContaining(['bond0 b1', 'bond0 b2', 'bond1 c1']),
    );
    expect(
      parse('ovs-appctl', 'lacp/show')
        .of('lacp')
        .map(({ name }) => name),
    ).toEqual(['bond1']);
    expect(parse('ovs-appctl', 'ofproto/list-tunnels').of('ovs-tunnel')).toMatchObject([
      { name: 'vx0', type: 'vxlan', remoteAddress: '192.0.2.7' },
    ]);
    const [datapath] = parse('ovs-appctl', 'dpctl/show', '-s').of('datapath');
    expect(datapath).toMatchObject({ name: 'dummy@ovs-dummy', missed: 1 });
    const flows = parse('ovs-appctl', 'dpctl/dump-flows', '-m').of('datapath-flow');
    expect(flows.map(({ inPort }) => inPort)).toEqual(['p1']);
  });

  it.each([
    ['mdb/show', 'br0'],
    ['fdb/stats-show', 'br0'],
    ['dpif/show-dp-features', 'br0'],
    ['tnl/ports/show', '-v'],
    ['tnl/neigh/show'],
    ['ovs/route/show'],
    ['coverage/show'],
    ['upcall/show'],
    ['memory/show'],
    ['vlog/list'],
    ['lacp/show-stats'],
    ['bond/list'],
    ['ofproto/list'],
    ['version'],
    ['dpctl/show'],
    ['dpctl/dump-conntrack', '-m'],
    ['dpctl/ct-stats-show', '-m'],
    ['dpif-netdev/pmd-stats-show'],
    ['dpif-netdev/pmd-rxq-show'],
    ['dpif-netdev/pmd-perf-show'],
    ['stp/show'],
    ['rstp/show'],
    ['bfd/show'],
    ['cfm/show'],
  ])('%s %s', (...words) => {
    parse('ovs-appctl', ...words);
  });
});

/** Words that make an interface of a new port a dummy one. */
function dummy(name: string): readonly string[] {
  return ['--', 'set', 'interface', name, 'type=dummy'];
}

// `ip -j` and plain `ip` give the same facts: both printed by one version of the tool, one after the other,
// of one set of devices, routes, rules and neighbours (tests/fixtures/linux/ORIGIN.md).
import { describe, expect, test } from 'vitest';
import { recogniseCommandLine, commandLineFromPath } from '../../../../shared/bundle/command-line.ts';
import { bareAddress } from '../../../../shared/commands/linux/ip-address-words.ts';
import type { LinkFact, NeighbourFact, RouteFact } from '../../../../shared/facts.ts';
import { linuxOutput } from '../../../linux-output.ts';
import { readLines, type ReadOutput } from '../../../read-lines.ts';

function read(name: string): ReadOutput {
  const recognised = recogniseCommandLine(commandLineFromPath(name) ?? '');
  if (recognised === null) throw new Error(name);
  return readLines(recognised.command, linuxOutput(name).trimEnd().split('\n'), recognised.context);
}

/** Seconds went by between the two. */
const still = ({ attributes: { expires, ...attributes }, ...route }: RouteFact): unknown => ({
  ...route,
  // `-j` has no word for `mtu lock`, and gives a next hop object's own fields as they are.
  flags: route.flags.filter((flag) => flag !== 'mtu-lock'),
  attributes,
  expires: expires === undefined ? null : typeof expires,
});

test('addresses behind tunnels, whose device may be in another namespace', () => {
  const facts = (name: string): unknown => {
    const { problems, of } = read(`iproute2-6.1/${name}.txt`);
    expect(problems).toEqual([]);
    return of('bridge-fdb-entry');
  };
  expect(facts('bridge_-j_fdb')).toEqual(facts('bridge_fdb'));
  expect(facts('bridge_fdb')).toContainEqual(
    expect.objectContaining({ remote: '10.9.9.7', port: 4791, vni: 78, attributes: { src_vni: 77 } }),
  );
  expect(facts('ip_netns_exec_red_bridge_-j_fdb')).toEqual(facts('ip_netns_exec_red_bridge_fdb'));
  expect(facts('ip_netns_exec_red_bridge_fdb')).toMatchObject([
    {
      netns: 'red',
      device: 'vxlan42',
      remote: '10.9.9.9',
      attributes: { via_ifindex: 2, 'link-netnsid': 0 },
    },
  ]);
});

describe.each(['5.9', '6.15'])('iproute2 %s', (version) => {
  const from = (name: string): ReadOutput => read(`iproute2-${version}/${name}.txt`);

  test('routes', () => {
    // The JSON of 5.9 loses the destination of a route with `encap ip`; its IPv6 routes have none.
    const option = version === '5.9' ? '-6_' : '';
    const plain = from(`ip_${option}route_show_table_all`);
    const json = from(`ip_-j_${option}route_show_table_all`);
    expect([...plain.problems, ...json.problems]).toEqual([]);
    expect(plain.of('route').length).toBeGreaterThan(version === '5.9' ? 25 : 50);
    expect(json.of('route').map(still)).toEqual(plain.of('route').map(still));
  });

  test('routing rules', () => {
    expect(from('ip_-j_rule').of('routing-rule')).toEqual(from('ip_rule').of('routing-rule'));
    expect(from('ip_rule').of('routing-rule')).toHaveLength(11);
  });

  test('neighbours', () => {
    const known = ({ statistics, state, ...neighbour }: NeighbourFact): unknown => ({
      ...neighbour,
      // A neighbour that is being probed changes while one looks.
      state:
        state === 'DELAY' || state === 'PROBE' || state === 'STALE' || state === 'REACHABLE'
          ? 'known'
          : state,
      counters: Object.keys(statistics ?? {}).sort(),
    });
    const plain = from('ip_-s_-s_neigh_show').of('neighbour');
    const sorted = (all: readonly NeighbourFact[]): unknown =>
      [...all].sort((a, b) => (a.address < b.address ? -1 : 1)).map(known);
    expect(plain.length).toBeGreaterThan(3);
    expect(sorted(from('ip_-j_-s_-s_neigh_show').of('neighbour'))).toEqual(sorted(plain));
  });

  test('namespaces and multicast addresses', () => {
    expect(from('ip_-j_netns').of('network-namespace')).toEqual(from('ip_netns').of('network-namespace'));
    expect(from('ip_netns').of('network-namespace')).toEqual([
      { name: 'qdhcp-7e4ebe00-9c5e-44a1-b5b3-ed89f32a6912', nsid: null },
      { name: 'qrouter-f34652a4-a7f2-468e-9eb8-2a12d89cdf86', nsid: 0 },
    ]);
    expect(from('ip_-j_maddr_show').of('multicast-address')).toEqual(
      from('ip_maddr_show').of('multicast-address'),
    );
  });

  test('devices', () => {
    // The counters go on; of received packets the two forms print other counters.
    // The plain form gives the name of a peer's namespace where it has one, `-j` its number.
    const quiet = ({ statistics, linkNetnsid, details, ...link }: LinkFact): unknown => ({
      ...link,
      details: Object.fromEntries(Object.entries(details).filter(([name]) => name !== 'link_netns')),
      elsewhere: linkNetnsid !== null || details['link_netns'] !== undefined,
      counted: statistics !== null,
    });
    const plain = from('ip_-s_-d_link').of('link');
    expect(plain).toHaveLength(10);
    expect(from('ip_-j_-s_-d_link').of('link').map(quiet)).toEqual(plain.map(quiet));
  });

  test('addresses', () => {
    const plain = from('ip_-d_addr').of('address');
    expect(from('ip_-j_-d_addr').of('address')).toEqual(plain);
    expect(plain.map(({ label }) => label)).toContain('eth0:1');
    expect(plain.flatMap(({ flags }) => flags ?? [])).toContain('secondary');
    // The brief form has the same addresses, but of each only itself and its peer.
    expect(from('ip_-br_addr').of('address')).toEqual(
      plain.map(({ device, netns, family, address, prefixLength, peer }) => ({
        ...bareAddress,
        device,
        ifindex: null,
        netns,
        family,
        address,
        prefixLength,
        peer,
      })),
    );
  });

  test('bridge ports and forwarding entries', () => {
    expect(from('bridge_-j_link').of('bridge-port')).toEqual(from('bridge_link').of('bridge-port'));
    const key = (all: ReadOutput): unknown =>
      all.of('bridge-fdb-entry').map(({ used, updated, ...entry }) => ({
        ...entry,
        flags: [...entry.flags].sort(),
        counted: used !== null && updated !== null,
      }));
    expect(key(from('bridge_-d_-s_-j_fdb_show'))).toEqual(key(from('bridge_-s_-s_-d_-t_fdb_show')));
  });
});

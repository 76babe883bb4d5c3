// Routes in detail: their hops against the truth's and a real report's, names, what hops carry, and their order.
import { beforeAll, describe, expect, test } from 'vitest';
import { indexCase } from '../../../../shared/network/case-index.ts';
import { RouteFinder, type RouteAnswer } from '../../../../shared/network/route/find-route.ts';
import { lookUp } from '../../../../shared/network/route/namespace-routing.ts';
import { RouteHost } from '../../../../shared/network/route/route-host.ts';
import type { Route } from '../../../../shared/network/route/route.ts';
import { addArchive, emptyFacts, type FilledFacts } from '../../../bundle-facts.ts';
import { hasShared, sharedData } from '../../../shared-data.ts';
import { expectedHops, topologyOf, type ComparedHop } from '../lab-topology.ts';
import { caseOf, caseOfFacts, hostsOf, snapshotsOf } from './measured.ts';

type Routes = Extract<RouteAnswer, { readonly kind: 'routes' }>;

function routes(finder: RouteFinder, from: string, to: string | null): Routes {
  const answer = finder.find(from, to);
  if (answer.kind !== 'routes') throw new Error(`${from} to ${to ?? 'outside'}: ${answer.kind}`);
  return answer;
}

const devicesOf = ({ hops }: Route): readonly string[] =>
  hops.map((hop) => `${hop.host} ${hop.device ?? '?'}`);

/** What the truth says of these hops. */
function compared(route: Route, expected: readonly ComparedHop[]): readonly ComparedHop[] {
  return route.hops.slice(0, expected.length).map((hop, i) => {
    const { device, ifindex, ofport, tag, tunnelId, local, remote } = hop;
    const mac = (expected[i]?.mac ?? null) === null ? null : hop.mac;
    const mtu = (expected[i]?.mtu ?? null) === null ? null : hop.mtu;
    return { device, ifindex, mac, mtu, ofport, tag, tunnelId, local, remote };
  });
}

describe.skipIf(!hasShared)('the lab', () => {
  describe.each(hasShared ? snapshotsOf('lab') : [])('%s', (snapshot) => {
    test('leaves each host and comes to each instance by the hops of the truth', async () => {
      const topology = topologyOf(snapshot);
      const finder = new RouteFinder((await caseOf('lab', snapshot)).index);
      const hosts = hostsOf('lab', snapshot);
      const ports = Object.values(topology.instances)
        .filter((instance) => hosts.includes(instance.host))
        .flatMap((instance) => instance.ports.map((port) => ({ instance, port })));
      let whole = 0;
      let parts = 0;
      for (const from of ports) {
        for (const to of ports) {
          if (from.instance.host === to.instance.host) continue;
          const { forward } = routes(finder, from.port.ip, to.port.ip);
          const [there, back] = [from, to].map(({ instance, port }) =>
            expectedHops(topology, instance, port),
          );
          const carried = forward.hops.find((hop) => hop.remote !== null);
          if (there === undefined || back === undefined || carried === undefined) continue;
          const leaving = there.filter(({ remote }) => remote === null || remote === carried.remote);
          expect(compared(forward, leaving), forward.id).toEqual(leaving);
          parts++;
          const near = forward.hops.findLast((hop) => hop.remote !== null);
          if (!forward.complete || near === undefined) continue;
          const arriving = back.filter(({ remote }) => remote === null || remote === near.remote);
          expect(devicesOf(forward).slice(-arriving.length), forward.id).toEqual(
            arriving.map(({ device }) => `${to.instance.host} ${device ?? ''}`).reverse(),
          );
          whole++;
        }
      }
      const compute = hosts.filter((host) => host.startsWith('compute'));
      if (compute.length < 2) expect(parts).toBe(0);
      else expect(parts).toBeGreaterThan(10);
      if (hosts.includes('network1')) expect(whole).toBeGreaterThan(10);
    });
  });
});

describe.skipIf(!hasShared)('a healthy case', () => {
  let facts: readonly FilledFacts[] = [];
  let finder = new RouteFinder(indexCase([]));
  beforeAll(async () => {
    const read = await caseOf('lab', 'T0-healthy');
    facts = read.facts;
    finder = new RouteFinder(read.index);
  });

  test('an end goes by every name', () => {
    const expected = devicesOf(routes(finder, 'app1', 'web2').forward);
    const names = [
      ...[
        'instance-00000002',
        '3f2687ec-297c-5aac-8a2f-e76aa79c22c0',
        '10.18.0.35',
        'compute2:tapcd2901c5-3d',
      ],
      ...['tapcd2901c5-3d', 'fa:16:3e:e8:db:f1', 'FE:16:3e:e8:db:f1', 'cd2901c5-3d69-40ca-bf03-3125fa823b1e'],
      'compute2/port/cd2901c5-3d69-40ca-bf03-3125fa823b1e',
    ];
    for (const name of names) expect(devicesOf(routes(finder, 'app1', name).forward), name).toEqual(expected);
    for (const name of ['qvo1476e4c9-4e', 'qbr1476e4c9-4e', 'compute1:tap1476e4c9-4e'])
      expect(devicesOf(routes(finder, name, 'web2').forward), name).toEqual(expected);
  });

  test('a router is the port that serves the other end, by name, id, namespace or address', () => {
    const { forward } = routes(finder, 'app1', '10.18.0.1');
    expect(forward.hops.at(-2)?.device).toBe('qr-5407cdd8-83');
    for (const name of ['router1', 'router', 'f34652a4-a7f2-468e-9eb8-2a12d89cdf86'])
      expect(devicesOf(routes(finder, 'app1', name).forward), name).toEqual(devicesOf(forward));
    expect(routes(finder, 'db1', 'router1').forward.hops.at(-2)?.device).toBe('qr-a08938ba-4d');
    expect(routes(finder, 'db1', 'dhcp').forward.to.addresses).toEqual(['10.22.22.2']);
  });

  test('a name of several is refused with their ids, one of nothing is told', () => {
    expect(finder.find('multi1', 'web1')).toMatchObject({
      kind: 'ambiguous',
      which: 'from',
      candidates: [{ addresses: ['10.18.0.169'] }, { addresses: ['10.22.22.112'] }],
    });
    expect(finder.find('web1', 'multi1')).toMatchObject({ kind: 'ambiguous', which: 'to' });
    expect(finder.find('web1', 'nothing')).toEqual({ kind: 'unknown', which: 'to', name: 'nothing' });
    expect(finder.find(' ', 'web1')).toEqual({ kind: 'unknown', which: 'from', name: ' ' });
  });

  test('outside and back: through the namespace, with the floating address as source', () => {
    const { forward, backward } = routes(finder, 'web1', null);
    expect(forward.end).toBe('outside');
    expect(devicesOf(forward).slice(-7)).toEqual([
      'network1 qrouter-f34652a4-a7f2-468e-9eb8-2a12d89cdf86',
      'network1 qg-8459d00f-a9',
      'network1 br-int',
      'network1 int-br-ex',
      'network1 phy-br-ex',
      'network1 br-ex',
      'network1 eth2',
    ]);
    expect(forward.hops.find((hop) => hop.kind === 'namespace')?.reason).toContain(
      'routes it to qg-8459d00f-a9 via 172.16.0.1',
    );
    expect(forward.hops.find((hop) => hop.device === 'qg-8459d00f-a9')?.reason).toContain(
      'gives it the source 172.16.0.120',
    );
    expect([...devicesOf(backward)].reverse()).toEqual(devicesOf(forward));
    // One without a floating address leaves with the router's own, and its answers come back, too.
    const plain = routes(finder, 'app1', '8.8.8.8');
    expect(plain.forward.hops.find((hop) => hop.device === 'qg-8459d00f-a9')?.reason).toContain(
      '172.16.0.137',
    );
    expect([plain.forward.end, plain.backward.end]).toEqual(['outside', 'reached']);
  });

  test('from outside, an address that nothing translates is not reached', () => {
    expect(routes(finder, 'outside', 'app1').forward).toMatchObject({
      end: 'broken',
      code: 'no-nat',
      complete: false,
    });
    expect(routes(finder, 'outside', '172.16.0.120').forward.complete).toBe(true);
  });

  test('hops carry MTU, state, namespace and counters, with lines that say so', () => {
    const { forward } = routes(finder, 'app1', 'db2');
    const hop = (device: string): Route['hops'][number] | undefined =>
      forward.hops.find((one) => one.device === device);
    expect(hop('qvo1476e4c9-4e')).toMatchObject({ mtu: 1458, state: 'UP', tag: 1, netns: null });
    expect(hop('qvo1476e4c9-4e')?.counters.map(({ from }) => from)).toEqual([
      'ip-link',
      'dump-ports',
      'ovsdb',
    ]);
    expect(hop('qr-5407cdd8-83')).toMatchObject({
      netns: 'qrouter-f34652a4-a7f2-468e-9eb8-2a12d89cdf86',
      mtu: 1458,
    });
    for (const counters of forward.hops.flatMap((one) => one.counters))
      expect(Object.values(counters).every((value) => typeof value !== 'number' || value >= 0)).toBe(true);
    for (const { evidence } of forward.hops) {
      for (const { host, sourceId, firstLine, lastLine, source } of evidence) {
        const own = facts.find((one) => one.host === host);
        expect(own?.sources.get(sourceId)?.path).toBe(source);
        expect(lastLine).toBeLessThanOrEqual(own?.text.get(sourceId)?.length ?? 0);
        expect(firstLine).toBeGreaterThanOrEqual(1);
      }
    }
  });

  test('the same hosts in any order give the same routes', () => {
    const other = new RouteFinder(caseOfFacts([...facts].reverse()));
    for (const [from, to] of [
      ['app1', 'db2'],
      ['mon1', null],
      ['outside', '172.16.0.120'],
    ] as const)
      expect(other.find(from, to)).toEqual(finder.find(from, to));
    expect(other.points).toEqual(finder.points);
  });
});

describe.skipIf(!hasShared)('a real report, of a distributed router', () => {
  let facts = emptyFacts('compute4');
  let finder = new RouteFinder(indexCase([]));
  const router = 'qrouter-984c22fd-64b3-4fa1-8ddd-87090f401ce5';
  beforeAll(async () => {
    facts = emptyFacts('compute4');
    await addArchive(facts, sharedData('hotsos-openstack/sosreport-compute4-2022-02-10-real.tar.xz'));
    finder = new RouteFinder(caseOfFacts([facts]));
  });

  const outwards = [
    ...['instance-00000001', 'tap0e778df8-ca', 'br-int', 'qr-3a70b31c-3f', router, 'rfp-984c22fd-6'],
    ...['fpr-984c22fd-6', 'fip-32981f34-497a-4fae-914a-8576055c8d0d', 'fg-c8dcce74-c4', 'br-int'],
    ...['int-br-data', 'phy-br-data', 'br-data', 'ens7'],
  ];

  test('leaves by rfp, fpr and the fip namespace with its floating address, and answers come the same way', () => {
    const { forward, backward } = routes(finder, 'instance-00000001', 'outside');
    expect(forward.hops.map(({ device }) => device)).toEqual(outwards);
    expect(backward.hops.map(({ device }) => device).reverse()).toEqual(outwards);
    expect(forward.hops.find(({ device }) => device === 'rfp-984c22fd-6')?.reason).toContain('10.100.0.203');
    expect(backward.hops.find(({ device }) => device === router)?.reason).toContain(
      'sends what is for 10.100.0.203 to 192.168.21.18',
    );
    expect([forward.end, backward.end]).toEqual(['outside', 'reached']);
    expect(
      routes(finder, 'outside', '10.100.0.203')
        .forward.hops.map(({ device }) => device)
        .reverse(),
    ).toEqual(outwards);
  });

  test('an instance without a floating address is sent to the snat port of another host', () => {
    const host = new RouteHost(caseOfFacts([facts]).nodes[0] ?? expect.fail('no node'));
    expect(lookUp(host, router, null, '192.168.21.18', 'qr-3a70b31c-3f')).toMatchObject({
      device: 'rfp-984c22fd-6',
    });
    expect(lookUp(host, router, null, '192.168.21.99', 'qr-3a70b31c-3f')).toMatchObject({
      kind: 'route',
      device: 'qr-3a70b31c-3f',
      gateway: '192.168.21.109',
    });
  });

  test('its router answers on its own host', () => {
    const { forward, backward } = routes(finder, 'instance-00000001', '192.168.21.1');
    expect(forward.hops.map(({ device }) => device)).toEqual(outwards.slice(0, 5));
    expect(backward.complete).toBe(true);
  });

  test('evidence ends at the tunnel to the host that has what only a neighbour table names', () => {
    const { forward, backward } = routes(finder, 'instance-00000001', '192.168.21.2');
    expect(forward.hops.map(({ device }) => device).slice(-4)).toEqual([
      'br-tun',
      'vxlan-0a000072',
      'br-ens3',
      'ens3',
    ]);
    expect(forward).toMatchObject({ complete: false, end: 'evidence-ends', code: 'no-snapshot' });
    expect(forward.hops.find(({ kind }) => kind === 'tunnel')).toMatchObject({
      tunnelId: '0x4d1',
      remote: '10.0.0.114',
    });
    expect(backward).toMatchObject({ complete: false, end: 'evidence-ends', hops: [] });
  });
});

// The same deployment as others run it, and as nobody should: l2population, rules of a firewall taken away, VXLAN, tunnels
// over IPv6, hostile names, hosts in any order. Made by editing a real one's outputs.
import { beforeAll, describe, expect, test } from 'vitest';
import type { FilledFacts } from '../../../bundle-facts.ts';
import {
  type Change,
  each,
  EditedLab,
  endOf,
  findingsIn,
  on,
  output,
  routesAmong,
  routesBetween,
  withoutFlows,
} from '../../../edited-lab.ts';
import { hasShared } from '../../../shared-data.ts';

const app1 = '10.18.0.77';
const web2 = '10.18.0.35';
const ends = [app1, web2, '10.22.22.106', '10.18.0.1', '10.18.0.2', 'outside'];

describe.skipIf(!hasShared)('with l2population', () => {
  let lab: EditedLab;
  beforeAll(async () => {
    lab = await EditedLab.open('lab', 'L2POP-T0-healthy');
  });
  const changed = (change: Change): readonly FilledFacts[] => lab.changed(on('compute1', change));
  const ofTunnels = (edit: (text: string) => string): Change => output(/dump-flows br-tun$/, edit);

  const noFlood = ofTunnels((text) =>
    text.replace(/(table=22.*dl_vlan=1 actions=strip_vlan,.*),output:3$/m, '$1'),
  );
  const noUnicast = withoutFlows('br-tun', /table=20,.*dl_dst=fa:16:3e:e8:db:f1/);
  const flood = 'error compute1 findings.vlan-without-tunnel.peer ovs-bridge/br-tun';

  test('a host is not flooded to, or has no entry for a MAC, or neither', () => {
    const known = changed(noFlood);
    expect(routesBetween(known, app1, web2).forward).toMatchObject({ complete: true });
    expect(findingsIn(known)).toEqual([flood]);
    const flooded = changed(noUnicast);
    const { forward } = routesBetween(flooded, app1, web2);
    expect(forward.complete).toBe(true);
    expect(forward.hops.flatMap(({ notes }) => notes.map(({ code }) => code))).toEqual(['flooded']);
    expect(findingsIn(flooded)).toEqual([]);
    const neither = changed(each(noFlood, noUnicast));
    expect(endOf(routesBetween(neither, app1, web2).forward)).toBe('broken no-flow br-tun');
    expect(routesBetween(neither, app1, web2).backward.complete).toBe(true);
    expect(findingsIn(neither)).toEqual([flood]);
  });

  test('a MAC’s entry leads to another host', () => {
    const facts = changed(
      ofTunnels((text) => text.replace(/(dl_vlan=1,dl_dst=fa:16:3e:e8:db:f1 .*),output:3$/m, '$1,output:2')),
    );
    expect(endOf(routesBetween(facts, app1, web2).forward)).toBe('broken stale-entry br-tun');
    expect(findingsIn(facts)).toEqual(['error compute1 findings.tunnel-entry.elsewhere ovs-bridge/br-tun']);
  });

  test('ARP is answered with another MAC; where no flow answers, it is flooded', () => {
    const other = changed(
      ofTunnels((text) =>
        text.replace(/(arp_tpa=10\.18\.0\.35 .*mod_dl_src:)fa:16:3e:e8:db:f1/, '$1fa:16:3e:00:00:01'),
      ),
    );
    expect(findingsIn(other)).toEqual(['error compute1 findings.tunnel-entry.arp ovs-bridge/br-tun']);
    const none = changed(withoutFlows('br-tun', /arp_tpa=10\.18\.0\.35 /));
    expect(routesBetween(none, app1, web2).forward.complete).toBe(true);
    expect(findingsIn(none)).toEqual([]);
  });
});

describe.skipIf(!hasShared)('other settings', () => {
  let lab: EditedLab;
  beforeAll(async () => {
    lab = await EditedLab.open('lab', 'T0-healthy');
  });
  const healthy = (facts: readonly FilledFacts[]): void => {
    for (const [pair, route] of routesAmong(facts, ends))
      expect(route.complete, `${pair}: ${route.reason ?? ''}`).toBe(true);
  };

  test.each<[string, string, Change]>([
    [
      'iptables, what lets packets in',
      'compute1',
      output(/iptables|nft/, (text) =>
        text.replaceAll(/.*-A neutron-openvswi-i[0-9a-f-]+ .*RETURN.*\n/g, ''),
      ),
    ],
    ['flows, what lets packets in', 'compute2', withoutFlows('br-int', /table=82,.*actions=(?!drop)/)],
    ['flows, what lets packets out', 'compute2', withoutFlows('br-int', /table=72,.*actions=(?!drop)/)],
  ])('rules of a security group are set aside: %s', (_, host, change) => {
    const facts = lab.changed(on(host, change));
    expect(facts).not.toEqual(lab.changed((text) => text));
    healthy(facts);
    expect(findingsIn(facts)).toEqual([]);
  });

  const vxlan = (text: string): string =>
    text
      .replaceAll('gre-c0a8', 'vxlan-c0a8')
      .replaceAll('type: gre', 'type: vxlan')
      .replaceAll(/^(type +: )gre$/gm, '$1vxlan')
      .replaceAll(' (gre:', ' (vxlan:')
      .replaceAll('network_type=gre', 'network_type=vxlan');
  const overIpv6 = (text: string): string =>
    text
      .replaceAll(/inet 192\.168\.10\.(1\d)\/24 .*scope global \S+/g, 'inet6 fd00:10::$1/64 scope global')
      .replaceAll(/192\.168\.10\.(1\d)(?!\d)/g, 'fd00:10::$1')
      .replaceAll(/192\.168\.10\.0\/24/g, 'fd00:10::/64')
      // Neutron names a tunnel to an IPv6 address by a digest of it.
      .replaceAll(/(gre|vxlan)-c0a80a0([bcd])/g, '$1-zq3x7$2');

  test.each<[string, (text: string) => string]>([
    ['VXLAN', vxlan],
    ['GRE over IPv6', overIpv6],
    ['VXLAN over IPv6', (text) => overIpv6(vxlan(text))],
  ])('tunnels of another kind: %s', (name, edit) => {
    const facts = lab.changed((text) => edit(text));
    healthy(facts);
    const { hops } = routesBetween(facts, app1, web2).forward;
    const tunnels = hops.filter(({ kind }) => kind === 'tunnel');
    expect(tunnels.map(({ device }) => device?.split('-')[0])).toEqual(
      name.startsWith('VXLAN') ? ['vxlan', 'vxlan'] : ['gre', 'gre'],
    );
    if (name.endsWith('IPv6'))
      expect(tunnels.map(({ local, remote }) => `${local ?? ''} ${remote ?? ''}`)).toEqual([
        'fd00:10::11 fd00:10::12',
        'fd00:10::12 fd00:10::11',
      ]);
    // Packets of GRE's 1458 bytes do not fit into what takes more; nothing else is wrong.
    expect(new Set(findingsIn(facts).map((text) => text.split(' ')[2]))).toEqual(
      new Set(['findings.mtu-falls.tunnel']),
    );
  });

  test('the order of hosts changes nothing', () => {
    const facts = lab.changed(on('compute1', withoutFlows('br-tun', /tun_id=0x22a/)));
    const turned = [...facts].reverse();
    expect(routesAmong(turned, ends)).toEqual(routesAmong(facts, ends));
    expect(findingsIn(turned)).toEqual(findingsIn(facts));
    expect(findingsIn(facts)).not.toEqual([]);
  });

  test.each([
    '$&(.*)[x',
    '<img src=x onerror=1>',
    '__proto__',
    'constructor',
    '../../x',
    'a > b',
    '测试\u202ex',
  ])('an instance is called %s', (name) => {
    const facts = lab.changed((text, line) =>
      text.replaceAll(/\bapp1\b/g, () =>
        /dumpxml/.test(line) ? name.replaceAll('&', '&amp;').replaceAll('<', '&lt;') : name,
      ),
    );
    const { forward, backward } = routesBetween(facts, name, 'web2');
    expect([forward.end, backward.end]).toEqual(['reached', 'reached']);
    expect(forward.from).toMatchObject({ name, addresses: [app1] });
    expect(findingsIn(facts)).toEqual([]);
  });

  test.each(['br$(x)', 'constructor', '__proto__', 'a.b[c', '1'])(
    'the tunnels’ bridge is called %s',
    (name) => {
      const renamed = (text: string): string => text.replaceAll(/\bbr-tun\b/g, () => name);
      const facts = lab.changed(renamed, renamed);
      healthy(facts);
      expect(findingsIn(facts)).toEqual([]);
    },
  );
});

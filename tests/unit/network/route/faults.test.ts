// Faults made by hand in a real host's outputs, each in every output that shows it: the route breaks at the device
// at fault, with the reason, and no pair of ends breaks that does not go over it.
import { beforeAll, describe, expect, test } from 'vitest';
import type { Route } from '../../../../shared/network/route/route.ts';
import {
  type Change,
  EditedLab,
  endOf as at,
  on,
  routesAmong,
  rows,
  withoutPort as without,
} from '../../../edited-lab.ts';
import { hasShared } from '../../../shared-data.ts';

const ends = [
  ...['10.18.0.77', '10.18.0.35', '10.22.22.106', '10.22.22.228'],
  ...['10.18.0.1', '10.22.22.1', '10.18.0.2', '10.22.22.2', 'outside'],
];

describe.skipIf(!hasShared)('a fault', () => {
  let lab: EditedLab;
  beforeAll(async () => {
    lab = await EditedLab.open('lab', 'T0-healthy');
  });

  /** By pair, of those that are not complete: where it ends, and why. */
  function broken(host: string, change: Change): ReadonlyMap<string, Route> {
    const routes = routesAmong(lab.changed(on(host, change)), ends);
    return new Map([...routes].filter(([, route]) => !route.complete));
  }

  /** Pairs with `end` as one of the two. */
  const pairsOf = (end: string): readonly string[] =>
    ends.flatMap((other) => (other === end ? [] : [`${end} > ${other}`, `${other} > ${end}`]));

  const down =
    (device: string): Change =>
    (text) =>
      text.replace(
        new RegExp(
          `(\\d+: ${device}: <BROADCAST,MULTICAST),PROMISC,UP,LOWER_UP> (mtu \\d+ qdisc \\S+ state) UNKNOWN`,
        ),
        '$1> $2 DOWN',
      );

  test('a router’s device in its namespace is down', () => {
    const found = broken('network1', down('qr-a08938ba-4d'));
    expect(at(found.get('10.22.22.106 > 10.18.0.77'))).toBe('broken link-down qr-a08938ba-4d');
    // The kernel answers for all its addresses by any device.
    expect(found.get('10.18.0.77 > 10.22.22.1')).toBeUndefined();
    expect(found.get('10.18.0.77 > 10.18.0.35')).toBeUndefined();
    expect(found.get('10.22.22.106 > 10.22.22.2')).toBeUndefined();
    expect(found.get('10.18.0.77 > outside')).toBeUndefined();
  });

  test('the bridge that has the tunnels’ address is down', () => {
    const found = broken('compute2', down('br-phy'));
    expect(at(found.get('10.18.0.77 > 10.18.0.35'))).toBe('broken link-down br-phy');
    expect(at(found.get('10.22.22.228 > 10.22.22.106'))).toBe('broken link-down br-phy');
    expect(found.get('10.18.0.77 > 10.22.22.106')).toBeUndefined();
  });

  test('Open vSwitch has lost a port’s device', () => {
    const lost = 'could not open network device tap450ad152-54 (No such device)';
    const found = broken('network1', (text, line) => {
      if (/vsctl show/.test(line))
        return text.replace(/( +Interface tap450ad152-54\n( +)type: internal\n)/, `$1$2error: "${lost}"\n`);
      if (!/list Interface/.test(line)) return text;
      return rows(text, /^name +: tap450ad152-54$/m, (row) =>
        row.replace(/^(ofport +: ).*$/m, '$1-1').replace(/^(error +: ).*$/m, `$1"${lost}"`),
      );
    });
    expect([...found.keys()].sort()).toEqual([...pairsOf('10.18.0.2')].sort());
    expect(at(found.get('10.18.0.77 > 10.18.0.2'))).toBe('broken ovs-error tap450ad152-54');
    expect(found.get('10.18.0.77 > 10.18.0.2')?.reason).toContain(lost);
  });

  test.each([
    ['patch-int', '10.18.0.1 > 10.18.0.77', 'patch-tun', 'patch-tun of br-int is a patch to patch-int'],
    ['patch-int', '10.18.0.77 > 10.18.0.1', 'br-tun', 'patch-tun of br-int is a patch to patch-int'],
    ['patch-tun', '10.18.0.1 > 10.18.0.77', 'br-int', 'patch-int of br-tun is a patch to patch-tun'],
    ['patch-tun', '10.18.0.77 > 10.18.0.1', 'patch-int', 'patch-int of br-tun is a patch to patch-tun'],
    ['phy-br-ex', '10.18.0.1 > outside', 'int-br-ex', 'int-br-ex of br-int is a patch to phy-br-ex'],
    ['phy-br-ex', 'outside > 10.18.0.1', 'int-br-ex', 'int-br-ex of br-int is a patch to phy-br-ex'],
    ['int-br-ex', '10.18.0.1 > outside', 'br-int', 'phy-br-ex of br-ex is a patch to int-br-ex'],
  ])('without %s of the network node, %s breaks at %s', (port, pair, device, reason) => {
    const found = broken('network1', without(port));
    expect(at(found.get(pair))).toBe(`broken no-patch ${device}`);
    expect(found.get(pair)?.reason).toContain(`${reason}, which is not there`);
    expect(found.get('10.18.0.77 > 10.18.0.35')).toBeUndefined();
    expect(found.has('10.18.0.77 > 10.18.0.1')).toBe(!pair.includes('outside'));
  });

  test('a bridge of a physical network without its adapter', () => {
    const found = broken('network1', without('eth2'));
    expect([...found.keys()].sort()).toEqual([...pairsOf('outside')].sort());
    for (const route of found.values()) expect(at(route)).toBe('broken no-underlay br-ex');
  });

  test('the bridge that has the tunnels’ address without its adapter', () => {
    const found = broken('compute2', without('eth1'));
    for (const pair of ['10.18.0.77 > 10.18.0.35', '10.18.0.35 > 10.18.0.77', '10.18.0.35 > 10.18.0.2']) {
      expect(found.get(pair)).toMatchObject({ end: 'broken', code: 'no-underlay' });
      expect(found.get(pair)?.reason).toContain('br-phy of compute2');
    }
    expect(found.get('10.18.0.77 > 10.18.0.1')).toBeUndefined();
  });

  test('a router’s device that lost its address, and a DHCP server’s', () => {
    const bare: Change = (text, line) =>
      /^ip netns exec .* ip (-\S+ )*route/.test(line)
        ? text.replace(/^10\.18\.0\.0\/24 .*\n/m, '')
        : text.replace(/ +inet (10\.18\.0\.[12]|169\.\S+)\/\d+ .*\n.*\n/g, '');
    const found = broken('network1', bare);
    expect(at(found.get('10.18.0.77 > 10.22.22.106'))).toMatch(/^broken no-address qrouter-/);
    expect(at(found.get('10.18.0.77 > outside'))).toMatch(/^broken no-address qrouter-/);
    expect(at(found.get('10.18.0.77 > 10.18.0.2'))).toMatch(/^broken no-address qdhcp-/);
    expect(at(found.get('outside > 10.18.0.77'))).toMatch(/^broken no-address qrouter-/);
    expect(found.get('outside > 10.18.0.77')?.hops).toHaveLength(1);
    expect(found.get('10.18.0.77 > 10.18.0.35')).toBeUndefined();
    expect(found.get('10.22.22.106 > outside')).toBeUndefined();
  });

  test('a namespace that `ip netns` does not list, and that no output is from', () => {
    const gone =
      (netns: RegExp): Change =>
      (text, line) => {
        if (/^ip netns$/.test(line)) return text.replace(netns, '');
        return line.includes('netns exec') && netns.test(`${line.split(' ')[3] ?? ''}\n`) ? null : text;
      };
    const server = broken('network1', gone(/^qdhcp-7e4ebe00.*\n/m));
    const [own] = ['10.18.0.2', '10.22.22.2'].filter((end) => server.has(`10.18.0.77 > ${end}`));
    expect(own).toBeDefined();
    expect([...server.keys()].sort()).toEqual([...pairsOf(own ?? '')].sort());
    expect(at(server.get(`10.18.0.77 > ${own}`))).toMatch(/^broken no-tap qdhcp-7e4ebe00/);
    const router = broken('network1', gone(/^qrouter-.*\n/m));
    expect(at(router.get('10.18.0.77 > 10.18.0.1'))).toMatch(/^broken no-tap qrouter-/);
    expect(at(router.get('10.18.0.77 > 10.22.22.106'))).toMatch(/^broken no-tap qrouter-/);
    expect(router.get('10.18.0.77 > 10.18.0.35')).toBeUndefined();
  });

  test('a tunnel whose remote_ip is not the one that it is named after', () => {
    const found = broken('compute2', (text, line) =>
      /vsctl show|list Interface|dpif.show/.test(line)
        ? text.replace(/remote_ip="?192\.168\.10\.11"?/g, 'remote_ip="192.168.10.99"')
        : text,
    );
    expect(at(found.get('10.18.0.35 > 10.18.0.77'))).toBe('broken wrong-encap br-tun');
    expect(at(found.get('10.18.0.77 > 10.18.0.35'))).toMatch(/^broken one-sided-tunnel/);
    expect(found.get('10.18.0.35 > 10.18.0.1')).toBeUndefined();
  });
});

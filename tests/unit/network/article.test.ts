// The article's case: the hops of its README with evidence, and what is said when outputs are missing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildNode } from '../../../shared/network/build-node.ts';
import { findPaths } from '../../../shared/network/find-paths.ts';
import type { Hop, NetworkPath } from '../../../shared/network/model.ts';
import { articleFacts } from '../../article-facts.ts';
import type { FilledFacts } from '../../bundle-facts.ts';
import { fixtures } from '../../shared-data.ts';

const transcript = readFileSync(join(fixtures, 'article/transcript.txt'), 'utf8');

function pathOf(facts: FilledFacts): NetworkPath {
  const model = buildNode(facts, { flowsOf: facts.flowsOf, peers: [] });
  const [path, ...more] = findPaths(model, 'instance-0000001e');
  if (!path || more.length > 0) throw new Error(`${more.length + 1} paths`);
  return path;
}

function short(hop: Hop): readonly (string | number | null)[] {
  return [hop.kind, hop.device, hop.status, hop.break];
}

const wired = [
  ['linux-bridge', 'qbr48e06cd2-60', 'known', null],
  ['veth', 'qvb48e06cd2-60', 'known', null],
  ['veth', 'qvo48e06cd2-60', 'known', null],
  ['ovs-bridge', 'br-int', 'known', null],
  ['patch', 'patch-tun', 'known', null],
  ['patch', 'patch-int', 'known', null],
  ['ovs-bridge', 'br-tun', 'known', null],
  ['tunnel', 'gre-1', 'known', null],
];

describe('the article', () => {
  const facts = articleFacts(transcript);
  const path = pathOf(facts);
  const lineOf = (hop: Hop | undefined, at: number): string | undefined => {
    const shown = hop?.evidence[at];
    return (
      shown &&
      facts.text
        .get(shown.sourceId)
        ?.slice(shown.firstLine - 1, shown.lastLine)
        .join('\n')
    );
  };

  test('gives the hops of its README, each with evidence', () => {
    expect(path).toMatchObject({
      id: 'instance-0000001e/tap48e06cd2-60',
      instance: 'instance-0000001e',
      instanceName: 'vm1',
      interface: 'tap48e06cd2-60',
      complete: true,
    });
    expect(path.hops.map(short)).toEqual([
      ['instance', 'instance-0000001e', 'known', null],
      ['tap', 'tap48e06cd2-60', 'known', null],
      ...wired,
    ]);
    expect(path.hops.every((hop) => hop.evidence.length > 0)).toBe(true);
  });

  test('shows for each hop the line that shows it', () => {
    const [instance, tap, qbr, qvb, qvo, brInt, , patchInt, brTun, gre] = path.hops;
    expect(instance?.addresses).toEqual(['10.18.0.3', '172.16.19.232']);
    expect(lineOf(tap, 0)).toContain("<target dev='tap48e06cd2-60'/>");
    expect(lineOf(qbr, 0)).toBe('\t\t\t\t\t\t\ttap48e06cd2-60');
    expect(lineOf(qvb, 0)).toContain('qvb48e06cd2-60');
    expect(qvo).toMatchObject({ ifindex: 16, tag: 1, ofport: null, mac: 'aa:c0:0f:d2:e2:43', mtu: 1500 });
    expect(lineOf(qvo, 0)).toContain('peer_ifindex: 16');
    expect(lineOf(qvo, 1)).toContain('16: qvo48e06cd2-60: <BROADCAST');
    expect(brInt?.tag).toBe(1);
    expect(patchInt?.ofport).toBe(1);
    expect(brTun?.tunnelId).toBe('0x2');
    expect(lineOf(brTun, 0)).toContain('strip_vlan,set_tunnel:0x2,output:2');
    expect(gre).toMatchObject({
      ofport: 2,
      tunnelId: '0x2',
      local: '192.168.10.11',
      remote: '192.168.10.10',
    });
    expect(gre?.reason).toBe('no `ip addr`: the device that carries 192.168.10.11 is unknown');
  });

  test('gives the three other ports of br-int a path of their own', () => {
    const model = buildNode(facts, { flowsOf: facts.flowsOf, peers: [] });
    const others = model.paths.filter((other) => other.instance === null);
    expect(others.map((other) => [other.id, other.hops[0]?.tag, other.hops.at(-1)?.tunnelId])).toEqual([
      ['qvo18cec000-80', 2, '0x3'],
      ['qvob86d15f1-8f', 1, '0x2'],
      ['qvodfdc29e2-9a', 2, '0x3'],
    ]);
    expect(model.devices.find((device) => device.name === 'qvo18cec000-80')?.network).toBe('vlan 2');
    expect(model.links.filter((link) => link.kind === 'veth').map((link) => [link.from, link.to])).toEqual([
      ['veth/qvb48e06cd2-60', 'veth/qvo48e06cd2-60'],
    ]);
  });
});

describe('the article without', () => {
  const without = (...left: readonly string[]): NetworkPath =>
    pathOf(articleFacts(transcript, (command) => !left.some((name) => command.includes(name))));

  test('the domain XML: the tap is named as missing, the only candidate said', () => {
    const path = without('virsh');
    expect(path.complete).toBe(false);
    expect(path.hops.map(short)).toEqual([
      ['instance', 'instance-0000001e', 'known', null],
      ['tap', 'tap48e06cd2-60', 'missing', 'no-domain-xml'],
      ...wired,
    ]);
    expect(path.hops[1]?.reason).toBe(
      'no `virsh dumpxml instance-0000001e`: its tap is unknown; tap48e06cd2-60 is the only tap in a Linux bridge of compute1',
    );
  });

  test('ethtool: the peer is inferred from the name, and says so', () => {
    const qvo = without('ethtool').hops[4];
    expect(qvo).toMatchObject({
      device: 'qvo48e06cd2-60',
      status: 'inferred',
      reason:
        'no `ethtool -S qvb48e06cd2-60`: its peer is unknown; qvo48e06cd2-60 is taken for it because Nova names both ends of the pair after the same port',
    });
  });

  test('ip link: the peer has a number and no name', () => {
    const qvo = without('ip link').hops[4];
    expect(qvo).toMatchObject({ device: 'qvo48e06cd2-60', ifindex: 16, status: 'inferred' });
    expect(qvo?.reason).toContain('ifindex 16 is its peer, and no output names that device: `ip link`');
  });

  test('brctl: the bridge is the one that the domain names', () => {
    const path = without('brctl');
    expect(path.hops[2]).toMatchObject({
      device: 'qbr48e06cd2-60',
      status: 'inferred',
      reason: 'from the domain XML; no `brctl show` shows tap48e06cd2-60 in qbr48e06cd2-60',
    });
    expect(path.hops.slice(3).map((hop) => hop.device)).toContain('gre-1');
  });

  test('ovs-vsctl show: the path ends at the veth', () => {
    const path = without('ovs-vsctl');
    expect(path.hops.at(-1)).toMatchObject({
      device: null,
      kind: 'ovs-bridge',
      break: 'not-in-ovs',
      reason: 'no `ovs-vsctl show`: the bridge of qvo48e06cd2-60 is unknown',
    });
  });

  test('the flow table: the tunnel id is missing and the command said', () => {
    const path = without('easyovs');
    expect(path.hops.slice(-3).map(short)).toEqual([
      ['patch', 'patch-int', 'inferred', null],
      ['ovs-bridge', 'br-tun', 'inferred', null],
      ['tunnel', null, 'missing', 'no-tunnel-id'],
    ]);
    expect(path.hops.at(-1)?.reason).toBe(
      'no `ovs-ofctl dump-flows br-tun`: the tunnel id and the tunnels of VLAN 1 are unknown',
    );
  });

  test('port numbers: which port an output means is inferred', () => {
    expect(without('dump-ports-desc').hops.at(-1)).toMatchObject({
      device: 'gre-1',
      status: 'inferred',
      reason:
        'no `ovs-ofctl show br-tun`: the flows name port numbers, and whose they are is unknown; no `ip addr`: the device that carries 192.168.10.11 is unknown',
    });
  });

  test('anything but the domain XML: what should come next is named', () => {
    const path = without('nova', 'brctl', 'lshw', 'ethtool', 'ip link', 'ovs', 'easyovs');
    expect(path.hops.map(short)).toEqual([
      ['instance', 'instance-0000001e', 'known', null],
      ['tap', 'tap48e06cd2-60', 'known', null],
      ['linux-bridge', 'qbr48e06cd2-60', 'inferred', null],
      ['veth', 'qvb48e06cd2-60', 'missing', 'peer-unknown'],
    ]);
    expect(path.hops.at(-1)?.reason).toBe(
      'no `brctl show`: what else is in qbr48e06cd2-60 is unknown; qvb48e06cd2-60 would be expected by its name',
    );
  });
});

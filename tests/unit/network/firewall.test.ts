// Which firewall is at each port: of the lab's hybrid plugs (iptables) and straight ones (flows), of OVN, of the
// real sos report; rules are counted in the raw lines, and the state is the one that Neutron intends.
import { beforeAll, describe, expect, it } from 'vitest';
import type { NeutronPortFact } from '../../../shared/facts.ts';
import { modelOf } from '../../../shared/network/build-node.ts';
import type { PortFirewall } from '../../../shared/network/firewall/firewall.ts';
import { firewallsOf } from '../../../shared/network/firewall/firewalls-of.ts';
import { indexNode, peerHost } from '../../../shared/network/node-index.ts';
import { emptyFacts, hostFacts, type FilledFacts } from '../../bundle-facts.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

function firewalls(own: FilledFacts, all: readonly FilledFacts[] = [own]): readonly PortFirewall[] {
  const node = indexNode(own, { flowsOf: own.flowsOf, peers: all.map(peerHost) });
  const others = all.filter((facts) => facts !== own);
  return firewallsOf(node, modelOf(node).paths, { flowsOf: own.flowsOf, others });
}

/** The raw lines of a snapshot's sources whose path has `part` in it. */
function linesOf(facts: FilledFacts, part: string): readonly string[] {
  return [...facts.sources.values()]
    .filter(({ path }) => path.includes(part))
    .flatMap(({ id }) => facts.text.get(id) ?? []);
}

function neutronPort(all: readonly FilledFacts[], id: string | null): NeutronPortFact | undefined {
  return all.flatMap((facts) => facts.of('neutron-port')).find(({ data }) => data.id === id)?.data;
}

describe.skipIf(!hasShared)('the firewalls of a deployment', () => {
  let lab: readonly FilledFacts[] = [];
  let ovn: readonly FilledFacts[] = [];
  beforeAll(async () => {
    const read = async (folder: string, hosts: readonly string[]): Promise<readonly FilledFacts[]> => {
      const facts: FilledFacts[] = [];
      for (const host of hosts)
        facts.push(await hostFacts(sharedData(folder), host, 'commands', facts.length + 1));
      return facts;
    };
    lab = await read('lab/bundles/T0-healthy', ['compute1', 'compute2', 'controller1', 'network1']);
    ovn = await read('ovn/bundles/T0-healthy', ['compute1', 'compute2', 'controller1']);
  });

  it('are what Neutron intends for every port, in the lab and with OVN', () => {
    for (const all of [lab, ovn]) {
      const found = all.flatMap((own) => firewalls(own, all));
      expect(found.map(({ state }) => state)).toContain('open');
      for (const { portId, state, groups, reason } of found) {
        const port = neutronPort(all, portId);
        expect({ portId, state }).toEqual({
          portId,
          state: port?.portSecurity === true ? 'filtered' : 'open',
        });
        expect(groups?.map(({ id }) => id)).toEqual(port?.securityGroups);
        if (state === 'open') expect(reason).toMatch(/port security is off/);
      }
    }
    expect(lab.map((own) => [own.host, new Set(firewalls(own, lab).map(({ driver }) => driver))])).toEqual([
      ['compute1', new Set(['iptables'])],
      ['compute2', new Set(['openflow'])],
      ['controller1', new Set()],
      ['network1', new Set()],
    ]);
    expect(ovn.flatMap((own) => firewalls(own, ovn)).every(({ driver }) => driver === 'ovn')).toBe(true);
  });

  it('count as many rules in chains as iptables-save and ip6tables-save print', () => {
    const [compute1] = lab;
    if (!compute1) throw new Error('no compute1');
    for (const { device, parts, state, rules } of firewalls(compute1, lab)) {
      if (state !== 'filtered') continue;
      const printed = [...linesOf(compute1, '/iptables-save'), ...linesOf(compute1, '/ip6tables-save')];
      for (const letter of ['i', 'o', 's']) {
        const chain = `neutron-openvswi-${letter}${device.slice(3, 13)}`;
        const lines = printed.filter((line) => line.includes(`-A ${chain} `));
        expect({ chain, rules: parts.find(({ name }) => name === chain)?.rules }).toEqual({
          chain,
          rules: lines.length,
        });
      }
      expect(rules).toBe(parts.reduce((sum, part) => sum + part.rules, 0));
    }
  });

  it('count as many flows as the dump has with the register or number of the port', () => {
    const compute2 = lab[1];
    if (!compute2) throw new Error('no compute2');
    const dump = compute2.flowsOf('br-int');
    for (const { parts, portId } of firewalls(compute2, lab)) {
      const [row] = compute2
        .of('ovs-interface')
        .filter(({ data }) => data.externalIds['iface-id'] === portId);
      const ofport = row?.data.ofport ?? -1;
      const about = new RegExp(`(^|,)reg5=0x${ofport.toString(16)}(,|$)`);
      for (const { name, rules, flows } of parts) {
        const table = Number(/\d+$/.exec(name)?.[0]);
        const lines = dump.filter(
          ({ data }) =>
            data.table === table &&
            (table === 60 ? new RegExp(`(^|,)in_port=${ofport}(,|$)`) : about).test(data.match),
        );
        expect({ name, rules }).toEqual({ name, rules: lines.length });
        expect(flows?.filter).toContain(`table=${table}`);
      }
      expect(parts.map(({ name }) => name)).toContain('br-int table 82');
    }
  });

  it('count the ACLs of the port groups that the port is in', () => {
    const found = ovn.flatMap((own) => firewalls(own, ovn)).filter(({ state }) => state === 'filtered');
    const controller = ovn[2];
    if (!controller) throw new Error('no controller1');
    for (const { parts, groups } of found) {
      for (const { id } of groups ?? []) {
        const name = `pg_${id.replace(/-/g, '_')}`;
        const printed = linesOf(controller, `acl-list_${name}`).filter((line) => line.trim() !== '');
        const counted = parts.filter((part) => part.name === name).reduce((sum, { rules }) => sum + rules, 0);
        expect({ name, counted }).toEqual({ name, counted: printed.length });
      }
      expect(parts.map(({ name }) => name)).toContain('neutron_pg_drop');
    }
    expect(found.length).toBeGreaterThan(5);
  });

  it('are unknown, with the command to ask for, where their outputs are missing', async () => {
    const hybrid = emptyFacts('compute1');
    const straight = emptyFacts('compute2');
    for (const [facts, from] of [
      [hybrid, lab[0]],
      [straight, lab[1]],
    ] as const) {
      for (const { id, path, commandLine } of from?.sources.values() ?? []) {
        if (/ip6?tables|ipset|dump-flows|nft/.test(path)) continue;
        facts.add(path, (from?.text.get(id) ?? []).join('\n'), commandLine ?? undefined);
      }
    }
    for (const { state, wants, status } of firewalls(hybrid))
      expect({ state, status, wants }).toEqual({
        state: 'unknown',
        status: 'missing',
        wants: ['iptables-save'],
      });
    for (const { state, wants } of firewalls(straight))
      expect({ state, wants }).toEqual({ state: 'unknown', wants: ['ovs-ofctl dump-flows br-int'] });
  });
});

/** A host with one tap in a Linux bridge, and what its kernel filters by. */
function linuxBridgeHost(rules: string, setting: string): FilledFacts {
  const facts = emptyFacts('node');
  facts.add(
    'ip_-d_link',
    [
      '7: tap0badcafe-01: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc fq_codel master brq5eed5eed-00 state UNKNOWN mode DEFAULT group default qlen 1000',
      '    link/ether fe:16:3e:00:00:01 brd ff:ff:ff:ff:ff:ff promiscuity 1 ',
      '    tun type tap pi off vnet_hdr on persist off ',
      '8: brq5eed5eed-00: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UP mode DEFAULT group default qlen 1000',
      '    link/ether 02:00:00:00:00:08 brd ff:ff:ff:ff:ff:ff promiscuity 0 ',
      '    bridge forward_delay 0 ',
    ].join('\n'),
    'ip -d link',
  );
  facts.add(
    'virsh_dumpxml',
    [
      "<domain type='kvm' id='1'>",
      '  <name>instance-00000001</name>',
      '  <uuid>00000000-0000-4000-8000-000000000001</uuid>',
      '  <devices>',
      "    <interface type='bridge'>",
      "      <mac address='fa:16:3e:00:00:01'/>",
      "      <source bridge='brq5eed5eed-00'/>",
      "      <target dev='tap0badcafe-01'/>",
      "      <model type='virtio'/>",
      '    </interface>',
      '  </devices>',
      '</domain>',
    ].join('\n'),
    'virsh dumpxml instance-00000001',
  );
  facts.add(
    'iptables-save',
    ['*filter', ':FORWARD ACCEPT [0:0]', rules, 'COMMIT'].join('\n'),
    'iptables-save',
  );
  facts.add('sysctl', `net.bridge.bridge-nf-call-iptables = ${setting}`, 'sysctl -a');
  return facts;
}

const chains = [
  '-A neutron-linuxbri-sg-chain -m physdev --physdev-out tap0badcafe-01 --physdev-is-bridged -j neutron-linuxbri-i0badcafe-0',
  '-A neutron-linuxbri-sg-chain -m physdev --physdev-in tap0badcafe-01 --physdev-is-bridged -j neutron-linuxbri-o0badcafe-0',
  '-A neutron-linuxbri-i0badcafe-0 -m state --state RELATED,ESTABLISHED -j RETURN',
  '-A neutron-linuxbri-o0badcafe-0 -j neutron-linuxbri-s0badcafe-0',
  '-A neutron-linuxbri-o0badcafe-0 -j neutron-linuxbri-sg-fallback',
  '-A neutron-linuxbri-s0badcafe-0 -j DROP',
].join('\n');
const forward =
  '-A neutron-linuxbri-FORWARD -m physdev --physdev-out tap0badcafe-01 --physdev-is-bridged -j neutron-linuxbri-sg-chain';

describe('iptables of a Linux bridge agent', () => {
  it('filters where FORWARD leads to the chains', () => {
    const [found, ...more] = firewalls(linuxBridgeHost(`${forward}\n${chains}`, '1'));
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      driver: 'iptables',
      state: 'filtered',
      where: 'kernel',
      rules: 4,
      reason: null,
    });
    expect(found?.parts.map(({ name, direction, rules }) => [name, direction, rules])).toEqual([
      ['neutron-linuxbri-i0badcafe-0', 'to-instance', 1],
      ['neutron-linuxbri-o0badcafe-0', 'from-instance', 2],
      ['neutron-linuxbri-s0badcafe-0', 'anti-spoofing', 1],
    ]);
  });

  it('does not where nothing leads to them, where the kernel does not ask it, or where there is no rule', () => {
    const [torn] = firewalls(linuxBridgeHost(chains.split('\n').slice(2).join('\n'), '1'));
    expect(torn).toMatchObject({
      state: 'none',
      rules: 4,
      reason: expect.stringContaining('no rule of the FORWARD chain'),
    });
    const [unasked] = firewalls(linuxBridgeHost(`${forward}\n${chains}`, '0'));
    expect(unasked).toMatchObject({
      state: 'none',
      reason: expect.stringContaining('bridge-nf-call-iptables is 0'),
    });
    const [bare] = firewalls(linuxBridgeHost('-A FORWARD -j ACCEPT', '1'));
    expect(bare).toMatchObject({
      driver: null,
      state: 'none',
      rules: 0,
      reason: 'no rule of iptables names tap0badcafe-01',
    });
    const accept =
      '-A neutron-linuxbri-FORWARD -m physdev --physdev-out tap0badcafe-01 --physdev-is-bridged -j ACCEPT';
    const [open] = firewalls(linuxBridgeHost(accept, '1'));
    expect(open).toMatchObject({
      driver: 'iptables',
      state: 'open',
      reason: 'a rule accepts everything: port security is off',
    });
  });
});

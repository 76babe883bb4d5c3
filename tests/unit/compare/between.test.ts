// Nodes of the real deployments against each other: what is left over after renaming is explained by something that
// really differs, counted per bridge; and a node against itself with other numbers is equal.
import { contradictionText } from '../../../shared/compare/renaming/contradiction.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  compareNodes,
  type BridgeCounts,
  type NodeComparison,
  type RuleResult,
} from '../../../shared/compare/between/compare-nodes.ts';
import { compareSettings } from '../../../shared/compare/between/host-settings.ts';
import { nodeMatrix } from '../../../shared/compare/between/node-matrix.ts';
import { changeOfRule } from '../../../shared/compare/between/rule-change.ts';
import type { FactKind, FactKinds, FlowFact } from '../../../shared/facts.ts';
import type { RenamingByHand } from '../../../shared/compare/renaming/shared-numbers.ts';
import type { SnapshotFacts } from '../../../shared/snapshot-facts.ts';
import { articleFacts } from '../../article-facts.ts';
import { hostFacts, type FilledFacts } from '../../bundle-facts.ts';
import { dvrMacs, dvrNode, dvrPeer } from '../../dvr-peer.ts';
import { renumbered, withFacts } from '../../renumbered-node.ts';
import { fixtures, hasShared, sharedData } from '../../shared-data.ts';

/** Rules in one dump that stand on lines with an action list, without those that `learn()` made. */
const steps = ({ bridge, rules, asText, canonical, renamed, paired }: BridgeCounts): readonly unknown[] => [
  bridge,
  `${rules.from}/${rules.to}`,
  ...[asText, canonical, renamed, paired],
];

/** How many rules are left over, by reason. */
function reasons({ rules }: NodeComparison): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { class: kind, reason, bridge, from } of rules) {
    if (reason === null) continue;
    const key = `${bridge} ${kind} ${reason} ${from === null ? '+' : '-'}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

function linesOf(rules: readonly RuleResult[], side: 'from' | 'to'): readonly string[] {
  return rules.flatMap((rule) => rule[side]?.text ?? []);
}

const host = (snapshot: string, name: string, id: number): Promise<FilledFacts> =>
  hostFacts(sharedData(snapshot), name, 'commands', id);

describe.skipIf(!hasShared)('hybrid plug against the firewall in rules', () => {
  let hybrid: FilledFacts;
  let rules: FilledFacts;
  let found: NodeComparison;
  beforeAll(async () => {
    hybrid = await host('lab/bundles/T0-healthy', 'compute1', 1);
    rules = await host('lab/bundles/T0-healthy', 'compute2', 2);
    found = compareNodes(hybrid, rules);
  }, 60_000);

  test('equal as text, in canonical form, after renaming, after pairing', () => {
    expect(found.bridges.map(steps)).toEqual([
      ['br-int', '27/281', 9, 9, 9, 9],
      ['br-phy', '1/1', 1, 1, 1, 1],
      ['br-tun', '16/16', 11, 12, 13, 16],
    ]);
  });

  test('what is left over is the firewall, by what the rules themselves do', () => {
    expect(reasons(found)).toEqual({ 'br-int own firewall -': 18, 'br-int own firewall +': 272 });
    const left = found.rules.filter(({ reason }) => reason === 'firewall');
    // Here the firewall is iptables': the rules only keep ports from lying in ARP and of their MAC.
    for (const line of linesOf(left, 'from')) expect(line).toMatch(/in_port=1[124]/);
    for (const line of linesOf(left, 'to')) {
      expect(line).toMatch(/table=(?:7[123]|8[12]|9[1-4]),|table=60, .*priority=(?:100|90),/);
    }
    expect(hybrid.of('firewall-rule').some(({ data }) => data.chain.startsWith('neutron-openvswi-i'))).toBe(
      true,
    );
    expect(rules.of('firewall-rule').some(({ data }) => data.chain.startsWith('neutron-openvswi-i'))).toBe(
      false,
    );
  });

  test('local VLANs and tunnels are told by what they are', () => {
    const vlans = found.renaming.filter(({ space }) => space === 'local-vlan');
    expect(vlans.map(({ from, to, because }) => [from, to, because?.split(':')[0]])).toEqual(
      expect.arrayContaining([
        [1, 6, 'network'],
        [4, 5, 'network'],
      ]),
    );
    expect(found.renaming).toContainEqual({
      ...{ space: 'ofport', bridge: 'br-tun', name: 'gre tunnel to 192.168.10.13', byHand: false },
      ...{ from: 2, to: 3, because: 'tunnel:gre 192.168.10.13 flow' },
    });
    expect([found.unresolved, found.contradictions, found.notComparable]).toEqual([[], [], []]);
  });

  test('a correction by hand counts before what the node says, and what it breaks shows', () => {
    const networkOf = (vlan: number): string =>
      found.renaming.find(({ space, from }) => space === 'local-vlan' && from === vlan)?.name ?? '';
    const byHand = { host: 'compute1', space: 'local-vlan', bridge: null, number: 1 } as const;
    const wrong = compareNodes(hybrid, rules, { rename: [{ ...byHand, alias: networkOf(4) }] });
    expect(wrong.bridges.at(-1)).toMatchObject({ bridge: 'br-tun', renamed: 11 });
    expect(wrong.renaming.find(({ byHand: by }) => by)).toMatchObject({
      space: 'local-vlan',
      from: 1,
      to: 5,
    });
    expect(wrong.contradictions.map(contradictionText)).toEqual([
      'compute2: local-vlan 5: tunnel:0x8c says 4 of compute1, network:7e4ebe00-9c5e-44a1-b5b3-ed89f32a6912 says 1 of compute1',
    ]);
    const right = compareNodes(hybrid, rules, { rename: [{ ...byHand, alias: `network:${networkOf(1)}` }] });
    expect(right.bridges).toEqual(found.bridges);
  });

  test('a conj_id that nothing names is corrected by the number that the list shows', () => {
    const other = { ...renumbered(rules, 4711), host: 'copy' };
    const pairs = (comparison: NodeComparison): ReadonlyMap<number, number> =>
      new Map(
        comparison.renaming.flatMap(({ space, from, to }) =>
          space === 'conjunction' && from !== null && to !== null ? [[from, to] as const] : [],
        ),
      );
    const told = pairs(compareNodes(rules, other));
    const [[a = 0, ofA = 0] = [], [b = 0, ofB = 0] = []] = [...told];
    const said = (number: number, other: number): RenamingByHand => ({
      ...{ host: 'compute2', space: 'conjunction', bridge: 'br-int', number, alias: `conjunction ${other}` },
    });
    const exchanged = [said(a, ofB), said(b, ofA)];
    const wrong = compareNodes(rules, other, { rename: exchanged });
    expect([pairs(wrong).get(a), pairs(wrong).get(b)]).toEqual([ofB, ofA]);
    expect(wrong.contradictions.map(contradictionText)).toEqual([
      `conjunction ${a}: the rules say ${ofA}, by hand it is another`,
      `conjunction ${b}: the rules say ${ofB}, by hand it is another`,
    ]);
    expect(wrong.bridges.find(({ bridge }) => bridge === 'br-int')?.renamed).toBeLessThan(281);
    const byHand = wrong.renaming.filter((one) => one.byHand);
    expect(byHand.map(({ from }) => from).sort()).toEqual([a, b].sort());
    const right = compareNodes(rules, other, { rename: [said(a, ofA)] });
    expect([pairs(right), right.contradictions]).toEqual([told, []]);
  });

  test('a correction without a host counts for both', () => {
    const other = { ...rules, host: 'copy' };
    const word: RenamingByHand = {
      host: null,
      space: 'conjunction',
      bridge: 'br-int',
      number: 22,
      alias: 'from the web',
    };
    const found = compareNodes(rules, other, { rename: [word] });
    expect(found.renaming.filter((one) => one.byHand).map(({ from, to }) => [from, to])).toEqual([[22, 22]]);
  });

  test('a network that two hosts number alike and name differently is a contradiction', () => {
    // The node says of VLAN 1 that it is the network that its own rules send as the other's tunnel id.
    const swapped = {
      ...hybrid,
      of: ((kind: Parameters<FilledFacts['of']>[0]) =>
        kind === 'ovs-port'
          ? hybrid.of('ovs-port').map((fact) => {
              const { net_uuid: network } = fact.data.otherConfig;
              const other = hybrid
                .of('ovs-port')
                .map(({ data }) => data.otherConfig['net_uuid'])
                .find((one) => one !== undefined && one !== network);
              return network === undefined || other === undefined
                ? fact
                : {
                    ...fact,
                    data: { ...fact.data, otherConfig: { ...fact.data.otherConfig, net_uuid: other } },
                  };
            })
          : hybrid.of(kind)) as FilledFacts['of'],
    };
    expect(compareNodes(swapped, rules).contradictions).not.toEqual([]);
  });
});

describe.skipIf(!hasShared)('a tunnel that one node lacks', () => {
  test('compute2 should have the one back to compute1, and its flooding lacks it', async () => {
    const [one, two] = [
      await host('lab/bundles/S03-gre-port-missing-after', 'compute1', 1),
      await host('lab/bundles/S03-gre-port-missing-after', 'compute2', 2),
    ];
    const found = compareNodes(one, two);
    const lacking = found.rules.filter(({ missingIn, reason }) => missingIn === 'to' && reason === 'peer');
    expect(lacking.map(({ class: kind, table, about }) => [kind, table, about])).toEqual([
      ['differs', 22, ['compute1']],
      ['differs', 22, ['compute1']],
      ['lacks', 0, ['compute1']],
    ]);
    // Printed alike, the actions are told all the same: it is they that do something else.
    const { from, to, fields } = changeOfRule(lacking[0]!);
    expect(fields).toEqual(['match', 'actions']);
    expect(from?.fields['actions']).toBe(to?.fields['actions']);
    // The agent's rules still name the number of the port that is gone: it stays a number.
    expect(found.unresolved).toEqual([{ side: 'to', space: 'ofport', bridge: 'br-tun', number: 2 }]);
    expect(found.rules.filter(({ class: kind }) => kind === 'unresolved')).toHaveLength(1);
    // Seen from the other side it is the same.
    const back = compareNodes(two, one).rules.filter(({ reason }) => reason === 'peer');
    expect(back.map(({ missingIn, about }) => [missingIn, about])).toEqual(
      [1, 2, 3].map(() => ['from', ['compute1']]),
    );
  }, 60_000);
});

describe.skipIf(!hasShared)('two computes of OVN', () => {
  let found: NodeComparison;
  beforeAll(async () => {
    found = compareNodes(
      await host('ovn/bundles/T0-healthy', 'compute1', 1),
      await host('ovn/bundles/T0-healthy', 'compute2', 2),
    );
  }, 60_000);

  test('equal as text, in canonical form, after renaming, after pairing', () => {
    expect(found.bridges.map(steps)).toEqual([
      ['br-int', '885/963', 679, 679, 687, 864],
      ['br-phy', '1/1', 1, 1, 1, 1],
    ]);
  });

  test('what is left over is of ports, groups and settings that only one has', () => {
    expect(reasons(found)).toEqual({
      'br-int own port-setting -': 20,
      'br-int own port-there -': 1,
      'br-int own port-here +': 70,
      'br-int own port-setting +': 20,
      'br-int own port-there +': 1,
      'br-int own group-here +': 8,
    });
    // Five instances there, four here: each rule more is of one of them, by its logical port.
    const more = found.rules.filter(({ reason, to }) => reason === 'port-here' && to !== null);
    for (const { about } of more) expect(about.join()).toMatch(/\b[12]:[4-7]\b/);
    expect([found.unresolved, found.contradictions, found.notComparable]).toEqual([[], [], []]);
  });
});

describe.skipIf(!hasShared)('every pair of nodes', () => {
  const folders: Readonly<Record<string, string>> = {
    ...{ Lab: 'lab/bundles/T0-healthy', L2POP: 'lab/bundles/L2POP-T0-healthy' },
    OVN: 'ovn/bundles/T0-healthy',
  };
  const rows = readFileSync(join(fixtures, '../../docs/compare.md'), 'utf8')
    .split('\n')
    .filter((line) => /^\| (?:Lab|L2POP|OVN) /.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const pairs = [...new Set(rows.map(([, hosts = '']) => hosts))];

  test('is in docs/compare.md', () => {
    expect(pairs).toHaveLength(6);
  });

  test.each(pairs)('%s: as many are alike, step by step, and left over as it says', async (pair) => {
    const [, set = '', a = '', b = ''] = /^(\w+) (\w+), (\w+)$/.exec(pair) ?? [];
    const found = compareNodes(await host(folders[set] ?? '', a, 1), await host(folders[set] ?? '', b, 2));
    const leftIn = (bridge: string): string => {
      const counts = new Map<string, [number, number]>();
      for (const rule of found.rules) {
        if (rule.bridge !== bridge || rule.class === 'equal' || rule.class === 'paired') continue;
        expect(rule.class).toBe('own');
        const count = counts.get(rule.reason ?? '') ?? [0, 0];
        counts.set(rule.reason ?? '', count);
        count[rule.from === null ? 1 : 0]++;
      }
      return [...counts.entries()]
        .sort()
        .map(([reason, [from, to]]) => `${reason} ${from}, ${to}`)
        .join('; ');
    };
    expect(
      found.bridges.map(({ bridge, rules, asText, canonical, renamed, paired }) => [
        ...['', pair, bridge, `${rules.from}, ${rules.to}`],
        ...[asText, canonical, renamed, paired].map(String),
        ...[leftIn(bridge), ''],
      ]),
    ).toEqual(rows.filter(([, hosts]) => hosts === pair));
    expect([found.unresolved, found.contradictions]).toEqual([[], []]);
  });
});

describe.skipIf(!hasShared)('a compute and the gateway of OVN', () => {
  test('what leads to a network that only the gateway serves goes there with its zones', async () => {
    const found = compareNodes(
      await host('ovn/bundles/T0-healthy', 'compute1', 1),
      await host('ovn/bundles/T0-healthy', 'controller1', 2),
    );
    expect(found.rules.filter(({ class: kind }) => kind === 'differs')).toEqual([]);
    const entering = found.rules.filter(
      ({ class: kind, reason }) => kind === 'paired' && reason === 'network-here',
    );
    expect(entering.map(({ table, about }) => [table, about])).toEqual([[65, ['datapath 3']]]);
    expect(entering[0]?.to?.text).toContain(
      'set_field:0x3->reg11,set_field:0x1->reg12,set_field:0x3->metadata',
    );
    expect(entering[0]?.from?.text).not.toContain('set_field:0x3->reg11');
    // A rule that goes elsewhere as well is another one.
    const controller = await host('ovn/bundles/T0-healthy', 'controller1', 2);
    const elsewhere = withFacts(controller, (kind, list) =>
      kind !== 'flow'
        ? list
        : list.map((fact) => {
            const data = fact.data as FlowFact;
            const actions = data.actions.replace('set_field:0x3->metadata', 'set_field:0x2->metadata');
            return data.table === 65 ? { ...fact, data: { ...fact.data, actions } } : fact;
          }),
    );
    const broken = compareNodes(await host('ovn/bundles/T0-healthy', 'compute1', 1), elsewhere);
    expect(broken.rules.filter(({ class: kind }) => kind === 'differs')).not.toEqual([]);
  }, 60_000);
});

describe.skipIf(!hasShared)('two nodes of distributed routers', () => {
  let node: FilledFacts;
  let peer: SnapshotFacts;
  beforeAll(async () => {
    node = await dvrNode();
    peer = dvrPeer(node, 4711);
  }, 60_000);
  const without = (gone: (flow: FlowFact) => boolean): SnapshotFacts =>
    withFacts(peer, (kind, list) =>
      kind === 'flow' ? list.filter(({ data }) => !gone(data as FlowFact)) : list,
    );
  const left = ({ rules }: NodeComparison): readonly RuleResult[] =>
    rules.filter(({ class: kind }) => kind !== 'equal' && kind !== 'paired');

  test("each knows the other's MAC, sends with its own, and all rules have their like", () => {
    const found = compareNodes(node, peer);
    expect([left(found), found.unresolved, found.contradictions]).toEqual([[], [], []]);
    expect(found.bridges.map(({ bridge, rules, paired }) => [bridge, rules.from, rules.to, paired])).toEqual([
      ['br-data', 9, 9, 9],
      ['br-ex', 1, 1, 1],
      ['br-int', 110, 110, 110],
      ['br-tun', 33, 33, 33],
    ]);
    const ofMacs = linesOf(found.rules, 'from').filter((line) => /fa:16:3f:(?:9a:5d:e2|0a:04:80)/.test(line));
    expect(ofMacs).toHaveLength(8);
  });

  test('one that does not know the MAC of the other lacks it', () => {
    const found = compareNodes(
      node,
      without(({ table, match }) => (table === 9 || table === 3) && match.includes(dvrMacs.node)),
    );
    expect(
      left(found).map((rule) => [rule.bridge, rule.class, rule.reason, rule.missingIn, rule.about]),
    ).toEqual([
      ['br-data', 'lacks', 'peer', 'to', ['compute4']],
      ['br-tun', 'lacks', 'peer', 'to', ['compute4']],
    ]);
  });

  test("a router's rules in the firewall's entry table are none of the firewall's", () => {
    const isOfFirewall = ({ table, actions }: FlowFact): boolean =>
      typeof table === 'number' && (table > 70 || (table === 60 && actions.includes('reg5')));
    const routed = ({ table, priority }: FlowFact): boolean => table === 60 && priority === 20;
    const hybrid = compareNodes(node, without(isOfFirewall));
    expect(new Set(left(hybrid).map(({ reason }) => reason))).toEqual(new Set(['firewall']));
    const broken = compareNodes(
      node,
      without((flow) => isOfFirewall(flow) || routed(flow)),
    );
    const routes = left(broken).filter(({ table, priority }) => table === 60 && priority === 20);
    expect(routes).toHaveLength(2);
    for (const { reason } of routes) expect(reason).not.toBe('firewall');
  });
});

describe.skipIf(!hasShared)('three hosts', () => {
  let hosts: readonly FilledFacts[] = [];
  beforeAll(async () => {
    hosts = [
      await hostFacts(sharedData('lab/bundles/T0-healthy'), 'compute1', 'both', 1),
      await hostFacts(sharedData('lab/bundles/T0-healthy'), 'compute2', 'both', 2),
      await hostFacts(sharedData('lab/bundles/T0-healthy'), 'network1', 'both', 3),
    ];
  }, 60_000);

  test('the one with its firewall in rules stands first; tunnels and the rest are alike', () => {
    const { hosts: order, rows, outliers } = nodeMatrix(hosts);
    expect(order).toEqual(['compute2', 'compute1', 'network1']);
    const apart = rows.filter(({ cells }) => cells.some(({ lacks, alone }) => lacks + alone > 0));
    expect(apart.map(({ bridge, table }) => `${bridge} ${String(table)}`)).toEqual(
      [0, 24, 25, 60, 71, 72, 73, 81, 82, 91, 92, 93, 94].map((table) => `br-int ${table}`),
    );
    expect(outliers.filter(({ what }) => what === 'lacks')).toEqual([]);
  });

  test('a host whose tunnel is gone lacks what the others have', async () => {
    const broken = [
      ...hosts.slice(0, 1),
      await host('lab/bundles/S03-gre-port-missing-after', 'compute2', 2),
      ...hosts.slice(2),
    ];
    const lacking = nodeMatrix(broken).outliers.filter(({ what }) => what === 'lacks');
    expect(lacking.map((one) => [one.host, one.bridge, one.table, one.having, one.of])).toEqual([
      ['compute2', 'br-tun', 22, 2, 3],
      ['compute2', 'br-tun', 22, 2, 3],
    ]);
  });

  test('settings: two agree, this one differs; what each has of its own is none', () => {
    const { compared, differing } = compareSettings(hosts);
    expect(compared).toBeGreaterThan(1000);
    const odd = differing.map(({ kind, key, values }) => [
      kind,
      key.replace(/^.*\] /, ''),
      ...values.map(({ value, snapshots }) => `${snapshots.join()}: ${value ?? '-'}`),
    ]);
    expect(odd).toEqual(
      expect.arrayContaining([
        ['links', 'br-int', '1,2: 1458', '3: 1500'],
        ['sysctls', 'net.ipv6.conf.br-int.mtu', '1,2: 1458', '3: 1500'],
        ['configuration', 'firewall_driver', '1,3: iptables_hybrid', '2: openvswitch'],
        ['configuration', 'bridge_mappings', '1,2: -', '3: external:br-ex'],
        ['configuration', 'agent_mode', '1,2: -', '3: legacy'],
      ]),
    );
    expect(differing.filter(({ key }) => /local_ip|hostname/.test(key))).toEqual([]);
  });
});

describe.skipIf(!hasShared)('three hosts of OVN', () => {
  test('computes lack nothing; what sets the gateway apart is that it is one', async () => {
    const hosts = await Promise.all(
      ['compute1', 'compute2', 'controller1'].map((name, i) => host('ovn/bundles/T0-healthy', name, i + 1)),
    );
    const { hosts: order, outliers, notComparable } = nodeMatrix(hosts);
    expect(order[0]).toBe('controller1');
    const lacking = outliers.filter(({ what }) => what === 'lacks');
    // What the computes send to the gateway for its router, and how they enter the network that only it serves.
    expect(lacking.map(({ host: name, table, priority }) => [name, table, priority])).toEqual([
      ['controller1', 39, 100],
      ['controller1', 65, 100],
    ]);
    // All hosts have the MAC of each port: its own host, too, which has it as its own.
    const resolving = outliers.filter(({ table, example }) => table === 25 && /eth_dst/.test(example.text));
    expect(resolving.filter(({ host: name }) => name !== 'controller1')).toEqual([]);
    expect(notComparable.map(({ host: name, bridge, command }) => [name, bridge, command])).toEqual([
      ['compute1', 'br-ex', null],
      ['compute2', 'br-ex', null],
    ]);
  }, 60_000);
});

describe.skipIf(!hasShared)('forty-one hosts of one make', () => {
  /** What is done to the odd one, by the fact that says it. */
  const odd: { readonly [K in FactKind]?: (data: FactKinds[K]) => FactKinds[K] } = {
    'kernel-setting': (data) =>
      data.name === 'net.ipv4.conf.all.rp_filter' ? { ...data, value: '1' } : data,
    'config-option': (data) =>
      data.option === 'l2_population' && data.file.endsWith('openvswitch_agent.ini')
        ? { ...data, values: ['False'] }
        : data,
    package: (data) =>
      data.name === 'openvswitch-switch' ? { ...data, version: '2.13.8-0ubuntu1.4' } : data,
    link: (data) => (data.name === 'ens7' && data.netns === null ? { ...data, mtu: 9000 } : data),
    'open-vswitch': (data) => ({ ...data, otherConfig: { ...data.otherConfig, 'max-idle': '30000' } }),
    service: (data) =>
      data.unit === 'neutron-openvswitch-agent.service' ? { ...data, active: 'failed', sub: 'failed' } : data,
  };
  const oddOne = 117;
  let hosts: readonly SnapshotFacts[] = [];
  beforeAll(async () => {
    const node = await dvrNode();
    // A host's name and the end of its tunnels are its own, wherever they are said.
    const texts = new Map<unknown, string>();
    hosts = Array.from({ length: 41 }, (_, i) => {
      const number = 101 + i;
      const said = <T>(data: T): T => {
        const known = texts.get(data) ?? JSON.stringify(data);
        texts.set(data, known);
        if (!/compute4|10\.0\.0\.128/.test(known)) return data;
        const own = known.replaceAll('compute4', `compute${number}`);
        return JSON.parse(own.replaceAll('10.0.0.128', `10.0.1.${number}`)) as T;
      };
      const facts = withFacts(node, (kind, list) => {
        const change = (number === oddOne ? odd[kind] : undefined) as
          ((data: unknown) => unknown) | undefined;
        const gone = (data: unknown): boolean =>
          number === oddOne && kind === 'flow' && /fa:16:3f:a4:e2:e2/.test((data as FlowFact).match);
        return list
          .filter(({ data }) => !gone(data))
          .map((fact) => ({ ...fact, data: said(change?.(fact.data) ?? fact.data) as typeof fact.data }));
      });
      return { ...facts, host: `compute${number}`, snapshotId: number };
    });
  }, 60_000);

  test('40 agree in a setting, this one differs: nothing else is told', () => {
    const { compared, differing } = compareSettings(hosts);
    expect(compared).toBeGreaterThan(4000);
    const found = differing.map(({ kind, key, field, values }) => [
      `${kind} ${key.replace(/^.*\] /, '')} ${field}`.trim(),
      values.map(({ value }) => value),
      values.map(({ snapshots }) => snapshots.length),
      values.at(-1)?.snapshots,
    ]);
    const one = (what: string, most: string | null, own: string | null): unknown => {
      return [what, [most, own], [40, 1], [oddOne]];
    };
    expect(found.sort()).toEqual(
      [
        one('configuration l2_population value', 'True', 'False'),
        one('links ens7 mtu', '1500', '9000'),
        one('ovs-settings Open_vSwitch other_config max-idle', null, '30000'),
        one('packages openvswitch-switch:amd64 version', '2.13.3-0ubuntu0.20.04.2', '2.13.8-0ubuntu1.4'),
        one('services neutron-openvswitch-agent.service active', 'active', 'failed'),
        one('services neutron-openvswitch-agent.service sub', 'running', 'failed'),
        one('sysctls net.ipv4.conf.all.rp_filter value', '2', '1'),
      ].sort(),
    );
    for (const { values } of differing) {
      const withEvidence = values.filter(({ value }) => value !== null);
      expect(withEvidence.every(({ evidence }) => evidence !== null)).toBe(true);
    }
  });

  test('40 have a rule, this one lacks it and stands first', () => {
    const { hosts: order, rows, outliers, notComparable } = nodeMatrix(hosts);
    expect(order[0]).toBe(`compute${oddOne}`);
    expect(new Set(outliers.map(({ host: name, what }) => `${name} ${what}`))).toEqual(
      new Set([`compute${oddOne} lacks`]),
    );
    expect(outliers.map(({ bridge, table, having, of }) => [bridge, table, having, of])).toEqual([
      ['br-data', 3, 40, 41],
      ['br-int', 0, 40, 41],
      ['br-int', 0, 40, 41],
      ['br-tun', 9, 40, 41],
    ]);
    expect(rows.slice(0, 3).map(({ bridge, table }) => `${bridge} ${String(table)}`)).toEqual([
      ...['br-data 3', 'br-int 0', 'br-tun 9'],
    ]);
    expect(notComparable).toEqual([]);
  }, 60_000);
});

describe.skipIf(!hasShared)('a node and the same with other numbers', () => {
  let hosts: readonly FilledFacts[] = [];
  beforeAll(async () => {
    hosts = [
      await host('lab/bundles/T0-healthy', 'compute1', 1),
      await host('lab/bundles/T0-healthy', 'compute2', 1),
      await host('lab/bundles/L2POP-T0-healthy', 'network1', 1),
      await host('ovn/bundles/T0-healthy', 'compute1', 1),
      await dvrNode(),
      articleFacts(readFileSync(sharedData('article/transcript.txt'), 'utf8')),
    ];
  }, 60_000);

  test('are equal, rule by rule', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 5 }),
        fc.integer({ min: 1, max: 2 ** 30 }),
        fc.constantFrom('anew', 'permuted'),
        (which, shuffle, redrawn) => {
          const facts = hosts[which]!;
          const other = { ...renumbered(facts, shuffle, redrawn), host: `${facts.host}-copy` };
          const { bridges, rules, contradictions } = compareNodes(facts, other);
          expect(
            rules.filter(({ class: kind }) => kind !== 'equal').map(({ from, to }) => [from?.text, to?.text]),
          ).toEqual([]);
          for (const { rules: all, renamed } of bridges)
            expect([all.from, all.to]).toEqual([renamed, renamed]);
          expect(bridges).not.toEqual([]);
          expect(contradictions).toEqual([]);
        },
      ),
      { numRuns: 36 },
    );
  }, 120_000);
});

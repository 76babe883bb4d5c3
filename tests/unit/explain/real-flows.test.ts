// Every flow of real deployments in words: Neutron's agent with and without l2population, with its
// firewall, DVR of a real report, OVN. And what is said once an output is taken away.
import { beforeAll, describe, expect, test } from 'vitest';
import type { NodeContexts } from '../../../shared/explain/build-context.ts';
import { explainFlow } from '../../../shared/explain/explain-flow.ts';
import { phraseText } from '../../../shared/explain/phrase.ts';
import { roleOfTable } from '../../../shared/explain/table-role-of.ts';
import { addArchive, emptyFacts, hostFacts, type FilledFacts } from '../../bundle-facts.ts';
import { contextsOf, everythingSaid, strictLanguage } from '../../explain-in-words.ts';
import { hasShared, sharedData } from '../../shared-data.ts';
import type { SnapshotFacts } from '../../../shared/snapshot-facts.ts';

const languages = [strictLanguage('en'), strictLanguage('zh-CN')];
const en = strictLanguage('en');

async function deployment(folder: string, hosts: readonly string[]): Promise<readonly FilledFacts[]> {
  return Promise.all(hosts.map((host, i) => hostFacts(sharedData(folder), host, 'commands', i + 1)));
}

function contextsFor(all: readonly FilledFacts[], host: string): NodeContexts {
  const own = all.find((facts) => facts.host === host);
  if (!own) throw new Error(`no ${host}`);
  return contextsOf(own, all);
}

/** Says all of a bridge's flows in both languages; returns how many and the different sentences in English. */
function sayAll(facts: FilledFacts, contexts: NodeContexts, bridge: string): readonly string[] {
  const context = contexts.of(bridge);
  return facts.flowsOf(bridge).map(({ data }) => {
    const said = explainFlow(data, context);
    for (const phrase of everythingSaid(said)) {
      for (const language of languages) {
        const text = phraseText(phrase, language);
        if (text.trim() === '' || /[{}]|undefined|explain\./.test(text))
          throw new Error(`${data.match}: ${text}`);
      }
      if (/opaque/.test(JSON.stringify(phrase.key)))
        throw new Error(`not understood: ${data.match} ${data.actions}`);
    }
    for (const { range } of said.match) expect(data.match.slice(range.from, range.to)).not.toBe('');
    for (const { range } of said.actions) expect(data.actions.slice(range.from, range.to)).not.toBe('');
    return phraseText(said.sentence, en);
  });
}

describe.skipIf(!hasShared)('the lab', () => {
  let lab: readonly FilledFacts[] = [];
  let l2pop: readonly FilledFacts[] = [];
  beforeAll(async () => {
    const hosts = ['compute1', 'compute2', 'network1', 'controller1'];
    lab = await deployment('lab/bundles/T0-healthy', hosts);
    l2pop = await deployment('lab/bundles/L2POP-T0-healthy', hosts);
  });

  test('every flow of every bridge has words', () => {
    let flows = 0;
    for (const all of [lab, l2pop]) {
      for (const facts of all) {
        const contexts = contextsFor(all, facts.host);
        for (const bridge of ['br-int', 'br-tun', 'br-ex', 'br-phy'])
          flows += sayAll(facts, contexts, bridge).length;
      }
    }
    expect(flows).toBeGreaterThan(800);
  });

  test('tables are named by who wrote them', () => {
    const rolesOf = (
      host: string,
      bridge: string,
      tables: readonly number[],
      all = lab,
    ): readonly string[] => {
      const context = contextsFor(all, host).of(bridge);
      return tables.map((table) => {
        const role = roleOfTable(context, table, null);
        return role === null ? '-' : phraseText(role, en);
      });
    };
    expect(rolesOf('compute2', 'br-int', [0, 60, 71, 72, 73, 81, 82, 94])).toEqual([
      'entry',
      'between checks and firewall',
      'firewall: from the instance, anti-spoofing',
      'firewall: from the instance, security group rules',
      'firewall: accepted, to a local port or out',
      'firewall: to the instance',
      'firewall: to the instance, security group rules',
      'firewall: accepted, switched on',
    ]);
    expect(rolesOf('compute1', 'br-tun', [0, 2, 3, 4, 6, 10, 20, 22])).toEqual([
      'by where packets come from',
      'from br-int: unicast or multicast',
      'from GRE: tunnel id to VLAN',
      'from VXLAN: tunnel id to VLAN',
      'from Geneve: tunnel id to VLAN',
      'learns where MACs are',
      'unicast to tunnels, by learned MACs',
      'flood to tunnels',
    ]);
    expect(rolesOf('network1', 'br-tun', [20, 21, 22], l2pop)).toEqual([
      'unicast to tunnels, by learned MACs',
      'ARP answered locally',
      'flood to tunnels',
    ]);
  });

  test('names of instances, networks, hosts and ports are in the words', () => {
    const compute2 = lab.find(({ host }) => host === 'compute2');
    if (!compute2) throw new Error('no compute2');
    const said = sayAll(compute2, contextsFor(lab, 'compute2'), 'br-int');
    expect(said).toContain(
      'Packets that come in by port 11 (tap16713558-ea, instance db2): set reg5 (the port) to port 11 (tap16713558-ea, instance db2); set reg6 (the local VLAN) to VLAN 5 (network Internal2); go on in table 71 (firewall: from the instance, anti-spoofing).',
    );
    const network1 = l2pop.find(({ host }) => host === 'network1');
    if (!network1) throw new Error('no network1');
    const tunnels = sayAll(network1, contextsFor(l2pop, 'network1'), 'br-tun');
    expect(tunnels).toContain(
      'Packets that carry VLAN 2 (network Internal): strip the VLAN tag; set the tunnel id to 0x22a (network Internal); send out of port 2 (gre-c0a80a0b, GRE tunnel to 192.168.10.11 on compute1); send out of port 3 (gre-c0a80a0c, GRE tunnel to 192.168.10.12 on compute2).',
    );
  });

  test('without any one output nothing throws, and what is unknown says what would show it', () => {
    const compute2 = lab.find(({ host }) => host === 'compute2');
    if (!compute2) throw new Error('no compute2');
    const ids = new Set([...compute2.sources.values()].map(({ commandId }) => commandId));
    for (const id of ids) {
      const without = withoutCommand(compute2, id);
      const contexts = contextsOf(without, []);
      for (const bridge of ['br-int', 'br-tun']) sayAll(without, contexts, bridge);
    }
    let numbersOnly: FilledFacts = compute2;
    for (const id of [
      'ovs-ofctl-show',
      'ovs-ofctl-dump-ports-desc',
      'ovs-appctl-dpif-show',
      'ovs-vsctl-list',
      'ovs-vsctl-list-interface',
      'ovsdb-client-dump',
      'ovsdb-file',
    ])
      numbersOnly = withoutCommand(numbersOnly, id);
    const context = contextsOf(numbersOnly, []).of('br-int');
    const flow = numbersOnly.flowsOf('br-int').find(({ data }) => data.match === 'in_port=11');
    if (!flow) throw new Error('no flow');
    const said = explainFlow(flow.data, context);
    const reasons = said.match.flatMap(({ because }) => because.map((reason) => phraseText(reason, en)));
    expect(reasons).toEqual(['no output gives the port’s name: ovs-ofctl dump-ports-desc br-int']);
  });
});

function withoutCommand(facts: FilledFacts, commandId: string | null): FilledFacts {
  const gone = new Set(
    [...facts.sources.values()].filter((source) => source.commandId === commandId).map(({ id }) => id),
  );
  const of: SnapshotFacts['of'] = (kind) => facts.of(kind).filter((fact) => !gone.has(fact.sourceId));
  return {
    ...facts,
    sources: new Map([...facts.sources].filter(([id]) => !gone.has(id))),
    of,
    flowsOf: (bridge) => facts.flowsOf(bridge).filter((fact) => !gone.has(fact.sourceId)),
  };
}

describe.skipIf(!hasShared)('OVN', () => {
  let all: readonly FilledFacts[] = [];
  beforeAll(async () => {
    all = await deployment('ovn/bundles/T0-healthy', ['compute1', 'compute2', 'controller1']);
  });

  test('every flow has words, datapaths and ports by their bindings, tables by their stages', () => {
    for (const facts of all) {
      const contexts = contextsFor(all, facts.host);
      const said = sayAll(facts, contexts, 'br-int');
      expect(said.length).toBeGreaterThan(500);
    }
    const context = contextsFor(all, 'compute1').of('br-int');
    const role = (table: number, datapath: bigint | null): string => {
      const found = roleOfTable(context, table, datapath);
      return found === null ? '-' : phraseText(found, en);
    };
    expect(context.roles.ovn).toEqual({ ingress: 8, egress: 42 });
    expect([
      role(0, null),
      role(8, 1n),
      role(8, 4n),
      role(37, null),
      role(39, null),
      role(40, null),
      role(41, null),
    ]).toEqual([
      'from physical to logical',
      'ls_in_check_port_sec',
      'lr_in_admission',
      'output: finds packets that are too large',
      'output to other chassis',
      'output on this chassis',
      'drops what would go back',
    ]);
    expect([role(42, 1n), role(65, null)]).toEqual(['ls_out_pre_acl', 'from logical to physical']);
  });

  test('without the southbound database, keys stay keys and say where their names are', () => {
    const compute1 = all.find(({ host }) => host === 'compute1');
    if (!compute1) throw new Error('no compute1');
    const context = contextsOf(compute1, []).of('br-int');
    const flow = compute1.flowsOf('br-int').find(({ data }) => /metadata=0x2,dl_src=01:00/.test(data.match));
    if (!flow) throw new Error('no flow');
    const said = explainFlow(flow.data, context);
    expect(phraseText(said.sentence, en)).toBe(
      'Packets that are in the logical datapath 2, have a multicast source MAC: drop.',
    );
    expect(said.match.flatMap(({ because }) => because.map((reason) => phraseText(reason, en)))).toEqual([
      'no southbound database in the case names it: ovn-sbctl list Datapath_Binding, ovn-sbctl list Port_Binding',
    ]);
  });
});

describe.skipIf(!hasShared)('the real report, with DVR', () => {
  test('every flow has words', async () => {
    const facts = emptyFacts('compute4');
    await addArchive(facts, sharedData('hotsos-openstack/sosreport-compute4-2022-02-10-real.tar.xz'));
    const contexts = contextsOf(facts);
    const counts = ['br-int', 'br-tun', 'br-ex', 'br-data'].map(
      (bridge) => sayAll(facts, contexts, bridge).length,
    );
    expect(counts[0]).toBeGreaterThan(100);
    expect(counts[1]).toBeGreaterThan(30);
    const roles = [1, 9, 21].map((table) => {
      const role = roleOfTable(contexts.of('br-tun'), table, null);
      return role === null ? '-' : phraseText(role, en);
    });
    expect(roles).toEqual([
      'DVR: router MACs stay here',
      'DVR: host MACs are not learned',
      'ARP answered locally',
    ]);
  });
});

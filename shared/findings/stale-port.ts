// Ports of instances that are not on the host any more: Nova's plug was undone in part, or not at all.
//
//   external_ids : {attached-mac="fa:16:3e:…", iface-id="48e06cd2-60…", vm-uuid="d1d75e2f-ada4-…"}
import type { CaseEvidence } from '../evidence.ts';
import type { CaseIndex } from '../network/case-index.ts';
import { evidenceList } from '../network/evidence-list.ts';
import { sameHost } from '../network/instance-index.ts';
import type { NodeIndex } from '../network/node-index.ts';
import type { OvsPortView } from '../network/ovs-index.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';
import { allDomains, isNamedInOvs, listsOfLinks, listsPorts } from '../network/whole-lists.ts';

export interface Leftover {
  readonly port: OvsPortView;
  readonly instance: string;
  readonly evidence: readonly CaseEvidence[];
}

/** Nova's plug (os-vif) writes `vm-uuid`, libvirt's own `vm-id`. */
function instanceOf(port: OvsPortView): string | null {
  return port.externalIds['vm-uuid'] ?? port.externalIds['vm-id'] ?? null;
}

/**
 * Ports whose instance libvirt does not have, where all its domains are known. Neither is one that any output
 * places here: an instance that is being built, or whose domain is of another libvirt.
 */
export function leftovers(node: NodeIndex, hosts: CaseIndex): readonly Leftover[] {
  const domains = allDomains(node.facts);
  if (domains === null) return [];
  const found: Leftover[] = [];
  for (const bridge of node.ovs.bridges) {
    for (const port of node.ovs.ports(bridge)) {
      const instance = instanceOf(port);
      if (instance === null || domains.uuids.has(instance) || isPlacedHere(node, hosts, instance)) continue;
      const row = node.facts
        .of('ovs-interface')
        .filter(({ data }) => data.name === port.name && Object.keys(data.externalIds).length > 0);
      found.push({ port, instance, evidence: evidenceList(node.facts, row, domains.shownBy) });
    }
  }
  return found;
}

function isPlacedHere(node: NodeIndex, hosts: CaseIndex, instance: string): boolean {
  return hosts.nodes.some(({ facts }) =>
    facts
      .of('instance')
      .some(({ data }) => data.uuid === instance && data.host !== null && sameHost(data.host, node.host)),
  );
}

/** Whatever of an unplugged instance is left takes a local VLAN, flows and a name that the next plug may need. */
export const stalePortRule: Rule = {
  id: 'stale-port',
  severities: ['warning'],
  says: ['port', 'error', 'pair', 'tap', 'unlisted'],
  source: 'os-vif vif_plug_ovs, ovsdb_lib.py create_ovs_vif_port (vm-uuid); nova unplug_vifs',
  needs: ['ovs-vsctl list Interface', 'virsh list --all', 'virsh dominfo'],
  *find({ node, hosts }: RuleContext): Iterable<Fault> {
    for (const { port, instance, evidence } of leftovers(node, hosts)) {
      const error = port.error;
      const near = /^qvo(.{11})$/.exec(port.name)?.[1];
      const parts =
        near === undefined ? [] : [`qvb${near}`, `qbr${near}`].filter((name) => node.links.byName(name));
      yield {
        severity: 'warning',
        devices: [port.name, ...parts],
        says: error === null ? 'port' : 'error',
        params: { port: port.name, bridge: port.bridge, instance, ...(error === null ? {} : { error }) },
        evidence,
        wants: [`openstack server show ${instance}`],
      };
    }
    yield* pairs(node);
    yield* taps(node);
    yield* unlisted(node, hosts);
  },
};

/**
 * A hybrid plug without its tap: `qbr`, `qvb` and `qvo` stay while an instance is shut off, so it is left over
 * only where no domain, running or not, has an interface there.
 */
function* pairs(node: NodeIndex): Iterable<Fault> {
  const [list] = listsOfLinks(node);
  if (list === undefined || allDomains(node.facts) === null) return;
  const used = new Set(
    node.facts
      .of('domain-interface')
      .flatMap(({ data }) => [data.source ?? '', data.target ?? '', data.portId ?? '']),
  );
  for (const { name, facts } of node.links.host) {
    const id = /^qbr(.{11})$/.exec(name)?.[1];
    if (id === undefined || node.links.byName(`tap${id}`) !== null || node.ovs.portOf(`qvo${id}`) !== null)
      continue;
    if (used.has(name) || used.has(`tap${id}`) || [...used].some((each) => each.startsWith(id))) continue;
    const rest = [`qvb${id}`, `qvo${id}`].flatMap((each) => node.links.byName(each) ?? []);
    yield {
      severity: 'warning',
      devices: [name, ...rest.map((each) => each.name)],
      says: 'pair',
      params: { bridge: name, tap: `tap${id}` },
      evidence: evidenceList(node.facts, facts, list),
    };
  }
}

/** A tap named after a Neutron port that is in no bridge, and that no domain has: its other end is gone. */
function* taps(node: NodeIndex): Iterable<Fault> {
  const [list] = listsOfLinks(node);
  if (list === undefined || allDomains(node.facts) === null || !listsPorts(node.facts)) return;
  const domains = node.facts.of('domain-interface');
  for (const { name, facts } of node.links.host) {
    const id = /^tap([0-9a-f]{8}-[0-9a-f]{2})$/.exec(name)?.[1];
    if (id === undefined || isNamedInOvs(node, name) || node.linuxBridges.of(name) !== null) continue;
    if (node.links.byName(`qbr${id}`) !== null || facts.some(({ data }) => data.master !== null)) continue;
    if (domains.some(({ data }) => data.target === name || data.portId?.startsWith(id) === true)) continue;
    yield {
      severity: 'warning',
      devices: [name],
      says: 'tap',
      params: { tap: name },
      evidence: evidenceList(node.facts, facts, list),
    };
  }
}

/** Options by which a list of ports leaves some out. */
const filtered = / (--(?!long\b|sort-column\b|os-)\S+|\S+=\S+)/;

/**
 * Ports that are none of Neutron's, where a list has the others of this host: what a project sees, not all, would lack
 * several. One that a domain here uses is in use, whatever Neutron says.
 */
function* unlisted(node: NodeIndex, hosts: CaseIndex): Iterable<Fault> {
  const plugged = node.ovs.bridges
    .flatMap((bridge) => node.ovs.ports(bridge))
    .filter(({ externalIds }) => 'iface-id' in externalIds);
  const ids = new Set(plugged.map(({ externalIds }) => externalIds['iface-id'] ?? ''));
  if (ids.size < 3) return;
  const lists = hosts.nodes.flatMap(({ facts }) => {
    const bySource = Map.groupBy(facts.of('neutron-port'), ({ sourceId }) => sourceId);
    return [...bySource].flatMap(([sourceId, ports]) => {
      const source = facts.sources.get(sourceId);
      if (source?.state !== 'ok' || source.target !== null || filtered.test(source.commandLine ?? ''))
        return [];
      return [{ facts, ports }];
    });
  });
  const known = new Set(lists.flatMap(({ ports }) => ports.map(({ data }) => data.id)));
  const gone = plugged.filter(({ externalIds }) => !known.has(externalIds['iface-id'] ?? ''));
  if (gone.length === 0 || gone.length * 3 > ids.size) return;
  const used = new Set(node.facts.of('domain-interface').map(({ data }) => data.target));
  const [list] = lists;
  for (const port of gone) {
    const short = port.name.replace(/^qvo/, 'tap');
    if (used.has(port.name) || used.has(short)) continue;
    yield {
      severity: 'warning',
      devices: [port.name],
      about: 'Neutron',
      says: 'unlisted',
      params: { port: port.name, bridge: port.bridge, id: port.externalIds['iface-id'] ?? '' },
      evidence: [
        ...evidenceList(node.facts, port.facts),
        ...(list === undefined ? [] : evidenceList(list.facts, list.ports[0])),
      ],
      wants: [`openstack port show ${port.externalIds['iface-id'] ?? ''}`],
    };
  }
}

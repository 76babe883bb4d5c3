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
import { allDomains, listsOfLinks } from '../network/whole-lists.ts';

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
  says: ['port', 'error', 'pair'],
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

// Devices of an instance that are in no bridge, or not in the one they are made for: `tap` and `qvb` belong
// into `qbr`, `qvo` and a tap that is plugged straight in into the integration bridge, and an interface of
// any domain into the bridge that its XML names.
import type { StoredFact } from '../facts.ts';
import { evidenceList } from '../network/evidence-list.ts';
import type { NodeIndex } from '../network/node-index.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';
import { isNamedInOvs, listsOfLinks, listsPorts } from '../network/whole-lists.ts';

export const notInBridgeRule: Rule = {
  id: 'not-in-bridge',
  severities: ['error'],
  says: ['none', 'other', 'no-bridge', 'not-in-ovs'],
  source: 'os-vif vif_plug_ovs, ovs.py plug; libvirt domain XML, "Bridge to LAN"; ip-link(8), master',
  needs: ['ip -d link', 'ovs-vsctl show'],
  *find({ node }: RuleContext): Iterable<Fault> {
    yield* halves(node);
    yield* interfaces(node);
  },
};

/** What Nova's hybrid plug names after one Neutron port. */
function* halves(node: NodeIndex): Iterable<Fault> {
  const [list] = listsOfLinks(node);
  for (const { name } of node.links.host) {
    const [, kind, id] = /^(tap|qvb|qvo)(.{11})$/.exec(name) ?? [];
    if (kind === undefined || id === undefined) continue;
    const qbr = `qbr${id}`;
    if (kind === 'qvo') {
      if (inUse(node, id)) yield* notInOvs(node, name, null);
    } else if (node.linuxBridges.has(qbr)) {
      yield* notInLinuxBridge(node, name, qbr);
    } else if (kind === 'qvb' && list !== undefined && !isSomewhere(node, name) && inUse(node, id)) {
      yield {
        severity: 'error',
        devices: [name],
        says: 'no-bridge',
        params: { device: name, bridge: qbr },
        evidence: evidenceList(node.facts, node.links.byName(name)?.facts, list),
      };
    }
  }
}

/** In some bridge, whichever: an `ip addr` without `-d` prints the master, and not what that is. */
function isSomewhere(node: NodeIndex, device: string): boolean {
  if (node.linuxBridges.of(device) !== null) return true;
  return node.links.byName(device)?.facts.some(({ data }) => data.master !== null) ?? false;
}

/** The tap is there: what is left of an instance that is gone is another matter. */
function inUse(node: NodeIndex, id: string): boolean {
  return node.links.byName(`tap${id}`) !== null;
}

/** What domain XML says of the interfaces whose taps are there. */
function* interfaces(node: NodeIndex): Iterable<Fault> {
  for (const instance of node.instances) {
    for (const { data, facts } of instance.interfaces) {
      const { target, source } = data;
      if (data.type !== 'bridge' || target === null || source === null) continue;
      if (node.links.byName(target) === null) continue;
      if (data.virtualport === 'openvswitch' || node.ovs.isBridge(source))
        yield* notInOvs(node, target, facts);
      else yield* notInLinuxBridge(node, target, source, facts);
    }
  }
}

function* notInLinuxBridge(
  node: NodeIndex,
  device: string,
  bridge: string,
  why: readonly StoredFact[] = [],
): Iterable<Fault> {
  const link = node.links.byName(device);
  // Brief forms and other tools do not print the master.
  const shown = link?.facts.some(({ data }) => data.ifindex !== null) ?? false;
  if (!shown || !node.linuxBridges.has(bridge) || node.ovs.portOf(device) !== null) return;
  const member = node.linuxBridges.of(device);
  if (member?.bridge === bridge || (member !== null && member.conflict !== null)) return;
  if (member === null && isSomewhere(node, device)) return;
  yield {
    severity: 'error',
    devices: [device, bridge],
    says: member === null ? 'none' : 'other',
    params: { device, bridge, ...(member === null ? {} : { other: member.bridge }) },
    evidence: evidenceList(
      node.facts,
      member?.facts ?? [],
      link?.facts,
      node.linuxBridges.outsideEvidence(device, bridge),
      why,
    ),
  };
}

function* notInOvs(node: NodeIndex, device: string, why: readonly StoredFact[] | null): Iterable<Fault> {
  if (isNamedInOvs(node, device) || node.linuxBridges.of(device) !== null || !listsPorts(node.facts)) return;
  const shown = node.facts.of('ovs-port').find(({ data }) => data.bridge !== null);
  yield {
    severity: 'error',
    devices: [device],
    says: 'not-in-ovs',
    params: { device },
    evidence: evidenceList(node.facts, node.links.byName(device)?.facts, why ?? [], shown),
  };
}

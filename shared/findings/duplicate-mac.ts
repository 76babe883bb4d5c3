// One MAC at two ports of a network: frames to it go to whoever sent last.
//
//    13     4  fa:16:3e:f1:42:e2    1       learned at the port of another instance than the MAC's
import type { CaseEvidence } from '../evidence.ts';
import type { StoredFact } from '../facts.ts';
import { evidenceList } from '../network/evidence-list.ts';
import { type Entity, valueOf, valuesOf } from '../network/identity/entity.ts';
import { portTitle } from '../network/identity/entity-index.ts';
import type { NodeIndex } from '../network/node-index.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';

/**
 * MACs that several ports have by design: VRRP's virtual routers (RFC 5798, 7.3), and Neutron's distributed
 * routers, of which each host has one (`dvr_base_mac`). A router's port on many hosts is one port.
 */
const shared = /^(00:00:5e:00:0[12]:|fa:16:3f:)/;

export const duplicateMacRule: Rule = {
  id: 'duplicate-mac',
  severities: ['error'],
  says: ['ports', 'learned'],
  source: 'IEEE 802.1D, learning; ovs-vswitchd(8) fdb/show; bridge(8) fdb; neutron, allowed address pairs',
  needs: [
    'ovs-appctl fdb/show or bridge fdb show',
    'openstack port list, or ovs-vsctl list Interface of both hosts',
  ],
  *find(context: RuleContext): Iterable<Fault> {
    yield* ofTwoPorts(context);
    yield* learned(context);
  },
};

function* ofTwoPorts({ node, entities }: RuleContext): Iterable<Fault> {
  for (const port of portsHere(node, entities.entities)) {
    for (const mac of valuesOf(port.entity, 'mac')) {
      if (shared.test(mac)) continue;
      for (const other of entities.portsWith('mac', mac)) {
        if (other === port.entity || !sameNetwork(port.entity, other)) continue;
        yield {
          severity: 'error',
          devices: [port.device],
          about: mac,
          says: 'ports',
          params: { port: portTitle(entities, port.entity), other: portTitle(entities, other), mac },
          evidence: [...claimed(port.entity, mac), ...claimed(other, mac)],
        };
      }
    }
  }
}

/** MACs that a bridge learned at an instance's port, of other ports in its network. */
function* learned({ node, entities, hosts }: RuleContext): Iterable<Fault> {
  for (const { device, mac, fact } of learnedMacs(node)) {
    if (shared.test(mac)) continue;
    const port = entities.portOfDevice(node.host, device);
    // A MAC with fe in front is a tap's own.
    if (port === null || valuesOf(port, 'instance').length === 0 || valuesOf(port, 'mac').includes(mac))
      continue;
    const owner = entities
      .portsWith('mac', mac)
      .find((other) => other !== port && sameNetwork(port, other) && valuesOf(other, 'mac').includes(mac));
    if (owner === undefined || isAllowed(hosts.nodes, port, mac)) continue;
    const where = valuesOf(owner, 'host').join(', ');
    yield {
      severity: 'error',
      devices: [device],
      about: mac,
      says: 'learned',
      params: {
        port: portTitle(entities, port),
        owner: where === '' ? portTitle(entities, owner) : `${portTitle(entities, owner)} (${where})`,
        mac,
        device,
      },
      evidence: [
        ...evidenceList(node.facts, fact),
        ...claimed(owner, mac).slice(0, 2),
        ...claimed(port, null).slice(0, 1),
      ],
      wants: [`tcpdump -eni ${device} ether src ${mac}`],
    };
  }
}

export interface Learned {
  readonly device: string;
  readonly mac: string;
  readonly fact: StoredFact;
}

/** What Open vSwitch learned, then what Linux bridges did: of these, only at taps, as all else comes by the `qvb`. */
export function learnedMacs(node: NodeIndex): readonly Learned[] {
  const found: Learned[] = [];
  for (const fact of node.facts.of('fdb-entry')) {
    const { bridge, port, mac } = fact.data;
    if (bridge === null) continue;
    const view = /^\d+$/.test(port) ? node.ovs.portByNumber(bridge, Number(port)) : node.ovs.portOf(port);
    if (view !== null) found.push({ device: view.name, mac: mac.toLowerCase(), fact });
  }
  for (const fact of node.facts.of('bridge-fdb-entry')) {
    const { device, mac, state, flags, netns } = fact.data;
    if (device === null || netns !== null || !device.startsWith('tap')) continue;
    if (state !== 'permanent' && !flags.includes('self'))
      found.push({ device, mac: mac.toLowerCase(), fact });
  }
  return found;
}

/** Neutron lets the port send with it. */
function isAllowed(nodes: readonly NodeIndex[], port: Entity, mac: string): boolean {
  const ids = new Set(valuesOf(port, 'id'));
  return nodes.some(({ facts }) =>
    facts
      .of('neutron-port')
      .some(
        ({ data }) =>
          ids.has(data.id ?? '') &&
          (data.allowedAddressPairs ?? []).some((pair) => pair.mac.toLowerCase() === mac),
      ),
  );
}

/** Both are known to be in one network; a MAC may be in two networks at a time. */
export function sameNetwork(a: Entity, b: Entity): boolean {
  const network = valueOf(a, 'network');
  return network !== null && network === valueOf(b, 'network');
}

/** Ports that are on this host, each with a device of it. */
export function portsHere(
  node: NodeIndex,
  entities: readonly Entity[],
): readonly { readonly entity: Entity; readonly device: string }[] {
  return entities.flatMap((entity) => {
    if (entity.kind !== 'port') return [];
    const here = entity.claims.filter(({ field, host }) => field === 'device' && host === node.host);
    const device = here.find(({ value }) => node.ovs.portOf(value) !== null) ?? here[0];
    return device === undefined ? [] : [{ entity, device: device.value }];
  });
}

/** The lines that claim a value of the port; null is its id. */
export function claimed(port: Entity, value: string | null): readonly CaseEvidence[] {
  const claim = port.claims.find((each) => (value === null ? each.field === 'id' : each.value === value));
  return claim?.evidence ?? [];
}

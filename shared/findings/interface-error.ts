// What Open vSwitch itself says it could not do with an interface.
//
//   Port qvo48e06cd2-60
//       Interface qvo48e06cd2-60
//           error: "could not open network device qvo48e06cd2-60 (No such device)"
import { evidenceList } from '../network/evidence-list.ts';
import type { NodeIndex } from '../network/node-index.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';
import { patchFault } from './patch-without-peer.ts';
import { leftovers } from './stale-port.ts';
import { listsOfLinks } from '../network/whole-lists.ts';

/**
 * `error` of the Interface row, and an `ofport` of -1, by which Open vSwitch says that it could not add the
 * interface. What an instance left
 * behind and patch ports without a peer are told by their own rules.
 */
export const interfaceErrorRule: Rule = {
  id: 'interface-error',
  severities: ['error'],
  says: ['error', 'not-added', 'no-device'],
  source: 'ovs-vswitchd.conf.db(5), Interface table, error and ofport',
  needs: ['ovs-vsctl show', 'ip link', 'ovs-vsctl list Interface'],
  *find({ node, hosts }: RuleContext): Iterable<Fault> {
    const stale = new Set(leftovers(node, hosts).map(({ port }) => port.name));
    const rows = new Map<string, string>();
    for (const { data } of node.facts.of('ovs-interface')) {
      if (data.error !== null || data.ofport === -1)
        rows.set(data.name, rows.get(data.name) || data.error || '');
    }
    for (const [name, error] of rows) {
      const port = node.ovs.portOf(name);
      if (port !== null && (stale.has(port.name) || patchFault(node, port) !== null)) continue;
      const said = node.facts
        .of('ovs-interface')
        .filter(
          ({ data }) => data.name === name && (error === '' ? data.ofport === -1 : data.error !== null),
        );
      yield {
        severity: 'error',
        devices: [name],
        says: error === '' ? 'not-added' : 'error',
        params: { port: name, ...(error === '' ? {} : { error }) },
        evidence: evidenceList(node.facts, said),
        wants: error === '' ? [`ovs-vsctl list Interface ${name}`] : [],
      };
    }
    yield* withoutDevice(node, rows);
  },
};

/**
 * A device that was deleted under Open vSwitch: the userspace datapath keeps the port, and says no more than
 * that it has no address and no MTU.
 */
function* withoutDevice(node: NodeIndex, told: ReadonlyMap<string, string>): Iterable<Fault> {
  const [list] = listsOfLinks(node);
  if (list === undefined) return;
  const rows = node.facts
    .of('ovs-interface')
    .filter(({ data }) => data.uuid !== null && data.type === 'system');
  for (const fact of rows) {
    const { name, adminState, mac, mtu } = fact.data;
    if (told.has(name) || adminState !== 'down' || mac !== null || mtu !== null) continue;
    if (node.links.anywhere(name) !== null) continue;
    yield {
      severity: 'error',
      devices: [name],
      says: 'no-device',
      params: { port: name },
      evidence: evidenceList(node.facts, fact, list),
    };
  }
}

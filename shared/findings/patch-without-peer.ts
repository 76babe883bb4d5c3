// Patch ports whose other half is not there: frames that are sent into one are gone.
//
//   Interface patch-tun
//       type: patch
//       options: {peer=patch-int}
import { evidenceList } from '../network/evidence-list.ts';
import type { NodeIndex } from '../network/node-index.ts';
import { isPatch, type OvsPortView } from '../network/ovs-index.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';
import { isNamedInOvs, listsPorts } from '../network/whole-lists.ts';

/** "Each patch port's peer must be a patch port whose peer is it", in as many words. */
export const patchWithoutPeerRule: Rule = {
  id: 'patch-without-peer',
  severities: ['error'],
  says: ['none', 'gone', 'not-a-patch', 'unmatched'],
  source: 'ovs-vswitchd.conf.db(5), Interface table, "Patch Options"',
  needs: ['ovs-vsctl show'],
  *find({ node }: RuleContext): Iterable<Fault> {
    for (const bridge of node.ovs.bridges) {
      for (const port of node.ovs.ports(bridge)) {
        const says = patchFault(node, port);
        if (says === null) continue;
        const peer = port.options['peer'];
        const far = peer === undefined ? null : node.ovs.portOf(peer);
        yield {
          severity: 'error',
          devices: [port.name, ...(far === null ? [] : [far.name])],
          says,
          params: {
            port: port.name,
            bridge,
            ...(peer === undefined ? {} : { peer }),
            ...(says === 'unmatched' ? { other: far?.options['peer'] ?? '' } : {}),
          },
          evidence: evidenceList(node.facts, port.facts, far?.facts),
        };
      }
    }
  },
};

/** What is wrong with a patch port's peer; null when nothing is, nothing is known, or it is no patch port. */
export function patchFault(node: NodeIndex, port: OvsPortView): string | null {
  if (!isPatch(port) || !listsPorts(node.facts)) return null;
  const peer = port.options['peer'];
  if (peer === undefined) {
    // A `list interface` without that column says nothing of its options.
    const shown = port.rows.some((row) => row.data.bridge !== null && row.data.interfaces !== null);
    return shown ? 'none' : null;
  }
  const far = node.ovs.portOf(peer);
  if (far === null) return isNamedInOvs(node, peer) ? null : 'gone';
  if (!isPatch(far)) return 'not-a-patch';
  const back = far.options['peer'];
  return back !== undefined && back !== port.name ? 'unmatched' : null;
}

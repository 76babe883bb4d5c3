// A hybrid plug of which one half is gone from the host: `qvb` without `qvo`, or the other way about. The
// kernel deletes both ends of a pair together, so the other one was renamed, or moved into a namespace.
import { evidenceList } from '../network/evidence-list.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';
import { listsOfLinks } from '../network/whole-lists.ts';

export const vethWithoutPeerRule: Rule = {
  id: 'veth-without-peer',
  severities: ['error'],
  says: ['gone'],
  source: 'veth(4); os-vif vif_plug_ovs, linux_net.py create_veth_pair: qvb in the bridge, qvo in br-int',
  needs: ['ip -d link'],
  *find({ node }: RuleContext): Iterable<Fault> {
    const [list] = listsOfLinks(node);
    if (list === undefined) return;
    for (const { name, facts } of node.links.host) {
      const [, half, id] = /^qv([bo])(.{11})$/.exec(name) ?? [];
      if (half === undefined || id === undefined) continue;
      const peer = `qv${half === 'b' ? 'o' : 'b'}${id}`;
      if (node.links.byName(peer) !== null) continue;
      // Under another name, it still is the other end.
      const known = node.veths.peerOf(name);
      if (known.status === 'known' && known.netns === null) continue;
      yield {
        severity: 'error',
        devices: [name],
        says: 'gone',
        params: { device: name, peer },
        evidence: evidenceList(node.facts, facts, list),
        wants: [`ethtool -S ${name}`],
      };
    }
  },
};

// Bridges of Open vSwitch without any flow: they drop all that comes in.
import type { StoredFact } from '../facts.ts';
import type { NodeIndex } from './node-index.ts';

/**
 * What shows that a bridge has no flow and drops everything: a whole dump that lists none. Null where flows are known,
 * where no dump of all of them is, and where the switch may forward by itself: a bridge that is not in fail mode
 * `secure` does so once it has lost all its controllers, by a flow that `ovs-ofctl` does not list
 * (ovs-vswitchd.conf.db(5), Bridge, fail_mode; ofproto/fail-open.c).
 */
export function emptyBridge(node: NodeIndex, bridge: string): readonly StoredFact[] | null {
  const dump = node.facts
    .of('empty-flow-dump')
    .find((fact) => fact.data.bridge === bridge && node.facts.sources.get(fact.sourceId)?.state === 'ok');
  if (dump === undefined || node.flowsOf(bridge).length > 0) return null;
  const secure = node.facts
    .of('ovs-bridge')
    .find(({ data }) => data.name === bridge && data.failMode === 'secure');
  const controlled = node.facts
    .of('ovs-controller')
    .find(({ data }) => data.bridge === bridge && data.isConnected === true);
  const shown = secure ?? controlled;
  return shown === undefined ? null : [dump, shown];
}

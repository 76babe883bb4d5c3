// What Open vSwitch itself says it could not do with an interface.
//
//   Port qvo48e06cd2-60
//       Interface qvo48e06cd2-60
//           error: "could not open network device qvo48e06cd2-60 (No such device)"
import { evidenceList } from '../network/evidence-list.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';
import { leftovers } from './stale-port.ts';

/**
 * `error` of the Interface row, and an `ofport` of -1, by which Open vSwitch says that it could not add the
 * interface. A port that an instance left behind is told by its own rule.
 */
export const interfaceErrorRule: Rule = {
  id: 'interface-error',
  severities: ['error'],
  says: ['error', 'not-added'],
  source: 'ovs-vswitchd.conf.db(5), Interface table, error and ofport',
  needs: ['ovs-vsctl show'],
  *find({ node, hosts }: RuleContext): Iterable<Fault> {
    const stale = new Set(leftovers(node, hosts).map(({ port }) => port.name));
    const rows = new Map<string, string>();
    for (const { data } of node.facts.of('ovs-interface')) {
      if (data.error !== null || data.ofport === -1)
        rows.set(data.name, rows.get(data.name) || data.error || '');
    }
    for (const [name, error] of rows) {
      const port = node.ovs.portOf(name);
      if (port !== null && stale.has(port.name)) continue;
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
  },
};

// All rules over one host.
import type { Finding } from './finding.ts';
import { findingSeverities } from './finding.ts';
import { rules } from './registry.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';

/** What the rules find, worst first, then in the order of the registry and by device. Equal facts give an equal list. */
export function findFindings(context: RuleContext): readonly Finding[] {
  const ids = deviceIds(context);
  const found = new Map<string, Finding>();
  for (const rule of rules) {
    for (const fault of rule.find(context)) {
      const finding = findingOf(rule, fault, context.node.host, ids);
      // Two outputs may show one fault; the first is told.
      if (!found.has(finding.id)) found.set(finding.id, finding);
    }
  }
  const rank = (finding: Finding): number => findingSeverities.indexOf(finding.severity);
  return [...found.values()].sort((a, b) => rank(a) - rank(b));
}

function findingOf(rule: Rule, fault: Fault, host: string, ids: ReadonlyMap<string, string>): Finding {
  const about = fault.about === undefined ? [] : [fault.about];
  return {
    id: [rule.id, host, ...fault.devices, ...about].join(' '),
    rule: rule.id,
    severity: fault.severity,
    host,
    devices: fault.devices.flatMap((device) => ids.get(device) ?? []),
    message: { key: `findings.${rule.id}.${fault.says}`, params: fault.params },
    evidence: fault.evidence,
    wants: fault.wants ?? [],
  };
}

/** Of each id and, in the host's own namespace, each name: the model's device. */
function deviceIds({ model }: RuleContext): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const { id, name, netns, host } of model.devices) {
    if (host !== model.host) continue;
    ids.set(id, id);
    if (netns === null && !ids.has(name)) ids.set(name, id);
  }
  return ids;
}

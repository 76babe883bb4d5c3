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

/** Of each id and each name the model's device: the host's own first, then one that a single namespace has. */
function deviceIds({ model }: RuleContext): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  const own = model.devices.filter(({ host }) => host === model.host);
  for (const { id, name, netns } of own) {
    ids.set(id, id);
    if (netns === null && !ids.has(name)) ids.set(name, id);
  }
  const inside = Map.groupBy(
    own.filter(({ netns }) => netns !== null),
    ({ name }) => name,
  );
  for (const [name, [only, ...more]] of inside) {
    if (only !== undefined && more.length === 0 && !ids.has(name)) ids.set(name, only.id);
  }
  return ids;
}

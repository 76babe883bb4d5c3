// Every rule, in the order in which docs/findings.md lists them. A new rule is one file beside this one, one
// line here, its texts in resources/locales/*/findings.json, and a fixture.
import { deadVlanRule } from './dead-vlan.ts';
import type { Rule } from './rule.ts';

export const rules: readonly Rule[] = [deadVlanRule];

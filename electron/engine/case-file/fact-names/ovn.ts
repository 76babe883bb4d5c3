// Wording of the facts of shared/facts/ovn.ts.
import type { OvnFacts } from '../../../../shared/facts/ovn.ts';
import { words, type Wordings } from './wording.ts';

export const ovnWordings: Wordings<OvnFacts> = {
  chassis: {
    key: (f) => f.name,
    title: (f) =>
      words('chassis', f.name, f.hostname, ...f.encapsulations.map(({ type, ip }) => `${type} ${ip}`)),
    names: (f) => [
      ['device', f.name],
      ['host', f.hostname],
      ...f.encapsulations.map(({ ip }) => ['address', ip] as const),
    ],
  },
};

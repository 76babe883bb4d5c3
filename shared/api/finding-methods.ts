// What the rules found, for the views that mark it in its place.
import { z } from 'zod';
import { findingSeverities } from '../findings/finding.ts';
import { evidence, id } from './schemas.ts';

const finding = z.object({
  id: z.string(),
  rule: z.string(),
  severity: z.enum(findingSeverities),
  host: z.string(),
  snapshotId: id,
  /** `NetworkDevice.id`s of that host, the one at fault first. */
  devices: z.array(z.string()).readonly(),
  /** A text of resources/locales/LOCALE/findings.json and what fills its places. */
  message: z.object({
    key: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number()])).readonly(),
  }),
  evidence: z.array(evidence).readonly(),
  /** Command lines that would tell more. */
  wants: z.array(z.string()).readonly(),
});

export const findingMethods = {
  /** What the rules find in a snapshot, worst first; in each snapshot of the case when it is null. */
  'findings.list': {
    request: z.object({ snapshot: id.nullable() }),
    response: z.object({ findings: z.array(finding) }),
  },
} as const;

export type FindingRow = z.infer<typeof finding>;

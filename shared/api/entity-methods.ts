// Things of OpenStack's by all their names, for the palette and the inspector.
import { z } from 'zod';
import { entityFields, entityKinds } from '../network/identity/entity.ts';
import { evidence, id } from './schemas.ts';

const claim = z.object({
  field: z.enum(entityFields),
  value: z.string(),
  /** Whose device, namespace or local VLAN it is; null of what holds everywhere. */
  host: z.string().nullable(),
  evidence: z.array(evidence).readonly(),
});
const entity = z.object({
  /** `port/1476e4c9-4e47-482c-a329-5d7e0f4d821b`. */
  id: z.string(),
  kind: z.enum(entityKinds),
  title: z.string(),
  claims: z.array(claim).readonly(),
  conflicts: z.array(z.enum(entityFields)).readonly(),
});
const foundEntity = z.object({
  id: z.string(),
  kind: z.enum(entityKinds),
  title: z.string(),
  /** The name that was found. */
  by: claim,
  /** What its others are called; of an instance, itself. */
  instances: z.array(z.string()),
  networks: z.array(z.string()),
  hosts: z.array(z.string()),
  /** The device that shows it best, in the snapshot of its host; null where no device is its own. */
  place: z.object({ snapshotId: id, host: z.string(), device: z.string() }).nullable(),
});

export const entityMethods = {
  /**
   * Entities of the hosts that a snapshot belongs with, by any of their names: equal ones first, then those that
   * begin so, then those that hold the text. A MAC or an id may be in any spelling.
   */
  'entities.find': {
    request: z.object({ snapshot: id, text: z.string(), limit: z.number().int().min(1).max(200) }),
    response: z.object({ entities: z.array(foundEntity) }),
  },
  /** What a device of a snapshot's host belongs to: its port, its instance; a namespace's router or network. */
  'entities.of': {
    request: z.object({ snapshot: id, device: z.string() }),
    response: z.object({ entities: z.array(entity).readonly() }),
  },
} as const;

export type EntityRow = z.infer<typeof foundEntity>;

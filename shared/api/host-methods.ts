// What the view of one host asks beside `network.node`: firewalls and counters.
import { z } from 'zod';
import { firewallDirections, firewallDrivers, firewallStates } from '../network/firewall/firewall.ts';
import { counterOrigins } from '../network/route/route.ts';
import { knowledge } from './device-schemas.ts';
import { count, evidence, id } from './schemas.ts';

const part = z.object({
  name: z.string(),
  direction: z.enum(firewallDirections),
  rules: count,
  packets: count.nullable(),
  flows: z.object({ bridge: z.string(), filter: z.string() }).nullable(),
  evidence: z.array(evidence).readonly(),
});
const firewall = z.object({
  host: z.string(),
  deviceId: z.string(),
  device: z.string(),
  instance: z.string().nullable(),
  portId: z.string().nullable(),
  driver: z.enum(firewallDrivers).nullable(),
  state: z.enum(firewallStates),
  where: z.string(),
  groups: z
    .array(z.object({ id: z.string(), name: z.string().nullable() }))
    .readonly()
    .nullable(),
  rules: count,
  parts: z.array(part).readonly(),
  sets: z
    .array(z.object({ name: z.string(), members: count.nullable(), evidence: z.array(evidence).readonly() }))
    .readonly(),
  status: knowledge,
  reason: z.string().nullable(),
  wants: z.array(z.string()).readonly(),
  evidence: z.array(evidence).readonly(),
});

const number = z.number().nullable();
const counted = {
  ...{ rxPackets: number, rxBytes: number, rxErrors: number, rxDropped: number },
  ...{ txPackets: number, txBytes: number, txErrors: number, txDropped: number },
};
const counters = z.object({
  from: z.enum(counterOrigins),
  ...counted,
  evidence: z.array(evidence).readonly(),
});

export const hostMethods = {
  /** One for each port of an instance that the host has. */
  'network.firewalls': {
    request: z.object({ snapshot: id }),
    response: z.object({ firewalls: z.array(firewall).readonly() }),
  },
  /**
   * What the devices of a host have counted; with `since`, an earlier snapshot of that host, what came in between.
   * `seconds` lie between the two; null where one of them does not know its time.
   */
  'network.counters': {
    request: z.object({ snapshot: id, since: id.nullable() }),
    response: z.object({
      seconds: number,
      devices: z
        .array(
          z.object({
            device: z.string(),
            counters: z.array(counters).readonly(),
            changes: z
              .array(
                z.object({
                  from: z.enum(counterOrigins),
                  counted: z.object(counted),
                  restarted: z.boolean(),
                  before: counters,
                }),
              )
              .readonly(),
          }),
        )
        .readonly(),
    }),
  },
} as const;

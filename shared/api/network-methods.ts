// What the Network view asks: a host's devices, links and paths, and the route between two ends.
import { z } from 'zod';
import { breakCodes, deviceKinds } from '../network/model.ts';
import {
  counterOrigins,
  routeCodes,
  routeEnds,
  routeHopKinds,
  routePointKinds,
} from '../network/route/route.ts';
import { device, knowledge, link } from './device-schemas.ts';
import { count, evidence, id } from './schemas.ts';

const hop = z.object({
  host: z.string(),
  device: z.string().nullable(),
  kind: z.enum(deviceKinds),
  ifindex: z.number().nullable(),
  mac: z.string().nullable(),
  mtu: z.number().nullable(),
  addresses: z.array(z.string()).readonly(),
  tag: z.number().nullable(),
  ofport: z.number().nullable(),
  tunnelId: z.string().nullable(),
  local: z.string().nullable(),
  remote: z.string().nullable(),
  status: knowledge,
  reason: z.string().nullable(),
  break: z.enum(breakCodes).nullable(),
  wants: z.array(z.string()).readonly(),
  deviceId: z.string().nullable(),
  evidence: z.array(evidence).readonly(),
});
const path = z.object({
  id: z.string(),
  instance: z.string().nullable(),
  instanceName: z.string().nullable(),
  instanceUuid: z.string().nullable(),
  interface: z.string().nullable(),
  portId: z.string().nullable(),
  /** Places in the answer's `hops`. */
  hops: z.array(z.number()).readonly(),
  complete: z.boolean(),
});

/** One end of a route; `id` is taken back as a name. */
const routePoint = z.object({
  id: z.string(),
  kind: z.enum(routePointKinds),
  name: z.string(),
  host: z.string().nullable(),
  device: z.string().nullable(),
  portId: z.string().nullable(),
  mac: z.string().nullable(),
  addresses: z.array(z.string()).readonly(),
  network: z.string().nullable(),
});
const hopCounters = z.object({
  from: z.enum(counterOrigins),
  rxPackets: count.nullable(),
  rxBytes: count.nullable(),
  rxErrors: count.nullable(),
  rxDropped: count.nullable(),
  txPackets: count.nullable(),
  txBytes: count.nullable(),
  txErrors: count.nullable(),
  txDropped: count.nullable(),
});
const routeHop = hop.extend({
  kind: z.enum(routeHopKinds),
  netns: z.string().nullable(),
  state: z.string().nullable(),
  counters: z.array(hopCounters).readonly(),
  break: z.enum(routeCodes).nullable(),
  notes: z
    .array(z.object({ code: z.enum(routeCodes), reason: z.string(), evidence: z.array(evidence).readonly() }))
    .readonly(),
});
const route = z.object({
  id: z.string(),
  from: routePoint,
  to: routePoint,
  hops: z.array(routeHop).readonly(),
  complete: z.boolean(),
  end: z.enum(routeEnds),
  code: z.enum(routeCodes).nullable(),
  reason: z.string().nullable(),
  wants: z.array(z.string()).readonly(),
});

export const networkMethods = {
  /** Hops once each, as paths share most of theirs: `unpackNode` puts them back. */
  'network.node': {
    request: z.object({ snapshot: id }),
    response: z.object({
      host: z.string(),
      devices: z.array(device).readonly(),
      links: z.array(link).readonly(),
      hops: z.array(hop).readonly(),
      paths: z.array(path).readonly(),
    }),
  },
  /**
   * How frames get from one end to another and back, over the hosts that belong with the snapshot. Ends are named
   * by any of their names (docs/cli.md, `path`); `to` null is outside. `ambiguous`: a name means several, which
   * are given by their ids; `unknown`: a name means nothing in these snapshots.
   */
  'network.route': {
    request: z.object({ snapshot: id, from: z.string().min(1), to: z.string().min(1).nullable() }),
    response: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('routes'), forward: route, backward: route }),
      z.object({
        kind: z.literal('ambiguous'),
        which: z.enum(['from', 'to']),
        candidates: z.array(routePoint).readonly(),
      }),
      z.object({ kind: z.literal('unknown'), which: z.enum(['from', 'to']), name: z.string() }),
    ]),
  },
} as const;

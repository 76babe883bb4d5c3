// What the Network view asks of the whole case: hosts and what joins them without their evidence, then one
// part, one tunnel's networks or one host's inside as the user comes to it. The snapshot says which of each
// host's snapshots belong together.
import { z } from 'zod';
import { partFields } from '../compare/case-parts.ts';
import { insideSorts } from '../compare/inside-changes.ts';
import { networkChangeTypes } from '../compare/network-changes.ts';
import { hostRoles, tunnelKnowledge } from '../network/case/model.ts';
import { device, knowledge } from './device-schemas.ts';
import { count, evidence, id } from './schemas.ts';

const text = z.string().nullable();
const shown = z.array(evidence).readonly();

const roleSummary = z.object({ role: z.enum(hostRoles), status: knowledge, reason: z.string() });
const hostSummary = z.object({
  kind: z.literal('host'),
  id: z.string(),
  host: z.string(),
  snapshotId: id,
  roles: z.array(roleSummary).readonly(),
  counts: z.object({
    instances: count,
    routers: count,
    namespaces: count,
    bridges: count,
    networks: count,
    tunnels: count,
  }),
  tunnelAddresses: z.array(z.object({ address: z.string(), device: text })).readonly(),
});
const peerSummary = z.object({
  kind: z.literal('peer'),
  id: z.string(),
  name: text,
  addresses: z.array(z.string()).readonly(),
  reason: text,
});
const endSummary = z.object({
  host: z.string(),
  bridge: text,
  port: z.string(),
  ofport: z.number().nullable(),
  local: text,
  remote: z.string(),
  state: text,
  error: text,
});
const tunnel = z.object({
  kind: z.literal('tunnel'),
  id: z.string(),
  type: z.string(),
  from: z.string(),
  to: z.string(),
  knowledge: z.enum(tunnelKnowledge),
  status: knowledge,
  reason: text,
  wants: z.array(z.string()).readonly(),
});
const tunnelSummary = tunnel.extend({
  ends: z.tuple([endSummary.nullable(), endSummary.nullable()]).readonly(),
});
const attachmentSummary = z.object({
  host: z.string(),
  bridge: text,
  nics: z.array(z.string()).readonly(),
  status: knowledge,
  reason: z.string(),
});
const physical = z.object({
  kind: z.literal('physical-network'),
  id: z.string(),
  name: text,
  networks: z.array(z.string()).readonly(),
});
const physicalSummary = physical.extend({ attachments: z.array(attachmentSummary).readonly() });
const atHost = z.object({ host: z.string(), vlans: z.array(z.number()).readonly(), ports: count });
const network = z.object({
  kind: z.literal('network'),
  id: z.string(),
  name: text,
  type: text,
  segmentationId: z.number().nullable(),
  datapathKey: z.number().nullable(),
  physicalNetwork: text,
  external: z.boolean().nullable(),
});
const networkSummary = network.extend({ hosts: z.array(atHost).readonly() });

const end = endSummary.extend({ evidence: shown });
const part = z.discriminatedUnion('kind', [
  hostSummary.extend({
    roles: z.array(roleSummary.extend({ evidence: shown })).readonly(),
    evidence: shown,
  }),
  peerSummary.extend({ evidence: shown }),
  tunnel.extend({ ends: z.tuple([end.nullable(), end.nullable()]).readonly() }),
  physical.extend({ attachments: z.array(attachmentSummary.extend({ evidence: shown })).readonly() }),
  network.extend({ hosts: z.array(atHost.extend({ evidence: shown })).readonly(), evidence: shown }),
]);

const partSummary = z.discriminatedUnion('kind', [
  hostSummary,
  peerSummary,
  tunnelSummary,
  physicalSummary,
  networkSummary,
]);

const partChange = z.enum(networkChangeTypes);
const fieldChanges = z
  .array(z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() }))
  .readonly();
const deviceDifferences = z
  .array(z.object({ device: z.string(), change: partChange, fields: fieldChanges }))
  .readonly();

const insideLinks = z
  .array(z.object({ kind: z.enum(['plugged', 'carried']), from: z.string(), to: z.string() }))
  .readonly();
const instance = z.object({ device, name: text, networks: z.array(z.string()).readonly() });

/** How many tunnels can be asked about at once: as many as have their labels in sight. */
export const mostTunnelUses = 64;

export const caseNetworkMethods = {
  'network.case': {
    request: z.object({ snapshot: id }),
    response: z.object({
      hosts: z.array(hostSummary).readonly(),
      peers: z.array(peerSummary).readonly(),
      tunnels: z.array(tunnelSummary).readonly(),
      physicalNetworks: z.array(physicalSummary).readonly(),
      networks: z.array(networkSummary).readonly(),
    }),
  },
  /** The networks of the case in their order, and what the snapshot's own host calls each (`as`). */
  'network.networks': {
    request: z.object({ snapshot: id }),
    response: z.object({
      networks: z
        .array(z.object({ id: z.string(), name: text, as: z.array(z.string()).readonly() }))
        .readonly(),
    }),
  },
  /** One of them by its id, with its evidence. */
  'network.casePart': { request: z.object({ snapshot: id, part: z.string() }), response: part },
  /** The networks that tunnels carry, by the ids that flows send into them. Unknown tunnels are left out. */
  'network.tunnelUses': {
    request: z.object({ snapshot: id, tunnels: z.array(z.string()).max(mostTunnelUses) }),
    response: z.object({
      tunnels: z.array(
        z.object({
          tunnel: z.string(),
          uses: z
            .array(
              z.object({
                tunnelId: z.string(),
                network: text,
                name: text,
                hosts: z.array(z.string()).readonly(),
                status: knowledge,
                reason: text,
                evidence: shown,
              }),
            )
            .readonly(),
        }),
      ),
    }),
  },
  /** The inside of the snapshot's own host. */
  'network.inside': {
    request: z.object({ snapshot: id }),
    response: z.object({
      host: z.string(),
      instances: z.array(instance).readonly(),
      namespaces: z.array(device).readonly(),
      bridges: z.array(device).readonly(),
      nics: z.array(device).readonly(),
      links: insideLinks,
    }),
  },
  /**
   * What joins the hosts that belong with one snapshot, against those that belong with another: parts that came, went
   * or changed. `pairs`: each host's two snapshots; the same one twice where the case has no other.
   */
  'network.caseChanges': {
    request: z.object({ from: id, to: id }),
    response: z.object({
      pairs: z.array(z.object({ host: z.string(), from: id, to: id })).readonly(),
      parts: z
        .array(
          z.object({
            change: partChange,
            part: partSummary,
            fields: z
              .array(z.object({ field: z.enum(partFields), host: text, from: text, to: text }))
              .readonly(),
            /** Whose comparison shows it, and words that its rows have. */
            seen: z.object({ host: z.string(), words: z.array(z.string()).readonly() }).nullable(),
          }),
        )
        .readonly(),
    }),
  },
  /** What came, went, changed or moved inside of one host between two of its snapshots. */
  'network.insideChanges': {
    request: z.object({ from: id, to: id }),
    response: z.object({
      things: z
        .array(
          z.object({
            change: z.enum([...networkChangeTypes, 'moved']),
            sort: z.enum(insideSorts),
            device,
            name: text,
            networks: z.array(z.string()).readonly(),
            gone: z.boolean(),
            otherHost: text,
            differs: deviceDifferences,
          }),
        )
        .readonly(),
      /** Of the host itself. */
      others: deviceDifferences,
      goneLinks: insideLinks,
    }),
  },
  /** Instances and namespaces of all hosts, by any of their names; `total` counts all that match. */
  'network.findInside': {
    request: z.object({ snapshot: id, text: z.string().min(1), limit: z.number().int().min(1).max(2000) }),
    response: z.object({
      total: count,
      found: z.array(z.object({ host: z.string(), snapshotId: id, device: z.string(), name: z.string() })),
    }),
  },
} as const;

// The schemas of devices and links of the network model; their meaning is in ../network/model.ts.
import { z } from 'zod';
import { deviceKinds, linkKinds } from '../network/model.ts';
import { evidence } from './schemas.ts';

const text = z.string().nullable();
const number = z.number().nullable();

export const knowledge = z.enum(['known', 'inferred', 'missing']);

const virtualNic = z.object({
  index: z.number(),
  type: z.string(),
  mac: text,
  model: text,
  target: text,
  source: text,
  mtu: number,
  portId: text,
  device: text,
});

const namespaceItems = z
  .array(z.object({ text: z.string(), evidence: z.array(evidence).readonly(), reason: text }))
  .readonly();

const detail = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('instance'),
    uuid: text,
    name: text,
    nics: z.array(virtualNic).readonly(),
  }),
  z.object({
    kind: z.literal('ovs-bridge'),
    datapathType: text,
    datapathId: text,
    failMode: text,
    physicalNetworks: z.array(z.string()).readonly(),
  }),
  z.object({ kind: z.literal('veth'), peer: text, peerNetns: text, peerIfindex: number }),
  z.object({ kind: z.literal('vlan'), vlan: number, protocol: text }),
  z.object({ kind: z.literal('macvlan'), mode: text }),
  z.object({ kind: z.literal('tunnel'), tunnelId: text, local: text, remote: text, port: number }),
  z.object({
    kind: z.literal('bond'),
    openVswitch: z.boolean(),
    mode: text,
    lacp: text,
    active: text,
    members: z.array(z.string()).readonly(),
  }),
  z.object({
    kind: z.literal('vhost-user'),
    socket: text,
    server: z.enum(['open-vswitch', 'qemu']),
  }),
  z.object({
    kind: z.literal('adapter'),
    product: text,
    virtualFunctions: z
      .object({
        enabled: number,
        total: number,
        list: z.array(z.object({ index: z.number(), mac: text, vlan: number, instance: text })).readonly(),
      })
      .nullable(),
  }),
  z.object({ kind: z.literal('virtual-function'), index: number, adapter: text }),
  z.object({
    kind: z.literal('namespace'),
    purpose: z.enum(['router', 'dhcp', 'snat', 'fip', 'metadata']).nullable(),
    of: text,
    nsid: number,
    addresses: z.array(z.string()).readonly(),
    routes: namespaceItems,
    nat: namespaceItems,
    processes: namespaceItems,
  }),
]);

export const device = z.object({
  id: z.string(),
  host: z.string(),
  kind: z.enum(deviceKinds),
  name: z.string(),
  parent: text,
  netns: text,
  ifindex: number,
  ofport: number,
  tag: number,
  mac: text,
  mtu: number,
  state: text,
  addresses: z.array(z.string()).readonly(),
  network: text,
  role: z.enum(['plumbing']).nullable(),
  type: text,
  driver: text,
  pci: text,
  error: text,
  options: z.record(z.string(), z.string()).readonly(),
  portId: text,
  binding: z
    .object({
      logicalPort: z.string(),
      type: text,
      name: text,
      datapath: text,
      chassis: text,
      up: z.boolean().nullable(),
    })
    .nullable(),
  detail: detail.nullable(),
  conflicts: z
    .array(
      z.object({
        field: z.string(),
        values: z.array(z.object({ value: z.string(), evidence: z.array(evidence).readonly() })).readonly(),
      }),
    )
    .readonly(),
  status: knowledge,
  reason: text,
  wants: z.array(z.string()).readonly(),
  evidence: z.array(evidence).readonly(),
});

export const link = z.object({
  id: z.string(),
  kind: z.enum(linkKinds),
  from: z.string(),
  to: z.string(),
  label: text,
  status: knowledge,
  reason: text,
  wants: z.array(z.string()).readonly(),
  evidence: z.array(evidence).readonly(),
});

// What topology.json says of ports, instances, networks and routers, as claims that the entities must hold.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { sharedData } from '../../../shared-data.ts';

const network = z.object({ id: z.string(), segmentation_id: z.number().nullable() });
const topology = z.object({
  instances: z.record(
    z.string(),
    z.object({
      uuid: z.string(),
      libvirt_name: z.string(),
      host: z.string(),
      ports: z.array(z.object({ id: z.string(), network: z.string(), mac: z.string(), ip: z.string() })),
    }),
  ),
  networks: z.record(z.string(), network),
  router: z.object({
    id: z.string(),
    ports: z.union([
      z.array(z.object({ id: z.string(), mac: z.string(), ips: z.array(z.string()), device: z.string() })),
      z.record(z.string(), z.object({ lrp: z.string(), mac: z.string(), ip: z.string() })),
    ]),
  }),
  dhcp: z
    .array(
      z.object({
        ...{ id: z.string(), network: z.string(), mac: z.string(), ips: z.array(z.string()) },
        device: z.string(),
      }),
    )
    .optional(),
});

/** An entity's id, a field, and a value that it must claim. */
export type WantedClaim = readonly [entity: string, field: string, value: string];

/** Of a snapshot with outputs of `hosts`: what only an absent host could tell is left out. */
export function wantedClaims(
  area: string,
  snapshot: string,
  hosts: ReadonlySet<string>,
): readonly WantedClaim[] {
  const path = sharedData(`${area}/truth/${snapshot}/topology.json`);
  const truth = topology.parse(JSON.parse(readFileSync(path, 'utf8')));
  const wanted: WantedClaim[] = [];
  const networkId = (name: string): string => truth.networks[name]?.id ?? name;
  for (const { uuid, libvirt_name: libvirtName, host, ports } of Object.values(truth.instances)) {
    if (!hosts.has(host) && !hosts.has('controller1')) continue;
    for (const { id, network: name, mac, ip } of ports) {
      const port = `port/${id}`;
      wanted.push([port, 'id', id], [port, 'mac', mac], [port, 'address', ip], [port, 'instance', uuid]);
      wanted.push([port, 'network', networkId(name)]);
      const segment = truth.networks[name]?.segmentation_id ?? null;
      if (segment !== null) wanted.push([`network/${networkId(name)}`, 'segment', String(segment)]);
      if (!hosts.has(host)) continue;
      wanted.push([port, 'device', `tap${id.slice(0, 11)}`], [port, 'host', host]);
      wanted.push([port, 'tap-mac', mac.replace(/^fa/, 'fe')]);
      if (area === 'lab') wanted.push([`instance/${uuid}`, 'libvirt-name', libvirtName]);
    }
  }
  const { ports } = truth.router;
  const routerPorts = Array.isArray(ports)
    ? ports.map(({ id, mac, ips }) => ({ id, mac, ip: ips[0] ?? '' }))
    : Object.values(ports).map(({ lrp, mac, ip }) => ({ id: lrp.slice(4), mac, ip: ip.split('/')[0] ?? '' }));
  if (hosts.has('network1') || hosts.has('controller1')) {
    for (const { id, mac, ip } of routerPorts)
      wanted.push(
        [`port/${id}`, 'mac', mac],
        [`port/${id}`, 'address', ip],
        [`port/${id}`, 'router', truth.router.id],
      );
  }
  if (hosts.has('network1')) {
    for (const { id, network: name, mac, ips, device } of truth.dhcp ?? []) {
      const port = `port/${id}`;
      wanted.push([port, 'mac', mac], [port, 'address', ips[0] ?? ''], [port, 'device', device]);
      wanted.push([port, 'network', networkId(name)]);
    }
  }
  return wanted;
}

// The model of every host of every snapshot of the lab and of the OVN deployment, against what was measured beside it:
// bridges, ports, devices of each namespace, logical ports, and where each instance is plugged in.
//
// Not compared: `external_ids` and `other_config` but for the port's id (the model keeps what a picture says, and Neutron's
// notes show as `network`); the MAC of patch and tunnel ports, which Open vSwitch makes up anew at each start; `ifindex`
// of those ports, which is 0; `dp_ports`, conntrack zones and flow counts, which are no devices; instances of the OVN
// deployment, whose guests are namespaces without domain XML.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { modelOf } from '../../shared/network/build-node.ts';
import type { NetworkDevice, NodeModel } from '../../shared/network/model.ts';
import { indexNode, peerHost } from '../../shared/network/node-index.ts';
import { hostFacts, type FilledFacts } from '../bundle-facts.ts';
import { hasShared, sharedData } from '../shared-data.ts';

interface TruePort {
  readonly ofport: number;
  readonly tag?: number | null;
  readonly type: string;
  readonly options: Readonly<Record<string, string>>;
  readonly external_ids: Readonly<Record<string, string>>;
  readonly port_external_ids?: Readonly<Record<string, string>>;
  readonly mac_in_use: string | null;
  readonly ifindex: number;
  readonly error: string | null;
}

interface TrueDevice {
  readonly ifindex: number;
  readonly mac: string | null;
  readonly mtu: number;
  readonly master?: string | null;
  readonly link?: string | null;
  readonly kind?: string | null;
  readonly operstate: string;
  readonly addrs: readonly string[];
}

interface TrueHost {
  readonly bridges: Readonly<
    Record<
      string,
      {
        readonly datapath_type: string;
        readonly datapath_id: string;
        readonly fail_mode: string | null;
        readonly ports: Readonly<Record<string, TruePort>>;
      }
    >
  >;
  readonly devices: Readonly<Record<string, TrueDevice>>;
  readonly namespaces: Readonly<Record<string, Readonly<Record<string, TrueDevice>>>>;
  readonly ovs_external_ids?: Readonly<Record<string, string>>;
}

interface Truth {
  readonly hosts: Readonly<Record<string, TrueHost>>;
  readonly instances: Readonly<
    Record<
      string,
      {
        readonly libvirt_name: string;
        readonly host: string;
        readonly ports: readonly { readonly id: string; readonly mac: string; readonly tap?: string }[];
      }
    >
  >;
  readonly port_bindings?: readonly {
    readonly logical_port: string;
    readonly type: string;
    readonly chassis: string | null;
    readonly up: boolean;
  }[];
}

/** Neither flows nor what else is large and names no device. */
const small = (name: string): boolean =>
  !/dump-flows|conntrack|lflow-list|ofctl|\/logs?\/|proc[./]sys|sysctl|ss_-|db\/ovn|_standalone|journal|dpkg|rpm/.test(
    name,
  ) || /ofctl.*_show_br|dump-ports-desc/.test(name);

/** A bridge's ports by name; without flows a path ends in a place of its own, which is missing. */
function portsOf(model: NodeModel, bridge: string): ReadonlyMap<string, NetworkDevice> {
  const own = model.devices.filter(
    ({ parent, status }) => parent === `ovs-bridge/${bridge}` && status !== 'missing',
  );
  return new Map(own.map((device) => [device.name, device]));
}

function checkBridges(model: NodeModel, truth: TrueHost): number {
  const bridges = model.devices.filter(({ kind }) => kind === 'ovs-bridge');
  expect(bridges.map(({ name }) => name).sort()).toEqual(Object.keys(truth.bridges).sort());
  let ports = 0;
  for (const bridge of bridges) {
    const expected = truth.bridges[bridge.name];
    if (expected === undefined) continue;
    expect(bridge.detail, bridge.name).toMatchObject({
      kind: 'ovs-bridge',
      datapathType: expected.datapath_type,
      datapathId: expected.datapath_id,
      failMode: expected.fail_mode,
    });
    // A bridge's own port is the bridge.
    const others = Object.entries(expected.ports).filter(([name]) => name !== bridge.name);
    const found = portsOf(model, bridge.name);
    expect([...found.keys()].sort(), bridge.name).toEqual(others.map(([name]) => name).sort());
    for (const [name, port] of others) {
      const device = found.get(name);
      ports++;
      expect(
        [device?.ofport, device?.tag, device?.error, device?.options, device?.portId],
        `${bridge.name} ${name}`,
      ).toEqual([
        port.ofport,
        port.tag ?? null,
        port.error,
        port.options,
        port.external_ids['iface-id'] ?? port.port_external_ids?.['ovn-localnet-port'] ?? null,
      ]);
      if (port.type !== '') expect(device?.type, name).toBe(port.type);
      // A restarted switch has lost sight of what is in a namespace; the kernel has not.
      if ((port.type === '' || port.type === 'internal') && port.mac_in_use !== null)
        expect([device?.mac, device?.ifindex], name).toEqual([port.mac_in_use, port.ifindex]);
      const peer = port.options['peer'];
      if (peer !== undefined) {
        const pair = model.links.filter(
          ({ kind, from, to }) => kind === 'patch' && [from, to].includes(device?.id ?? ''),
        );
        expect(pair.map(({ from, to }) => [from, to].sort())).toEqual([
          [`patch/${name}`, `patch/${peer}`].sort(),
        ]);
      }
    }
  }
  return ports;
}

function checkDevices(model: NodeModel, truth: TrueHost): number {
  const taken = new Set<NetworkDevice>();
  const byPlace = new Map<string, NetworkDevice[]>();
  for (const device of model.devices) {
    const key = `${device.netns ?? ''} ${device.name}`;
    byPlace.set(key, [...(byPlace.get(key) ?? []), device]);
  }
  for (const [netns, devices] of [['', truth.devices] as const, ...Object.entries(truth.namespaces)]) {
    for (const [name, expected] of Object.entries(devices)) {
      const found = byPlace.get(`${netns} ${name}`) ?? [];
      expect(
        found.map(({ id }) => id),
        `${netns} ${name}`,
      ).toHaveLength(1);
      const [device] = found;
      if (device === undefined) continue;
      taken.add(device);
      expect(
        [device.ifindex, device.mac, device.mtu, device.state, [...device.addresses].sort()],
        `${netns} ${name}`,
      ).toEqual([
        expected.ifindex,
        expected.mac,
        expected.mtu,
        expected.operstate,
        [...expected.addrs].sort(),
      ]);
      if ((expected.master ?? null) !== null) expect(device.parent).toBe(`linux-bridge/${expected.master}`);
      if (expected.kind === 'bridge') expect(device.kind).toBe('linux-bridge');
      if (expected.kind === 'veth' && (expected.link ?? null) !== null) {
        expect(device.detail).toMatchObject({ kind: 'veth', peer: expected.link });
        const pair = model.links.filter(
          ({ kind, from, to }) => kind === 'veth' && [from, to].includes(device.id),
        );
        expect(pair, name).toHaveLength(1);
        expect(pair[0]?.status).toBe('known');
      }
      if (netns !== '') {
        const contains = model.links.filter(({ kind, to }) => kind === 'contains' && to === device.id);
        expect(contains.map(({ from }) => from)).toEqual([`namespace/${netns}`]);
      }
      expect(device.role, name).toBe(/^(lo|ovs-netdev|ovs-system)$/.test(name) ? 'plumbing' : null);
    }
  }
  // Nothing else is a device of the kernel: the rest are ports of Open vSwitch alone, and what is no interface.
  for (const device of model.devices) {
    if (taken.has(device) || device.status === 'missing') continue;
    expect(['instance', 'namespace', 'peer', 'patch', 'tunnel'], device.id).toContain(device.kind);
  }
  return taken.size;
}

function snapshotsOf(deployment: string): readonly string[] {
  if (!hasShared) return ['none'];
  return readdirSync(sharedData(`${deployment}/bundles`)).sort();
}

async function factsOf(deployment: string, snapshot: string): Promise<readonly FilledFacts[]> {
  const folder = sharedData(`${deployment}/bundles`, snapshot);
  const facts: FilledFacts[] = [];
  for (const host of readdirSync(folder).sort()) {
    if (!existsSync(`${folder}/${host}/commands.tar.gz`)) continue;
    facts.push(await hostFacts(folder, host, 'commands', facts.length + 1, small));
  }
  return facts;
}

describe.skipIf(!hasShared).each(['lab', 'ovn'])('the hosts of %s', (deployment) => {
  test.each(snapshotsOf(deployment))('%s: each host is as measured', async (snapshot) => {
    const truth = JSON.parse(
      readFileSync(sharedData(`${deployment}/truth`, snapshot, 'topology.json'), 'utf8'),
    ) as Truth;
    const all = await factsOf(deployment, snapshot);
    const peers = all.map(peerHost);
    let [ports, devices, plugs, bindings] = [0, 0, 0, 0];
    for (const facts of all) {
      const host = truth.hosts[facts.host];
      if (host === undefined) continue;
      const model = modelOf(indexNode(facts, { flowsOf: facts.flowsOf, peers }));
      ports += checkBridges(model, host);
      devices += checkDevices(model, host);
      expect(new Set(model.devices.map(({ id }) => id)).size).toBe(model.devices.length);
      expect(
        model.devices.flatMap(({ id, conflicts }) => conflicts.map(({ field }) => `${id} ${field}`)),
      ).toEqual([]);
      const mapped = host.ovs_external_ids?.['ovn-bridge-mappings'];
      if (mapped !== undefined) {
        const [physical, bridge] = mapped.split(':');
        expect(model.devices.find(({ name }) => name === bridge)?.detail).toMatchObject({
          physicalNetworks: [physical],
        });
      }
      for (const instance of Object.values(truth.instances)) {
        if (instance.host !== facts.host) continue;
        for (const port of instance.ports) {
          plugs += checkPlug(model, instance.libvirt_name, port, deployment === 'lab');
        }
      }
      for (const device of model.devices) {
        const binding = truth.port_bindings?.find(({ logical_port: port }) => port === device.portId);
        if (truth.port_bindings === undefined || device.portId === null) continue;
        bindings++;
        expect(device.binding).toMatchObject({
          logicalPort: device.portId,
          type: binding?.type,
          chassis: binding?.chassis ?? null,
          up: binding?.up,
        });
      }
    }
    expect(ports).toBeGreaterThan(3);
    expect(devices).toBeGreaterThan(10);
    expect(plugs).toBeGreaterThan(0);
    if (deployment === 'ovn') expect(bindings).toBeGreaterThan(0);
  });
});

/** Where an instance's interface is plugged in: its tap, which in the lab its domain names and in OVN the port's id. */
function checkPlug(
  model: NodeModel,
  domain: string,
  port: { readonly id: string; readonly mac: string; readonly tap?: string },
  hasDomains: boolean,
): number {
  if (!hasDomains) {
    const device = model.devices.find(({ portId }) => portId === port.id);
    if (port.tap !== undefined) expect([device?.kind, device?.name]).toEqual(['tap', port.tap]);
    return 1;
  }
  const instance = model.devices.find(({ id }) => id === `instance/${domain}`);
  const detail = instance?.detail?.kind === 'instance' ? instance.detail : null;
  const nic = detail?.nics.find(({ mac }) => mac === port.mac);
  const tap = `tap${port.id.slice(0, 11)}`;
  expect(nic, domain).toMatchObject({ portId: port.id, target: tap, device: `tap/${tap}` });
  const links = model.links.filter(
    ({ kind, from, to }) => kind === 'attached' && from === instance?.id && to === `tap/${tap}`,
  );
  expect(links.map(({ status, label }) => [status, label])).toEqual([['known', port.mac]]);
  return 1;
}

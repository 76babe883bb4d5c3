// The devices and addresses that `ip` printed on the lab's hosts, against what was measured beside them.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseOutput, type ParsedOutput } from '../parse-output.ts';
import { readArchive } from '../read-archive.ts';
import { hasShared, sharedData } from '../shared-data.ts';

interface TrueDevice {
  readonly ifindex: number;
  readonly mac: string | null;
  readonly mtu: number;
  readonly master?: string | null;
  readonly link?: string | null;
  readonly link_index?: number | null;
  readonly kind?: string | null;
  readonly operstate: string;
  readonly addrs: readonly string[];
}

interface Topology {
  readonly hosts: Readonly<
    Record<
      string,
      {
        readonly devices: Readonly<Record<string, TrueDevice>>;
        readonly namespaces: Readonly<Record<string, Readonly<Record<string, TrueDevice>>>>;
      }
    >
  >;
}

/** The outputs in a host's commands.tar.gz, by the command line that INDEX.tsv gives. */
async function outputsOf(snapshot: string, host: string): Promise<ReadonlyMap<string, string>> {
  const files = await readArchive(
    sharedData('lab/bundles', snapshot, host, 'commands.tar.gz'),
    (name) => name.endsWith('/INDEX.tsv') || /\/(ip_netns_exec_.*_)?ip_-d_(link|addr)\.txt$/.test(name),
  );
  const index = [...files].find(([name]) => name.endsWith('INDEX.tsv'))?.[1] ?? '';
  const outputs = new Map<string, string>();
  for (const line of index.split('\n')) {
    const [file, command] = line.split('\t');
    const text = [...files].find(([name]) => name.endsWith(`/${String(file)}`))?.[1];
    if (command !== undefined && text !== undefined) outputs.set(command, text);
  }
  return outputs;
}

/** What the two outputs say, in the terms of topology.json; `like` says which fields it has. */
function devicesOf(
  link: ParsedOutput,
  addr: ParsedOutput,
  like: Readonly<Record<string, TrueDevice>>,
): unknown {
  const addresses = new Map<string, string[]>();
  for (const { device, address, prefixLength } of addr.of('address'))
    addresses.set(device, [...(addresses.get(device) ?? []), `${address}/${String(prefixLength)}`]);
  return Object.fromEntries(
    link.of('link').map((fact) => {
      const read: Record<string, unknown> = {
        ifindex: fact.ifindex,
        mac: fact.mac,
        mtu: fact.mtu,
        master: fact.master,
        link: fact.peer,
        link_index: fact.peerIfindex,
        kind: fact.infoKind,
        operstate: fact.state,
        addrs: (addresses.get(fact.name) ?? []).sort(),
      };
      const fields = Object.keys(like[fact.name] ?? read);
      return [fact.name, Object.fromEntries(fields.map((field) => [field, read[field]]))];
    }),
  );
}

function sorted(devices: Readonly<Record<string, TrueDevice>>): unknown {
  return Object.fromEntries(
    Object.entries(devices).map(([name, device]) => [name, { ...device, addrs: [...device.addrs].sort() }]),
  );
}

const snapshots = hasShared ? readdirSync(sharedData('lab/bundles')) : ['none'];

describe.skipIf(!hasShared)('devices of the lab', () => {
  test.each(snapshots)('%s: every device and address is as measured', async (snapshot) => {
    const topology = JSON.parse(
      readFileSync(sharedData('lab/truth', snapshot, 'topology.json'), 'utf8'),
    ) as Topology;
    const hosts = Object.keys(topology.hosts).filter((host) =>
      existsSync(sharedData('lab/bundles', snapshot, host, 'commands.tar.gz')),
    );
    expect(hosts.length).toBeGreaterThan(0);
    for (const host of hosts) {
      const truth = topology.hosts[host]!;
      const outputs = await outputsOf(snapshot, host);
      const read = (argv: string, netns: string | null): ParsedOutput => {
        const text = outputs.get(netns === null ? argv : `ip netns exec ${netns} ${argv}`);
        expect(text, `${host}: ${argv} in ${String(netns)}`).toBeDefined();
        return parseOutput(argv.split(' '), text!, netns);
      };
      for (const [netns, devices] of [[null, truth.devices] as const, ...Object.entries(truth.namespaces)]) {
        const link = read('ip -d link', netns);
        const addr = read('ip -d addr', netns);
        expect([...link.problems, ...addr.problems]).toEqual([]);
        expect(devicesOf(link, addr, devices), `${host} ${String(netns)}`).toEqual(sorted(devices));
        expect(addr.of('link').map(({ name }) => name)).toEqual(link.of('link').map(({ name }) => name));
        for (const fact of [...link.of('link'), ...addr.of('address')]) expect(fact.netns).toBe(netns);
      }
    }
  });
});

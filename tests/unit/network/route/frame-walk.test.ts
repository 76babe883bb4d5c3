// A frame through the tables of a bridge: the tunnel bridge against what the real switch traced there, and what a
// walk says where something is not known.
import { beforeAll, describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import type { StoredFact } from '../../../../shared/facts.ts';
import { firstStep, FlowTables, walkFrame, type Frame } from '../../../../shared/network/route/frame-walk.ts';
import { flowsOfText } from '../../../flow-fixtures.ts';
import { hasShared, sharedData } from '../../../shared-data.ts';
import { caseOf } from './measured.ts';

interface Trace {
  readonly host: string;
  readonly output: string | null;
}

interface Traced {
  readonly frame: Frame;
  readonly tables: readonly number[];
  readonly outputs: readonly number[];
}

/** What `ofproto/trace` prints of br-tun: the flows that it met, and the ports that it sent to. Only of IPv4. */
function tracedOnTunnelBridge(output: string): Traced | null {
  const [first = '', ...rest] = output.split('\n\nbridge("br-tun")\n');
  if (rest.length !== 1 || /^Flow: arp/.test(first)) return null;
  // Bridges behind a port are nested, with four more spaces.
  const lines = (rest[0]?.split(/\n\n(?=bridge|Final|=)/)[0] ?? '').split('\n').slice(1);
  const rules = lines.flatMap((line) => /^ ?(\d+)\. (.*)$/.exec(line) ?? []).filter((_, i) => i % 3 !== 0);
  const tables = rules.filter((_, i) => i % 2 === 0).map(Number);
  const matches = rules.filter((_, i) => i % 2 === 1).join(' ');
  const number = (pattern: RegExp): number | null => {
    const found = pattern.exec(matches)?.[1];
    return found === undefined ? null : Number(found);
  };
  const inPort = number(/in_port=(\d+)/);
  const vlan = number(/dl_vlan=(\d+)/) ?? number(/vlan_tci=(0x[0-9a-f]+)\/0x0fff/);
  const tunnelId = number(/tun_id=(0x[0-9a-f]+)/);
  if (inPort === null || (vlan === null && tunnelId === null)) return null;
  const address = (name: string): string => new RegExp(`${name}=([0-9a-f:]{17})`).exec(first)?.[1] ?? '';
  return {
    frame: {
      inPort,
      inPortName: '',
      vlan: tunnelId === null ? vlan : null,
      source: address('dl_src'),
      destination: address('dl_dst'),
      tunnelId: tunnelId === null ? null : BigInt(tunnelId),
    },
    tables,
    outputs: lines.flatMap((line) => /^ {4}output:(\d+)$/.exec(line)?.[1] ?? []).map(Number),
  };
}

describe.skipIf(!hasShared).each(['T0-healthy', 'L2POP-T0-healthy'])('%s', (snapshot) => {
  const tables = new Map<string, FlowTables>();
  beforeAll(async () => {
    for (const { host, flowsOf } of (await caseOf('lab', snapshot)).facts)
      tables.set(host, new FlowTables(flowsOf('br-tun'), new Map()));
  });

  test('the tunnel bridge sends where the switch does, by the same tables', () => {
    const traces = readFileSync(sharedData('lab/truth', snapshot, 'traces.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    let compared = 0;
    for (const line of traces) {
      const { host, output } = JSON.parse(line) as Trace;
      const traced = tracedOnTunnelBridge(output ?? '');
      const flows = tables.get(host);
      if (traced === null || flows === undefined) continue;
      const walk = walkFrame(flows, traced.frame);
      const name = `${host} ${JSON.stringify(traced, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))}`;
      expect(walk.unsure, name).toEqual([]);
      expect(
        walk.flows.map(({ data }) => data.table),
        name,
      ).toEqual(traced.tables);
      expect(
        walk.sent.map(({ port }) => (port !== 'normal' && port.kind === 'number' ? port.number : port)),
        name,
      ).toEqual(traced.outputs);
      compared++;
    }
    expect(compared).toBeGreaterThan(200);
  });
});

const stored = (text: string): readonly StoredFact<'flow'>[] =>
  flowsOfText(text).map((data, i) => ({
    kind: 'flow',
    id: i + 1,
    sourceId: 1,
    firstLine: i + 1,
    lastLine: i + 1,
    data,
  }));

const frame: Frame = {
  inPort: 1,
  inPortName: 'patch-int',
  vlan: 3,
  source: 'fa:16:3e:00:00:01',
  destination: 'fa:16:3e:00:00:02',
  tunnelId: null,
};

describe('a walk', () => {
  test('what a flow asks of an address is left open, and the flow below it counts', () => {
    const tables = new FlowTables(
      stored(` cookie=0x0, duration=1s, table=0, n_packets=0, n_bytes=0, priority=9,ip,nw_dst=10.0.0.1 actions=drop
 cookie=0x0, duration=1s, table=0, n_packets=0, n_bytes=0, priority=1 actions=output:2
`),
      new Map(),
    );
    expect(walkFrame(tables, frame)).toMatchObject({
      sent: [{ port: { number: 2 }, vlan: 3 }],
      unsure: ['ip_dst'],
    });
    expect(firstStep(tables, frame)).toBeNull();
  });

  test('VLANs and tunnel ids as flows set them; a loop ends', () => {
    const tables = new FlowTables(
      stored(` cookie=0x0, duration=1s, table=0, n_packets=0, n_bytes=0, priority=2,in_port="patch-int",dl_vlan=3 actions=resubmit(,7)
 cookie=0x0, duration=1s, table=7, n_packets=0, n_bytes=0, priority=1 actions=pop_vlan,set_field:0x2a->tun_id,output:"vxlan-1",push_vlan:0x8100,set_field:4196->vlan_vid,NORMAL
`),
      new Map([['vxlan-1', 9]]),
    );
    expect(walkFrame(tables, frame).sent).toMatchObject([
      { port: { kind: 'name', name: 'vxlan-1' }, vlan: null, tunnelId: 0x2an },
      { port: 'normal', vlan: 100, tunnelId: 0x2an },
    ]);
    const circle = new FlowTables(
      stored(' cookie=0x0, duration=1s, table=0, n_packets=0, n_bytes=0, priority=1 actions=resubmit(,0)\n'),
      new Map(),
    );
    expect(walkFrame(circle, frame).sent).toEqual([]);
  });

  test('a table without a fitting flow, and one that drops, are told apart', () => {
    const line = (rest: string): string =>
      ` cookie=0x0, duration=1s, table=0, n_packets=0, n_bytes=0, ${rest}\n`;
    const missed = walkFrame(
      new FlowTables(stored(line('priority=1,in_port=2 actions=output:3')), new Map()),
      frame,
    );
    expect(missed).toMatchObject({ sent: [], missed: 0, dropping: null });
    const dropped = walkFrame(
      new FlowTables(stored(line('priority=1,in_port=1 actions=drop')), new Map()),
      frame,
    );
    expect(dropped).toMatchObject({ sent: [], missed: null, dropping: { id: 1 } });
  });
});

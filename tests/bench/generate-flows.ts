// Makes a large flow dump, as `ovs-ofctl dump-flows br-int` and `br-tun` print them on a node of Neutron's
// with the firewall in flows. The shapes of the flows are those of a real compute node; numbers and
// addresses follow from the seed, so that one call always makes the same dump.
//
//   node tests/bench/generate-flows.ts N [SEED] [--bridge br-int|br-tun] [--differ K] > dump.txt
//
// `--differ K` makes the dump that the same node might give an hour later: counters and ages move on,
// and K flows differ: a third is gone, a third is new, a third does something else.
import { parseArgs } from 'node:util';

export interface DumpOptions {
  readonly flows: number;
  readonly seed: number;
  readonly bridge: 'br-int' | 'br-tun';
  /** How many flows differ from the dump with 0. */
  readonly differ: number;
}

interface Flow {
  readonly table: number;
  readonly priority: number;
  readonly match: string;
  readonly actions: string;
}

/** A reply message holds 64 KiB; the switch that was measured put 630 such flows into one. */
const flowsPerReply = 630;

/** The dump's lines, without line ends: a header for each reply message, then its flows. */
export function* flowDump(options: DumpOptions): Generator<string> {
  const random = randomNumbers(options.seed);
  const later = options.differ > 0;
  const flows = vary(flowsOf(options), options.differ, options.seed);
  for (const [index, flow] of flows.entries()) {
    if (index % flowsPerReply === 0) {
      const more = index + flowsPerReply < flows.length ? ' flags=[more]' : '';
      yield `NXST_FLOW reply (xid=0x4):${more}`;
    }
    const packets = Math.floor(random() * 1e6) + (later ? 1000 : 0);
    const age = Math.floor(random() * 1900);
    const duration = (1900 + random() * 100 + (later ? 3600 : 0)).toFixed(3);
    yield (
      ` cookie=0x57d1c641f3148cd3, duration=${duration}s, table=${flow.table}, n_packets=${packets}, ` +
      `n_bytes=${packets * 78}, idle_age=${age}, priority=${flow.priority}${flow.match && `,${flow.match}`} ` +
      `actions=${flow.actions}`
    );
  }
}

/** Exactly `flows` different flows, in the order of their tables. */
function flowsOf({ flows, bridge }: DumpOptions): Flow[] {
  const made: Flow[] = bridge === 'br-int' ? [...integrationBase] : [...tunnelBase];
  for (let port = 1; made.length < flows; port++) {
    made.push(...(bridge === 'br-int' ? instancePort(port) : remoteMacs(port)));
  }
  return made.slice(0, flows).toSorted((a, b) => a.table - b.table);
}

const integrationBase: readonly Flow[] = [
  { table: 0, priority: 65535, match: 'dl_vlan=4095', actions: 'drop' },
  { table: 0, priority: 0, match: '', actions: 'resubmit(,59)' },
  { table: 23, priority: 0, match: '', actions: 'drop' },
  { table: 59, priority: 0, match: '', actions: 'resubmit(,60)' },
  { table: 60, priority: 3, match: '', actions: 'NORMAL' },
  { table: 71, priority: 110, match: 'ct_state=+trk', actions: 'ct_clear,resubmit(,71)' },
  { table: 94, priority: 1, match: '', actions: 'NORMAL' },
];

/** What the firewall writes for one port, and for the members of its remote security group. */
function instancePort(port: number): Flow[] {
  const ofport = port + 10;
  const reg5 = `reg5=0x${ofport.toString(16)}`;
  const network = (port % 40) + 1;
  const reg6 = `reg6=0x${network.toString(16)}`;
  const { mac, address, linkLocal } = addressesOf(port);
  const from = `${reg5},in_port=${ofport},dl_src=${mac}`;
  const track = 'ct(table=72,zone=NXM_NX_REG6[0..15])';
  const commit = 'ct(commit,zone=NXM_NX_REG6[0..15]),resubmit(,91)';
  const group = port * 8;
  const toPort = `load:0x${ofport.toString(16)}->NXM_NX_REG5[],`;
  return [
    {
      table: 60,
      priority: 100,
      match: `in_port=${ofport}`,
      actions: `${toPort}load:0x${network.toString(16)}->NXM_NX_REG6[],resubmit(,71)`,
    },
    { table: 60, priority: 90, match: `dl_vlan=${network},dl_dst=${mac}`, actions: `${toPort}resubmit(,81)` },
    { table: 71, priority: 95, match: `arp,${from},arp_spa=${address}`, actions: 'resubmit(,94)' },
    { table: 71, priority: 65, match: `ip,${from},nw_src=${address}`, actions: track },
    { table: 71, priority: 65, match: `ipv6,${from},ipv6_src=${linkLocal}`, actions: track },
    {
      table: 71,
      priority: 80,
      match: `udp,${reg5},in_port=${ofport},tp_src=68,tp_dst=67`,
      actions: 'resubmit(,73)',
    },
    { table: 72, priority: 74, match: `ct_state=+est-rel-rpl,ip,${reg5}`, actions: 'resubmit(,73)' },
    { table: 72, priority: 74, match: `ct_state=+new-est,ip,${reg5}`, actions: 'resubmit(,73)' },
    { table: 72, priority: 50, match: `ct_mark=0x1,${reg5}`, actions: 'resubmit(,93)' },
    { table: 73, priority: 100, match: `${reg6},dl_dst=${mac}`, actions: `${toPort}resubmit(,81)` },
    { table: 73, priority: 90, match: `ct_state=+new-est,ip,${reg5}`, actions: commit },
    { table: 81, priority: 100, match: `arp,${reg5}`, actions: `output:${ofport}` },
    {
      table: 81,
      priority: 90,
      match: `ct_state=-trk,ip,${reg5}`,
      actions: 'ct(table=82,zone=NXM_NX_REG6[0..15])',
    },
    ...[22, 80, 443, 3306].map((port) => ({
      table: 82,
      priority: 73,
      match: `ct_state=+est-rel-rpl,tcp,${reg5},tp_dst=${port}`,
      actions: `conjunction(${group},2/2)`,
    })),
    ...Array.from({ length: 183 }, (_, member) => ({
      table: 82,
      priority: 73,
      match: `ct_state=+est-rel-rpl,ip,${reg6},nw_src=10.${100 + (port >> 8)}.${port & 255}.${member + 1}`,
      actions: `conjunction(${group},1/2)`,
    })),
  ];
}

const tunnelBase: readonly Flow[] = [
  { table: 0, priority: 1, match: 'in_port=1', actions: 'resubmit(,2)' },
  { table: 0, priority: 1, match: 'in_port=2', actions: 'resubmit(,3)' },
  { table: 0, priority: 0, match: '', actions: 'drop' },
  { table: 2, priority: 0, match: 'dl_dst=00:00:00:00:00:00/01:00:00:00:00:00', actions: 'resubmit(,20)' },
  { table: 2, priority: 0, match: 'dl_dst=01:00:00:00:00:00/01:00:00:00:00:00', actions: 'resubmit(,22)' },
  { table: 3, priority: 0, match: '', actions: 'drop' },
  { table: 20, priority: 0, match: '', actions: 'resubmit(,22)' },
  { table: 22, priority: 0, match: '', actions: 'drop' },
];

/** What l2population writes for one remote instance: where it is, and the answer to who has its address. */
function remoteMacs(number: number): Flow[] {
  const { mac, address } = addressesOf(number);
  const vlan = (number % 40) + 1;
  const tunnel = 0x80 + vlan;
  const macNumber = mac.replaceAll(':', '');
  const addressNumber = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return [
    {
      table: 20,
      priority: 2,
      match: `dl_vlan=${vlan},dl_dst=${mac}`,
      actions: `strip_vlan,load:0x${tunnel.toString(16)}->NXM_NX_TUN_ID[],output:${2 + (number % 200)}`,
    },
    {
      table: 21,
      priority: 1,
      match: `arp,dl_vlan=${vlan},arp_tpa=${address}`,
      actions:
        `load:0x2->NXM_OF_ARP_OP[],move:NXM_NX_ARP_SHA[]->NXM_NX_ARP_THA[],` +
        `move:NXM_OF_ARP_SPA[]->NXM_OF_ARP_TPA[],load:0x${macNumber}->NXM_NX_ARP_SHA[],` +
        `load:0x${addressNumber.toString(16)}->NXM_OF_ARP_SPA[],` +
        `move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[],mod_dl_src:${mac},IN_PORT`,
    },
  ];
}

function addressesOf(number: number): { mac: string; address: string; linkLocal: string } {
  const [a, b, c] = [(number >> 16) & 255, (number >> 8) & 255, number & 255];
  const hex = (part: number): string => part.toString(16).padStart(2, '0');
  return {
    mac: `fa:16:3e:${hex(a)}:${hex(b)}:${hex(c)}`,
    address: `10.${18 + a}.${b}.${c}`,
    linkLocal: `fe80::f816:3eff:fe${hex(a)}:${((b << 8) | c).toString(16)}`,
  };
}

/** Takes away, adds and changes a third of `differ` flows each, spread over the whole dump. */
function vary(flows: readonly Flow[], differ: number, seed: number): readonly Flow[] {
  if (differ === 0) return flows;
  const random = randomNumbers(seed + 1);
  const chosen = new Set<number>();
  while (chosen.size < Math.min(differ, flows.length)) chosen.add(Math.floor(random() * flows.length));
  const kind = new Map([...chosen].map((index, order) => [index, order % 3] as const));
  return flows.flatMap((flow, index) => {
    switch (kind.get(index)) {
      case 0:
        return [];
      case 1:
        return [flow, { ...flow, priority: (flow.priority + 1000) % 65536 }];
      case 2:
        return [{ ...flow, actions: flow.actions === 'drop' ? 'NORMAL' : 'drop' }];
      default:
        return [flow];
    }
  });
}

/** Mulberry32: numbers in [0, 1) that follow from the seed alone. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { bridge: { type: 'string', default: 'br-int' }, differ: { type: 'string', default: '0' } },
  });
  const [flows, seed] = positionals.map(Number);
  const { bridge } = values;
  const differ = Number(values.differ);
  if (!flows || (bridge !== 'br-int' && bridge !== 'br-tun') || !Number.isInteger(differ)) {
    console.error('usage: generate-flows.ts N [SEED] [--bridge br-int|br-tun] [--differ K]');
    process.exitCode = 2;
    return;
  }
  let text = '';
  for (const line of flowDump({ flows, seed: seed ?? 1, bridge, differ })) {
    text += `${line}\n`;
    if (text.length > 1 << 20) {
      process.stdout.write(text);
      text = '';
    }
  }
  process.stdout.write(text);
}

if (import.meta.main) main();

// What can be laid over the picture of a host: a mark at each device, with a sign or a number that says the same
// as its colour, and a legend. Pure: words come from the caller.
import type { FindingRow, Response } from '../../../shared/api.ts';
import type { CountedField } from '../../../shared/network/counters/counter-changes.ts';
import type { PortFirewall } from '../../../shared/network/firewall/firewall.ts';
import type { NetworkDevice } from '../../../shared/network/model.ts';
import { heatLimits, heatOf } from '../../ui/heat.ts';
import { changeSigns, findingSigns, firewallSigns, type Tone } from '../../ui/signs.ts';
import type { NetworkSign } from './network-signs.ts';

export const overlayNames = ['networks', 'firewall', 'mtu', 'drops', 'hits', 'changes'] as const;
export type OverlayName = (typeof overlayNames)[number];

/** `heat`: 1 to 5, from little to much; `network`: 1 to 8, the token of its colour. */
export type MarkTone = Tone | { readonly heat: number } | { readonly network: number };

/** What stands at a device. */
export interface DeviceMark {
  readonly text: string;
  readonly tone: MarkTone;
  /** The whole of it, in words. */
  readonly title: string;
}

/** For a mark's element: a class of the state it tells, and the colours of the tokens where it tells none. */
export function toneClass(tone: MarkTone): string {
  return typeof tone === 'string' ? tone : 'heat' in tone ? 'heat' : 'network';
}

export function toneColours(tone: MarkTone): {
  readonly fill: string | null;
  readonly line: string | null;
  readonly text: string | null;
} {
  if (typeof tone === 'string') return { fill: null, line: null, text: null };
  if ('network' in tone)
    return { fill: 'var(--surface)', line: `var(--network-${tone.network})`, text: null };
  const heat = `var(--heat-${tone.heat})`;
  return { fill: heat, line: heat, text: `var(--heat-text-${tone.heat})` };
}

export interface LegendEntry {
  /** The sign or letter of the marks; empty where the number is the sign. */
  readonly sign: string;
  readonly tone: MarkTone | null;
  readonly text: string;
}

export interface Overlay {
  /** By `NetworkDevice.id`. */
  readonly marks: ReadonlyMap<string, DeviceMark>;
  readonly legend: readonly LegendEntry[];
}

export type Say = (key: string, params?: Readonly<Record<string, string | number>>) => string;
export type HostCounters = Response<'network.counters'>;

export const emptyOverlay: Overlay = { marks: new Map(), legend: [] };

/** A letter for each network of `signs`. */
export function networkOverlay(
  devices: readonly NetworkDevice[],
  signs: ReadonlyMap<string, NetworkSign>,
): Overlay {
  const marks = new Map<string, DeviceMark>();
  for (const { id, network, kind, tag, binding } of devices) {
    const sign = network === null ? undefined : signs.get(network);
    // A lane has one network: its two ends say which. OVN's ports have a binding in place of a tag.
    if (sign === undefined || (kind !== 'instance' && tag === null && binding === null)) continue;
    marks.set(id, { text: sign.letter, tone: { network: sign.colour }, title: sign.name });
  }
  return { marks, legend: networkLegend([...new Set(signs.values())]) };
}

export function networkLegend(signs: readonly NetworkSign[]): readonly LegendEntry[] {
  return signs.map(({ letter, colour, name }) => ({ sign: letter, tone: { network: colour }, text: name }));
}

export function firewallOverlay(firewalls: readonly PortFirewall[], say: Say): Overlay {
  const marks = new Map<string, DeviceMark>();
  for (const firewall of firewalls) {
    const { sign, tone } = firewallSigns[firewall.state];
    const text = firewall.rules > 0 ? `${sign} ${firewall.rules}` : sign;
    marks.set(firewall.deviceId, { text, tone, title: firewallText(firewall, say) });
  }
  const states = new Set(firewalls.map(({ state }) => state));
  const legend = Object.entries(firewallSigns).flatMap(([state, { sign, tone }]): readonly LegendEntry[] =>
    states.has(state as PortFirewall['state'])
      ? [{ sign, tone, text: say(`network.firewall.${state}`) }]
      : [],
  );
  return { marks, legend };
}

/** `Filtered by iptables: 38 rules`. */
export function firewallText({ state, driver, rules, where }: PortFirewall, say: Say): string {
  const what = say(`network.firewall.${state}`);
  if (driver === null) return what;
  return say('network.firewall.said', {
    what,
    by: say(`network.firewall.by.${driver}`, { where }),
    count: rules,
  });
}

/** Each MTU as a number; the smaller, the warmer. */
export function mtuOverlay(devices: readonly NetworkDevice[], say: Say): Overlay {
  const counts = new Map<number, number>();
  for (const { mtu } of devices) if (mtu !== null) counts.set(mtu, (counts.get(mtu) ?? 0) + 1);
  const sizes = [...counts.keys()].sort((a, b) => b - a);
  const toneOf = (mtu: number): MarkTone => ({ heat: Math.min(5, sizes.indexOf(mtu) + 1) });
  const marks = new Map<string, DeviceMark>();
  for (const { id, mtu } of devices)
    if (mtu !== null)
      marks.set(id, {
        text: String(mtu),
        tone: toneOf(mtu),
        title: say('network.mtu.of', { mtu: String(mtu) }),
      });
  const legend = sizes.map((mtu): LegendEntry => ({
    sign: '',
    tone: toneOf(mtu),
    text: say('network.mtu.count', { mtu: String(mtu), count: counts.get(mtu) ?? 0 }),
  }));
  return { marks, legend };
}

/** What one output counted of a device: since the other snapshot where there is one. */
interface CountedDevice {
  readonly values: Readonly<Record<CountedField, number | null>>;
  readonly restarted: boolean;
}

/** The output that counted most of the wanted fields; null where none counts them. */
function countedOf(
  device: HostCounters['devices'][number],
  since: boolean,
  fields: readonly CountedField[],
): CountedDevice | null {
  const choices: readonly CountedDevice[] = since
    ? device.changes.map(({ counted, restarted }) => ({ values: counted, restarted }))
    : device.counters.map((values) => ({ values, restarted: false }));
  let best: CountedDevice | null = null;
  let most = -1;
  for (const choice of choices) {
    const known = fields.map((field) => choice.values[field]).filter((value) => value !== null);
    const sum = known.reduce((total, value) => total + value, 0);
    if (known.length === 0 || sum <= most) continue;
    best = choice;
    most = sum;
  }
  return best;
}

const sum = (values: CountedDevice['values'], fields: readonly CountedField[]): number =>
  fields.reduce((total, field) => total + (values[field] ?? 0), 0);

/** Errors and drops; of devices that have none there is no mark. */
export function dropsOverlay(
  { devices, seconds }: HostCounters,
  since: boolean,
  say: Say,
  numberText: (n: number) => string,
): Overlay {
  const marks = new Map<string, DeviceMark>();
  let clean = 0;
  let restarts = 0;
  for (const device of devices) {
    const counted = countedOf(device, since, ['rxErrors', 'txErrors', 'rxDropped', 'txDropped']);
    if (counted === null) continue;
    const errors = sum(counted.values, ['rxErrors', 'txErrors']);
    const dropped = sum(counted.values, ['rxDropped', 'txDropped']);
    if (counted.restarted) restarts++;
    if (errors + dropped === 0 && !counted.restarted) {
      clean++;
      continue;
    }
    const parts = [
      ...(errors > 0 ? [`! ${numberText(errors)}`] : []),
      ...(dropped > 0 ? [`↓ ${numberText(dropped)}`] : []),
      ...(counted.restarted ? ['↺'] : []),
    ];
    const title = [
      say('network.drops.title', { errors, dropped }),
      ...(since && seconds !== null && seconds > 0 && !counted.restarted
        ? [say('network.drops.rate', { rate: rateText((errors + dropped) / seconds) })]
        : []),
      ...(counted.restarted ? [say('network.restarted')] : []),
    ].join('\n');
    const tone: MarkTone = errors > 0 ? 'error' : dropped > 0 ? 'warning' : 'quiet';
    marks.set(device.device, { text: parts.join(' '), tone, title });
  }
  const legend: LegendEntry[] = [
    { sign: '!', tone: 'error', text: say('network.drops.errors') },
    { sign: '↓', tone: 'warning', text: say('network.drops.dropped') },
    ...(restarts > 0 ? [{ sign: '↺', tone: 'quiet', text: say('network.restarted') } as const] : []),
    { sign: '', tone: null, text: say('network.drops.none', { count: clean }) },
  ];
  return { marks, legend: devices.length === 0 ? [] : legend };
}

/** Packets that devices and ports have counted, both ways together. */
export function hitsOverlay(
  { devices, seconds }: HostCounters,
  since: boolean,
  say: Say,
  numberText: (n: number) => string,
): Overlay {
  const found = devices.flatMap((device) => {
    const counted = countedOf(device, since, ['rxPackets', 'txPackets']);
    return counted === null
      ? []
      : [{ id: device.device, ...counted, packets: sum(counted.values, ['rxPackets', 'txPackets']) }];
  });
  const most = Math.max(0, ...found.map(({ packets }) => packets));
  const marks = new Map<string, DeviceMark>();
  for (const { id, packets, values, restarted } of found) {
    const heat = heatOf(packets, most) ?? 0;
    const title = [
      say('network.hits.title', { received: values.rxPackets ?? '?', sent: values.txPackets ?? '?' }),
      ...(since && seconds !== null && seconds > 0 && !restarted
        ? [say('network.hits.rate', { rate: rateText(packets / seconds) })]
        : []),
      ...(restarted ? [say('network.restarted')] : []),
    ].join('\n');
    marks.set(id, {
      text: `${numberText(packets)}${restarted ? ' ↺' : ''}`,
      tone: heat === 0 ? 'quiet' : { heat },
      title,
    });
  }
  const legend = [
    ...(most === 0
      ? []
      : heatLimits(most).map((limit, step): LegendEntry => ({
          sign: '',
          tone: { heat: step + 1 },
          text: `${numberText(limit)}+`,
        }))),
    ...(found.some(({ restarted }) => restarted)
      ? [{ sign: '↺', tone: 'quiet', text: say('network.restarted') } as const]
      : []),
  ];
  return { marks, legend };
}

export type HostChanges = Response<'network.changes'>;

/**
 * What came, went and is different since another snapshot: at the devices, those that went being drawn as ghosts
 * (ghosts.ts), at those that were linked to them, and in the legend.
 */
export function changesOverlay({ devices, links }: HostChanges, say: Say): Overlay {
  type Told = { change: HostChanges['devices'][number]['change']; readonly lines: string[] };
  const told = new Map<string, Told>();
  const tell = (device: string, change: Told['change'], line: string): void => {
    const known = told.get(device);
    if (known === undefined) told.set(device, { change, lines: [line] });
    else known.lines.push(line);
  };
  const gone: string[] = [];
  for (const { change, device, fields } of devices) {
    if (change === 'removed') {
      gone.push(device.name);
      tell(device.id, change, say('network.change.removed'));
    } else if (change === 'added') tell(device.id, change, say('network.change.added'));
    for (const { field, from, to } of fields) {
      tell(device.id, change, `${field}: ${nameOf(from)} → ${nameOf(to)}`);
    }
  }
  for (const { change, link } of links) {
    if (change === 'changed') continue;
    for (const [end, other] of [
      [link.from, link.to],
      [link.to, link.from],
    ] as const) {
      const known = told.get(end)?.change;
      if (known === 'added' || known === 'removed') continue;
      tell(end, 'changed', say(`network.change.link.${change}`, { device: nameOf(other) }));
    }
  }
  // What is counted is what is marked: a bridge that lost a port is changed, too.
  const counts = { added: 0, removed: 0, changed: 0 };
  for (const { change } of told.values()) counts[change]++;
  const marks = new Map(
    [...told].map(([device, { change, lines }]): readonly [string, DeviceMark] => {
      const { sign, tone } = changeSigns[change];
      return [device, { text: sign, tone, title: lines.join('\n') }];
    }),
  );
  const legend = (['added', 'removed', 'changed'] as const).map((change): LegendEntry => ({
    ...changeSigns[change],
    text: say(`network.change.count.${change}`, {
      count: counts[change],
      names: gone.slice(0, 4).join(', '),
    }),
  }));
  return { marks, legend };
}

/** An id begins with what the device is: `veth/qvb1`. */
export function nameOf(id: string | null): string {
  return id === null ? '–' : /^[a-z-]+\/\S+$/.test(id) ? id.slice(id.indexOf('/') + 1) : id;
}

function rateText(perSecond: number): string {
  return perSecond >= 100 ? String(Math.round(perSecond)) : perSecond.toPrecision(2);
}

/** The devices that findings name, each with the worst of them; `sayFinding` makes a sentence of one. */
export function findingMarks(
  findings: readonly FindingRow[],
  sayFinding: (finding: FindingRow) => string,
): ReadonlyMap<string, DeviceMark> {
  const order = ['error', 'warning', 'notice'];
  const of = new Map<string, FindingRow[]>();
  for (const finding of findings) {
    for (const device of finding.devices) {
      const list = of.get(device);
      if (list === undefined) of.set(device, [finding]);
      else list.push(finding);
    }
  }
  return new Map(
    [...of].map(([device, list]): readonly [string, DeviceMark] => {
      const sorted = list.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
      const { sign, tone } = findingSigns[sorted[0]?.severity ?? 'notice'];
      const text = list.length > 1 ? `${sign} ${list.length}` : sign;
      return [device, { text, tone, title: sorted.map(sayFinding).join('\n') }];
    }),
  );
}

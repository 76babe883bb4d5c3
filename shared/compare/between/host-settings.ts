// What hosts are set to, held against each other: Open vSwitch's settings, configuration files, packages, sysctls, the
// kernel and its modules, services, MTUs. "40 agree, this one differs".
import type { CaseEvidence } from '../../evidence.ts';
import type { SnapshotFacts } from '../../snapshot-facts.ts';
import type { ChangeKind } from '../change.ts';
import { collectThings } from '../things/collect-things.ts';
import { thingKinds } from '../things/registry.ts';
import { SideNames } from '../things/side-names.ts';
import type { ThingKind } from '../things/thing.ts';

export interface SettingValue {
  /** Null: these hosts do not have it, and have an output that would show it. */
  readonly value: string | null;
  readonly snapshots: readonly number[];
  /** Where one of them says so; null for what is not there. */
  readonly evidence: CaseEvidence | null;
}

export interface HostSetting {
  readonly kind: ChangeKind;
  readonly key: string;
  readonly field: string;
  /** At least two; the value that most hosts have first. */
  readonly values: readonly SettingValue[];
}

export interface HostSettings {
  /** Settings that at least two of the hosts were asked for. */
  readonly compared: number;
  /** Those that are not alike everywhere: what one host has against the most others first, what each has for itself last. */
  readonly differing: readonly HostSetting[];
}

/** Kinds that are held against each other: those of which every host of a sort has the same things, and devices' MTUs. */
export const settingKinds = [
  ...(['ovs-settings', 'configuration', 'packages', 'sysctls', 'links'] as const),
  ...(['kernel', 'kernel-modules', 'services'] as const),
] satisfies readonly ChangeKind[];
const isSettingKind: ReadonlySet<ChangeKind> = new Set<ChangeKind>(settingKinds);

/** Devices are each host's own; of those that several have by name, this is set the same. */
const linkFields: ReadonlySet<string> = new Set(['mtu']);

/** A sysctl of one device, and not of all of them. */
const deviceSetting = /^(?:.*: )?net\.\w+\.(?:conf|neigh)\.(?!(?:all|default)\.)/;

interface ToldValue {
  readonly value: string;
  /** With the host's own name and addresses as such. */
  readonly neutral: string;
  readonly evidence: CaseEvidence | null;
}
type Told = Map<string, ToldValue>;

export function compareSettings(hosts: readonly SnapshotFacts[]): HostSettings {
  const sides = hosts.map((facts) => ({
    facts,
    names: new SideNames(facts),
    cleaned: facts.cleaned === true,
  }));
  let compared = 0;
  const differing: HostSetting[] = [];
  for (const kind of thingKinds) {
    if (!isSettingKind.has(kind.kind)) continue;
    const told = sides.flatMap((side) => {
      const settings = settingsOf(kind, side);
      return settings.size === 0 ? [] : [{ id: side.facts.snapshotId, settings, scopes: scopesOf(settings) }];
    });
    const keys = new Set(told.flatMap(({ settings }) => [...settings.keys()]));
    for (const sign of keys) {
      const [scope = '', key = '', field = ''] = sign.split('\n');
      // A file that a host's bundle does not have says nothing of its options; a device is each host's own.
      const isOfDevice = kind.kind === 'links' || (kind.kind === 'sysctls' && deviceSetting.test(key));
      const asked = told.filter(({ settings, scopes }) =>
        isOfDevice ? settings.has(sign) : scopes.has(scope),
      );
      if (asked.length < 2) continue;
      compared++;
      const values = valuesOf(sign, asked);
      if (values.length > 1) differing.push({ kind: kind.kind, key, field, values });
    }
  }
  return { compared, differing: differing.sort(byOutlier) };
}

/** By what was asked (a file), the thing's key and the field. */
function settingsOf(
  kind: ThingKind,
  { facts, names, cleaned }: { facts: SnapshotFacts; names: SideNames; cleaned: boolean },
): Told {
  const told: Told = new Map();
  const neutral = ownWords(facts);
  const add = (
    scope: string,
    key: string,
    field: string,
    value: string,
    evidence: CaseEvidence | null,
  ): void => {
    const sign = [scope, key, field].map((part) => oneLine(neutral(part, isId))).join('\n');
    told.set(sign, { value, neutral: neutral(value), evidence });
  };
  if (kind.kind === 'ovs-settings') {
    for (const { data } of facts.of('open-vswitch')) {
      for (const [column, map] of [
        ['external_ids', data.externalIds],
        ['other_config', data.otherConfig],
      ] as const) {
        const [thing] = collectThings(facts, kind, (fact) => fact.data === data, { cleaned, names });
        for (const [name, value] of Object.entries(map)) {
          add('', `Open_vSwitch ${column}`, name, value, thing?.evidence[0] ?? null);
        }
      }
    }
  }
  for (const { key, fields, evidence } of collectThings(facts, kind, () => true, { cleaned, names })) {
    const scope = kind.each ? (key.split(' ')[0] ?? '') : '';
    const own = Object.entries(fields).filter(
      ([name]) =>
        !(kind.kind === 'ovs-settings' && (name === 'external_ids' || name === 'other_config')) &&
        (kind.kind !== 'links' || linkFields.has(name)),
    );
    // That a module is there is all that is said of it.
    if (own.length === 0 && kind.kind !== 'links') add(scope, key, '', 'there', evidence[0] ?? null);
    for (const [name, value] of own) {
      if (value !== null && value !== undefined) add(scope, key, name, String(value), evidence[0] ?? null);
    }
  }
  return told;
}

/** A value with the host's own name, addresses and ids as such: what every host has of its own is no difference. */
function ownWords(facts: SnapshotFacts): (value: string, only?: (word: string) => boolean) => string {
  const words = new Map<string, string>([[facts.host, '<own name>']]);
  for (const { data } of facts.of('host-property')) {
    if (data.name === 'hostname' || data.group === 'hostname') words.set(String(data.value), '<own name>');
  }
  for (const { data } of facts.of('address')) {
    if (data.scope !== 'host' && data.netns === null) words.set(data.address, '<own address>');
  }
  for (const { data } of facts.of('ovs-interface')) {
    const local = data.options['local_ip'];
    if (local !== undefined) words.set(local, '<own address>');
  }
  for (const { data } of facts.of('open-vswitch')) {
    const { 'system-id': id, 'ovn-encap-ip': encapsulation } = data.externalIds;
    if (id !== undefined) words.set(id, '<own id>');
    if (encapsulation !== undefined) words.set(encapsulation, '<own address>');
  }
  const longest = [...words.keys()].filter((word) => word !== '').sort((a, b) => b.length - a.length);
  if (longest.length === 0) return (value) => value;
  const escaped = longest.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`(?<![\\w.-])(?:${escaped.join('|')})(?![\\w-]|\\.\\w)`, 'g');
  return (value, only = () => true) =>
    value.replace(pattern, (found) => {
      const word = words.get(found);
      return word !== undefined && only(word) ? word : found;
    });
}

/** Keys are ids of the host in places (`ovn-chassis-idx-ID`); names and addresses in keys are those of any host. */
function isId(word: string): boolean {
  return word === '<own id>';
}

function scopesOf(settings: Told): ReadonlySet<string> {
  return new Set([...settings.keys()].map((sign) => sign.slice(0, sign.indexOf('\n'))));
}

function valuesOf(
  sign: string,
  hosts: readonly { readonly id: number; readonly settings: Told }[],
): readonly SettingValue[] {
  // What is word for word the same is, also where it names one of the hosts.
  const isOneText = new Set(hosts.map(({ settings }) => settings.get(sign)?.value)).size === 1;
  const values = new Map<string | null, { evidence: CaseEvidence | null; snapshots: number[] }>();
  for (const { id, settings } of hosts) {
    const told = settings.get(sign);
    const value = (isOneText ? told?.value : told?.neutral) ?? null;
    const evidence = told?.evidence ?? null;
    const known = values.get(value);
    if (known === undefined) values.set(value, { evidence, snapshots: [id] });
    else known.snapshots.push(id);
  }
  return [...values]
    .map(([value, { evidence, snapshots }]) => ({ value, snapshots, evidence }))
    .sort((a, b) => b.snapshots.length - a.snapshots.length);
}

/** What each host has for itself (its name, its address) says least. */
function byOutlier(a: HostSetting, b: HostSetting): number {
  const rank = ({ values }: HostSetting): number => {
    const hosts = values.reduce((sum, { snapshots }) => sum + snapshots.length, 0);
    const most = values[0]?.snapshots.length ?? 0;
    return most === 1 && hosts > 2 ? hosts : hosts - most;
  };
  const size = ({ values }: HostSetting): number => values[0]?.snapshots.length ?? 0;
  return rank(a) - rank(b) || size(b) - size(a);
}

function oneLine(text: string): string {
  return text.replace(/\n/g, ' ');
}

// A restart is one event, not a change of everything that was numbered anew by it. What tells of one: cookies
// that an agent drew anew, flows younger than the other snapshot's, pids, datapath ids, an uptime that went back.
import type { SnapshotFacts } from '../snapshot-facts.ts';
import type { RestartEvent, RestartScope, RestartSign } from './change.ts';
import type { FlowAges } from './flow-ages.ts';
import type { PipelineWriter } from './renaming/node-numbers.ts';
import { isRenumbered, type NumberSpace, type Renaming } from './renaming/renaming.ts';

/** What the flows of one bridge say of a restart. */
export interface FlowSigns {
  readonly bridge: string;
  readonly writer: () => PipelineWriter;
  readonly from: FlowAges;
  readonly to: FlowAges;
  readonly reordered: number;
}

const signOfSpace: Readonly<Record<NumberSpace, RestartSign['sign']>> = {
  ofport: 'ofports',
  'local-vlan': 'local-vlans',
  conjunction: 'conjunction-ids',
  zone: 'conntrack-zones',
  group: 'group-ids',
};

/** Null when nothing was restarted between the two. */
export function restartEvent(
  from: SnapshotFacts,
  to: SnapshotFacts,
  flows: readonly FlowSigns[],
  renamings: readonly Renaming[],
): RestartEvent | null {
  const signs: RestartSign[] = [];
  const of = new Set<string>();
  let scope: RestartScope | null = null;
  const stronger = (found: RestartScope): void => {
    const order: readonly RestartScope[] = ['agent', 'controller', 'switch', 'host'];
    if (scope === null || order.indexOf(found) > order.indexOf(scope)) scope = found;
  };
  const [before, after] = [uptime(from), uptime(to)];
  if (before !== null && after !== null && after < before) {
    stronger('host');
    of.add(to.host);
    signs.push({ sign: 'uptime', scope: null, count: 1, examples: [`${before} min → ${after} min`] });
  }
  for (const { program, pids } of restartedPrograms(from, to)) {
    const found = scopeOfProgram(program);
    signs.push({ sign: 'pids', scope: program, count: 1, examples: [pids] });
    if (found === null) continue;
    stronger(found);
    of.add(program);
  }
  const rebuilt = differing(datapathIds(from), datapathIds(to));
  for (const [bridge] of rebuilt) of.add(bridge);
  if (rebuilt.length > 0) {
    stronger('switch');
    signs.push({
      sign: 'datapath-ids',
      scope: null,
      count: rebuilt.length,
      examples: rebuilt.map(([bridge, a, b]) => `${bridge} ${a} → ${b}`),
    });
  }
  for (const { bridge, writer, from: a, to: b, reordered } of flows) {
    const drawn = drawnAnew(a, b);
    if (drawn !== null) {
      stronger('agent');
      signs.push({ sign: 'cookies', scope: bridge, count: drawn.count, examples: [drawn.example] });
    }
    if (reordered > 0) signs.push({ sign: 'output-order', scope: bridge, count: reordered, examples: [] });
    if (wasFilledAnew(a, b)) {
      signs.push({
        sign: 'durations',
        scope: bridge,
        count: b.flows,
        examples: [`${a.oldest} s → ${b.oldest} s`],
      });
      const by = writer();
      // Somebody's own flows that were put in again are no program's restart.
      if (by !== 'unknown') stronger(by === 'ovn' ? 'controller' : 'agent');
      if (by === 'ovn') of.add('ovn-controller');
    }
  }
  for (const renaming of renamings.filter(isRenumbered)) {
    const moved = renaming.pairs.filter((pair) => pair.from !== pair.to);
    signs.push({
      sign: signOfSpace[renaming.space],
      scope: renaming.bridge,
      count: moved.length,
      examples: moved
        .slice(0, shownExamples)
        .map((pair) => `${pair.because === 'flows' ? '' : `${pair.name} `}${pair.from} → ${pair.to}`),
    });
  }
  // A port that was taken out and plugged in again has a new number and is no restart.
  if (scope === null) return null;
  const links = differing(ifindexes(from), ifindexes(to));
  if (links.length > 0) {
    signs.push({
      sign: 'ifindexes',
      scope: null,
      count: links.length,
      examples: links.slice(0, shownExamples).map(([name, a, b]) => `${name} ${a} → ${b}`),
    });
  }
  return { event: 'restart', scope, of: [...of].sort(), signs };
}

/** The whole renaming of an ordinary node; of a table with more the first. */
const shownExamples = 200;

/**
 * Every flow is younger than half of them were before: all were taken out and put in again. That the oldest is
 * younger is not enough: it may be the only one that went.
 */
function wasFilledAnew(from: FlowAges, to: FlowAges): boolean {
  if (from.oldest === null || to.oldest === null || to.oldest >= from.oldest) return false;
  const median = from.median();
  return median !== null && to.oldest < median;
}

/** The cookie that most flows had is gone, and the one that most have was not there. */
function drawnAnew(
  from: FlowAges,
  to: FlowAges,
): { readonly count: number; readonly example: string } | null {
  const [old, now] = [mostUsed(from.cookies), mostUsed(to.cookies)];
  if (
    old === null ||
    now === null ||
    from.cookies?.has(now[0]) === true ||
    to.cookies?.has(old[0]) === true
  ) {
    return null;
  }
  return { count: now[1], example: `${old[0]} → ${now[0]}` };
}

function mostUsed(cookies: ReadonlyMap<string, number> | null): readonly [string, number] | null {
  return [...(cookies ?? [])].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0] ?? null;
}

const programs =
  /^(?:ovs-vswitchd|ovsdb-server|ovn-controller|ovn-northd|neutron-[\w-]+|libvirtd|virtqemud|nova-compute)$/;

function scopeOfProgram(program: string): RestartScope | null {
  if (program === 'ovs-vswitchd') return 'switch';
  if (program === 'ovn-controller') return 'controller';
  return /^neutron-(?:openvswitch|ovn-metadata|l3|dhcp|metadata)-agent$/.test(program) ? 'agent' : null;
}

/** Programs of which no process of the first snapshot runs in the second. */
function restartedPrograms(
  from: SnapshotFacts,
  to: SnapshotFacts,
): readonly { readonly program: string; readonly pids: string }[] {
  const [before, after] = [pidsOf(from), pidsOf(to)];
  return [...before].flatMap(([program, pids]) => {
    const now = after.get(program);
    if (now === undefined || [...pids].some((pid) => now.has(pid))) return [];
    return [{ program, pids: `${[...pids].join(', ')} → ${[...now].join(', ')}` }];
  });
}

function pidsOf(facts: SnapshotFacts): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, Set<number>>();
  for (const { data } of facts.of('process')) {
    const words = data.command.split(/[\s(]+/);
    const name = words
      .map((word) => word.split('/').pop() ?? '')
      .find((word) => !/^python[\d.]*$/.test(word));
    if (name === undefined || !programs.test(name)) continue;
    found.set(name, (found.get(name) ?? new Set()).add(data.pid));
  }
  return found;
}

function datapathIds(facts: SnapshotFacts): ReadonlyMap<string, string> {
  return new Map(
    [...facts.of('ovs-bridge')]
      .reverse()
      .flatMap(({ data }) => (data.datapathId === null ? [] : [[data.name, data.datapathId] as const])),
  );
}

function ifindexes(facts: SnapshotFacts): ReadonlyMap<string, string> {
  return new Map(
    [...facts.of('link')]
      .reverse()
      .flatMap(({ data }) =>
        data.ifindex === null
          ? []
          : [[`${data.netns === null ? '' : `${data.netns}: `}${data.name}`, String(data.ifindex)] as const],
      ),
  );
}

/** What both have, and differently. */
function differing(
  from: ReadonlyMap<string, string>,
  to: ReadonlyMap<string, string>,
): readonly (readonly [name: string, from: string, to: string])[] {
  return [...from].flatMap(([name, before]) => {
    const now = to.get(name);
    return now === undefined || now === before ? [] : [[name, before, now] as const];
  });
}

/** Minutes since the host was started, as `uptime` prints it: ` 1:13`, `3 days,  2:04`, `5 min`. */
function uptime(facts: SnapshotFacts): number | null {
  const text = facts.of('host-property').find(({ data }) => data.group === 'uptime' && data.name === 'up')
    ?.data.value;
  if (text === undefined) return null;
  const days = /(\d+) days?/.exec(text);
  const clock = /(\d+):(\d+)/.exec(text);
  const minutes = /(\d+) min/.exec(text);
  if (days === null && clock === null && minutes === null) return null;
  return (
    Number(days?.[1] ?? 0) * 1440 + Number(clock?.[1] ?? 0) * 60 + Number(clock?.[2] ?? minutes?.[1] ?? 0)
  );
}

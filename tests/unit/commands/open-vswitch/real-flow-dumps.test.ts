// Every flow dump in every bundle of the real deployments (Open vSwitch 2.13 and 3.1, ML2/OVS and OVN):
// one fact for each flow line, no problem, and the fields that a second, simpler reading finds. Every match
// and action is understood, and all dumps of one bridge, in any version and with names or numbers, have one
// set of canonical flows, but for what OpenFlow 1.0 does not print.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { describe, expect, test } from 'vitest';
import xz from 'xz-decompress';
import type { Command } from '../../../../shared/commands/command.ts';
import { ovsAppctlBridgeDumpFlows } from '../../../../shared/commands/open-vswitch/ovs-appctl-bridge-dump-flows.ts';
import { ovsOfctlDumpFlows } from '../../../../shared/commands/open-vswitch/ovs-ofctl-dump-flows.ts';
import type { FlowFact } from '../../../../shared/facts.ts';
import { Canonicalizer } from '../../../../shared/openflow/canonical.ts';
import { formatActions, lostInSpelling } from '../../../../shared/openflow/format-tree.ts';
import { opaqueParts, parseActions, parseMatch } from '../../../../shared/openflow/parse-tree.ts';
import { linesOf } from '../../../openvswitch-output.ts';
import { readLines } from '../../../read-lines.ts';
import { hasShared, sharedData } from '../../../shared-data.ts';

const failed = /^ovs-(?:ofctl|appctl|vsctl): |server returned an error$|^\d{4}-\d\d-\d\dT.*\|(?:WARN|ERR)\|/;

/** `ovs-ofctl … dump-ports-desc BRIDGE`: the numbers of a bridge's ports by their names. */
const portList = /^ovs-ofctl_.*dump-ports-desc_/;

function dumpCommand(name: string): Command | null {
  if (/^ovs-ofctl_.*\bdump-flows_|^ovs-ofctl_(?:.*_)?dump-flows_/.test(name)) return ovsOfctlDumpFlows;
  return name.startsWith('ovs-appctl_bridge.dump-flows_') ? ovsAppctlBridgeDumpFlows : null;
}

/** The dumps of one archive, by the paths of its members. */
async function dumpsOf(archive: string): Promise<{
  readonly dumps: [string, Command, string][];
  /** By folder and bridge. */
  readonly ports: ReadonlyMap<string, ReadonlyMap<string, number>>;
}> {
  const packed = readFileSync(archive);
  const source = archive.endsWith('.xz')
    ? Readable.fromWeb(
        new xz.XzReadableStream(
          Readable.toWeb(Readable.from([packed])) as unknown as ReadableStream<Uint8Array>,
        ) as unknown as WebStream,
      )
    : Readable.from([gunzipSync(packed)]);
  const dumps: [string, Command, string][] = [];
  const ports = new Map<string, ReadonlyMap<string, number>>();
  const tar = extract();
  source.pipe(tar);
  for await (const member of tar) {
    const command = member.header.type === 'file' ? dumpCommand(basename(member.header.name)) : null;
    const { name } = member.header;
    if (command === null && !portList.test(basename(name))) {
      member.resume();
      continue;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of member) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    if (command === null) ports.set(bridgeOf(name), portsIn(text));
    else dumps.push([name, command, text]);
  }
  return { dumps, ports };
}

/** Folder and bridge of a dump. */
function bridgeOf(path: string): string {
  return `${dirname(path)} ${basename(path).replace(/^.*dump-(?:flows|ports-desc)_(?:--offload-stats_)?/, '')}`;
}

function portsIn(text: string): ReadonlyMap<string, number> {
  const found = text.matchAll(/^\s*(\d+|LOCAL)\((.*)\): addr:/gm);
  return new Map(
    [...found].map(([, number = '', name = '']) => [name, number === 'LOCAL' ? 65534 : Number(number)]),
  );
}

interface CanonicalFlow {
  readonly key: string;
  readonly match: string;
  readonly actions: string;
  readonly isFirstVersion: boolean;
  readonly fact: FlowFact;
}

/** The canonical flows of the dumps of one bridge; the hidden table 254 is in `bridge/dump-flows` only. */
class OneBridge {
  #first: ReadonlyMap<string, CanonicalFlow> | null = null;
  compared = 0;
  readonly lost = new Set<string>();

  add(where: string, flows: readonly FlowFact[], canonical: Canonicalizer): void {
    const isFirstVersion = /ovs-ofctl_(?:-O_OpenFlow10_)?(?:--[a-z-]+_)*dump-flows_/.test(basename(where));
    const mine = new Map<string, CanonicalFlow>();
    for (const fact of flows) {
      if (fact.table === 254) continue;
      const match = canonical.match(fact.match);
      const actions = canonical.actions(fact.actions, fact.match);
      const key = `${fact.table} ${fact.priority} ${match}`;
      mine.set(key, { key, match, actions, isFirstVersion, fact });
    }
    if (this.#first === null) {
      this.#first = mine;
      return;
    }
    this.compared++;
    expect([...mine.keys()].sort(), where).toEqual([...this.#first.keys()].sort());
    for (const flow of mine.values()) {
      const other = this.#first.get(flow.key);
      if (other === undefined || other.actions === flow.actions) continue;
      // Only one of the two can have been printed without what OpenFlow 1.0 does not say.
      expect(flow.isFirstVersion, where).not.toBe(other.isFirstVersion);
      const [printed, whole] = flow.isFirstVersion ? [flow, other] : [other, flow];
      const match = parseMatch(whole.fact.match);
      const tree = parseActions(whole.fact.actions, 0, { match });
      expect(canonical.actions(formatActions(tree, { spelling: 'OpenFlow10' }, match), whole.match)).toBe(
        printed.actions,
      );
      for (const what of lostInSpelling(tree, 'OpenFlow10', match)) this.lost.add(what);
    }
  }
}

function archivesBelow(...parts: string[]): string[] {
  const root = sharedData(...parts);
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tar\.[gx]z$/.test(path))
    .map((path) => join(root, path))
    .sort();
}

/** The second reading: what plain regular expressions find in a line that is known to be a flow. */
function simply(line: string): Partial<FlowFact> {
  const number = (key: string): number | null => {
    const found = new RegExp(`(?:^| )${key}=(\\d+)[,s.]`).exec(line);
    return found === null ? null : Number(found[1]);
  };
  const [, before = '', actions = ''] = /^(.*?)[ ,]actions=(.*)$/.exec(line) ?? [];
  const table = number('table') ?? number('table_id') ?? 0;
  const priority = /[ ,]priority=(\d+)/.exec(before)?.[1];
  const match = before.includes(', ') ? before.slice(before.lastIndexOf(', ') + 2) : before.trim();
  return {
    table,
    priority: Number(priority ?? 32768),
    match: match
      .replace(/^(?:(?:send_flow_rem|check_overlap|reset_counts) ?)*/, '')
      .replace(/^priority=\d+,?/, ''),
    actions,
    cookie: /cookie=(0x[0-9a-f]+)/.exec(before)?.[1] ?? null,
    nPackets: number('n_packets'),
    nBytes: number('n_bytes'),
    idleTimeout: number('idle_timeout'),
    hardTimeout: number('hard_timeout'),
    idleAge: number('idle_age'),
    hardAge: number('hard_age'),
  };
}

describe.skipIf(!hasShared)('flow dumps of real deployments', () => {
  test.each([
    ['lab', 1166, 69_779, 880],
    ['ovn', 949, 390_978, 728],
    ['hotsos-openstack', 19, 1028, 15],
  ])('%s', { timeout: 300_000 }, async (deployment, minimumDumps, minimumFlows, minimumCompared) => {
    let dumps = 0;
    let flows = 0;
    let compared = 0;
    const lost = new Set<string>();
    const understood = new Set<string>();
    for (const archive of archivesBelow(deployment)) {
      const { dumps: all, ports } = await dumpsOf(archive);
      const bridges = new Map<string, OneBridge>();
      for (const [path, command, text] of all) {
        const lines = linesOf(text);
        const where = `${archive} ${path}`;
        if (lines.length === 0 || failed.test(lines[0] ?? '')) {
          expect(text, where).not.toContain('actions=');
          continue;
        }
        const { facts, problems } = readLines(command, lines);
        expect(problems, where).toEqual([]);
        const expected = lines.flatMap((line, index) => (line.includes('actions=') ? [index + 1] : []));
        expect(
          facts.map((fact) => fact.firstLine),
          where,
        ).toEqual(expected);
        for (const { data, firstLine } of facts) {
          const line = lines[firstLine - 1] ?? '';
          const simple = simply(line);
          for (const [key, value] of Object.entries(simple)) {
            if ((data as FlowFact)[key as keyof FlowFact] !== value)
              expect(data, `${where}: ${line}`).toMatchObject(simple);
          }
        }
        const read = facts.map(({ data }) => data as FlowFact);
        for (const { match, actions } of read) {
          if (understood.has(`${match} ${actions}`)) continue;
          const tree = parseMatch(match);
          expect(
            [...opaqueParts(tree), ...opaqueParts(parseActions(actions, 0, { match: tree }))],
            where,
          ).toEqual([]);
          understood.add(`${match} ${actions}`);
        }
        const bridge = bridges.get(bridgeOf(path)) ?? new OneBridge();
        bridges.set(bridgeOf(path), bridge);
        const known = ports.get(bridgeOf(path));
        if (known !== undefined || !basename(path).includes('--names'))
          bridge.add(path, read, new Canonicalizer(known === undefined ? {} : { ports: known }));
        dumps++;
        flows += facts.length;
      }
      for (const bridge of bridges.values()) {
        compared += bridge.compared;
        for (const what of bridge.lost) lost.add(what);
      }
    }
    expect(compared).toBeGreaterThanOrEqual(minimumCompared);
    // OVN limits what its control plane gets with meters, which OpenFlow 1.0 does not have.
    expect([...lost]).toEqual(deployment === 'ovn' ? ['meter'] : []);
    expect(dumps).toBeGreaterThanOrEqual(minimumDumps);
    expect(flows).toBeGreaterThanOrEqual(minimumFlows);
  });
});

// Every flow dump in every bundle of the real deployments (Open vSwitch 2.13 and 3.1, ML2/OVS and OVN):
// one fact for each flow line, no problem, and the fields that a second, simpler reading finds.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
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
import { linesOf } from '../../../openvswitch-output.ts';
import { readLines } from '../../../read-lines.ts';
import { hasShared, sharedData } from '../../../shared-data.ts';

const failed = /^ovs-(?:ofctl|appctl|vsctl): |server returned an error$|^\d{4}-\d\d-\d\dT.*\|(?:WARN|ERR)\|/;

function dumpCommand(name: string): Command | null {
  if (/^ovs-ofctl_.*\bdump-flows_|^ovs-ofctl_(?:.*_)?dump-flows_/.test(name)) return ovsOfctlDumpFlows;
  return name.startsWith('ovs-appctl_bridge.dump-flows_') ? ovsAppctlBridgeDumpFlows : null;
}

/** The dumps of one archive, by the paths of its members. */
async function dumpsOf(archive: string): Promise<[string, Command, string][]> {
  const packed = readFileSync(archive);
  const source = archive.endsWith('.xz')
    ? Readable.fromWeb(
        new xz.XzReadableStream(
          Readable.toWeb(Readable.from([packed])) as unknown as ReadableStream<Uint8Array>,
        ) as unknown as WebStream,
      )
    : Readable.from([gunzipSync(packed)]);
  const dumps: [string, Command, string][] = [];
  const tar = extract();
  source.pipe(tar);
  for await (const member of tar) {
    const command = member.header.type === 'file' ? dumpCommand(basename(member.header.name)) : null;
    if (command === null) {
      member.resume();
      continue;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of member) chunks.push(chunk as Buffer);
    dumps.push([member.header.name, command, Buffer.concat(chunks).toString('utf8')]);
  }
  return dumps;
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
    ['lab', 1166, 69_779],
    ['ovn', 949, 390_978],
    ['hotsos-openstack', 19, 1028],
  ])('%s', { timeout: 300_000 }, async (deployment, minimumDumps, minimumFlows) => {
    let dumps = 0;
    let flows = 0;
    for (const archive of archivesBelow(deployment)) {
      for (const [path, command, text] of await dumpsOf(archive)) {
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
        dumps++;
        flows += facts.length;
      }
    }
    expect(dumps).toBeGreaterThanOrEqual(minimumDumps);
    expect(flows).toBeGreaterThanOrEqual(minimumFlows);
  });
});

// Every output of the switch's tools but flows in every bundle of the real deployments (Open vSwitch 2.13 and
// 3.1): recognised by its name, no problem, and as many facts as a second, simpler reading counts.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { describe, expect, test } from 'vitest';
import xz from 'xz-decompress';
import { commandLineFromPath, recogniseCommandLine } from '../../../../shared/bundle/command-line.ts';
import { errorText } from '../../../../shared/bundle/error-text.ts';
import type { FactKind } from '../../../../shared/facts.ts';
import { linesOf } from '../../../openvswitch-output.ts';
import { readLines } from '../../../read-lines.ts';
import { hasShared, sharedData } from '../../../shared-data.ts';

/** The members of an archive that the switch's tools printed, by path. */
async function* outputsOf(archive: string): AsyncGenerator<readonly [string, string]> {
  const packed = readFileSync(archive);
  const source = archive.endsWith('.xz')
    ? Readable.fromWeb(
        new xz.XzReadableStream(
          Readable.toWeb(Readable.from([packed])) as unknown as ReadableStream<Uint8Array>,
        ) as unknown as WebStream,
      )
    : Readable.from([gunzipSync(packed)]);
  const tar = extract();
  source.pipe(tar);
  for await (const member of tar) {
    const name = member.header.name;
    if (member.header.type !== 'file' || !/^ovs-(?:ofctl|appctl|dpctl)_/.test(basename(name))) {
      member.resume();
      continue;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of member) chunks.push(chunk as Buffer);
    yield [name, Buffer.concat(chunks).toString('utf8')];
  }
}

/** What a line of an output must be to be a fact of its own. */
const countable: ReadonlyMap<FactKind, RegExp> = new Map([
  ['conntrack-entry', /,orig=\(/],
  ['datapath-flow', /, actions:/],
  ['openflow-group', /^ group_id=/],
  ['openflow-group-statistics', /^ group_id=/],
  ['openflow-port-statistics', /^ {2}port +\S+: rx /],
  ['openflow-meter', /^meter=/],
  ['openflow-meter-statistics', /^meter:/],
  ['openflow-table', /^ {2}tables? /],
  ['coverage-counter', /\/sec/],
  ['datapath-interface', /\bport \d+: /],
  ['ovs-route', / dev /],
  ['tunnel-listener', /_sys/],
  ['ovs-tunnel', /^port /],
  ['tlv-map', /tun_metadata/],
]);

describe.skipIf(!hasShared)('outputs of real deployments', () => {
  test.each([
    ['lab', 1000, 20_000],
    ['ovn', 1000, 30_000],
    ['hotsos-openstack', 20, 1_500],
  ])('%s', { timeout: 300_000 }, async (deployment, minimumOutputs, minimumFacts) => {
    let outputs = 0;
    let count = 0;
    const root = sharedData(deployment);
    const archives = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /\.tar\.[gx]z$/.test(path),
    );
    for (const archive of archives.sort()) {
      for await (const [path, text] of outputsOf(join(root, archive))) {
        const lines = linesOf(text);
        const recognised = recogniseCommandLine(commandLineFromPath(path) ?? '');
        if (recognised === null || lines.length === 0 || errorText(lines) !== null) continue;
        const { command, context } = recognised;
        // Flows have a test of their own.
        if (command.facts.includes('flow')) continue;
        const where = `${archive} ${path}`;
        const { facts, problems } = readLines(command, lines, context);
        expect(problems, where).toEqual([]);
        for (const kind of command.facts) {
          const pattern = countable.get(kind);
          if (pattern === undefined) continue;
          const expected = lines.filter((line) => pattern.test(line)).length;
          expect(facts.filter((fact) => fact.kind === kind).length, `${where}: ${kind}`).toBe(expected);
        }
        outputs++;
        count += facts.length;
      }
    }
    expect(outputs).toBeGreaterThanOrEqual(minimumOutputs);
    expect(count).toBeGreaterThanOrEqual(minimumFacts);
  });
});

// `coldtrace diff-flows` on real dumps, beside `ovs-ofctl diff-flows` on copies that it can read: without
// headers, counters, cookies and timeouts.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diffFlowsCommand } from '../../electron/cli/diff-flows.ts';
import { readArchive } from '../read-archive.ts';
import { runCommand } from '../run-command.ts';
import { hasShared, sharedData } from '../shared-data.ts';

const hasOfctl = spawnSync('ovs-ofctl', ['--version'], { stdio: 'ignore' }).status === 0;
if (!hasOfctl) console.warn('skipped: tests against ovs-ofctl, because it is not installed');

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'coldtrace-diff-flows-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const deployments = ['lab', 'ovn'] as const;

function pairsOf(deployment: (typeof deployments)[number]): readonly string[] {
  if (!hasShared) return [];
  return readdirSync(sharedData(deployment, 'bundles'))
    .filter((name) => name.endsWith('-before'))
    .map((name) => name.replace(/-before$/, ''))
    .sort();
}

/** The flow dumps of a host that were taken command by command, by the command's file name. */
async function dumpsOf(
  deployment: string,
  snapshot: string,
  host: string,
): Promise<ReadonlyMap<string, string>> {
  const archive = sharedData(deployment, 'bundles', snapshot, host, 'commands.tar.gz');
  const found = await readArchive(archive, (name) =>
    /ovs-ofctl.*_dump-flows_|bridge\.dump-flows_/.test(name),
  );
  return new Map([...found].map(([name, text]) => [name.split('/').at(-1) ?? name, text]));
}

/** A dump's flows as `ovs-ofctl diff-flows` takes them, with nothing in them that Coldtrace leaves out. */
function cleaned(dump: string): string {
  return dump
    .split('\n')
    .filter((line) => line.includes('actions='))
    .map((line) =>
      line
        .replace(/,cookie=0x[0-9a-f]+/g, '')
        .replaceAll(...notTakenBack)
        .replace(
          /\b(?:cookie|duration|n_packets|n_bytes|idle_timeout|hard_timeout|idle_age|hard_age)=[^ ,]+, /g,
          '',
        )
        .trim(),
    )
    .join('\n');
}

/** `ovs-ofctl` 3.1 prints the mask of all six bits and then refuses it. */
const notTakenBack = ['/0x3f->ip_dscp', '->ip_dscp'] as const;

function ofctlDiff(before: string, after: string): readonly string[] {
  const [a, b] = [join(folder, 'a.flows'), join(folder, 'b.flows')];
  writeFileSync(a, cleaned(before));
  writeFileSync(b, cleaned(after));
  const { status, stdout, stderr } = spawnSync('ovs-ofctl', ['diff-flows', a, b], { encoding: 'utf8' });
  if (status !== 0 && status !== 2) throw new Error(`ovs-ofctl ended with ${status}: ${stderr}`);
  return stdout.split('\n').filter((line) => line !== '');
}

/**
 * OVN's controller sometimes sets a register and at once sets it again; Coldtrace goes by what the actions
 * do, so that a `-` and a `+` that differ in that alone are no difference to it.
 */
function withoutSameMeaning(lines: readonly string[]): readonly string[] {
  const meaning = (line: string): string =>
    line
      .slice(1)
      .replace(/set_field:0x[0-9a-f]+->(reg\d+),(?=set_field:0x[0-9a-f]+->\1,)/g, '')
      .replace(/load:0x[0-9a-f]+->(NXM_NX_REG\d+\[\]),(?=load:0x[0-9a-f]+->\1,)/g, '');
  const gone = new Set(lines.filter((line) => line.startsWith('-')).map(meaning));
  const come = new Set(lines.filter((line) => line.startsWith('+')).map(meaning));
  const left = lines.filter((line) => !(line.startsWith('-') ? come : gone).has(meaning(line)));
  sameMeaning += lines.length - left.length;
  return left;
}
let sameMeaning = 0;

describe.skipIf(!hasShared || !hasOfctl)('before and after', () => {
  const cases = deployments.flatMap((deployment) =>
    pairsOf(deployment).map((name) => [deployment, name] as const),
  );
  test.each(cases)('%s %s: the lines are those of ovs-ofctl diff-flows', async (deployment, scenario) => {
    let compared = 0;
    for (const host of readdirSync(sharedData(deployment, 'bundles', `${scenario}-before`))) {
      const before = await dumpsOf(deployment, `${scenario}-before`, host);
      const after = await dumpsOf(deployment, `${scenario}-after`, host);
      for (const [name, dump] of before) {
        const later = after.get(name);
        // Port names need a switch to be asked, and hidden flows are no flows to `ovs-ofctl`.
        if (later === undefined || /--names|bridge\.dump-flows/.test(name)) continue;
        const [a, b] = [join(folder, 'before.txt'), join(folder, 'after.txt')];
        writeFileSync(a, dump);
        writeFileSync(b, later);
        const { code, out, err } = await runCommand(diffFlowsCommand, a, b);
        const expected = withoutSameMeaning(ofctlDiff(dump, later));
        const lines = out.map((line) => line.replace(/,cookie=0x[0-9a-f]+/g, '').replaceAll(...notTakenBack));
        expect({ name, err, lines: lines.sort() }).toEqual({ name, err: [], lines: [...expected].sort() });
        expect(code).toBe(expected.length === 0 ? 0 : 1);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(3);
  });

  test('few differences are left out because they mean the same', () => {
    expect(sameMeaning).toBeLessThanOrEqual(40);
  });
});

describe.skipIf(!hasShared)('dumps of one bridge at one time', () => {
  const snapshots = deployments.flatMap((deployment) =>
    (hasShared ? readdirSync(sharedData(deployment, 'bundles')).sort() : []).map(
      (name) => [deployment, name] as const,
    ),
  );
  test.each(snapshots)(
    '%s %s: in every OpenFlow version and by every tool they are equal',
    async (deployment, snapshot) => {
      let compared = 0;
      for (const host of readdirSync(sharedData(deployment, 'bundles', snapshot))) {
        compared += await compareDumps(await dumpsOf(deployment, snapshot, host));
      }
      expect(compared).toBeGreaterThan(5);
    },
  );

  test('so they are in the real sos report', async () => {
    const archive = sharedData('hotsos-openstack', 'sosreport-compute4-2022-02-10-real.tar.xz');
    const found = await readArchive(archive, (name) =>
      /(?:ovs-ofctl.*_dump-flows_|bridge\.dump-flows_)[^/]*$/.test(name),
    );
    const dumps = [...found].filter(([, text]) => text.includes('actions='));
    const named = dumps.map(([name, text]) => [name.split('/').at(-1) ?? name, text] as const);
    expect(await compareDumps(new Map(named))).toBe(15);
  });
});

/** Compares every dump of a bridge with its first; returns how many pairs. Port names are no numbers. */
async function compareDumps(dumps: ReadonlyMap<string, string>): Promise<number> {
  const first = new Map<string, string>();
  let pairs = 0;
  for (const [name, dump] of [...dumps].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (/--names/.test(name)) continue;
    const bridge = /_(br-\w+)(?:\.txt)?$/.exec(name)?.[1] ?? name;
    const other = first.get(bridge);
    if (other === undefined) {
      first.set(bridge, dump);
      continue;
    }
    const [a, b] = [join(folder, 'first.txt'), join(folder, 'other.txt')];
    writeFileSync(a, other);
    writeFileSync(b, dump);
    const { out, err } = await runCommand(diffFlowsCommand, a, b);
    expect({ name, out, err: err.filter((line) => !/not compared:/.test(line)) }).toEqual({
      name,
      out: [],
      err: [],
    });
    pairs++;
  }
  return pairs;
}

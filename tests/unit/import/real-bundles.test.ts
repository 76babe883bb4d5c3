// Whole imports of real bundles: what the ledger, the snapshots and the sources say.
import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readArchive } from '../../read-archive.ts';
import { importBundles, scratchFolder } from '../../import-bundles.ts';
import { fixtures, hasShared, sharedData } from '../../shared-data.ts';

describe('the article', () => {
  const article = (name: string): string => join(fixtures, 'article', name);

  test('as one terminal session: host from the prompt, every output read', async () => {
    const { ledger, rows } = await importBundles([article('transcript.txt')]);
    expect(ledger).toMatchObject({ changed: true, sources: 10, states: { ok: 10 }, facts: 49, problems: {} });
    expect(rows('SELECT host, host_from FROM snapshot')).toEqual([{ host: 'compute1', host_from: 'prompt' }]);
    // One text, kept once, shared by its ten sources.
    expect(rows('SELECT count(DISTINCT content_id) AS texts FROM source')).toEqual([{ texts: 1 }]);
    const [peer] = rows(
      "SELECT json_extract(data, '$.peerIfindex') AS peer, first_line, last_line FROM fact WHERE kind = 'ethtool-statistics'",
    );
    expect(peer).toMatchObject({ peer: 16, last_line: 39 });
  });

  test('as published: the same facts but for what the publication lost, every repair told', async () => {
    const { ledger, rows } = await importBundles([article('article.txt')]);
    expect(ledger.states).toEqual({ ok: 9, unrecognised: 1 });
    expect(rows('SELECT host, host_from FROM snapshot')).toEqual([
      { host: 'compute1', host_from: 'inferred from OS-EXT-SRV-ATTR:host of the instance shown' },
    ]);
    const kinds = (sql: string): unknown => rows(sql).map((row) => Object.values(row));
    expect(kinds('SELECT kind, count(*) FROM fact GROUP BY kind ORDER BY kind')).toEqual([
      ['bridge-port', 2],
      ['ethtool-statistics', 1],
      ['instance', 1],
      ['link', 1],
      ['linux-bridge', 1],
      ['nic', 1],
      ['open-vswitch', 1],
      ['openflow-port', 3],
      ['ovs-bridge', 2],
      ['ovs-interface', 9],
      ['ovs-port', 9],
    ]);
    expect(rows('SELECT sum(flows) AS flows FROM flow_block')).toEqual([{ flows: 15 }]);
    expect(
      rows("SELECT DISTINCT code FROM problem WHERE severity = 'repaired' ORDER BY code").map(
        ({ code }) => code,
      ),
    ).toEqual(['lines-run-together', 'prompt-and-output-joined', 'typographic-damage']);
    expect(rows("SELECT count(*) AS n FROM problem WHERE severity = 'repaired' AND line IS NULL")).toEqual([
      { n: 0 },
    ]);
  });

  test('under a wrong name it is read all the same', async () => {
    const path = join(scratchFolder(), 'sosreport-x.tar.xz');
    copyFileSync(article('transcript.txt'), path);
    const { ledger } = await importBundles([path]);
    expect(ledger).toMatchObject({ sources: 10, states: { ok: 10 }, facts: 49 });
  });

  test('twice: recognised, not duplicated; beside a new bundle that one is read', async () => {
    const casePath = join(scratchFolder(), 'x.coldtrace');
    await importBundles([article('transcript.txt')], { casePath });
    const again = await importBundles([article('transcript.txt')], { casePath });
    expect(again.ledger).toEqual({
      changed: false,
      bundles: [{ name: 'transcript.txt', outcome: 'known', snapshots: [1], problems: [] }],
      sources: 0,
      states: {},
      facts: 0,
      problems: {},
      mergeable: [],
    });
    expect(again.rows('SELECT count(*) AS n FROM bundle')).toEqual([{ n: 1 }]);
    const both = await importBundles([article('transcript.txt'), article('article.txt')], { casePath });
    expect(both.ledger.bundles.map(({ outcome }) => outcome)).toEqual(['known', 'imported']);
  });
});

describe.skipIf(!hasShared)('the real sos report', () => {
  const folder = sharedData('hotsos-openstack');
  const report = (): string =>
    join(folder, readdirSync(folder).find((name) => name.endsWith('.tar.xz')) ?? '');

  test('every file has a state, errors are errors, flows are the flow lines', async () => {
    const { ledger, rows } = await importBundles([report()]);
    expect(ledger.sources).toBe(3355);
    expect(ledger.states).toMatchObject({ empty: 120, error: 208 });
    // Every kind of file that comes to be read moves from the one to the other.
    expect((ledger.states.ok ?? 0) + (ledger.states.unrecognised ?? 0)).toBe(3027);
    expect(ledger.states.ok).toBeGreaterThan(950);
    expect(ledger.bundles[0]?.problems.map(({ code }) => code)).toEqual(['link-dangling']);
    expect(rows('SELECT host, host_from, captured_at, captured_from FROM snapshot')).toEqual([
      {
        host: 'compute4',
        host_from: 'hostname',
        captured_at: '2022-02-10T16:19:05+00:00',
        captured_from: 'manifest.json',
      },
    ]);
    expect(rows("SELECT count(*) AS n FROM source WHERE state = 'error' AND facts > 0")).toEqual([{ n: 0 }]);
    const errors = rows(
      "SELECT reason, count(*) AS n FROM source WHERE state = 'error' GROUP BY reason ORDER BY n DESC, reason LIMIT 4",
    );
    expect(errors).toEqual([
      { reason: 'no stats available', n: 42 },
      { reason: 'Cannot get EEE settings: Operation not supported', n: 24 },
      { reason: 'Cannot get module EEPROM information: Operation not supported', n: 24 },
      { reason: 'Cannot get EEPROM data: Operation not supported', n: 23 },
    ]);
    // No parser met a line that it could not read; one was printed into by the other stream.
    expect(
      rows(
        "SELECT code, severity, line FROM problem JOIN source ON source.id = source_id WHERE state <> 'error'",
      ),
    ).toEqual([{ code: 'lines-mixed', severity: 'repaired', line: 1434 }]);

    // Counted by other means than ours, for every dump of every bridge.
    const dumps = rows(
      "SELECT path, facts FROM source WHERE command_id IN ('ovs-ofctl-dump-flows', 'ovs-appctl-bridge-dump-flows') AND state = 'ok' ORDER BY path",
    );
    const texts = await readArchive(report(), (name) => name.includes('dump-flows'));
    const counted = dumps.map(({ path }) => ({
      path,
      facts: (texts.get(String(path)) ?? '').split('\n').filter((line) => /actions=/.test(line)).length,
    }));
    expect(dumps).toEqual(counted);
    expect(dumps.length).toBe(19);
    expect(dumps).toContainEqual({
      path: 'sosreport-compute4-2022-02-10-real/sos_commands/openvswitch/ovs-ofctl_dump-flows_br-int',
      facts: 110,
    });
  });

  test('imports into equal rows every time', async () => {
    const dump = async (): Promise<unknown> => {
      const { rows } = await importBundles([report()]);
      return rows(
        'SELECT s.path, s.state, s.facts, f.kind, f.key, f.first_line FROM source s LEFT JOIN fact f ON f.source_id = s.id ORDER BY s.id, f.id',
      );
    };
    expect(await dump()).toEqual(await dump());
  });
});

describe.skipIf(!hasShared)('the lab', () => {
  const bundles = (...hosts: readonly string[]): readonly string[] =>
    hosts.flatMap((host) => {
      const folder = sharedData('lab', 'bundles', 'T0-healthy', host);
      return readdirSync(folder)
        .sort()
        .map((name) => join(folder, name));
    });

  test('a report and outputs by hand are offered as one snapshot, and become one', async () => {
    const apart = await importBundles(bundles('compute2', 'controller1'), { label: 'T0' });
    expect(apart.ledger.mergeable).toEqual([{ host: 'compute2', snapshots: [1, 2], secondsApart: 5 }]);
    expect(apart.rows('SELECT id, host, label, captured_at FROM snapshot ORDER BY id')).toEqual([
      { id: 1, host: 'compute2', label: 'T0', captured_at: '2026-11-22T20:23:23+00:00' },
      { id: 2, host: 'compute2', label: 'T0', captured_at: '2026-11-22T20:23:28+00:00' },
      { id: 3, host: 'controller1', label: 'T0', captured_at: null },
    ]);
    const merged = await importBundles(bundles('compute2'), { label: 'T0', merge: true });
    expect(merged.ledger.mergeable).toEqual([]);
    expect(merged.ledger.bundles.map(({ snapshots }) => snapshots)).toEqual([[1], [1]]);
    expect(merged.rows('SELECT host FROM snapshot')).toEqual([{ host: 'compute2' }]);
  });

  test('a later import is joined with what the case has, under the same label only', async () => {
    const casePath = join(scratchFolder(), 'x.coldtrace');
    const [byHand = '', report = ''] = bundles('compute2');
    await importBundles([byHand], { casePath, label: 'T0' });
    const other = await importBundles([report], { casePath, label: 'T1', merge: true });
    expect(other.rows('SELECT label FROM snapshot ORDER BY id')).toEqual([{ label: 'T0' }, { label: 'T1' }]);

    const second = join(scratchFolder(), 'y.coldtrace');
    await importBundles([byHand], { casePath: second, label: 'T0' });
    const joined = await importBundles([report], { casePath: second, label: 'T0', merge: true });
    expect(joined.ledger.bundles[0]?.snapshots).toEqual([1]);
    expect(joined.rows('SELECT count(*) AS n FROM snapshot')).toEqual([{ n: 1 }]);
  });

  test('the same report as a folder, with its hand-made outputs beside it: the same facts', async () => {
    const folder = scratchFolder();
    for (const path of bundles('compute2')) execFileSync('tar', ['-xf', path, '-C', folder]);
    const facts = 'SELECT kind, key, data FROM fact ORDER BY kind, key, data';
    const fromFolder = await importBundles([folder]);
    const fromArchives = await importBundles(bundles('compute2'));
    expect(fromFolder.rows('SELECT host, host_from FROM snapshot ORDER BY id')).toEqual([
      { host: 'compute2', host_from: 'hostname' },
      { host: 'compute2', host_from: 'hostname' },
    ]);
    expect(fromFolder.ledger.states).toEqual(fromArchives.ledger.states);
    expect(fromFolder.rows(facts)).toEqual(fromArchives.rows(facts));
  });

  test('every supported command that an engineer ran is recognised from its file’s name', async () => {
    const { rows } = await importBundles(bundles('network1').slice(0, 1));
    const read = rows(
      'SELECT DISTINCT command_id FROM source WHERE command_id IS NOT NULL ORDER BY command_id',
    );
    // The commands of an engineer's hand that this reads are a few dozen; what is left is told by name.
    expect(read.length).toBeGreaterThan(50);
    const left = rows("SELECT path FROM source WHERE state = 'unrecognised' ORDER BY path");
    const names = left.map(({ path }) =>
      String(path).replace(/^network1\/(?:ip_netns_exec_[\w-]+?_(?=ss_))?/, ''),
    );
    expect(new Set(names)).toEqual(new Set(['INDEX.tsv', 'ls_-l_.sys.class.net.txt', 'ss_-tunap.txt']));
    const inside = rows("SELECT DISTINCT netns FROM source WHERE netns LIKE 'qrouter-%'");
    expect(inside).toEqual([{ netns: 'qrouter-f34652a4-a7f2-468e-9eb8-2a12d89cdf86' }]);
  });
});

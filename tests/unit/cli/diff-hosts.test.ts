// diff --between-hosts over a real case in which one host lacks a tunnel: lines, JSON, exit codes, corrections by hand.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diffCommand } from '../../../electron/cli/diff.ts';
import { renamingNamed } from '../../../electron/cli/diff-hosts.ts';
import { runImport } from '../../../electron/engine/import/run-import.ts';
import { runCommand, type CommandResult } from '../../run-command.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

test('a renaming is read, and what is none is refused', () => {
  expect(renamingNamed('compute1/vlan:3=network:abc')).toEqual({
    ...{ host: 'compute1', space: 'local-vlan', bridge: null, number: 3, alias: 'network:abc' },
  });
  expect(renamingNamed('port:br-int:5=iface-id:x')).toEqual({
    ...{ host: null, space: 'ofport', bridge: 'br-int', number: 5, alias: 'iface-id:x' },
  });
  for (const text of ['vlan:3', 'vlan:x=a', 'mac:3=a', 'vlan:3=']) {
    expect(() => renamingNamed(text)).toThrow('is no renaming');
  }
});

describe.skipIf(!hasShared)('two hosts of which one lacks a tunnel', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-hosts-'));
  const casePath = join(folder, 'hosts.coldtrace');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  beforeAll(async () => {
    const inputs = ['compute1', 'compute2'].map((host) => ({
      kind: 'path' as const,
      name: host,
      path: sharedData('lab/bundles/S03-gre-port-missing-after', host, 'commands.tar.gz'),
    }));
    await runImport(
      { casePath, inputs, label: null, merge: false },
      { progress: () => undefined, signal: new AbortController().signal },
    );
  }, 60_000);
  const diff = (...words: readonly string[]): Promise<CommandResult> =>
    runCommand(diffCommand, casePath, '--between-hosts', ...words);

  test('the rules that compute2 lacks are named, and the exit code says so', async () => {
    const { code, out, err } = await diff('compute1', 'compute2', '--kind', 'flows');
    expect(code).toBe(1);
    const heads = out.filter((line) => line.startsWith('br-tun'));
    expect(heads).toEqual([
      'br-tun: differs: compute2: peer compute1',
      'br-tun: differs: compute2: peer compute1',
      'br-tun: lacks: compute2: peer compute1',
      'br-tun: unresolved: compute2: unresolved ofport 2',
    ]);
    expect(err).toContain('unresolved: ofport of br-tun 2 in compute2');
  });

  test('numbers by bridge', async () => {
    const { out } = await diff('compute1', 'compute2', '--kind', 'flows', '--summary');
    expect(out.at(-1)?.split(/\s{2,}/)).toEqual([
      ...['br-tun', '16 16', '11', '12', '13', '13', '2', '0 1', '0 0', '0 1'],
    ]);
    const json = await diff('compute1', 'compute2', '--kind', 'flows', '--summary', '--json');
    expect(JSON.parse(json.out[0] ?? '')).toHaveLength(3);
  });

  test('a correction is taken: port 2 of compute2 is the tunnel to compute1 after all', async () => {
    const rename = 'compute2/ofport:br-tun:2=the tunnel between them';
    const other = 'compute1/ofport:br-tun:3=the tunnel between them';
    const { code, out } = await diff(
      ...['compute1', 'compute2', '--kind', 'flows', '--rename', rename, '--rename', other],
    );
    expect(out.filter((line) => line.startsWith('br-tun'))).toEqual([]);
    expect(code).toBe(0);
  });

  test('one host, or a host twice, is refused', async () => {
    await expect(diff('compute1')).rejects.toThrow('usage');
    await expect(diff('1', 'compute1')).rejects.toThrow('of another host');
  });
});

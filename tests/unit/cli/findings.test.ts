// coldtrace findings, as a script uses it.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { casePath, coldtrace, folder, jsonLines, refusal, transcript } from '../../article-case.ts';

test('findings: 0 when there are none, 1 when there are, as sentences and as JSON lines', async () => {
  expect(await coldtrace(['findings', casePath])).toEqual({ code: 0, out: '', err: '' });
  expect(refusal(await coldtrace(['findings', casePath, '--snapshot', 'elsewhere']))).toContain('elsewhere');
  expect(refusal(await coldtrace(['findings', casePath, '--language', 'xx']))).toContain(
    'There is no language xx',
  );

  const dead = join(folder, 'dead');
  mkdirSync(dead);
  writeFileSync(join(dead, 'dead.txt'), readFileSync(transcript, 'utf8').replaceAll('tag: 2', 'tag: 4095'));
  const other = join(dead, 'dead.coldtrace');
  expect((await coldtrace(['import', other, join(dead, 'dead.txt')])).code).toBe(0);
  const found = await coldtrace(['findings', other]);
  expect([found.code, found.err]).toEqual([1, '']);
  expect(found.out.split('\n').slice(0, 2)).toEqual([
    expect.stringMatching(/^error: compute1: qvo18cec000-80 of br-int is in VLAN 4095, .* \[dead-vlan\]$/),
    expect.stringMatching(/^ {4}compute1 dead\.txt:\d+$/),
  ]);
  const chinese = await coldtrace(['findings', other, '--language', 'zh-CN']);
  expect(chinese.out).toContain('死 VLAN');
  const json = await coldtrace(['findings', other, '--json']);
  expect(json.code).toBe(1);
  expect(jsonLines(json.out)).toMatchObject(
    ['qvo18cec000-80', 'qvodfdc29e2-9a'].map((port) => ({
      id: `dead-vlan compute1 ${port}`,
      rule: 'dead-vlan',
      severity: 'error',
      host: 'compute1',
      devices: [`veth/${port}`],
      params: { port, bridge: 'br-int' },
      evidence: [{ host: 'compute1', source: 'dead.txt' }],
      snapshot: 1,
    })),
  );
  rmSync(dead, { recursive: true });
});

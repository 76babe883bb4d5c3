// coldtrace diff and timeline, as a script uses them.
import { expect, test } from 'vitest';
import { casePath, coldtrace, jsonLines, refusal } from '../../article-case.ts';

test('diff: lines, summary, exit code', async () => {
  const given = ['diff', casePath, '--from', '1', '--to', '2'];
  const ports = await coldtrace([...given, '--kind', 'ovs-ports', '--json']);
  expect(ports.code).toBe(1);
  expect(jsonLines(ports.out)).toMatchObject(
    [
      { kind: 'ovs-ports', change: 'removed', key: 'gre-1', to: null, fields: [] },
      {
        kind: 'ovs-ports',
        change: 'added',
        key: 'gre-7',
        from: null,
        to: { evidence: [{ host: 'compute1', source: 'later.txt' }] },
      },
    ].sort((a, b) => a.key.localeCompare(b.key)),
  );
  const several = await coldtrace([...given, '--kind', 'flows,ovs-ports', '--json']);
  expect([several.code, several.out]).toEqual([1, ports.out]);
  expect(refusal(await coldtrace([...given, '--kind', 'ovs-ports,weather']))).toContain(
    'There is no kind of change weather;',
  );
  const same = await coldtrace([...given, '--kind', 'flows', '--json']);
  expect([same.code, same.out]).toEqual([0, '']);
  const summary = await coldtrace([...given, '--summary', '--json']);
  expect(summary.code).toBe(1);
  expect(JSON.parse(summary.out)).toContainEqual({
    kind: 'flows',
    added: 0,
    removed: 0,
    changed: 0,
    moved: 0,
    equal: 15,
  });
  const self = await coldtrace(['diff', casePath, '--from', '1', '--to', '1']);
  expect([self.code, self.out]).toEqual([0, '']);
  expect(refusal(await coldtrace(['diff', casePath, '--from', '1']))).toContain('usage: coldtrace diff CASE');
});

test('diff: what is set aside, restarts and rates; a timeline of all snapshots', async () => {
  const given = ['diff', casePath, '--from', '1', '--to', '2'];
  expect(refusal(await coldtrace([...given, '--include', 'weather']))).toContain(
    'There is nothing set aside as weather; there are counters, ages, cookies',
  );
  expect(refusal(await coldtrace([...given, '--kind', 'weather']))).toContain(
    'There is no kind of change weather',
  );
  expect(refusal(await coldtrace([...given, '--rates', '--summary']))).toContain(
    'usage: coldtrace diff CASE',
  );
  const included = await coldtrace([...given, '--include', 'counters,ages', '--include', 'ids', '--json']);
  expect(included.code).toBe(1);
  const events = await coldtrace([...given, '--events', '--json']);
  expect([events.code, events.out]).toEqual([1, '']);
  const rates = await coldtrace([...given, '--rates', '--kind', 'flows', '--json']);
  // Both transcripts show the same moment: no time has passed in which anything could be carried.
  expect(jsonLines(rates.out).every(({ packets }) => packets === null)).toBe(true);
  expect(rates.code).toBe(0);

  const timeline = await coldtrace([
    'timeline',
    casePath,
    '--host',
    'compute1',
    '--kind',
    'ovs-ports',
    '--json',
  ]);
  expect(timeline.code).toBe(0);
  expect(
    jsonLines(timeline.out).map(({ key, seen, appeared, went }) => ({ key, seen, appeared, went })),
  ).toEqual([
    { key: 'gre-1', seen: [1], appeared: [], went: [2] },
    { key: 'gre-7', seen: [2], appeared: [2], went: [] },
  ]);
  expect(refusal(await coldtrace(['timeline', casePath, '--host', 'nobody']))).toContain(
    'There is no host nobody',
  );
});

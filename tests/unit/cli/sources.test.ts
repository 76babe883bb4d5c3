// coldtrace sources, show, facts, parse and search, as a script uses them.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { factKinds } from '../../../shared/facts.ts';
import { casePath, coldtrace, jsonLines, refusal, transcript } from '../../article-case.ts';

test('sources and their text', async () => {
  const { out } = await coldtrace(['sources', casePath, '--snapshot', '1', '--json']);
  const sources = jsonLines(out);
  expect(sources).toHaveLength(10);
  expect(sources[4]).toEqual({
    path: 'transcript.txt',
    command: 'ethtool -S qvb48e06cd2-60',
    state: 'ok',
    facts: 1,
    problems: [],
    id: 5,
    host: 'compute1',
    snapshot: 1,
    commandId: 'ethtool-statistics',
    netns: null,
    reason: null,
    bytes: expect.any(Number) as number,
    firstLine: 37,
    lastLine: 39,
    kept: true,
  });
  expect((await coldtrace(['sources', casePath, '--snapshot', '1', '--state', 'error'])).out).toBe('');
  expect(refusal(await coldtrace(['sources', casePath, '--state', 'bad']))).toContain(
    'There is no state bad',
  );

  const whole = await coldtrace(['show', casePath, '--snapshot', '1', 'transcript.txt']);
  expect(whole.out).toBe(readFileSync(transcript, 'utf8'));
  const one = await coldtrace(['show', casePath, '--snapshot', '1', '5']);
  expect(one.out).toBe(
    '[root@compute1 ~]# ethtool -S qvb48e06cd2-60\nNIC statistics:\n     peer_ifindex: 16\n',
  );
  // An id is one source's in the whole case, and this path is in one snapshot only.
  expect(await coldtrace(['show', casePath, '5'])).toEqual(one);
  expect(await coldtrace(['show', casePath, 'transcript.txt'])).toEqual(whole);
  expect(refusal(await coldtrace(['show', casePath, 'nowhere.txt']))).toContain(
    'no source nowhere.txt in this case',
  );
});

test('facts carry their evidence', async () => {
  const { out } = await coldtrace(['facts', casePath, '--snapshot', '1', 'ethtool-statistics']);
  const evidence = [{ host: 'compute1', source: 'transcript.txt', firstLine: 38, lastLine: 39, sourceId: 5 }];
  expect(jsonLines(out)).toEqual([
    {
      kind: 'ethtool-statistics',
      device: 'qvb48e06cd2-60',
      netns: null,
      peerIfindex: 16,
      counters: expect.any(Object) as object,
      evidence: [{ ...evidence[0], firstLine: expect.any(Number) as number }],
    },
  ]);
  const flows = jsonLines((await coldtrace(['facts', casePath, '--snapshot', '1', 'flow'])).out);
  expect(flows).toHaveLength(15);
  expect(refusal(await coldtrace(['facts', casePath, '--snapshot', '1', 'nope']))).toContain(
    factKinds.join(', '),
  );
});

test('parse reads one output, from a file or from stdin', async () => {
  const dump = [
    'NXST_FLOW reply (xid=0x4):',
    ' cookie=0x0, duration=77625.456s, table=0, n_packets=422, n_bytes=64283, idle_age=3, priority=1,in_port=1 actions=resubmit(,1)',
    'what is this',
    '',
  ].join('\n');
  const { code, out } = await coldtrace(['parse', 'ovs-ofctl dump-flows br-tun', '-'], dump);
  expect(code).toBe(0);
  const rows = jsonLines(out);
  expect(rows).toHaveLength(2);
  expect(rows.find(({ kind }) => kind === 'flow')).toMatchObject({
    kind: 'flow',
    bridge: 'br-tun',
    table: 0,
    priority: 1,
    match: 'in_port=1',
    actions: 'resubmit(,1)',
    evidence: [{ source: '-', firstLine: 2, lastLine: 2 }],
  });
  expect(rows).toContainEqual({ problem: expect.objectContaining({ line: 3, severity: 'error' }) as object });
  const byId = await coldtrace(['parse', 'ovs-ofctl-dump-flows'], dump);
  expect(jsonLines(byId.out)).toContainEqual(expect.objectContaining({ kind: 'flow', bridge: null }));
  expect(refusal(await coldtrace(['parse', 'cowsay', '-']))).toContain(
    'does not read the output of "cowsay"',
  );
  expect(refusal(await coldtrace(['parse', 'brctl show', 'nowhere.txt']))).toBe(
    'coldtrace: nowhere.txt cannot be read: ENOENT.',
  );
});

test('search: lines as grep prints them, in every spelling; 1 when there are none', async () => {
  const mac = await coldtrace(['search', casePath, 'BED5536FF312', '--snapshot', '1']);
  expect(mac.code).toBe(0);
  expect(mac.out).toContain('compute1 transcript.txt:');
  expect(mac.out).toContain('be:d5:53:6f:f3:12');
  expect(mac.err).toContain('also searched for: be:d5:53:6f:f3:12');
  const [line] = jsonLines(
    (await coldtrace(['search', casePath, 'set_TUNNEL:0x2', '--snapshot', '1', '--json'])).out,
  );
  expect(line).toMatchObject({
    host: 'compute1',
    source: 'transcript.txt',
    text: expect.stringContaining('set_tunnel:0x2') as string,
    spelling: 'set_tunnel:0x2',
    evidence: [
      { host: 'compute1', source: 'transcript.txt', firstLine: line?.['line'], lastLine: line?.['line'] },
    ],
  });
  const none = await coldtrace(['search', casePath, 'no such text']);
  expect([none.code, none.out]).toEqual([1, '']);
  expect(refusal(await coldtrace(['search', casePath, ' ']))).toContain('nothing to search for');
});

// coldtrace notes: written on anything that has a name, listed as asked; found by search.
import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { processTerminal } from '../../../electron/cli/terminal.ts';
import { casePath, coldtrace, jsonLines, refusal, root } from '../../article-case.ts';

const add = (...words: readonly string[]) => coldtrace(['notes', casePath, 'add', ...words]);

/** What a note about it is kept on. */
async function onOf(on: string, ...words: readonly string[]): Promise<Record<string, unknown>> {
  const result = await add('--on', on, '--text', 'x', '--json', ...words);
  expect(result.err).toBe('');
  const [note] = jsonLines(result.out);
  const about = note?.['on'] as Record<string, unknown>;
  expect(about['state']).toBe('found');
  return about;
}

test('a note is written on whatever has a name', async () => {
  expect(await onOf('case')).toMatchObject({ kind: 'case', keys: ['case'] });
  expect(await onOf('compute1@after')).toMatchObject({ kind: 'snapshot', keys: ['snapshot:2'] });
  expect(await onOf('br-int', '--snapshot', '1')).toMatchObject({ kind: 'device', title: 'br-int' });
  expect(await onOf('compute1@after:gre-7')).toMatchObject({ kind: 'device', title: 'gre-7' });
  expect(await onOf('transcript.txt:3-5')).toMatchObject({ kind: 'line', title: 'transcript.txt:3' });
  expect(await onOf('ovs-vsctl show:61', '--snapshot', '1')).toMatchObject({ kind: 'line' });
});

test('a thing is named by its key, as JSON has it', async () => {
  const [key] = (await onOf('br-tun', '--snapshot', '2'))['keys'] as readonly string[];
  expect(key).toMatch(/^device:2:/);
  expect(await onOf(key ?? '')).toMatchObject({ kind: 'device', title: 'br-tun', keys: [key] });
});

test('a flow is named by the text of it, or by a filter that it alone passes', async () => {
  const bridge = ['--bridge', 'br-tun', '--snapshot', '1'];
  const { out } = await coldtrace(['flows', casePath, '--json', ...bridge]);
  const flows = jsonLines(out);
  const flow = flows.find(({ match }) => match !== '') ?? {};
  const { table, priority, match, actions } = flow as Record<
    'table' | 'priority' | 'match' | 'actions',
    string
  >;
  const line = `cookie=0x0, duration=1s, table=${table}, n_packets=5, priority=${priority},${match} actions=${actions}`;
  const about = await onOf(line, ...bridge);
  expect(about).toMatchObject({ kind: 'flow', title: `br-tun table=${table} priority=${priority} ${match}` });
  const filter = `table=${table} and priority=${priority} and ${match.split(',').join(' and ')}`;
  expect(await onOf(filter, ...bridge)).toEqual(about);
});

test('a fact is named by its kind and key; one that several outputs have, by its key', async () => {
  const fact = ['--kind', 'fact', '--snapshot', '1'];
  const about = await onOf('ethtool-statistics:qvb48e06cd2-60', ...fact);
  expect(about).toMatchObject({ kind: 'fact' });
  const [key = ''] = about['keys'] as readonly string[];
  expect(await onOf(key)).toEqual(about);
  const all = ['--on', 'ethtool-statistics:qvb48e06cd2-60', '--kind', 'fact', '--text', 'x'];
  const several = refusal(await add(...all));
  const [named = ''] = /fact:2:\d+/.exec(several) ?? [];
  expect(await onOf(named)).toMatchObject({ kind: 'fact', keys: [named] });
  expect(refusal(await add('--on', 'ethtool-statistics:none', '--text', 'x', ...fact))).toContain(
    'Nothing in this snapshot is a fact ethtool-statistics:none',
  );
});

test('a change is named as diff prints it', async () => {
  const { out } = await coldtrace(['diff', casePath, '--from', '1', '--to', '2', '--json']);
  const [change] = jsonLines(out);
  const name = `${String(change?.['kind'])}:${String(change?.['key'])}`;
  expect(await onOf(name, '--from', '1', '--to', '2')).toMatchObject({
    kind: 'change',
    title: name.replace(':', ': '),
  });
});

test('what could be several, is not there, or is no note is one sentence', async () => {
  expect(refusal(await add('--on', 'br-int', '--text', 'x'))).toContain('br-int can be compute1');
  expect(refusal(await add('--on', 'br-nothing', '--text', 'x'))).toContain(
    'Nothing in these snapshots is called br-nothing',
  );
  expect(refusal(await add('--on', 'transcript.txt:99999', '--text', 'x'))).toContain('has no line 99999');
  expect(refusal(await add('--on', 'nothing.txt:1', '--text', 'x'))).toContain('no source nothing.txt');
  expect(
    refusal(await add('--on', 'table=0', '--bridge', 'br-tun', '--snapshot', '1', '--text', 'x')),
  ).toMatch(/\d+ flows of br-tun pass table=0/);
  expect(
    refusal(await add('--on', 'nonsense=1', '--bridge', 'br-tun', '--snapshot', '1', '--text', 'x')),
  ).toMatch(/^coldtrace: --on, at character 1: /);
  expect(refusal(await add('--on', 'case', '--text', ' \n '))).toContain('The note is empty');
  expect(refusal(await add('--on', 'case', '--text', 'x', '--status', 'done'))).toContain(
    'open, explained, needs-customer',
  );
  expect(refusal(await add('--text', 'x'))).toContain('--on WHAT');
  expect(refusal(await add('--on', 'x', '--kind', 'thing', '--text', 'x'))).toContain('thing is no kind');
  expect(refusal(await coldtrace(['notes', casePath, '--author', 'x']))).toContain('notes CASE add');
});

test('notes are listed as asked, and search finds them', async () => {
  const text = 'The **tunnel** of `gre-1` is renamed\n\nsee 10.20.99.1';
  const written = await coldtrace(
    [
      'notes',
      casePath,
      'add',
      '--on',
      'gre-1',
      '--text',
      '-',
      '--status',
      'needs-customer',
      '--tag',
      'gre',
      '--tag',
      'x, y',
      '--author',
      'Li Wei',
    ],
    `${text}\n`,
  );
  expect(written.code).toBe(0);
  const id = written.out.trim();
  const asked = [
    '--status',
    'needs-customer',
    '--tag',
    'gre',
    '--tag',
    'y',
    '--host',
    'compute1',
    '--text',
    'TUNNEL',
  ];
  const listed = await coldtrace(['notes', casePath, 'list', ...asked, '--json']);
  expect(jsonLines(listed.out)).toMatchObject([
    {
      ...{ id, text, status: 'needs-customer', tags: ['gre', 'x', 'y'], author: 'Li Wei' },
      on: { kind: 'device', title: 'gre-1', state: 'found' },
    },
  ]);
  const told = await coldtrace(['notes', casePath, ...asked]);
  expect(told.out).toMatch(
    /^needs-customer {2}compute1 device gre-1 {2}#gre #x #y {2}Li Wei {2}\S+Z\n {4}The \*\*tunnel\*\* of `gre-1` is renamed\n\n {4}see 10\.20\.99\.1\n\n$/,
  );
  expect((await coldtrace(['notes', casePath, '--tag', 'nowhere'])).code).toBe(1);
  const found = await coldtrace(['search', casePath, '10.20.99.1']);
  expect(found).toMatchObject({
    code: 0,
    out: `note ${id} (needs-customer) on compute1 device gre-1: see 10.20.99.1\n`,
  });
  const other = await coldtrace(['search', casePath, '10.20.99.1', '--snapshot', '2', '--json']);
  expect(other).toMatchObject({ code: 1, out: '' });
  const own = await coldtrace(['search', casePath, '10.20.99.1', '--snapshot', '1', '--json']);
  expect(jsonLines(own.out)).toMatchObject([{ note: id, title: 'The tunnel of gre-1 is renamed' }]);
});

test('a text that would steer a terminal is shown, not obeyed, and kept as it is', async () => {
  const text = 'evil \u001b[31mred\u001b]0;title\u0007 \u009b1m \u202eback <b>&amp;</b>';
  const added = await add('--on', 'case', '--text', text, '--author', 'A\u001b[1m', '--tag', 'steers');
  expect(added.code).toBe(0);
  const { out } = await coldtrace(['notes', casePath, '--tag', 'steers']);
  expect(out).toContain('    evil ␛[31mred␛]0;title␇ \ufffd1m ⟨U+202E⟩back <b>&amp;</b>\n');
  expect(out).toContain('A␛[1m');
  const json = await coldtrace(['notes', casePath, '--tag', 'steers', '--json']);
  expect(jsonLines(json.out)).toMatchObject([{ text }]);
  const refused = await add('--on', 'no\u001b[31mthing', '--text', 'x');
  expect(refusal(refused)).toContain('is called no␛[31mthing');
});

test('on a terminal every line is shown so; on a pipe an output is as it is', async () => {
  const lines = ['plain\ttext', 'a\u001b[2Jb'];
  for (const isTTY of [true, false]) {
    const was = process.stdout.isTTY;
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    process.stdout.isTTY = isTTY;
    try {
      await processTerminal().print(lines);
      expect(write.mock.calls.map(([text]) => text).join('')).toBe(
        isTTY ? 'plain\ttext\na␛[2Jb\n' : 'plain\ttext\na\u001b[2Jb\n',
      );
    } finally {
      process.stdout.isTTY = was;
      write.mockRestore();
    }
  }
});

test('the manual names every kind that --kind takes', () => {
  const manual = readFileSync(`${root}/docs/cli.md`, 'utf8');
  for (const kind of ['line', 'snapshot', 'route', 'finding', 'part', 'device', 'hop', 'link', 'fact'])
    expect(manual.slice(manual.indexOf('## notes'), manual.indexOf('## remove'))).toContain(`\`${kind}\``);
});

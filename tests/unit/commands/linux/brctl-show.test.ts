import { expect, test } from 'vitest';
import { brctlShow } from '../../../../shared/commands/linux/brctl-show.ts';
import { linuxOutput } from '../../../linux-output.ts';
import { parseOutput } from '../../../parse-output.ts';

const argv = ['brctl', 'show'];

test('brctl show gives the bridges and their members', () => {
  const { facts, problems } = parseOutput(argv, linuxOutput('brctl_show.txt'));
  expect(problems).toEqual([]);
  const bridges = [
    ['36aaab22-c8', '8000.4e7192a7a731', 4],
    ['983234ab-64', '8000.b68896277fbd', 6],
    ['d2d2ac5d-a7', '8000.02eca4bd33f9', 8],
  ] as const;
  const expected = [['1476e4c9-4e', '8000.a29959c7678d', 2] as const, ...bridges].flatMap(
    ([port, id, line]) => {
      const bridge = `qbr${port}`;
      const common = { bridge, ifindex: null, state: null, details: {}, netns: null };
      return [
        {
          kind: 'linux-bridge',
          data: { name: bridge, id, stp: false, details: {}, netns: null },
          firstLine: line,
          lastLine: line,
        },
        {
          kind: 'bridge-port',
          data: { ...common, device: `qvb${port}` },
          firstLine: line,
          lastLine: line,
        },
        {
          kind: 'bridge-port',
          data: { ...common, device: `tap${port}` },
          firstLine: line + 1,
          lastLine: line + 1,
        },
      ];
    },
  );
  expect(facts).toEqual(expected);
});

test('a bridge without members, and one that runs STP', () => {
  const { facts } = parseOutput(argv, 'virbr0\t\t8000.525400c0ffee\tyes\t\t\n');
  expect(facts.map(({ data }) => data)).toEqual([
    { name: 'virbr0', id: '8000.525400c0ffee', stp: true, details: {}, netns: null },
  ]);
});

// As published, header and tabs lost and two names glued; the spaces were no-break spaces.
const published = 'qbr48e06cd2-60       8000.bed5536ff312 no     qvb48e06cd2-60tap48e06cd2-60';

test('the article’s row is split where the names leave no doubt', () => {
  expect(brctlShow.sniff(published)).toBe(true);
  const unfolded = brctlShow.unfold!(published);
  expect(unfolded).toEqual([
    'qbr48e06cd2-60       8000.bed5536ff312 no     qvb48e06cd2-60',
    '\t\t\t\t\t\t\ttap48e06cd2-60',
  ]);
  expect(
    parseOutput(argv, unfolded!.join('\n'))
      .of('bridge-port')
      .map(({ device }) => device),
  ).toEqual(['qvb48e06cd2-60', 'tap48e06cd2-60']);
});

test('names that cannot be told apart stay together, and are no member', () => {
  const glued = 'br0\t\t8000.bed5536ff312\tno\t\teth0eth1.100vnet12';
  expect(brctlShow.unfold!(glued)).toBeNull();
  const { facts, problems } = parseOutput(argv, glued);
  expect(facts.map(({ kind }) => kind)).toEqual(['linux-bridge']);
  expect(problems.map(({ code, line }) => [code, line])).toEqual([['unexpected-line', 1]]);
  expect(brctlShow.unfold!('br0\t\t8000.bed5536ff312\tno\t\teth0')).toBeNull();
});

test('members after a damaged bridge are not given to the one before', () => {
  const { facts, problems } = parseOutput(
    argv,
    ['br0\t\t8000.bed5536ff312\tno\t\teth0', 'br1\t\t8000.be', '\t\t\t\t\t\t\teth1'].join('\n'),
  );
  expect(facts.map(({ kind }) => kind)).toEqual(['linux-bridge', 'bridge-port']);
  expect(problems.map(({ line }) => line)).toEqual([2, 3]);
});

test('recognises its command line and its first line', () => {
  expect(brctlShow.recognise(['brctl', 'show'])).toEqual({});
  expect(brctlShow.recognise(['brctl', 'show', 'br0'])).toEqual({ target: 'br0' });
  expect(brctlShow.recognise(['brctl', 'showstp', 'br0'])).toBeNull();
  expect(brctlShow.sniff('bridge name\tbridge id\t\tSTP enabled\tinterfaces')).toBe(true);
  expect(brctlShow.sniff('bridge: br0')).toBe(false);
});

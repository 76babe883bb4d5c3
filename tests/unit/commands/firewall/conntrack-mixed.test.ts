// Both streams of `conntrack -L` in one file, as sos and most engineers save it: the summary is printed
// wherever the other stream's buffer ended, in the middle of an entry.
import { expect, test } from 'vitest';
import { parseOutput } from '../../../parse-output.ts';

const entry =
  'tcp      6 76 TIME_WAIT src=10.18.0.77 dst=10.22.22.228 sport=52870 dport=22 src=10.22.22.228 dst=10.18.0.77 sport=22 dport=52870 [ASSURED] mark=0 use=1';
const summary = 'conntrack v1.4.7 (conntrack-tools): 3 flow entries have been shown.';
const whole = parseOutput(['conntrack', '-L'], [entry].join('\n')).facts.map(({ data }) => data);

test('an entry is put back wherever the summary cut it', () => {
  for (let at = 1; at < entry.length; at++) {
    const text = [entry, entry.slice(0, at) + summary, entry.slice(at), entry].join('\n');
    const { facts, problems } = parseOutput(['conntrack', '-L'], text);
    expect(facts.map(({ data }) => data)).toEqual([...whole, ...whole, ...whole]);
    expect(facts.map(({ firstLine, lastLine }) => [firstLine, lastLine])).toEqual([
      [1, 1],
      [2, 3],
      [4, 4],
    ]);
    expect(problems).toMatchObject([{ severity: 'repaired', line: 2, code: 'lines-mixed' }]);
  }
});

test('a lost rest costs its own entry only', () => {
  const { facts, problems } = parseOutput(
    ['conntrack', '-L'],
    [entry.slice(0, 90) + summary, entry].join('\n'),
  );
  expect(facts.map(({ data }) => data)).toEqual(whole);
  expect(problems).toMatchObject([{ severity: 'error', line: 1, code: 'unexpected-line' }]);
});

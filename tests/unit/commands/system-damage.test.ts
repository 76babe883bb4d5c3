// Damage to what is read of hosts (tests/fixtures/system): no parser throws, what was read before the
// damage stays, and what cannot be read is a problem with its line.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { factKey } from '../../../electron/engine/case-file/fact-names.ts';
import { commands } from '../../../shared/commands/registry.ts';
import { fixtureOutputs } from '../../fixture-outputs.ts';
import { readLines } from '../../read-lines.ts';

const outputs = fixtureOutputs('system');
const ours = commands.filter((command) => outputs.some((one) => one.command === command));
/** One value a file, or free text: there is no line that these could not hold. */
const takesAnyLine = ['proc-sys', 'sysfs-network', 'ovs-log', 'openstack-log'];

describe.each(outputs)('$name', ({ command, context, lines }) => {
  const whole = readLines(command, lines, context);

  test('whole: facts with their lines, names and titles, and no problem', () => {
    expect(whole.problems).toEqual([]);
    expect(whole.facts.length).toBeGreaterThan(0);
    for (const fact of whole.facts) {
      expect(command.facts).toContain(fact.kind);
      expect(fact.firstLine).toBeGreaterThan(0);
      expect(fact.lastLine).toBeGreaterThanOrEqual(fact.firstLine);
      expect(fact.lastLine).toBeLessThanOrEqual(lines.length);
      expect(factKey(fact.kind, fact.data)).not.toBe('');
    }
  });

  test('cut after every line: no exception, and no more facts than in the whole', () => {
    const step = Math.ceil(lines.length / 200);
    for (let length = 0; length < lines.length; length += step) {
      const { facts } = readLines(command, lines.slice(0, length), context);
      expect(facts.length).toBeLessThanOrEqual(whole.facts.length);
      for (const fact of facts) expect(fact.lastLine).toBeLessThanOrEqual(length);
    }
  });

  test('a garbage line anywhere is a problem at that line, and the facts around it stay', () => {
    if (takesAnyLine.includes(command.id)) return;
    const step = Math.ceil(lines.length / 60);
    for (const garbage of ['%% no such line %%', '\u0000\u0001 \ufffd', '}{ =', 'Killed by signal 15.']) {
      for (let at = 0; at <= lines.length; at += step) {
        const damaged = [...lines.slice(0, at), garbage, ...lines.slice(at)];
        const { facts, problems } = readLines(command, damaged, context);
        expect(
          problems.map(({ line }) => line),
          `${garbage} at ${String(at)}`,
        ).toContain(at + 1);
        const ended = whole.facts.filter(({ lastLine }) => lastLine < at);
        expect(facts.slice(0, ended.length)).toEqual(ended);
      }
    }
  });

  test('lines cut anywhere, repeated or shuffled: no exception', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(lines.length - 1), fc.nat(200)), { maxLength: 60 }), (picks) => {
        const damaged = picks.map(([line, length]) => lines[line]!.slice(0, length));
        const { facts, problems } = readLines(command, damaged, context);
        for (const { firstLine, lastLine } of facts) {
          expect(firstLine).toBeGreaterThan(0);
          expect(lastLine).toBeGreaterThanOrEqual(firstLine);
          expect(lastLine).toBeLessThanOrEqual(damaged.length);
        }
        for (const { line } of problems) expect(line === null || line <= damaged.length).toBe(true);
      }),
    );
  });
});

describe.each(ours.map((command) => ({ id: command.id, command })))('$id', ({ command }) => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc
      .array(
        fc.constantFrom(
          ...[
            'a: ',
            ' : ',
            '=',
            '[',
            ']',
            '{',
            '}',
            '"',
            "'",
            ',',
            '#',
            '-',
            '- ',
            '|',
            '\t',
            '    ',
            '0',
            '1.2',
          ],
          ...['__proto__', 'constructor', 'Settings for ', '2026-11-22 10:00:00.123 ', 'Z|1|a|WARN|', 'ii  '],
        ),
      )
      .map((some) => some.join('')),
  );

  test('any text at all: no exception', () => {
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 20 }),
        fc.option(fc.string(), { nil: undefined }),
        (lines, target) => {
          for (const { line } of readLines(command, lines, { target: target ?? null }).problems)
            expect(line !== null && line >= 1 && line <= lines.length).toBe(true);
          for (const line of lines) command.sniff(line);
        },
      ),
      { numRuns: 300 },
    );
  });

  // Nothing may take more than its share for the length of one line; what did would take hours on these.
  test('very long lines', () => {
    for (const start of [
      '',
      'a: ',
      'Settings for ',
      '2026-11-22T10:00:00.123Z|1|a|WARN|',
      'network: {',
      'ii  a ',
    ])
      for (const piece of [' ', '0', 'a', ':', '"', 'a=b ', 'a: ', '[', '{', '- ', '\t', ', ', '#', '|']) {
        const line = start + piece.repeat(200_000 / piece.length) + ' x';
        readLines(command, [line, line], { target: '/etc/x.yaml' });
        command.sniff(line);
      }
  });

  test('any words at all may be a command line', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (argv) => {
        command.recognise(argv);
        command.recognise(['cat', ...argv]);
        command.recognise([command.title.split(' ')[0]!, ...argv]);
      }),
    );
  });
});

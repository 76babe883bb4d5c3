// Damaged output: no parser throws, facts before the damage stay as they were, and a line that cannot
// be read is a problem that carries its number.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Command } from '../../../shared/commands/command.ts';
import { ovsAppctlOfprotoList } from '../../../shared/commands/open-vswitch/ovs-appctl-daemon.ts';
import { ovsOfctlGetFrags } from '../../../shared/commands/open-vswitch/ovs-bridge-state.ts';
import { ovsOfctlShow } from '../../../shared/commands/open-vswitch/ovs-ofctl-show.ts';
import { ovsdbClientDump } from '../../../shared/commands/ovsdb/ovsdb-client-dump.ts';
import { ovsdbFile } from '../../../shared/commands/ovsdb/ovsdb-file.ts';
import { commands } from '../../../shared/commands/registry.ts';
import type { ParsedFact } from '../../../shared/facts.ts';
import { fixtureOutputs } from '../../fixture-outputs.ts';
import { readLines } from '../../read-lines.ts';

const outputs = fixtureOutputs('openvswitch');
const onlyNamed: ReadonlySet<Command> = new Set([ovsAppctlOfprotoList, ovsOfctlGetFrags]);
const own = commands.filter((command) => outputs.some((one) => one.command === command));

/** Facts are compared as sets: a record that the end of the file closes comes in another order. */
function sorted(facts: readonly ParsedFact[]): string[] {
  return facts.map((fact) => JSON.stringify(fact)).sort();
}

describe.each(outputs)('$id: $name', ({ command, context, lines }) => {
  const whole = readLines(command, lines, context);

  test('every fact has its lines, and every line that is not blank is read', () => {
    expect(whole.problems).toEqual([]);
    for (const { firstLine, lastLine } of whole.facts) {
      expect(firstLine).toBeGreaterThan(0);
      expect(lastLine).toBeGreaterThanOrEqual(firstLine);
      expect(lastLine).toBeLessThanOrEqual(lines.length);
      expect(lines[firstLine - 1]?.trim()).not.toBe('');
    }
  });

  test('cut at every line, the facts before the cut are there', () => {
    for (let end = 0; end < lines.length; end++) {
      const cut = readLines(command, lines.slice(0, end), context);
      const found = new Set(sorted(cut.facts));
      const before = whole.facts.filter((fact) => fact.lastLine <= end);
      // A record that goes on after the cut is there in part, or, without a name, as a problem.
      expect(sorted(before).filter((fact) => !found.has(fact))).toEqual([]);
      // What later records of a database change is as it was at the cut.
      if (command !== ovsdbFile) expect(cut.facts.length - before.length).toBeLessThanOrEqual(3);
    }
  });

  test('cut in every line, it reads or reports that line', () => {
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at] ?? '';
      for (const length of [1, Math.floor(line.length / 3), Math.floor(line.length / 2), line.length - 1]) {
        const cut = readLines(command, [...lines.slice(0, at), line.slice(0, length)], context);
        const found = new Set(sorted(cut.facts));
        const before = sorted(whole.facts.filter((fact) => fact.lastLine <= at));
        expect(before.filter((fact) => !found.has(fact))).toEqual([]);
        for (const problem of cut.problems) expect(problem.code).toBe('unexpected-line');
      }
    }
  });

  test('garbage at every line is a problem there and changes no fact before it', () => {
    for (const garbage of ['%% 0x7f !', '\u0000\u0001\ufffd', '{"a": [1, ', ') ( " , =']) {
      for (let at = 0; at <= lines.length; at++) {
        const damaged = readLines(command, [...lines.slice(0, at), garbage, ...lines.slice(at)], context);
        expect(damaged.problems.filter((problem) => problem.line === at + 1)).toMatchObject([
          { severity: 'error', code: 'unexpected-line' },
        ]);
        const found = new Set(sorted(damaged.facts));
        const before = sorted(whole.facts.filter((fact) => fact.lastLine <= at));
        expect(before.filter((fact) => !found.has(fact))).toEqual([]);
      }
    }
  });

  test('lines in any order, repeated and mixed with strings: it never throws', () => {
    const anyLine = fc.oneof(fc.constantFrom(...lines), fc.string({ unit: 'binary' }), fc.string());
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 40 }), (shuffled) => {
        const { facts, problems } = readLines(command, shuffled, context);
        for (const { firstLine, lastLine } of facts) {
          expect(firstLine).toBeGreaterThan(0);
          expect(lastLine).toBeLessThanOrEqual(shuffled.length);
        }
        for (const { line } of problems) expect(line).toBeLessThanOrEqual(shuffled.length);
      }),
      { numRuns: 60 },
    );
  });
});

test('sniff, unfold and recognise take any string', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string(), { maxLength: 6 }), (text, argv) => {
      for (const command of own) {
        command.sniff(text);
        command.unfold?.(text);
        command.recognise(argv);
        command.recognise([
          command.id.startsWith('easy') ? 'easyovs' : command.title.split(' ')[0]!,
          ...argv,
        ]);
      }
    }),
  );
});

test('an unnamed output is taken for its own command, by one of its lines', () => {
  for (const { command, name, lines } of outputs) {
    // Indentation is what tells this output; where it is lost, a prompt must name it.
    if (name === 'article/published/ovs-vsctl_show.txt') continue;
    // Names and a few columns could be any table's.
    if (name.includes('--columns=')) continue;
    // One word that could be anything: only its name tells whose it is.
    if (onlyNamed.has(command)) continue;
    const first = lines.flatMap((line) => commands.filter((one) => one.sniff(line)).map((one) => one.id));
    expect(first[0], name).toBe(command.id);
    // A dump holds the tables that other commands list.
    if (command !== ovsOfctlShow && command !== ovsdbClientDump)
      expect([...new Set(first)], name).toEqual([command.id]);
  }
});

test('very long lines end', () => {
  const long = 100_000;
  const hostile = [
    ' '.repeat(long),
    'a'.repeat(long),
    `x${' '.repeat(long)}y`,
    '"'.repeat(long),
    '{'.repeat(long),
    '\\"'.repeat(long / 2),
    '1('.repeat(long / 2),
    '@'.repeat(long),
    'duration='.repeat(long / 9),
    ' cookie='.repeat(long / 8),
    'actions='.repeat(long / 8),
    `cookie=0x0, duration=1s, ${'a '.repeat(long / 2)}`,
    `Bridge ${'x '.repeat(long / 2)}`,
    `options: {${'a=b,'.repeat(long / 4)}`,
    `1 1 1 1 ${'* '.repeat(long / 2)}`,
  ];
  for (const command of own) {
    for (const line of hostile) {
      command.sniff(line);
      expect(() => readLines(command, [line])).not.toThrow();
    }
  }
});

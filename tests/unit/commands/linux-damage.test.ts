// Damage to the outputs of Linux, libvirt and OpenStack tools: no parser throws, what was read before
// the damage stays, and what cannot be read is a problem with its line.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commands } from '../../../shared/commands/registry.ts';
import type { ParsedFact } from '../../../shared/facts.ts';
import { fixtureOutputs } from '../../fixture-outputs.ts';
import { readLines } from '../../read-lines.ts';

const outputs = fixtureOutputs('linux');
const ours = commands.filter((command) => outputs.some((one) => one.command === command));

describe.each(outputs)('$name', ({ command, context, lines }) => {
  const whole = readLines(command, lines, context);

  test('whole, every fact has lines of the output and nothing is a problem', () => {
    expect(whole.problems).toEqual([]);
    expect(whole.facts.length).toBeGreaterThan(0);
    for (const fact of whole.facts) {
      expect(command.facts).toContain(fact.kind);
      expect(fact.firstLine).toBeGreaterThan(0);
      expect(fact.lastLine).toBeGreaterThanOrEqual(fact.firstLine);
      expect(fact.lastLine).toBeLessThanOrEqual(lines.length);
    }
  });

  test('cut after every line, no fact is made up', () => {
    const kinds = new Map<string, number>();
    for (const { kind } of whole.facts) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    const sameFacts = new Set(whole.facts.map((fact) => JSON.stringify(fact)));
    for (let length = 0; length < lines.length; length++) {
      const { facts, problems } = readLines(command, lines.slice(0, length), context);
      for (const fact of facts) expect(fact.lastLine).toBeLessThanOrEqual(length);
      for (const [kind, count] of kinds)
        expect(facts.filter((fact) => fact.kind === kind).length).toBeLessThanOrEqual(count);
      for (const { code } of problems)
        expect(['unexpected-end', 'server-unnamed', 'domain-unnamed', 'resource-unnamed']).toContain(code);
      // Facts that ended well before the cut are as they are in the whole.
      if (
        ![
          'nova-show',
          'openstack-server-show',
          'ethtool-statistics',
          'ethtool-driver',
          'virsh-dumpxml',
          'openstack-api',
        ].includes(command.id) &&
        !/^openstack-.*-show$/.test(command.id)
      )
        expect(
          facts.slice(0, -1).filter((fact) => fact.lastLine < length && !sameFacts.has(JSON.stringify(fact))),
        ).toEqual([]);
    }
  });

  test('a garbage line anywhere is one problem at that line and costs nothing before it', () => {
    // No tool here prints lines like these, wherever they stand.
    for (const garbage of ['%% no such line %%', '\u0000\u0001 \ufffd', '}{ =', 'Killed by signal 15.']) {
      for (let at = 0; at <= lines.length; at++) {
        const damaged = [...lines.slice(0, at), garbage, ...lines.slice(at)];
        const { facts, problems } = readLines(command, damaged, context);
        const inComment = command.id === 'virsh-dumpxml' && /^<!--/.test(lines[0]!) && at > 0 && at < 6;
        if (!inComment)
          expect(
            problems.map(({ line }) => line),
            `${garbage} at ${String(at)}`,
          ).toContain(at + 1);
        const before = (all: readonly ParsedFact[]): readonly ParsedFact[] =>
          all.filter(({ lastLine }) => lastLine <= at);
        // A fact that ends before the garbage may only have waited for its end.
        expect(before(facts)).toEqual(before(whole.facts));
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
  const pieces = [
    '<interface>', '</interface>', '<domain type="x">', '</domain>', '<!--', '-->', '<![CDATA[', ']]>', '&', '|',
    '+--+', '| a | b |', '{', '}', '"a": [', ']', '\\', '1: a: <UP> mtu 1 ', 'link/ether ', 'RX: bytes', 'RX:', '1',
    'vf 0', '*-network', 'configuration:', 'NIC statistics:', ': 1', '8000.bed5536ff312', 'no', '\t', ' ', '__proto__',
    'constructor', 'toString', '@', 'inet 1.2.3.4/8', 'veth', '\ud800', '\u{1f600}',
  ]; // prettier-ignore
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...pieces)).map((some) => some.join('')),
    fc.array(fc.constantFrom(...pieces)).map((some) => some.join(' ')),
  );

  test('any text at all: no exception, and every problem has its line', () => {
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
      { numRuns: 500 },
    );
  });

  // A gigabyte of zeros is one line. Nothing here may take more than its share for the length of one;
  // what did would take hours on these.
  test('very long lines', () => {
    const length = 200_000;
    for (const start of [
      '',
      '1: a: <UP> mtu 1 ',
      '*-network ',
      'NIC statistics: ',
      '| addresses | {',
      '<domain type="x"><a ',
      '5: a inet ',
    ])
      for (const piece of [
        ' ',
        '0',
        'a',
        ':',
        "'",
        '"',
        '<',
        '<a>',
        'a=b ',
        "a='b' ",
        ' inet ',
        'a: ',
        '[',
        '\\',
        '|',
        '\t',
      ])
        for (const end of ['', ' |', '>', ' x']) {
          const line = start + piece.repeat(length / piece.length) + end;
          readLines(command, [line, line], { target: 'x' });
          command.sniff(line);
        }
  });

  test('any words at all may be a command line', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (argv) => {
        command.recognise(argv);
        command.recognise([command.title.split(' ')[0]!, ...argv]);
      }),
    );
  });
});

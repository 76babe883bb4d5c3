import { describe, expect, test } from 'vitest';
import { chooseDump, chooseDumpPair, dumpKind, type FlowDump } from '../../../shared/flows/choose-dump.ts';
import { recogniseCommandLine } from '../../../shared/bundle/command-line.ts';
import type { SourceState } from '../../../shared/evidence.ts';

let next = 1;
function dump(commandLine: string, flows = 10, state: SourceState = 'ok'): FlowDump {
  const recognised = recogniseCommandLine(commandLine);
  if (!recognised) throw new Error(commandLine);
  const { command, context } = recognised;
  return {
    source: {
      id: next++,
      path: commandLine,
      commandLine,
      commandId: command.id,
      ...context,
      state,
      reason: null,
    },
    flows,
  };
}

const of10 = dump('ovs-ofctl dump-flows br-int');
const of13 = dump('ovs-ofctl -O OpenFlow13 dump-flows br-int');
const of14 = dump('ovs-ofctl -O OpenFlow14 dump-flows br-int');
const names = dump('ovs-ofctl -O OpenFlow15 --names dump-flows br-int', 20);
const appctl = dump('ovs-appctl bridge/dump-flows br-int', 30);
const easy = dump('easyovs br-int dump', 40);

describe('the dump in use', () => {
  test.each<[string, readonly FlowDump[], FlowDump]>([
    ['a higher version', [of10, of14, of13], of14],
    ['numbers before names', [names, of10], of10],
    ['ovs-ofctl before bridge/dump-flows before EasyOVS', [easy, appctl, of10], of10],
    ['bridge/dump-flows before EasyOVS', [easy, appctl], appctl],
    [
      'a whole one before a cut one',
      [dump('ovs-ofctl -O OpenFlow15 dump-flows br-int', 99, 'truncated'), of10],
      of10,
    ],
  ])('%s', (_why, candidates, expected) => {
    expect(chooseDump(candidates)).toBe(expected);
  });

  test('is the fullest, then the first, of one kind', () => {
    const fuller = dump('ovs-ofctl -O OpenFlow13 dump-flows br-int', 11);
    const again = dump('ovs-ofctl -O OpenFlow13 dump-flows br-int', 11);
    expect(chooseDump([of13, fuller, again])).toBe(fuller);
  });

  test('is none when there is nothing, or only an error', () => {
    expect(chooseDump([])).toBeNull();
    expect(chooseDump([dump('ovs-ofctl dump-flows br-int', 0, 'error')])).toBeNull();
  });
});

describe('a pair of dumps', () => {
  test('is of one kind, the best that both sides have', () => {
    const right13 = dump('ovs-ofctl -O OpenFlow13 dump-flows br-int');
    const right10 = dump('ovs-ofctl dump-flows br-int');
    expect(chooseDumpPair([of10, of13, of14], [right10, right13])).toEqual({ from: of13, to: right13 });
    const cut = dump('ovs-ofctl -O OpenFlow13 dump-flows br-int', 10, 'truncated');
    expect(chooseDumpPair([of10, of13], [right10, cut])).toEqual({ from: of10, to: right10 });
  });

  test('is of two kinds where none is on both sides, or only a cut one', () => {
    expect(chooseDumpPair([of10], [of13])).toEqual({ from: of10, to: of13 });
    const cut = dump('ovs-ofctl -O OpenFlow13 dump-flows br-int', 10, 'truncated');
    expect(chooseDumpPair([of13], [cut, of10])).toEqual({ from: of13, to: of10 });
    expect(chooseDumpPair([of13], [cut])).toEqual({ from: of13, to: cut });
  });

  test('is none when one has port names and the other numbers', () => {
    const names = dump('ovs-ofctl -O OpenFlow13 --names dump-flows br-int');
    expect(chooseDumpPair([of13], [names])).toBeNull();
    expect(chooseDumpPair([of10], [])).toBeNull();
    expect(dumpKind(of10.source)).not.toBe(dumpKind(appctl.source));
  });
});

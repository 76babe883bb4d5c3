// `ethtool -i DEVICE`: the driver behind a device.
//
//   driver: veth
//   version: 1.0
//   firmware-version:
//   expansion-rom-version:
//   bus-info:
//   supports-statistics: yes
//
// Source: ethtool(8); dump_drvinfo() in ethtool.c.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { deviceOf, recogniseEthtool } from './ethtool-words.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'ethtool -i';
const field = /^\s*(driver|version|firmware-version|expansion-rom-version|bus-info|supports-[a-z-]+): ?(.*)$/;
const fieldStart =
  /\b(?=(?:driver|(?<!-)version|firmware-version|expansion-rom-version|bus-info|supports-[a-z-]+):)/;

function unfold(line: string): readonly string[] | null {
  const lines = line
    .trim()
    .split(fieldStart)
    .map((text) => text.trim())
    .filter((text) => text !== '');
  return lines.length > 1 && lines.every((text) => field.test(text)) ? lines : null;
}

function parser(context: CommandContext, sink: Sink): LineParser {
  const values = new Map<string, string>();
  let firstLine: number | null = null;
  let lastLine = 0;

  /** Older drivers write `N/A` where newer ones write nothing. */
  const valueOf = (name: string): string | null => {
    const value = values.get(name) ?? '';
    return value === '' || value === 'N/A' ? null : value;
  };

  return {
    line(text, number) {
      if (text.trim() === '') return;
      const [, name, value] = field.exec(text) ?? [];
      if (name === undefined || value === undefined) {
        unexpectedLine(sink, title, text, number);
        return;
      }
      firstLine ??= number;
      lastLine = number;
      values.set(name, value.trim());
    },
    end() {
      if (firstLine === null) return;
      const device = deviceOf(context, sink, title, firstLine);
      if (device === null) return;
      sink.fact(
        'ethtool-driver',
        {
          device,
          netns: context.netns,
          driver: valueOf('driver'),
          version: valueOf('version'),
          firmwareVersion: valueOf('firmware-version'),
          busInfo: valueOf('bus-info'),
        },
        firstLine,
        lastLine,
      );
    },
  };
}

export const ethtoolDriver: Command = {
  id: 'ethtool-driver',
  title,
  facts: ['ethtool-driver'],
  recognise: (argv) => recogniseEthtool(argv, ['-i', '--driver']),
  // Not `driver:` alone: configuration files say that too.
  sniff: (line) => /^\s*(driver: .*)?(expansion-rom-version|supports-(statistics|eeprom-access)):/.test(line),
  unfold,
  parser,
};

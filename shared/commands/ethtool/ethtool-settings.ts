// `ethtool DEVICE`: speed, duplex and link.
//
//   Settings for eno1:
//   	Supported ports: [ TP	 MII ]
//   	Supported link modes:   10baseT/Half 10baseT/Full
//   	                        100baseT/Half 100baseT/Full
//   	Speed: 1000Mb/s
//   	Duplex: Full
//   	Auto-negotiation: on
//           Current message level: 0x00000007 (7)
//                                  drv probe link
//   	Link detected: yes
//
// Source: ethtool(8); dump_link_usettings() in ethtool.c, netlink/settings.c.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { deviceOf, isRefusal, recogniseEthtool } from './ethtool-words.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'ethtool';
const heading = /^Settings for (\S+):\s*$/;
const setting = /^\s+([A-Za-z][A-Za-z0-9 /()-]{1,60}): ?(.*)$/;
/** The rest of a list that ethtool wrapped, below the first of its words. */
const wrapped = /^\s{10,}(\S.*)$|^\t[\t ]{4,}(\S.*)$/;
const lists = /(?:link modes|ports|FEC modes|FEC encodings?|message level)$/;

/** `[ TP	 MII ]` and `10baseT/Half 10baseT/Full` → their words; null for `Not reported` and other sayings. */
function listWords(value: string): readonly string[] | null {
  const inner = /^\[(.*)\]$/.exec(value)?.[1] ?? value;
  if (/^(?:Not reported|Unknown.*)$/.test(inner)) return null;
  return inner.split(/\s+/).filter((word) => word !== '');
}

function parser(context: CommandContext, sink: Sink): LineParser {
  let device: string | null = null;
  let settings = new Map<string, string | string[]>();
  let current: string | null = null;
  let firstLine: number | null = null;
  let lastLine = 0;

  const text = (name: string): string | null => {
    const value = settings.get(name);
    return typeof value === 'string' && !value.startsWith('Unknown') ? value : null;
  };
  const yes = (name: string, word: string, no: string): boolean | null => {
    const value = text(name)?.split(' ')[0];
    return value === word ? true : value === no ? false : null;
  };
  const finish = (): void => {
    if (firstLine === null) return;
    const name = device ?? deviceOf(context, sink, title, firstLine);
    const speed = /^(\d{1,9})Mb\/s/.exec(text('Speed') ?? '')?.[1];
    if (name !== null)
      sink.fact(
        'ethtool-settings',
        {
          device: name,
          netns: context.netns,
          speed: speed === undefined ? null : Number(speed),
          duplex: text('Duplex'),
          autoNegotiation: yes('Auto-negotiation', 'on', 'off'),
          port: text('Port'),
          linkDetected: yes('Link detected', 'yes', 'no'),
          settings: Object.fromEntries(settings),
        },
        firstLine,
        lastLine,
      );
    firstLine = null;
  };
  const put = (name: string, value: string): void => {
    const words = lists.test(name) ? listWords(value) : null;
    settings.set(name, words === null ? value : [...words]);
    current = name;
  };

  return {
    line(text, number) {
      if (text.trim() === '') return;
      const [, named] = heading.exec(text) ?? [];
      if (named !== undefined) {
        finish();
        device = named;
        settings = new Map();
        current = null;
        firstLine = lastLine = number;
        return;
      }
      const [, name, value] = setting.exec(text) ?? [];
      if (name !== undefined && value !== undefined) {
        put(name, value.trim());
      } else {
        const [, one, other] = wrapped.exec(text) ?? [];
        const more = one ?? other;
        const before = current === null ? undefined : settings.get(current);
        if (more === undefined || !Array.isArray(before)) {
          if (!isRefusal(text)) unexpectedLine(sink, title, text, number);
          return;
        }
        before.push(...more.trim().split(/\s+/));
      }
      firstLine ??= number;
      lastLine = number;
    },
    end: finish,
  };
}

export const ethtoolSettings: Command = {
  id: 'ethtool-settings',
  title,
  facts: ['ethtool-settings'],
  recognise: (argv) => recogniseEthtool(argv, []),
  sniff: (line) => heading.test(line),
  parser,
};

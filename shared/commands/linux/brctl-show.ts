// `brctl show`: Linux bridges and their members.
//
//   bridge name	bridge id		STP enabled	interfaces
//   qbr48e06cd2-60		8000.bed5536ff312	no		qvb48e06cd2-60
//   							tap48e06cd2-60
//
// Source: brctl(8), and br_cmd_show() in bridge-utils' brctl_cmd.c.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { splitWords } from '../words.ts';

const title = 'brctl show';
const header = /^bridge name\s+bridge id\s+STP enabled\s+interfaces\s*$/;
const row = /^\s*(\S+)\s+([0-9a-f]{4}\.[0-9a-f]{12})\s+(yes|no)(?:\s+(\S+))?\s*$/;

/** Linux has no interface name longer than this (IFNAMSIZ less its final zero). */
const longestName = 15;

/** Names as Nova's hybrid plug makes them: three letters and the first eleven characters of the port's UUID. */
const hybridName = /(?:tap|qvb|qvo|qbr)[0-9a-f]{8}-[0-9a-f]{2}/g;

/** Splits names that were glued together, where their form leaves no doubt. */
function unfold(line: string): readonly string[] | null {
  const match = row.exec(line);
  const members = match?.[4];
  if (members === undefined || members.length <= longestName) return null;
  const names = members.match(hybridName) ?? [];
  if (names.join('') !== members) return null;
  const start = line.slice(0, line.lastIndexOf(members));
  return names.map((name, i) => (i === 0 ? `${start}${name}` : `\t\t\t\t\t\t\t${name}`));
}

function parser(context: CommandContext, sink: Sink): LineParser {
  const netns = context.netns;
  let bridge: string | null = null;

  const member = (device: string, text: string, number: number): void => {
    if (bridge === null || device.length > longestName) unexpectedLine(sink, title, text, number);
    else
      sink.fact(
        'bridge-port',
        { bridge, device, ifindex: null, state: null, details: {}, netns },
        number,
        number,
      );
  };

  return {
    line(text, number) {
      if (text.trim() === '' || header.test(text)) return;
      const [, name, id, stp, first] = row.exec(text) ?? [];
      if (name !== undefined && id !== undefined && name.length <= longestName) {
        bridge = name;
        sink.fact('linux-bridge', { name, id, stp: stp === 'yes', details: {}, netns }, number, number);
        if (first !== undefined) member(first, text, number);
        return;
      }
      const next = /^\s+(\S+)\s*$/.exec(text)?.[1];
      if (next !== undefined) {
        member(next, text, number);
        return;
      }
      // It may have been a bridge: what follows is not known to be of the one before.
      bridge = null;
      unexpectedLine(sink, title, text, number);
    },
    end() {
      // Members are given as they come.
    },
  };
}

export const brctlShow: Command = {
  id: 'brctl-show',
  title,
  facts: ['linux-bridge', 'bridge-port'],
  recognise(argv) {
    if (argv[0] !== 'brctl') return null;
    const [subcommand, target] = splitWords(argv.slice(1), new Set()).words;
    if (subcommand !== 'show') return null;
    return target === undefined ? {} : { target };
  },
  sniff: (line) => header.test(line) || row.test(line),
  unfold,
  parser,
};

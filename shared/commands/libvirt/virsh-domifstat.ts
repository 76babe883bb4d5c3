// `virsh domifstat DOMAIN DEVICE`, the counters of one interface as the host sees them:
//
//   tap1476e4c9-4e rx_bytes 8814
//   tap1476e4c9-4e rx_packets 100
//
// Source: virsh(1).
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { virshTarget } from './virsh-words.ts';

const title = 'virsh domifstat';
const counter = /^\s*(\S+) ([rt]x_(?:bytes|packets|errs|drop)) (-?\d{1,20})\s*$/;

function parser(context: CommandContext, sink: Sink): LineParser {
  let device: string | null = null;
  let counters = new Map<string, number>();
  let firstLine = 0;
  let lastLine = 0;
  const finish = (): void => {
    if (device !== null)
      sink.fact(
        'domain-interface-statistics',
        { domain: context.target ?? '', device, counters: Object.fromEntries(counters) },
        firstLine,
        lastLine,
      );
    device = null;
    counters = new Map();
  };
  return {
    line(text, line) {
      if (text.trim() === '') return;
      const [, name, what, value] = counter.exec(text) ?? [];
      if (name === undefined || what === undefined) {
        unexpectedLine(sink, title, text, line);
        return;
      }
      if (name !== device || counters.has(what)) finish();
      if (device === null) firstLine = line;
      device = name;
      counters.set(what, Number(value));
      lastLine = line;
    },
    end: finish,
  };
}

export const virshDomifstat: Command = {
  id: 'virsh-domifstat',
  title,
  facts: ['domain-interface-statistics'],
  recognise(argv) {
    const target = virshTarget(argv, 'domifstat');
    return target === null ? null : target === '' ? {} : { target };
  },
  sniff: (line) => counter.test(line),
  parser,
};

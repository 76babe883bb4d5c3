// `ovs-ofctl [-O VERSION] dump-flows BRIDGE`, every OpenFlow version. The header stands alone, repeats
// inside a long dump (`flags=[more]`), and is absent with --no-stats, --names, --sort and --rsort:
//
//   OFPST_FLOW reply (OF1.3) (xid=0x2):
//    cookie=0x6a46451d4648778c, duration=1933.262s, table=0, n_packets=0, n_bytes=0, priority=65535,dl_vlan=4095 actions=drop
import type { Command } from '../command.ts';
import { readFlowLine, unfoldFlowLine } from '../../openflow/flow-line.ts';
import type { CommandContext, LineParser, Sink } from '../command.ts';
import { flowLines } from './flow-lines.ts';
import { ofctlCommand, ofctlWords } from './ovs-command-line.ts';

const header = /^\s*(?:NXST|OFPST)_FLOW reply(?: \(OF\d\.\d\))?(?: \(xid=0x[0-9a-f]+\))?:/;

export const ovsOfctlDumpFlows: Command = {
  id: 'ovs-ofctl-dump-flows',
  title: 'ovs-ofctl dump-flows',
  facts: ['flow', 'empty-flow-dump'],
  recognise: (argv) => ofctlCommand(argv, 'dump-flows'),
  sniff: (line) => header.test(line) || isFlowOfOfctl(line),
  unfold: unfoldDump,
  parser: readDump,
};

function readDump(context: CommandContext, sink: Sink): LineParser {
  const flows = flowLines(context, sink, { alwaysTimed: false, isHeader: (line) => header.test(line) });
  const bridge = bridgeOfAll(context);
  let headerAt: number | null = null;
  let isEmpty = true;
  return {
    line(text, number) {
      if (header.test(text)) headerAt ??= number;
      else if (text.trim() !== '') isEmpty = false;
      flows.line(text, number);
    },
    end() {
      flows.end();
      if (bridge !== null && headerAt !== null && isEmpty)
        sink.fact('empty-flow-dump', { bridge }, headerAt, headerAt);
    },
  };
}

/** The bridge where all its flows were asked for; null where a match was, or the command line is not known. */
function bridgeOfAll({ target, argv }: CommandContext): string | null {
  return argv !== undefined && ofctlWords(argv)?.length === 2 ? target : null;
}

/** A flow in this layout and no other; without a cookie or a table (`--no-stats`), a priority must be there. */
function isFlowOfOfctl(line: string): boolean {
  if (!/^\s*(?:cookie=0x|table=|priority=)/i.test(line) || !/ actions=\S/.test(line)) return false;
  return typeof readFlowLine(line, null, () => undefined) !== 'string';
}

function unfoldDump(line: string): readonly string[] | null {
  const flows = unfoldFlowLine(line);
  if (flows !== null || !line.includes('_FLOW reply')) return flows;
  const before = header.exec(line)?.[0];
  if (before === undefined) return null;
  const rest = line.slice(before.length).trim();
  return rest === '' || rest.startsWith('flags=') ? null : [before, ` ${rest}`];
}

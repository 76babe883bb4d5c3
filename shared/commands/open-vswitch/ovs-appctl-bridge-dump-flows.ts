// `ovs-appctl bridge/dump-flows [--offload-stats] BRIDGE`: all flows of a bridge, those that the switch
// adds for itself included (table 254, in-band control). No header, no cookie; table 0 is left out:
//
//   duration=1923s, n_packets=0, n_bytes=0, priority=65535,dl_vlan=4095,actions=drop
//   table_id=254, duration=63673s, n_packets=0, n_bytes=0, n_offload_packets=0, n_offload_bytes=0, priority=2,recirc_id=0,actions=drop
import type { Command } from '../command.ts';
import { flowLines } from './flow-lines.ts';
import { appctlCommand } from './ovs-command-line.ts';

export const ovsAppctlBridgeDumpFlows: Command = {
  id: 'ovs-appctl-bridge-dump-flows',
  title: 'ovs-appctl bridge/dump-flows',
  facts: ['flow'],
  recognise: (argv) => appctlCommand(argv, 'bridge/dump-flows'),
  sniff: isFlowOfBridge,
  unfold: unfoldDump,
  parser: (context, sink) => flowLines(context, sink, { alwaysTimed: true, isHeader: () => false }),
};

function isFlowOfBridge(line: string): boolean {
  return /^\s*(?:table_id=\d+, )?duration=\d+s, n_packets=[\d?]+, n_bytes=[\d?]+, .*,actions=\S/.test(line);
}

/** Several flows in one line: each begins with `table_id=`, or with `duration=` in table 0. */
function unfoldDump(line: string): readonly string[] | null {
  let pieces: string[] | null = null;
  let from = 0;
  let actions = line.indexOf('actions=');
  for (let at = line.indexOf('duration='); at >= 0; at = line.indexOf('duration=', at + 1)) {
    // What has no actions is no flow: a line that lost its beginning, not one that was glued to another.
    if (actions < 0) break;
    if (actions > at) continue;
    const table = /table_id=\d+, $/.exec(line.slice(Math.max(0, at - 20), at))?.[0] ?? '';
    pieces ??= [];
    pieces.push(line.slice(from, at - table.length).trim());
    from = at - table.length;
    actions = line.indexOf('actions=', at);
  }
  return pieces === null ? null : [...pieces, line.slice(from).trim()];
}

// `ovs-ofctl [-O VERSION] show BRIDGE`; from OpenFlow 1.3 on the ports come in a reply of their own:
//
//   OFPT_FEATURES_REPLY (OF1.3) (xid=0x2): dpid:00001a27e2edc646
//   n_tables:254, n_buffers:0
//   capabilities: FLOW_STATS TABLE_STATS PORT_STATS GROUP_STATS QUEUE_STATS
//   OFPST_PORT_DESC reply (OF1.3) (xid=0x3):
//    1(patch-tun): addr:4e:39:4b:d8:5d:39
//        config:     0
//        …
//   OFPT_GET_CONFIG_REPLY (OF1.3) (xid=0x5): frags=normal miss_send_len=0
import type { Command } from '../command.ts';
import { PortBlocks, unfoldPorts } from '../../openflow/port-block.ts';
import { portsDescHeader } from './ovs-ofctl-dump-ports-desc.ts';
import { ofctlCommand } from './ovs-command-line.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const features = /^\s*OFPT_FEATURES_REPLY\b(?: \(OF(\d)\.(\d)\))?.*?\bdpid:([0-9a-f]{16})(?![0-9a-f])/i;
const otherLine = /^\s*(?:n_tables:|features:|capabilities:|actions:|OFPT_GET_CONFIG_REPLY\b)/;
const mark = /n_tables:|capabilities:|actions:|OFPST_PORT_DESC reply|OFPT_GET_CONFIG_REPLY/g;

interface SwitchSeen {
  readonly datapathId: string;
  readonly protocol: string;
  readonly line: number;
}

export const ovsOfctlShow: Command = {
  id: 'ovs-ofctl-show',
  title: 'ovs-ofctl show',
  facts: ['openflow-switch', 'openflow-port'],
  recognise: (argv) => ofctlCommand(argv, 'show'),
  holds: ['ovs-ofctl-dump-ports-desc'],
  sniff: (line) => features.test(line),
  unfold: unfoldShow,
  parser(context, sink) {
    let seen: SwitchSeen | null = null;
    let ports = new PortBlocks(context.target, sink);
    const finish = (): void => {
      const bridge = ports.end();
      if (seen === null) return;
      const { datapathId, protocol, line } = seen;
      sink.fact('openflow-switch', { bridge, datapathId, protocol }, line, line);
      seen = null;
    };
    return {
      line(text, number) {
        if (ports.line(text, number) || text.trim() === '') return;
        ports.interrupt();
        const found = features.exec(text);
        if (found !== null) {
          finish();
          ports = new PortBlocks(context.target, sink);
          const [, major, minor, datapathId = ''] = found;
          const protocol = `OpenFlow${major ?? '1'}${minor ?? '0'}`;
          seen = { datapathId: datapathId.toLowerCase(), protocol, line: number };
        } else if (!otherLine.test(text) && !portsDescHeader.test(text)) {
          unexpectedLine(sink, 'ovs-ofctl show', text, number);
        }
      },
      end: finish,
    };
  },
};

/** The header's lines and the ports' lines, where they ran together. */
function unfoldShow(line: string): readonly string[] | null {
  const starts = [...line.matchAll(mark)].map((found) => found.index).filter((start) => start > 0);
  const pieces: string[] = [];
  let from = 0;
  for (const start of [...starts, line.length]) {
    const piece = line.slice(from, start);
    if (piece.trim() !== '') pieces.push(...(unfoldPorts(piece) ?? [piece.trimEnd()]));
    from = start;
  }
  return pieces.length > 1 ? pieces : null;
}

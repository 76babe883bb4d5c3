// `ovs-ofctl [-O VERSION] dump-ports-desc BRIDGE`:
//
//   OFPST_PORT_DESC reply (OF1.3) (xid=0x2):
//    1(patch-tun): addr:4e:39:4b:d8:5d:39
//        config:     0
//        state:      LIVE
//        speed: 0 Mbps now, 0 Mbps max
import type { Command } from '../command.ts';
import { PortBlocks, unfoldPorts } from '../../openflow/port-block.ts';
import { ofctlCommand } from './ovs-command-line.ts';
import { unexpectedLine } from '../unexpected-line.ts';

/** Repeats inside a long output, with `flags=[more]`; `ovs-ofctl show` of OpenFlow 1.3 and later has it too. */
export const portsDescHeader = /^\s*OFPST_PORT_DESC reply\b.*:/;

export const ovsOfctlDumpPortsDesc: Command = {
  id: 'ovs-ofctl-dump-ports-desc',
  title: 'ovs-ofctl dump-ports-desc',
  facts: ['openflow-port'],
  recognise: (argv) => ofctlCommand(argv, 'dump-ports-desc'),
  sniff: (line) => portsDescHeader.test(line),
  unfold: unfoldPorts,
  parser(context, sink) {
    const ports = new PortBlocks(context.target, sink);
    return {
      line(text, number) {
        if (ports.line(text, number) || text.trim() === '' || portsDescHeader.test(text)) return;
        ports.interrupt();
        unexpectedLine(sink, 'ovs-ofctl dump-ports-desc', text, number);
      },
      end() {
        ports.end();
      },
    };
  },
};

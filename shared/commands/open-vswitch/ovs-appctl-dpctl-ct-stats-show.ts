// `ovs-appctl dpctl/ct-stats-show [-m] [DATAPATH] [zone=N]`, `ovs-dpctl ct-stats-show`; `-m` adds the TCP states:
//
//   Connections Stats:
//       Total: 165
//     TCP: 100
//       Conn per TCP states:
//         [SYN_SENT]=32
//     ICMP: 65
import type { Command } from '../command.ts';
import { lineReader, OpenFact } from './line-reader.ts';
import { dpctlCommand } from './ovs-command-line.ts';

const header = /^\s*Connections Stats:$/;

export const ovsAppctlDpctlCtStatsShow: Command = {
  id: 'ovs-appctl-dpctl-ct-stats-show',
  title: 'ovs-appctl dpctl/ct-stats-show',
  facts: ['conntrack-summary'],
  recognise: (argv) => dpctlCommand(argv, 'ct-stats-show'),
  sniff: (line) => header.test(line),
  parser(context, sink) {
    const fact = new OpenFact(sink, 'conntrack-summary');
    let own: { protocols: Map<string, number>; tcpStates: Map<string, number> } | null = null;
    const read = (text: string, number: number): boolean => {
      const total = /^\s*Total: (\d+)$/.exec(text)?.[1];
      if (total !== undefined) {
        const now = { protocols: new Map<string, number>(), tcpStates: new Map<string, number>() };
        own = now;
        fact.begin(number, () => ({
          datapath: context.target,
          total: Number(total),
          protocols: Object.fromEntries(now.protocols),
          tcpStates: Object.fromEntries(now.tcpStates),
        }));
        return true;
      }
      if (own === null) return header.test(text);
      const state = /^\s*\[(\w+)\]=(\d+)$/.exec(text);
      const protocol = /^\s*([A-Z][\w-]*|Other): (\d+)$/.exec(text);
      if (state?.[1] !== undefined) own.tcpStates.set(state[1], Number(state[2]));
      else if (protocol?.[1] !== undefined) own.protocols.set(protocol[1], Number(protocol[2]));
      else if (!/^\s*Conn per TCP states:$/.test(text)) return header.test(text);
      fact.extend(number);
      return true;
    };
    return lineReader(sink, 'ovs-appctl dpctl/ct-stats-show', read, () => fact.close());
  },
};

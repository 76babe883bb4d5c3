// `ovs-ofctl [-O VERSION] dump-ports BRIDGE [PORT]`. OpenFlow 1.3 adds the duration, 1.4 the groups:
//
//   OFPST_PORT reply (OF1.4) (xid=0x2): 13 ports
//     port 11: rx pkts=0, bytes=0, drop=?, errs=?, frame=?, over=?, crc=?
//              tx pkts=6, bytes=744, drop=?, errs=?, coll=?
//              duration=68.662s
//              rx rfc2819 1_to_64_packets=100, 65_to_127_packets=101,
//              CUSTOM Statistics
//                         rx_custom_packets_1=0, rx_q0_bytes=0, rx_q0_packets=0,
import type { Command } from '../command.ts';
import type { PortCounters } from '../../facts.ts';
import { counters, openflowPort, OpenFact, lineReader, portName, replyHeader } from './line-reader.ts';
import { ofctlCommand } from './ovs-command-line.ts';

const header = replyHeader('OFPST_PORT');
const portLine = new RegExp(String.raw`^\s*port\s+(${portName}): rx (pkts=.*)$`);
const groupLine = /^\s*([rt]x(?:_[rt]x)?(?: \w{1,40})?) ([\w.-]+=[\d?].*)$/;
const durationLine = /^\s*duration=(\d+(?:\.\d+)?)s$/;
const customLine = /^\s*CUSTOM Statistics$/;

interface Groups {
  readonly counters: Map<string, PortCounters>;
  duration: number | null;
}

export const ovsOfctlDumpPorts: Command = {
  id: 'ovs-ofctl-dump-ports',
  title: 'ovs-ofctl dump-ports',
  facts: ['openflow-port-statistics'],
  recognise: (argv) => ofctlCommand(argv, 'dump-ports'),
  sniff: (line) => header.test(line),
  parser(context, sink) {
    const fact = new OpenFact(sink, 'openflow-port-statistics');
    let groups: Groups | null = null;
    let custom = false;
    const read = (text: string, number: number): boolean => {
      const port = portLine.exec(text);
      if (port !== null) {
        const received = counters(port[2] ?? '');
        if (received === null) return false;
        const own: Groups = { counters: new Map([['rx', received]]), duration: null };
        groups = own;
        custom = false;
        const { port: name, ofport } = openflowPort(port[1] ?? '');
        fact.begin(number, () => {
          const { rx = {}, tx = {}, ...others } = Object.fromEntries(own.counters);
          const data = { bridge: context.target, port: name, ofport, received: rx, transmitted: tx };
          return { ...data, duration: own.duration, groups: others };
        });
        return true;
      }
      if (groups === null) return header.test(text);
      if (readGroup(text, groups)) {
        fact.extend(number);
        return true;
      }
      return header.test(text);
    };
    const readGroup = (text: string, into: Groups): boolean => {
      const seconds = durationLine.exec(text)?.[1];
      if (seconds !== undefined) into.duration = Number(seconds);
      if (customLine.test(text)) {
        custom = true;
        into.counters.set('CUSTOM', {});
      }
      if (seconds !== undefined || customLine.test(text)) return true;
      const named = groupLine.exec(text);
      const name = named?.[1] ?? (custom ? 'CUSTOM' : null);
      const values = name === null ? null : counters(named?.[2] ?? text.trim());
      if (name === null || values === null) return false;
      into.counters.set(name, { ...into.counters.get(name), ...values });
      return true;
    };
    return lineReader(sink, 'ovs-ofctl dump-ports', read, () => fact.close());
  },
};

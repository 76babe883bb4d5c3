// `ovs-appctl qos/show INTERFACE`:
//
//   QoS: eth1 linux-htb
//   max-rate: 1000000000
//
//   Default:
//     burst: 12512
//     tx_packets: 10
//
//   Queue 1:
//     min-rate: 12000
//
// and of an interface without any: `QoS not configured on eth1`.
import type { Command } from '../command.ts';
import { lineReader, OpenFact } from './line-reader.ts';
import { appctlCommand } from './ovs-command-line.ts';

const headLine = /^QoS: (\S+) (\S+)$/;
const noneLine = /^QoS not configured on (\S+)$/;
const queueLine = /^(Default|Queue \d+):$/;
const valueLine = /^([\w-]+): (\S+)$/;

export const ovsAppctlQosShow: Command = {
  id: 'ovs-appctl-qos-show',
  title: 'ovs-appctl qos/show',
  facts: ['ovs-qos'],
  recognise: (argv) => appctlCommand(argv, 'qos/show'),
  sniff: (line) => headLine.test(line) || noneLine.test(line),
  parser(_context, sink) {
    const fact = new OpenFact(sink, 'ovs-qos');
    let into: Map<string, string> | null = null;
    let queues = new Map<string, Map<string, string>>();
    const read = (line: string, number: number): boolean => {
      const text = line.trim();
      const none = noneLine.exec(text)?.[1];
      if (none !== undefined) {
        sink.fact('ovs-qos', { name: none, type: 'none', settings: {}, queues: {} }, number, number);
        return true;
      }
      const head = headLine.exec(text);
      if (head !== null) {
        const settings = new Map<string, string>();
        const own = new Map<string, Map<string, string>>();
        into = settings;
        queues = own;
        const [, name = '', type = ''] = head;
        fact.begin(number, () => ({
          name,
          type,
          settings: Object.fromEntries(settings),
          queues: Object.fromEntries([...own].map(([key, map]) => [key, Object.fromEntries(map)])),
        }));
        return true;
      }
      if (into === null) return false;
      const queue = queueLine.exec(text)?.[1]?.replace('Queue ', '');
      const value = valueLine.exec(text);
      if (queue !== undefined) {
        into = new Map();
        queues.set(queue, into);
      } else if (value?.[1] !== undefined) into.set(value[1], value[2] ?? '');
      else return false;
      fact.extend(number);
      return true;
    };
    return lineReader(sink, 'ovs-appctl qos/show', read, () => fact.close());
  },
};

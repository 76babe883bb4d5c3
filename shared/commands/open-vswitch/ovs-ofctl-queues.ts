// `ovs-ofctl [-O VERSION] queue-stats BRIDGE [PORT [QUEUE]]`:
//
//   OFPST_QUEUE reply (OF1.4) (xid=0x1): 2 queues
//     port 3 queue 1: bytes=302, pkts=1, errors=0, duration=100.500s
//     port LOCAL queue 0: bytes=?, pkts=?, errors=?, duration=?
//
// and `queue-get-config BRIDGE [PORT [QUEUE]]`, which asks port by port in OpenFlow 1.0:
//
//   OFPT_QUEUE_GET_CONFIG_REPLY (xid=0x4): port=11
//   queue 0: min_rate:50.0% max_rate:100.0%
import type { Command } from '../command.ts';
import { counted, lineReader, openflowPort, portName, replyHeader } from './line-reader.ts';
import { ofctlCommand } from './ovs-command-line.ts';

const statsHeader = replyHeader('OFPST_QUEUE');
const statsLine = new RegExp(
  String.raw`^\s*port\s+(${portName}) queue (\d+|ALL): bytes=(\d+|\?), pkts=(\d+|\?), errors=(\d+|\?), duration=([\d.]+|\?)s?$`,
);
const configHeader = new RegExp(
  String.raw`^\s*(?:OFPT_QUEUE_GET_CONFIG_REPLY|OFPST_QUEUE_DESC reply) (?:\(OF\d\.\d\) )?\(xid=0x[0-9a-f]+\):(?: port=(${portName}))?(?: flags=\[more\])?\s*$`,
);
const configPort = new RegExp(String.raw`^\s*port=(${portName})$`);
const configQueue = /^\s*queue (\d+|ALL):((?: \w+:[\d.]+%?)*)$/;

export const ovsOfctlQueueStats: Command = {
  id: 'ovs-ofctl-queue-stats',
  title: 'ovs-ofctl queue-stats',
  facts: ['openflow-queue'],
  recognise: (argv) => ofctlCommand(argv, 'queue-stats'),
  sniff: (line) => statsHeader.test(line),
  parser: (context, sink) =>
    lineReader(sink, 'ovs-ofctl queue-stats', (text, number) => {
      const found = statsLine.exec(text);
      if (found === null) return statsHeader.test(text);
      const [, port = '', queue = '', bytes, packets, errors, duration] = found;
      const counts = { bytes: counted(bytes), packets: counted(packets), errors: counted(errors) };
      const data = { bridge: context.target, ...openflowPort(port), queue, ...counts, rates: {} };
      sink.fact('openflow-queue', { ...data, duration: counted(duration) }, number, number);
      return true;
    }),
};

export const ovsOfctlQueueGetConfig: Command = {
  id: 'ovs-ofctl-queue-get-config',
  title: 'ovs-ofctl queue-get-config',
  facts: ['openflow-queue'],
  recognise: (argv) => ofctlCommand(argv, 'queue-get-config'),
  sniff: (line) => configHeader.test(line),
  parser(context, sink) {
    let port: { readonly name: string; readonly line: number } | null = null;
    return lineReader(sink, 'ovs-ofctl queue-get-config', (text, number) => {
      const named = configHeader.exec(text) ?? configPort.exec(text);
      if (named !== null) {
        port = named[1] === undefined ? null : { name: named[1], line: number };
        return true;
      }
      const queue = configQueue.exec(text);
      if (queue === null || port === null) return false;
      const rates = (queue[2] ?? '').split(' ').filter((word) => word !== '');
      const data = {
        bridge: context.target,
        ...openflowPort(port.name),
        queue: queue[1] ?? '',
        bytes: null,
        packets: null,
        errors: null,
        duration: null,
        rates: Object.fromEntries(
          rates.map((word): [string, string] => [
            word.slice(0, word.indexOf(':')),
            word.slice(word.indexOf(':') + 1),
          ]),
        ),
      };
      // The port stands in a line before.
      sink.fact('openflow-queue', data, port.line, number);
      return true;
    });
  },
};

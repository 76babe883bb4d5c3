// `ovs-ofctl [-O VERSION] dump-group-stats BRIDGE [GROUP]`; OpenFlow 1.1 and 1.2 print no duration:
//
//   OFPST_GROUP reply (OF1.3) (xid=0x6):
//    group_id=2,duration=65.515s,ref_count=1,packet_count=3,byte_count=162,bucket0:packet_count=3,byte_count=162,bucket1:packet_count=0,byte_count=0
import type { Command } from '../command.ts';
import { counted, lineReader, replyHeader } from './line-reader.ts';
import { ofctlCommand } from './ovs-command-line.ts';

const header = replyHeader('OFPST_GROUP', 'NXST_GROUP');
const groupLine =
  /^\s*group_id=(\d+),(?:duration=([\d.]+|\?)s?,)?ref_count=(\d+|\?),packet_count=(\d+|\?),byte_count=(\d+|\?)((?:,bucket\d+:packet_count=(?:\d+|\?),byte_count=(?:\d+|\?))*)$/;
const bucketPart = /,bucket\d+:packet_count=(\d+|\?),byte_count=(\d+|\?)/g;

export const ovsOfctlDumpGroupStats: Command = {
  id: 'ovs-ofctl-dump-group-stats',
  title: 'ovs-ofctl dump-group-stats',
  facts: ['openflow-group-statistics'],
  recognise: (argv) => ofctlCommand(argv, 'dump-group-stats'),
  sniff: (line) => header.test(line),
  parser: (context, sink) =>
    lineReader(sink, 'ovs-ofctl dump-group-stats', (text, number) => {
      const found = groupLine.exec(text);
      if (found === null) return header.test(text);
      const [, id, duration, references, packets, bytes, buckets = ''] = found;
      const data = {
        bridge: context.target,
        groupId: Number(id),
        duration: counted(duration),
        references: counted(references),
        packets: counted(packets),
        bytes: counted(bytes),
        buckets: [...buckets.matchAll(bucketPart)].map((bucket) => ({
          packets: counted(bucket[1]),
          bytes: counted(bucket[2]),
        })),
      };
      sink.fact('openflow-group-statistics', data, number, number);
      return true;
    }),
};

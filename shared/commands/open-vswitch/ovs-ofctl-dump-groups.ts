// `ovs-ofctl [-O VERSION] dump-groups BRIDGE [GROUP]`; 1.0 (Nicira) and 1.5 have bucket ids and selection methods:
//
//   OFPST_GROUP_DESC reply (OF1.5) (xid=0x2):
//    group_id=2,type=select,selection_method=hash,fields(eth_dst,ip_dst=255.255.0.0),bucket=bucket_id:1,weight:100,watch_port:3,actions=output:3
//    group_id=4,type=ff,bucket=watch_port:1,actions=output:1,bucket=watch_port:2,actions=output:2
//    group_id=5,type=all
import type { Command } from '../command.ts';
import type { GroupBucket } from '../../facts.ts';
import { counted, lineReader, replyHeader, replyProtocol, splitOutside, unquoted } from './line-reader.ts';
import { ofctlCommand } from './ovs-command-line.ts';

const header = replyHeader('OFPST_GROUP_DESC', 'NXST_GROUP_DESC');
const groupLine = /^\s*group_id=(\d+),type=(\w+)(?:,(.*))?$/;

export const ovsOfctlDumpGroups: Command = {
  id: 'ovs-ofctl-dump-groups',
  title: 'ovs-ofctl dump-groups',
  facts: ['openflow-group'],
  recognise: (argv) => ofctlCommand(argv, 'dump-groups'),
  sniff: (line) => header.test(line),
  parser(context, sink) {
    let protocol = context.protocol;
    return lineReader(sink, 'ovs-ofctl dump-groups', (text, number) => {
      const head = header.exec(text);
      if (head !== null) {
        protocol = replyProtocol(head);
        return true;
      }
      const [, id, type = '', rest = ''] = groupLine.exec(text) ?? [];
      const parts = id === undefined ? null : readGroup(rest);
      if (parts === null) return false;
      const data = { bridge: context.target, groupId: Number(id), type, protocol, ...parts };
      sink.fact('openflow-group', data, number, number);
      return true;
    });
  },
};

interface GroupParts {
  readonly selectionMethod: string | null;
  readonly selectionMethodParam: string | null;
  readonly fields: string | null;
  readonly buckets: readonly GroupBucket[];
}

/** What follows the type. Null when a part is unknown: a group that is read in half would lead packets astray. */
function readGroup(text: string): GroupParts | null {
  let selectionMethod: string | null = null;
  let selectionMethodParam: string | null = null;
  let fields: string | null = null;
  const bucketParts: string[][] = [];
  if (text !== '') {
    for (const part of splitOutside(text, ',')) {
      const bucket = bucketParts.at(-1);
      if (part.startsWith('bucket=')) bucketParts.push([part.slice('bucket='.length)]);
      else if (bucket !== undefined) bucket.push(part);
      else if (part.startsWith('selection_method=')) selectionMethod = part.slice('selection_method='.length);
      else if (part.startsWith('selection_method_param=')) selectionMethodParam = part.slice(23);
      else if (/^fields\(.*\)$/.test(part)) fields = part.slice('fields('.length, -1);
      else if (part.startsWith('fields=')) fields = part.slice('fields='.length);
      else return null;
    }
  }
  const buckets: GroupBucket[] = [];
  for (const parts of bucketParts) {
    const bucket = readBucket(parts);
    if (bucket === null) return null;
    buckets.push(bucket);
  }
  return { selectionMethod, selectionMethodParam, fields, buckets };
}

/** `bucket_id:1,weight:100,watch_port:3,actions=output:3`; everything after `actions=` is actions. */
function readBucket(parts: readonly string[]): GroupBucket | null {
  let bucketId: number | null = null;
  let weight: number | null = null;
  let watchPort: string | null = null;
  let watchGroup: number | null = null;
  for (const [at, part] of parts.entries()) {
    if (part.startsWith('actions=')) {
      const actions = parts.slice(at).join(',').slice('actions='.length);
      if (actions === '') return null;
      return { text: parts.join(','), bucketId, weight, watchPort, watchGroup, actions };
    }
    const [, key, value = ''] = /^(bucket_id|weight|watch_port|watch_group):(.+)$/.exec(part) ?? [];
    if (key === 'bucket_id') bucketId = counted(value);
    else if (key === 'weight') weight = counted(value);
    else if (key === 'watch_port') watchPort = unquoted(value);
    else if (key === 'watch_group') watchGroup = counted(value);
    else return null;
  }
  return null;
}

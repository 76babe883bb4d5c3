// `ovs-ofctl dump-tlv-map BRIDGE`, which Geneve option each tun_metadata field stands for:
//
//   NXT_TLV_TABLE_REPLY (xid=0x2):
//    max option space=256 max fields=64
//    allocated option space=128
//
//    mapping table:
//     class  type  length  match field
//    ------  ----  ------  --------------
//    0xffff     0       4  tun_metadata0
//     0x102  0x80     124  tun_metadata63
import type { Command } from '../command.ts';
import { lineReader, OpenFact, replyHeader } from './line-reader.ts';
import { ofctlCommand } from './ovs-command-line.ts';

const header = replyHeader('NXT_TLV_TABLE_REPLY');
const columns = /^\s*class\s+type\s+length\s+match field$/;
const spaceLine = /^\s*(?:(max option space)=(\d+) (max fields)=(\d+)|(allocated option space)=(\d+))$/;
const row = /^\s*(0x[0-9a-f]+|0)\s+(0x[0-9a-f]+|0)\s+(\d+)\s+(\w+)$/i;

export const ovsOfctlDumpTlvMap: Command = {
  id: 'ovs-ofctl-dump-tlv-map',
  title: 'ovs-ofctl dump-tlv-map',
  facts: ['tlv-map', 'ovs-bridge-state'],
  recognise: (argv) => ofctlCommand(argv, 'dump-tlv-map'),
  sniff: (line) => /^\s*NXT_TLV_TABLE_REPLY /.test(line) || columns.test(line),
  parser(context, sink) {
    const state = new OpenFact(sink, 'ovs-bridge-state');
    const values = new Map<string, string>();
    const read = (text: string, number: number): boolean => {
      const space = spaceLine.exec(text);
      if (space !== null) {
        const [, max, space1 = '', fields, count = '', allocated, used = ''] = space;
        if (allocated !== undefined) values.set(allocated, used);
        if (max !== undefined && fields !== undefined) values.set(max, space1).set(fields, count);
        if (values.size > 1 && allocated !== undefined) state.extend(number);
        else
          state.begin(number, () => {
            return { bridge: context.target, topic: 'dump-tlv-map', values: Object.fromEntries(values) };
          });
        return true;
      }
      const found = row.exec(text);
      if (found !== null) {
        const [, tlvClass = '', type = '', length, field = ''] = found;
        const data = { bridge: context.target, class: tlvClass, type, length: Number(length), field };
        sink.fact('tlv-map', data, number, number);
        return true;
      }
      return header.test(text) || columns.test(text) || /^\s*(?:mapping table:|-[- ]+)$/.test(text);
    };
    return lineReader(sink, 'ovs-ofctl dump-tlv-map', read, () => state.close());
  },
};

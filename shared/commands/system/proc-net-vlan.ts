// `/proc/net/vlan/config` and `/proc/net/vlan/DEVICE`: VLAN devices.
//
//   VLAN Dev name	 | VLAN ID                 eth0.10  VID: 10	 REORDER_HDR: 1  dev->priv_flags: 1021
//   Name-Type: VLAN_NAME_TYPE_RAW_PLUS_VID_NO_PAD      total frames received            0
//   eth0.10        | 10  | eth0                Device: eth0
//                                              INGRESS priority mappings: 0:0  1:0
//
// Source: net/8021q/vlanproc.c of Linux.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { procNetFile } from './proc-path.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'cat /proc/net/vlan';
const heading = /^VLAN Dev name\s*\| VLAN ID\s*$/;
const row = /^(\S+)\s*\|\s*(\d{1,4})\s*\|\s*(\S+)\s*$/;
const deviceHeading = /^(\S+)\s+VID: (\d{1,4})\s+(.*)$/;
const statement = /^([A-Za-z][A-Za-z/ ]{1,40}?)(?:: ?| {2,20})(\S.*)?$/;

interface Whole {
  readonly device: string;
  readonly vlanId: number;
  readonly firstLine: number;
  parent: string | null;
  lastLine: number;
}

function parser(context: CommandContext, sink: Sink): LineParser {
  let open: Whole | null = null;
  let values: Record<string, string> = {};
  const finish = (): void => {
    if (open === null) return;
    const { device, vlanId, parent, firstLine, lastLine } = open;
    if (parent === null)
      sink.problem('data-loss', lastLine, 'unexpected-end', `the device below ${device} is not there`);
    else
      sink.fact('vlan-device', { device, vlanId, parent, netns: context.netns, values }, firstLine, lastLine);
    open = null;
    values = {};
  };
  return {
    line(text, number) {
      if (text.trim() === '' || heading.test(text) || /^Name-Type: \w+\s*$/.test(text)) return;
      const [, name, id, parent] = row.exec(text) ?? [];
      const [, device, vid, flags] = deviceHeading.exec(text) ?? [];
      const [, key, value] = statement.exec(text.trim()) ?? [];
      if (name !== undefined && parent !== undefined) {
        const fact = { device: name, vlanId: Number(id), parent, netns: context.netns, values: {} };
        sink.fact('vlan-device', fact, number, number);
      } else if (device !== undefined && flags !== undefined) {
        finish();
        open = { device, vlanId: Number(vid), parent: null, firstLine: number, lastLine: number };
        for (const [, flag, set] of flags.matchAll(/([A-Za-z_>-]{1,30}): {0,2}(\S{1,20})/g))
          if (flag !== undefined && set !== undefined) values[flag] = set;
      } else if (open !== null && key !== undefined) {
        if (key === 'Device' && value !== undefined) open.parent = value;
        else values[key] = value ?? '';
        open.lastLine = number;
      } else unexpectedLine(sink, title, text, number);
    },
    end: finish,
  };
}

export const procNetVlan: Command = {
  id: 'proc-net-vlan',
  title,
  facts: ['vlan-device'],
  recognise(argv) {
    const target = /^vlan\/([^/]+)$/.exec(procNetFile(argv) ?? '')?.[1];
    return target === undefined ? null : { target };
  },
  sniff: (line) => heading.test(line) || /^\S+\s+VID: \d+\s+REORDER_HDR: /.test(line),
  parser,
};

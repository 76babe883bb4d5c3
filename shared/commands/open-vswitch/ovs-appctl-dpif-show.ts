// `ovs-appctl dpif/show`: the datapaths, their bridges, and each port's OpenFlow and datapath number:
//
//   netdev@ovs-netdev: hit:25075 missed:1120
//     br-int:
//       br-int 65534/3: (tap)
//       patch-tun 1/none: (patch: peer=patch-int)
//     br-tun:
//       gre-c0a80a0c 3/5: (gre: egress_pkt_mark=0, key=flow, local_ip=192.168.10.11, remote_ip=192.168.10.12)
//
// Older versions indent with tabs and print `hit:` and `missed:` for each bridge, or `flows:` lines.
import type { Command } from '../command.ts';
import { appctlCommand } from './ovs-command-line.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const datapathLine = /^([\w-]+@[^\s:]+):(?: hit:\d+ missed:\d+)?$/;
const bridgeLine = /^([^\s:]+):(?: hit:\d+ missed:\d+)?$/;
const portLine = /^(\S.*?) (\d{1,5})\/(\d+|none): \(([\w-]+)(?:: (.*))?\)$/;
const counters = /^(?:lookups|flows|overall avg|hourly avg|daily avg|cache|masks): /;

export const ovsAppctlDpifShow: Command = {
  id: 'ovs-appctl-dpif-show',
  title: 'ovs-appctl dpif/show',
  facts: ['datapath-port'],
  recognise: (argv) => appctlCommand(argv, 'dpif/show'),
  sniff: (line) => /^[\w-]+@[^\s:]+: hit:\d+ missed:\d+/.test(line),
  unfold: unfoldShow,
  parser(_context, sink) {
    let datapath: string | null = null;
    let bridge: string | null = null;
    return {
      line(line, number) {
        const text = line.trim();
        if (text === '' || counters.test(text)) return;
        const port = portLine.exec(text);
        if (port !== null && datapath !== null && bridge !== null) {
          const [, name = '', ofport, datapathPort, type = '', options = ''] = port;
          const data = {
            datapath,
            bridge,
            name,
            ofport: Number(ofport),
            datapathPort: datapathPort === 'none' ? null : Number(datapathPort),
            type,
            options: readOptions(options),
          };
          sink.fact('datapath-port', data, number, number);
          return;
        }
        const datapathName = datapathLine.exec(text)?.[1];
        const bridgeName = bridgeLine.exec(text)?.[1];
        if (datapathName !== undefined) {
          datapath = datapathName;
          bridge = null;
        } else if (bridgeName !== undefined && datapath !== null) {
          bridge = bridgeName;
        } else {
          // A port without its datapath and bridge is as unreadable as a line of something else.
          unexpectedLine(sink, 'ovs-appctl dpif/show', line, number);
        }
      },
      end: () => undefined,
    };
  },
};

/** `key=flow, local_ip=192.168.10.11`: options are printed without quotes. */
function readOptions(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(', ').filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair): [string, string] => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}

const mark =
  /[\w-]{1,40}@[^\s:]{1,80}: hit:\d+ missed:\d+|[^\s:()]{1,80} \d{1,5}\/(?:\d+|none): \([^()]*\)|[^\s:()]{1,80}:(?=\s|$)/g;

/** Datapath, bridges and ports that ran together; null when one of them is alone on its line. */
function unfoldShow(line: string): readonly string[] | null {
  if (!/@[^\s:]{1,80}: hit:|\/(?:\d+|none): \(/.test(line)) return null;
  const pieces = [...line.matchAll(mark)].map((found) => found[0]);
  if (pieces.length < 2) return null;
  return pieces.map((piece) =>
    piece.includes('@') ? piece : piece.endsWith(':') ? `  ${piece}` : `    ${piece}`,
  );
}

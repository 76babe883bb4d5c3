// `ovs-appctl stp/show [BRIDGE]` and `rstp/show [BRIDGE]`, alike but for widths and capitals:
//
//   ---- br-rstp ----
//   Root ID:
//     stp-priority    32768
//     stp-system-id   7a:41:af:b2:b0:4e
//     This bridge is the root
//
//   Bridge ID:
//     stp-priority    32768
//
//     Interface  Role       State      Cost     Pri.Nbr
//     ---------- ---------- ---------- -------- -------
//     r1         Designated Forwarding 2000     128.1
import type { Command } from '../command.ts';
import { lineReader, OpenFact } from './line-reader.ts';
import { appctlCommand } from './ovs-command-line.ts';

const bridgeLine = /^---- (.+) ----$/;
const valueLine = /^(stp-[\w-]+|root-port|root-path-cost)\s+(\S.*)$/;
const portHeader = /^Interface\s+Role\s+State\s+Cost\s+Pri\.Nbr$/;
const portLine = /^(\S.*?)\s+([A-Za-z]+)\s+([A-Za-z]+)\s+(\d+)\s+(\d+\.\d+)$/;

function treeCommand(protocol: 'stp' | 'rstp', sniff: RegExp): Command {
  const title = `ovs-appctl ${protocol}/show`;
  return {
    id: `ovs-appctl-${protocol}-show`,
    title,
    facts: ['spanning-tree', 'spanning-tree-port'],
    recognise: (argv) => appctlCommand(argv, `${protocol}/show`),
    sniff: (line) => sniff.test(line),
    parser(_context, sink) {
      const tree = new OpenFact(sink, 'spanning-tree');
      let bridge: string | null = null;
      let section: Map<string, string> | null = null;
      let own = { isRoot: false, root: new Map<string, string>(), own: new Map<string, string>() };
      const read = (line: string, number: number): boolean => {
        const text = line.trim();
        const name = bridgeLine.exec(text)?.[1];
        if (name !== undefined) {
          const now = { isRoot: false, root: new Map<string, string>(), own: new Map<string, string>() };
          own = now;
          bridge = name;
          section = null;
          tree.begin(number, () => {
            const ids = { root: Object.fromEntries(now.root), own: Object.fromEntries(now.own) };
            return { bridge: name, protocol, isRoot: now.isRoot, ...ids };
          });
          return true;
        }
        if (bridge === null) return false;
        const value = valueLine.exec(text);
        if (text === 'Root ID:') section = own.root;
        else if (text === 'Bridge ID:') section = own.own;
        else if (text === 'This bridge is the root') own.isRoot = true;
        else if (section !== null && value?.[1] !== undefined) section.set(value[1], value[2] ?? '');
        else {
          const port = portLine.exec(text);
          if (port === null) return portHeader.test(text) || /^-{5,}(?: -{3,}){4}$/.test(text);
          tree.close();
          const [, device = '', role = '', state = '', cost, priority = ''] = port;
          const data = { bridge, protocol, name: device, role, state, cost: Number(cost), priority };
          sink.fact('spanning-tree-port', data, number, number);
          return true;
        }
        tree.extend(number);
        return true;
      };
      return lineReader(sink, title, read, () => tree.close());
    },
  };
}

export const ovsAppctlStpShow: Command = treeCommand('stp', /^\s*stp-priority {2}\d/);
export const ovsAppctlRstpShow: Command = treeCommand('rstp', /^\s*stp-priority {4}\d/);

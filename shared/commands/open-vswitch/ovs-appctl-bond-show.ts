// `ovs-appctl bond/show [PORT]`; before Open vSwitch 2.15 a member was a slave:
//
//   ---- bond2 ----
//   bond_mode: balance-slb
//   bond may use recirculation: no, Recirc-ID : -1
//   lacp_status: off
//   active member mac: aa:55:aa:55:00:0e(b6)
//
//   member b5: enabled
//     active member
//     may_enable: true
//     hash 55: 1 kB load
//
// and `bond/list`, whose columns tabs separate:
//
//   bond    type            recircID        members
//   bond2   balance-slb     2       b6, b5
import type { Command } from '../command.ts';
import { lineReader, OpenFact } from './line-reader.ts';
import { appctlCommand } from './ovs-command-line.ts';

const bondLine = /^---- (.+) ----$/;
const memberLine = /^(?:member|slave) (.+): (enabled|disabled)$/;
const propertyLine =
  /^(bond_mode|bond may use recirculation|bond-hash-basis|lb_output action|all (?:members|slaves) active|updelay|downdelay|next rebalance|lacp_status|lacp_fallback_ab|active-backup primary|active (?:member|slave) mac|primary): ?(.*)$/;

export const ovsAppctlBondShow: Command = {
  id: 'ovs-appctl-bond-show',
  title: 'ovs-appctl bond/show',
  facts: ['ovs-bond', 'ovs-bond-member'],
  recognise: (argv) => appctlCommand(argv, 'bond/show'),
  sniff: (line) => /^bond_mode: \S|^bond may use recirculation: /.test(line),
  parser(_context, sink) {
    const bond = new OpenFact(sink, 'ovs-bond');
    const member = new OpenFact(sink, 'ovs-bond-member');
    let own: { name: string; properties: Map<string, string> } | null = null;
    let current: { active: boolean; mayEnable: boolean | null; hashes: Map<string, number> } | null = null;
    const beginBond = (name: string, number: number): void => {
      member.close();
      current = null;
      const properties = new Map<string, string>();
      own = { name, properties };
      bond.begin(number, () => {
        const active = properties.get('active member mac') ?? properties.get('active slave mac') ?? '';
        const [, mac = null, device = null] = /^([0-9a-f:]{17})\((.*)\)$/i.exec(active) ?? [];
        const none = device === 'none' || device === null;
        return {
          name,
          mode: properties.get('bond_mode') ?? null,
          lacpStatus: properties.get('lacp_status') ?? null,
          activeMember: none ? null : device,
          activeMemberMac: none ? null : (mac?.toLowerCase() ?? null),
          properties: Object.fromEntries(properties),
        };
      });
    };
    const beginMember = (of: string, name: string, enabled: boolean, number: number): void => {
      bond.close();
      const now = { active: false, mayEnable: null as boolean | null, hashes: new Map<string, number>() };
      current = now;
      member.begin(number, () => {
        const { active, mayEnable, hashes } = now;
        return { bond: of, name, enabled, active, mayEnable, hashes: Object.fromEntries(hashes) };
      });
    };
    const readMember = (text: string): boolean => {
      if (current === null) return false;
      const enable = /^may_enable: (true|false)$/.exec(text)?.[1];
      const hash = /^hash (\d+): (\d+) kB load$/.exec(text);
      if (enable !== undefined) current.mayEnable = enable === 'true';
      else if (hash?.[1] !== undefined) current.hashes.set(hash[1], Number(hash[2]));
      else if (/^active (?:member|slave)$/.test(text)) current.active = true;
      else return false;
      return true;
    };
    const read = (line: string, number: number): boolean => {
      const text = line.trim();
      const name = bondLine.exec(text)?.[1];
      const found = memberLine.exec(text);
      const property = propertyLine.exec(text);
      if (name !== undefined) beginBond(name, number);
      else if (own !== null && found !== null) {
        beginMember(own.name, found[1] ?? '', found[2] === 'enabled', number);
      } else if (readMember(text)) member.extend(number);
      else if (own !== null && current === null && property?.[1] !== undefined) {
        own.properties.set(property[1], property[2] ?? '');
        bond.extend(number);
      } else return false;
      return true;
    };
    return lineReader(sink, 'ovs-appctl bond/show', read, () => {
      bond.close();
      member.close();
    });
  },
};

// Tabs between the columns, which a paste may have made blanks.
const listRow = /^(\S+)\s+([\w-]+)\s+(\d+)\s+(.*)$/;
const listHeader = /^bond\s+type\s+recircID\s+(?:members|slaves)$/;

export const ovsAppctlBondList: Command = {
  id: 'ovs-appctl-bond-list',
  title: 'ovs-appctl bond/list',
  facts: ['ovs-bond'],
  recognise: (argv) => appctlCommand(argv, 'bond/list'),
  sniff: (line) => listHeader.test(line),
  parser: (_context, sink) =>
    lineReader(sink, 'ovs-appctl bond/list', (line, number) => {
      const [, name = '', mode = '', recircId, members = ''] = listRow.exec(line) ?? [];
      if (recircId === undefined) return listHeader.test(line);
      const properties = { recircID: recircId, members };
      const active = { lacpStatus: null, activeMember: null, activeMemberMac: null };
      sink.fact('ovs-bond', { name, mode, ...active, properties }, number, number);
      return true;
    }),
};

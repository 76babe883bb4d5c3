// `ovs-appctl lacp/show [PORT]`; before Open vSwitch 2.15 a member was a slave:
//
//   ---- bond0 ----
//     status: active negotiated
//     sys_id: aa:55:aa:55:00:00
//     aggregation key: 11
//     lacp_time: fast
//
//   member: b1: current attached
//     port_id: 11
//     may_enable: true
//
//     actor sys_id: aa:55:aa:55:00:00
//     actor state: activity timeout aggregation synchronized collecting distributing
//
//     partner sys_id: 6a:6d:8c:23:8a:47
//
// and `lacp/show-stats [PORT]`:
//
//   ---- bond0 statistics ----
//
//   member: b1:
//     TX PDUs: 9
import type { Command } from '../command.ts';
import { lineReader, OpenFact } from './line-reader.ts';
import { appctlCommand } from './ovs-command-line.ts';

const headLine = /^---- (.+?) ----$/;
const memberLine = /^(?:member|slave): (.+): ([a-z]+(?: [a-z]+)+)$/;
const bondProperty = /^(status|sys_id|sys_priority|aggregation key|lacp_time): ?(.*)$/;
const memberProperty = /^(port_id|port_priority|may_enable): ?(.*)$/;
const sideProperty = /^(actor|partner) (sys_id|sys_priority|port_id|port_priority|key|state):(?: (.*))?$/;

export const ovsAppctlLacpShow: Command = {
  id: 'ovs-appctl-lacp-show',
  title: 'ovs-appctl lacp/show',
  facts: ['lacp', 'lacp-member'],
  recognise: (argv) => appctlCommand(argv, 'lacp/show'),
  sniff: (line) => /^\s+(?:aggregation key: \d|lacp_time: |actor sys_id: )/.test(line),
  parser(_context, sink) {
    const bond = new OpenFact(sink, 'lacp');
    const member = new OpenFact(sink, 'lacp-member');
    let own: { name: string; properties: Map<string, string> } | null = null;
    let current: Record<'properties' | 'actor' | 'partner', Map<string, string>> | null = null;
    const read = (line: string, number: number): boolean => {
      const text = line.trim();
      const name = headLine.exec(text)?.[1];
      if (name !== undefined) {
        member.close();
        current = null;
        const properties = new Map<string, string>();
        own = { name, properties };
        bond.begin(number, () => {
          const { status = '', ...others } = Object.fromEntries(properties);
          return { name, status: status.split(' ').filter((word) => word !== ''), properties: others };
        });
        return true;
      }
      if (own === null) return false;
      const found = memberLine.exec(text);
      if (found !== null) {
        bond.close();
        const now = { properties: new Map<string, string>(), actor: new Map(), partner: new Map() };
        current = now;
        const place = { bond: own.name, name: found[1] ?? '', status: found[2] ?? '' };
        member.begin(number, () => {
          const { may_enable: mayEnable, ...properties } = Object.fromEntries(now.properties);
          return {
            ...place,
            mayEnable: mayEnable === undefined ? null : mayEnable === 'true',
            properties,
            actor: Object.fromEntries(now.actor),
            partner: Object.fromEntries(now.partner),
            counters: {},
          };
        });
        return true;
      }
      if (current === null) {
        const property = bondProperty.exec(text);
        if (property?.[1] === undefined) return false;
        own.properties.set(property[1], property[2] ?? '');
        bond.extend(number);
        return true;
      }
      const side = sideProperty.exec(text);
      const property = memberProperty.exec(text);
      if (side?.[2] !== undefined) {
        current[side[1] === 'actor' ? 'actor' : 'partner'].set(side[2], side[3] ?? '');
      } else if (property?.[1] !== undefined) current.properties.set(property[1], property[2] ?? '');
      else return false;
      member.extend(number);
      return true;
    };
    return lineReader(sink, 'ovs-appctl lacp/show', read, () => {
      bond.close();
      member.close();
    });
  },
};

const statsHead = /^---- (.+) statistics ----$/;
const statsMember = /^(?:member|slave): (.+):$/;
const statsCount =
  /^(TX PDUs|RX PDUs|RX Bad PDUs|RX Marker Request PDUs|Link Expired|Link Defaulted|Carrier Status Changed): (\d+)$/;

export const ovsAppctlLacpShowStats: Command = {
  id: 'ovs-appctl-lacp-show-stats',
  title: 'ovs-appctl lacp/show-stats',
  facts: ['lacp-member'],
  recognise: (argv) => appctlCommand(argv, 'lacp/show-stats'),
  sniff: (line) => statsHead.test(line),
  parser(_context, sink) {
    const member = new OpenFact(sink, 'lacp-member');
    let bond: string | null = null;
    let counts: Map<string, number> | null = null;
    const read = (line: string, number: number): boolean => {
      const text = line.trim();
      const name = statsHead.exec(text)?.[1];
      const found = statsMember.exec(text)?.[1];
      const count = statsCount.exec(text);
      if (name !== undefined) {
        member.close();
        bond = name;
        counts = null;
      } else if (bond !== null && found !== undefined) {
        const own = new Map<string, number>();
        counts = own;
        const place = { bond, name: found, status: null, mayEnable: null };
        const empty = { properties: {}, actor: {}, partner: {} };
        member.begin(number, () => ({ ...place, ...empty, counters: Object.fromEntries(own) }));
      } else if (counts !== null && count?.[1] !== undefined) {
        counts.set(count[1], Number(count[2]));
        member.extend(number);
      } else return false;
      return true;
    };
    return lineReader(sink, 'ovs-appctl lacp/show-stats', read, () => member.close());
  },
};

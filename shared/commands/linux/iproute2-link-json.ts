// What `ip -j link` and `ip -j addr` say of a device, as the plain forms do:
//
//   [{"ifindex":4,"link_index":5,"ifname":"qvb","flags":["BROADCAST",…],"mtu":1500,"qdisc":"noqueue","master":"br0",
//     "operstate":"UP",…,"address":"fa:16:3e:00:00:02","link_netnsid":0,"linkinfo":{"info_kind":"veth",…},
//     "stats64":{"rx":{"bytes":586,…},"tx":{…}},"addr_info":[{"family":"inet","local":"10.0.0.11","prefixlen":24,…}]}]
//
// Source: ip/ipaddress.c and ip/iplink_*.c of iproute2 5.9, 6.1 and 6.15.
import type { AddressFact, LinkFact, VirtualFunctionFact } from '../../facts.ts';
import { addressFlags } from './ip-address-words.ts';
import {
  isRecord,
  numberField,
  numberOrText,
  recordList,
  textField,
  textList,
  type JsonRecord,
} from './iproute2-forms.ts';
import { detailNames } from './iproute2-link-kinds.ts';

/** Counters whose column has another name than their key. */
const columns: Readonly<Record<string, string>> = {
  over_errors: 'overrun',
  multicast: 'mcast',
  carrier_errors: 'carrier',
  collisions: 'collsns',
  compressed: 'compressed',
  length_errors: 'length',
  crc_errors: 'crc',
  frame_errors: 'frame',
  fifo_errors: 'fifo',
  missed_errors: 'missed',
  aborted_errors: 'aborted',
  window_errors: 'window',
  heartbeat_errors: 'heartbt',
  carrier_changes: 'transns',
};

/** Words of the plain form whose key is another. */
const keys: Readonly<Record<string, string>> = { dev: 'link', dstport: 'port' };

function readStatistics(record: JsonRecord): Record<string, number> | null {
  const all = record['stats64'] ?? record['stats'];
  if (!isRecord(all)) return null;
  const found: [string, number][] = [];
  for (const direction of ['rx', 'tx']) {
    const counters = all[direction];
    if (!isRecord(counters)) continue;
    for (const [key, value] of Object.entries(counters))
      if (typeof value === 'number')
        found.push([`${direction}_${Object.hasOwn(columns, key) ? (columns[key] ?? key) : key}`, value]);
  }
  return found.length === 0 ? null : Object.fromEntries(found);
}

function readDetails(record: JsonRecord): { kind: string | null; details: Record<string, string | number> } {
  const info = record['linkinfo'];
  const details: Record<string, string | number> = {};
  const namespace = textField(record, 'link_netns');
  if (namespace !== null) details['link_netns'] = namespace;
  if (!isRecord(info)) return { kind: null, details };
  const kind = textField(info, 'info_kind');
  const data = info['info_data'];
  if (kind !== null && isRecord(data)) {
    for (const name of detailNames(kind)) {
      const value = data[name] ?? data[keys[name] ?? name];
      if (name === 'ttl' && value === 0) details[name] = 'auto';
      else if (typeof value === 'boolean') details[name] = value ? 'on' : 'off';
      else if (typeof value === 'number') details[name] = value;
      else if (typeof value === 'string') details[name] = numberOrText(value);
    }
    if (data['external'] === true) details['external'] = 'on';
  }
  const slave = textField(info, 'info_slave_kind');
  if (slave !== null) {
    details['slave_kind'] = slave;
    const slaveData = info['info_slave_data'];
    const state = isRecord(slaveData) ? textField(slaveData, 'state') : null;
    if (state !== null) details['slave_state'] = state;
  }
  return { kind, details };
}

/** The device of an element; null when it is none. */
export function jsonLink(record: JsonRecord, netns: string | null): LinkFact | null {
  const name = textField(record, 'ifname');
  if (name === null) return null;
  const hardware = textField(record, 'address')?.toLowerCase() ?? '';
  const { kind, details } = readDetails(record);
  return {
    name,
    ifindex: numberField(record, 'ifindex'),
    netns,
    peer: textField(record, 'link'),
    peerIfindex: numberField(record, 'link_index'),
    linkNetnsid: numberField(record, 'link_netnsid'),
    flags: textList(record, 'flags'),
    mtu: numberField(record, 'mtu'),
    qdisc: textField(record, 'qdisc'),
    master: textField(record, 'master'),
    state: textField(record, 'operstate'),
    mac: /^([0-9a-f]{2}:){5,}[0-9a-f]{2}$/.test(hardware) ? hardware : null,
    infoKind: kind,
    details,
    statistics: readStatistics(record),
  };
}

/** `"vfinfo_list":[{"vf":0,"address":"fa:16:3e:…","vlan_list":[{"vlan":101}],"spoofchk":true,"link_state":"auto",…}]`. */
export function jsonVirtualFunctions(
  record: JsonRecord,
  netns: string | null,
): readonly VirtualFunctionFact[] {
  const device = textField(record, 'ifname');
  if (device === null) return [];
  return recordList(record, 'vfinfo_list').flatMap((entry) => {
    const index = numberField(entry, 'vf');
    if (index === null) return [];
    const [vlan] = recordList(entry, 'vlan_list');
    const flag = (name: string): boolean | null => {
      const value = entry[name];
      return typeof value === 'boolean' ? value : null;
    };
    return [
      {
        device,
        index,
        mac: textField(entry, 'address')?.toLowerCase() ?? null,
        vlan: vlan === undefined ? null : numberField(vlan, 'vlan'),
        linkState: textField(entry, 'link_state'),
        spoofCheck: flag('spoofchk'),
        trust: flag('trust'),
        netns,
      },
    ];
  });
}

/** Seconds; 4294967295 is for ever. */
function lifetime(from: JsonRecord, name: string): number | 'forever' | null {
  const value = numberField(from, name);
  return value === 2 ** 32 - 1 ? 'forever' : value;
}

/** The addresses of an element; the brief form says of them only what they are. */
export function jsonAddresses(record: JsonRecord, netns: string | null): readonly AddressFact[] {
  const device = textField(record, 'ifname');
  if (device === null) return [];
  return recordList(record, 'addr_info').flatMap((one): AddressFact[] => {
    const address = textField(one, 'local');
    const prefixLength = numberField(one, 'prefixlen');
    if (address === null || prefixLength === null) return [];
    return [
      {
        device,
        ifindex: numberField(record, 'ifindex'),
        netns,
        family: address.includes(':') ? 'inet6' : 'inet',
        address,
        prefixLength,
        scope: textField(one, 'scope'),
        peer: textField(one, 'address'),
        broadcast: textField(one, 'broadcast'),
        label: textField(one, 'label'),
        flags: Object.hasOwn(one, 'scope')
          ? Object.keys(one).filter((name) => addressFlags.has(name) && one[name] === true)
          : null,
        validLifetime: lifetime(one, 'valid_life_time'),
        preferredLifetime: lifetime(one, 'preferred_life_time'),
        metric: numberField(one, 'metric'),
        protocol: textField(one, 'protocol'),
      },
    ];
  });
}

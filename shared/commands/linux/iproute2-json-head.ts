// Which of `ip`, `bridge` and `tc` printed a JSON text, told by the keys of the things in it: what they print
// with `-j`, on one line or with `-p` on many. Source: the print functions of iproute2, whose keys these are.
import type { JsonScan } from '../json-scan.ts';
import type { TextHead } from '../text-head.ts';

export type Iproute2Json =
  | 'link'
  | 'addr'
  | 'maddr'
  | 'neigh'
  | 'netns'
  | 'route'
  | 'route6'
  | 'rule'
  | 'rule6'
  | 'bridge-link'
  | 'fdb'
  | 'mdb'
  | 'vlan'
  | 'qdisc'
  | 'class'
  | 'filter';

const neutronNamespace = /^(?:qrouter|qdhcp|snat|fip|ovnmeta)-[0-9a-f-]{36}$/;
/** States of a neighbour, ip-neighbour(8). */
const neighbourState = /^(?:PERMANENT|NOARP|REACHABLE|STALE|NONE|INCOMPLETE|DELAY|PROBE|FAILED)$/;
/** All that `ip -j rule` prints. */
const ofRule =
  /^(?:priority|not|src|srclen|dst|dstlen|tos|dsfield|fwmark|fwmask|iif|iif_detached|oif|oif_detached|l3mdev|uid_start|uid_end|ipproto|sport|sport_start|sport_end|dport|dport_start|dport_end|tun_id|table|suppress_prefixlen|suppress_ifgroup|nat_gateway|to|goto|unresolved|action|protocol|flow_to|flow_from)$/;

/** What printed this; null where it is no list of what iproute2 prints. */
export function iproute2Json(head: TextHead): Iproute2Json | null {
  const json = head.json;
  if (json?.root !== '[') return null;
  const own = new Set(json.own);
  const has = (...keys: readonly string[]): boolean => keys.every((key) => own.has(key));
  const value = (key: string): string => json.values.get(`[]${key}`) ?? '';
  if (has('ifname')) return ofDevices(json, has);
  if (has('mdb') && json.has('[]mdb[]grp')) return 'mdb';
  if (has('dst', 'state') && neighbourState.test(value('state[]'))) return 'neigh';
  if (has('priority', 'src') && [...own].every((key) => ofRule.test(key)))
    return isSix([value('src'), value('dst')]) ? 'rule6' : 'rule';
  if (
    has('dst', 'flags') &&
    /^(?:default$|[0-9a-f]*[.:])/.test(value('dst')) &&
    ['dev', 'type', 'nexthops', 'via', 'nhid'].some((key) => own.has(key))
  )
    return isSix(['dst', 'gateway', 'prefsrc'].map(value)) ? 'route6' : 'route';
  if (has('kind', 'handle', 'options') && (has('root') || has('parent'))) return 'qdisc';
  if (has('class', 'handle') && (has('root') || has('parent'))) return 'class';
  if (has('protocol', 'pref', 'kind')) return 'filter';
  const isNames = [...own].every((key) => key === 'name' || key === 'id');
  return isNames && neutronNamespace.test(value('name')) ? 'netns' : null;
}

function ofDevices(json: JsonScan, has: (...keys: readonly string[]) => boolean): Iproute2Json | null {
  if (has('addr_info')) return 'addr';
  if (has('maddr', 'ifindex')) return 'maddr';
  if (has('vlans') && (json.has('[]vlans[]vlan') || json.has('[]vlans[]vid'))) return 'vlan';
  if (has('mac', 'flags', 'state')) return 'fdb';
  if (has('ifindex', 'master', 'state', 'priority', 'cost')) return 'bridge-link';
  return has('flags', 'operstate') ? 'link' : null;
}

const isSix = (values: readonly string[]): boolean => values.some((value) => value.includes(':'));

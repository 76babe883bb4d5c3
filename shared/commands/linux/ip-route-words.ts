// The words of one line of `ip route`: iproute2 prints name and value, some names with two values, and
// flags among them.
import { numberOrText } from './iproute2-forms.ts';

export interface RouteWords {
  /** Null when not printed: `unicast`. */
  readonly type: string | null;
  readonly destination: string;
  readonly gateway: string | null;
  readonly device: string | null;
  readonly table: string | null;
  readonly protocol: string | null;
  readonly scope: string | null;
  readonly source: string | null;
  readonly metric: number | null;
  readonly flags: readonly string[];
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** rtnl_rtntype_n2a() in lib/rt_names.c. */
const types = new Set(
  'unicast local broadcast anycast multicast blackhole unreachable prohibit throw nat xresolve none'.split(
    ' ',
  ),
);

/** Words that stand alone (print_rt_flags() and print_rta_cacheinfo()). */
const flagWords = new Set(
  `dead onlink pervasive offload trap notify linkdown unresolved rt_offload rt_trap rt_offload_failed offload_failed
   local reject mc-all redirected redirect brd-src nat reject multicast broadcast src-direct
   src-nat dst-nat oif-direct <local> <reject> <dst-nat> <src-nat> <masq> <dst-direct> <src-direct>
   <redirected> <redirect> <fastroute> <notify> <tproxy> <local,brd> disable_policy disable_xfrm`.split(
    /\s+/,
  ),
);

/** Names that a value follows and that are kept as they are. */
const attributeWords = new Set(
  `from tos dsfield realm realms nhid weight mtu advmss window rtt rttvar ssthresh cwnd initcwnd initrwnd
   reordering hoplimit rto_min features quickack congctl fastopen_no_cookie pref expires error iif users used
   age ttl-propagate uid mark ipid ts tsage table-id as nh_info cc_algo`.split(/\s+/),
);

const destination =
  /^(?:default|\d{1,3}(?:\.\d{1,3}){0,3}(?:\/\d{1,2})?|(?=[0-9a-fA-F.]*:)[0-9a-fA-F:.]+(?:\/\d{1,3})?)$/;

/** `default`, or an address that may have a prefix length. */
export function isDestination(word: string): boolean {
  return destination.test(word);
}

/**
 * Reads a line's words: the route itself with `isRoute`, else what follows `nexthop` or `cache`.
 * Null when a word is none of a route, or lacks its value.
 */
export function readRouteWords(all: readonly string[], isRoute = false): RouteWords | null {
  let words = all;
  let type: string | null = null;
  let to = '';
  if (isRoute) {
    const [first = '', second] = words;
    if (types.has(first) && second !== undefined) {
      type = first;
      words = words.slice(1);
    }
    to = words[0] ?? '';
    if (!isDestination(to)) return null;
    words = words.slice(1);
  }
  const own = new Map<string, string>();
  const attributes: Record<string, string | number> = {};
  const flags: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === 'encap') {
      const end = words.findIndex((next, at) => at > i && /^(?:via|dev|nexthop)$/.test(next));
      const stop = end < 0 ? words.length : end;
      attributes['encap'] = words.slice(i + 1, stop).join(' ');
      i = stop - 1;
      continue;
    }
    const isOwn = /^(?:via|dev|table|proto|scope|src|metric)$/.test(word);
    if (!isOwn && !attributeWords.has(word)) {
      if (!flagWords.has(word)) return null;
      flags.push(word);
      continue;
    }
    let value = words[++i];
    if (value === undefined) return null;
    if (word === 'via' && /^(?:inet6?|link)$/.test(value)) value = words[++i];
    else if (value === 'lock' && words[i + 1] !== undefined) {
      flags.push(`${word}-lock`);
      value = words[++i];
    }
    if (value === undefined) return null;
    if (isOwn) own.set(word, value);
    else if (word === 'as' && value === 'to') attributes['as'] = words[++i] ?? '';
    else attributes[word] = numberOrText(word === 'expires' ? value.replace(/sec$/, '') : value);
  }
  const metric = own.get('metric');
  if (metric !== undefined && !/^\d{1,10}$/.test(metric)) return null;
  return {
    type,
    destination: to,
    gateway: own.get('via') ?? null,
    device: own.get('dev') ?? null,
    table: own.get('table') ?? null,
    protocol: own.get('proto') ?? null,
    scope: own.get('scope') ?? null,
    source: own.get('src') ?? null,
    metric: metric === undefined ? null : Number(metric),
    flags,
    attributes,
  };
}

// The words of one nftables rule: what a statement may begin with, and what ends the rule.

/** What a rule's text may begin with (nft(8), "EXPRESSIONS", "STATEMENTS"). */
const statements = new Set(
  `accept add ah arp bridge cgroup comp continue counter cpu ct dccp day delete destroy dnat drop dst dup dynset
   esp ether exthdr fib flow frag fwd geneve goto gre gretap hbh hour ibridgename ibrname ibrport icmp icmpv6
   igmp iif iifgroup iifkind iifname iiftype ip ip6 ipsec jhash jump l4proto last length limit log mark masquerade
   meta mh nfproto notrack nftrace numgen objref obrname obrport oif oifgroup oifkind oifname oiftype osf pkttype
   priority protocol queue quota random redirect reject return rt rtclassid sctp secpath set skgid skuid snat
   socket srh symhash synproxy tcp th time tproxy tunnel udp udplite update vlan vmap vxlan xt`.split(/\s+/),
);

/** Could this be a rule? A `#` begins what iptables-nft wrote and this nft does not know: `# physdev`. */
export function isStatement(text: string): boolean {
  const first = /^[a-z0-9_]+(?= |$)/.exec(text)?.[0];
  return first === undefined ? /^(?:@(?:ll|nh|th|ih),\d+,\d+ |# \S|\{ )/.test(text) : statements.has(first);
}

/** The text with everything in quotes taken out. */
export function outsideQuotes(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"/g, '""');
}

/** How many braces stay open at the end of a text; braces in quotes do not count. */
export function braceDepth(text: string): number {
  let depth = 0;
  for (const character of outsideQuotes(text)) {
    if (character === '{') depth++;
    else if (character === '}') depth--;
  }
  return depth;
}

/** `accept`, `jump NAME`, `dnat` …: what becomes of the packet; null when the rule says nothing of it. */
export function verdictOf(text: string): string | null {
  const bare = outsideQuotes(text).replace(/\{[^{}]*\}/g, '{}');
  let verdict: string | null = null;
  for (const [, found] of bare.matchAll(
    /(?:^| )(accept|drop|return|continue|queue|notrack|reject|masquerade|redirect|snat|dnat|tproxy|(?:jump|goto) \S+)(?= |$)/g,
  ))
    verdict = found ?? null;
  return verdict ?? /(?:^| )xt target "(\w+)"/.exec(text)?.[1] ?? null;
}

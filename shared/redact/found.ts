// What a case has that is to be redacted, gathered line by line: a number or a word that may be an address or id by
// chance is one only when the same is found where it certainly is one.
import { addressBits, hexOfIpv4, type Ipv4 } from './ipv4-text.ts';
import { Ipv4Permutation, type Subnet } from './ipv4.ts';
import { isKeptIpv6, type Ipv6 } from './ipv6.ts';
import { isKeptMac, type Mac } from './mac.ts';
import type { KnownName } from './names.ts';
import { reasonToKeep } from './kept-words.ts';
import type { TokenVisitor } from './token-visitor.ts';
import { replaceTokens } from './tokens.ts';

export interface Found {
  /** As eight hexadecimal digits. */
  readonly ipv4: ReadonlySet<string>;
  readonly subnets: ReadonlySet<Subnet>;
  readonly ipv6: ReadonlySet<Ipv6>;
  readonly macs: ReadonlySet<Mac>;
  /** As 32 digits. */
  readonly uuids: ReadonlySet<string>;
  readonly names: readonly KnownName[];
}

/** Ends of file names, which are no domains. */
const fileEnds =
  /\.(?:gz|xz|bz2|zst|tar|tgz|zip|txt|log|conf|cfg|ini|xml|json|ya?ml|html?|py|sh|pl|d|service|socket|db|img|qcow2|coldtrace|pid|ctl|mgmt|sock|\d+)$/i;

const dottedName = /(?<![\w.-])[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+(?![\w-])/gi;
const mostDotted = 500_000;

/** Who is behind a prompt or has a home; service accounts are every node's. */
const account =
  /^\s{0,3}(?:\([\w.-]+\)\s*)*\[?([a-z_][\w.-]*)@[a-z0-9][\w.-]*[:\s][^\n]{0,40}[#$]|\/home\/([a-z_][\w.-]*)/gi;
/** `project_name = acme` of a service's settings, `OS_USERNAME=jane` of a shell's, and their lines in a table. */
const settingNames =
  /(?:^|[\s"'|])(?:os_)?(project|tenant|user)_?name["']?\s*[=:|]\s*["']?([a-z0-9][\w.@-]{2,63})/gi;
/** Domains that settings name: `search` and `domain` of resolv.conf, `dhcp_domain`, `dns_domain`, dnsmasq's `--domain=`. */
const setDomain =
  /(?:^\s*search|\b(?:(?:dhcp|dns)_)?domain)["']?(?:\s*[=:,]\s*|\s+)["']?([a-z0-9-]+(?:\.[a-z0-9-]+)+)/gi;
const neutronNames = /neutron:(?:\w+_)?name"?\s*[=,:]\s*"?([^"{},\]\s=][^"{},\]]{0,254})/g;
/** Hosts that processes are named after: Erlang's nodes, LXC's containers, and by Ceph's custom its daemons. */
const hostOfProcess =
  /(?<!\S)rabbit(?:mq)?@([a-z0-9][a-z0-9-]*)(?!\S)|\[lxc monitor\] \S+ ([a-z0-9][a-z0-9-]*)|\bceph-(?:mon|mgr|mds)\b[^\n]{0,80}? --id ([a-z0-9][a-z0-9-]*)/gi;
const novaNames = /<nova:(user|project|name)\b[^<>]{0,500}>([^<]{1,255})</g;

export class FindInText implements TokenVisitor {
  readonly #ipv4 = new Set<string>();
  readonly #subnets = new Set<Subnet>();
  readonly #ipv6 = new Set<Ipv6>();
  readonly #macs = new Set<Mac>();
  readonly #uuids = new Set<string>();
  readonly #names = new Map<string, KnownName>();
  readonly #hosts: ReadonlySet<string>;
  readonly #domains = new Set<string>();
  /** Words with dots between, of which some are names of hosts with their domain. */
  readonly #dotted = new Set<string>();

  /** `names`: those that the case's facts have. */
  constructor(names: readonly KnownName[]) {
    for (const one of names) this.#names.set(`${one.class} ${one.name}`, one);
    const hosts = names.filter(({ class: kind }) => kind === 'host').map(({ name }) => name.toLowerCase());
    this.#hosts = new Set(hosts.map((host) => host.split('.')[0] ?? host));
    for (const host of hosts) if (host.includes('.')) this.#domains.add(host.slice(host.indexOf('.') + 1));
  }

  line(text: string): void {
    replaceTokens(text, this);
    if (text.includes('/home/') || text.includes('@')) {
      for (const [, prompt, home] of text.matchAll(account)) this.#name('user', prompt ?? home ?? '');
    }
    if (/_?name/i.test(text) && /project|tenant|user/i.test(text)) {
      for (const [, what = '', name = ''] of text.matchAll(settingNames)) {
        // A service's own account: nova-compute, neutron.
        if (name.split(/[-_.]/).every((part) => reasonToKeep(part) !== null)) continue;
        this.#name(what.toLowerCase() === 'user' ? 'user' : 'project', name);
      }
    }
    if (/rabbit|lxc monitor|ceph-m/.test(text)) {
      for (const [, node, container, daemon] of text.matchAll(hostOfProcess)) {
        this.#name('host', node ?? container ?? daemon ?? '');
      }
    }
    if (text.includes('neutron:')) {
      for (const [, name = ''] of text.matchAll(neutronNames)) this.#name('network', name.trim());
    }
    if (text.includes('<nova:')) {
      for (const [, what, name = ''] of text.matchAll(novaNames)) {
        this.#name(what === 'name' ? 'instance' : what === 'user' ? 'user' : 'project', name);
      }
    }
    if (/search|domain/i.test(text)) {
      for (const [, domain = ''] of text.matchAll(setDomain)) this.#domain(domain);
      const search = /^\s*search\s+(\S.*)$/.exec(text)?.[1];
      if (search !== undefined && text.length < 300) {
        for (const domain of search.split(/\s+/)) this.#domain(domain);
      }
    }
    if (!text.includes('.') || this.#dotted.size >= mostDotted) return;
    for (const [name] of text.matchAll(dottedName)) this.#dotted.add(name.toLowerCase());
  }

  /** A line of /etc/hosts: an address and the names that it has. */
  hosts(text: string): void {
    const [address = '', ...names] = (text.split('#', 1)[0] ?? '').trim().split(/\s+/);
    if (!/^[\d.]+$|^[0-9a-f]*:[0-9a-f:]*(?:%\w+)?$/i.test(address)) return;
    for (const name of names) {
      if (!/^[a-z0-9][a-z0-9.-]*$/i.test(name) || name.startsWith('ip6-')) continue;
      const [host = '', ...domain] = name.split('.');
      if (!host.startsWith('localhost')) this.#name('host', host);
      if (domain.length > 1) this.#domain(domain.join('.'));
    }
  }

  /** A host's own domain; then whoever else is in a domain that is known. */
  #joinDomains(): void {
    for (const name of this.#dotted) {
      const dot = name.indexOf('.');
      if (this.#hosts.has(name.slice(0, dot))) this.#domain(name.slice(dot + 1));
    }
    const domains = [...this.#domains];
    for (const name of this.#dotted) {
      const domain = domains.find((one) => name.endsWith(`.${one}`));
      if (domain === undefined) continue;
      for (const label of name.slice(0, -domain.length - 1).split('.')) this.#name('host', label);
    }
  }

  #domain(given: string): void {
    const domain = given.toLowerCase().replace(/^\.|\.$/g, '');
    const isDomain =
      /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(domain) && /\.(?:[a-z]{2,}|\d*[a-z][a-z0-9-]+)$/.test(domain);
    if (!isDomain || fileEnds.test(domain)) return;
    this.#domains.add(domain);
    this.#names.set(`domain ${domain}`, { class: 'domain', name: domain });
  }

  #name(kind: KnownName['class'], name: string): void {
    // What is an id, or is named after one, is replaced as that.
    const isId = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|^[0-9a-f]{32}$/i.test(name);
    if (name !== '' && !isId && reasonToKeep(name) === null)
      this.#names.set(`${kind} ${name}`, { class: kind, name });
  }

  found(): Found {
    this.#joinDomains();
    return {
      ipv4: this.#ipv4,
      subnets: this.#subnets,
      ipv6: this.#ipv6,
      macs: this.#macs,
      uuids: this.#uuids,
      names: [...this.#names.values()],
    };
  }

  ipv4(address: Ipv4, certain: boolean): null {
    if (certain && !Ipv4Permutation.isKept(address)) this.#ipv4.add(hexOfIpv4(address));
    return null;
  }

  ipv6(address: Ipv6, certain: boolean): null {
    if (certain && !isKeptIpv6(address)) this.#ipv6.add(address);
    return null;
  }

  mac(mac: Mac, certain: boolean): null {
    if (certain && !isKeptMac(mac)) this.#macs.add(mac);
    return null;
  }

  uuid(digits: string, certain: boolean): null {
    if (certain && digits.length === 32) this.#uuids.add(digits);
    return null;
  }

  instanceNumber(): null {
    return null;
  }

  chassisBeginning(): null {
    return null;
  }

  name(): null {
    return null;
  }

  packed(text: string, isDomain: boolean): string {
    if (isDomain) this.#domain(text);
    return text;
  }

  subnet(address: Ipv4, length: number): void {
    if (isMovable(address, length)) this.#subnets.add(addressBits(address).slice(0, length));
  }
}

/**
 * Is there room for a subnet to be somewhere else? One that is all, or nearly all, of a range that stays in its place
 * would keep the addresses at its beginning where they are.
 */
function isMovable([first, second]: Ipv4, length: number): boolean {
  const least = first === 192 && second === 168 ? 24 : first === 172 ? 20 : first === 100 ? 18 : 16;
  return length >= least && length < 31;
}

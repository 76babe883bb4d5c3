// `virsh dumpxml DOMAIN`, and libvirt's own files: etc/libvirt/qemu/*.xml (the same, after a comment) and
// run/libvirt/qemu/*.xml (the same, inside <domstatus>).
//
//   <domain type='qemu' id='8'>
//     <name>instance-00000001</name>
//     <uuid>f31441f8-cc9a-5137-aa1f-356ec4346fe1</uuid>
//     <metadata>
//       <nova:instance xmlns:nova="http://openstack.org/xmlns/libvirt/nova/1.1">
//         <nova:name>web1</nova:name>
//         <nova:ports>
//           <nova:port uuid="36aaab22-c860-4b23-a469-6563b7005312">
//             <nova:ip type="fixed" address="10.18.0.208" ipVersion="4"/>
//     …
//     <devices>
//       <interface type='bridge'>
//         <mac address='fa:16:3e:c7:ae:08'/>
//         <source bridge='qbr36aaab22-c8'/>
//         <target dev='tap36aaab22-c8'/>
//
// Nova's metadata do not say which network an address is of: an instance's addresses have network ''.
// Source: libvirt's "Domain XML format", and nova/virt/libvirt/config.py.
import type { DomainInterfaceFact, InstanceFact } from '../../facts.ts';
import { DomainProperties } from './domain-properties.ts';
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { splitWords } from '../words.ts';
import { readXmlLines, type Attributes } from './xml-lines.ts';

const title = 'virsh dumpxml';

const form = {
  roots: new Set(['domain', 'domstatus']),
  prose: new Set(['title', 'description']),
};

/** An <interface> while it is open: what is inside, by path. */
interface OpenInterface {
  readonly attributes: Attributes;
  readonly inside: Map<string, Attributes>;
  readonly firstLine: number;
}

/** An interface as read; which port it is of shows only when the whole domain is known. */
interface Interface {
  readonly fact: Omit<DomainInterfaceFact, 'domain'>;
  readonly firstLine: number;
  readonly lastLine: number;
}

interface Domain {
  name: string | null;
  uuid: string | null;
  novaName: string | null;
  readonly ports: string[];
  readonly addresses: { readonly network: string; readonly address: string }[];
  readonly interfaces: Interface[];
  readonly properties: DomainProperties;
  readonly firstLine: number;
  lastLine: number;
}

/** Which attribute of `<source>` names where an interface of a type goes; in any other type the first that is there. */
const sourceAttribute: Readonly<Record<string, string>> = {
  bridge: 'bridge',
  network: 'network',
  direct: 'dev',
  vhostuser: 'path',
};

function sourceOf(type: string, source: Attributes): string | null {
  const own = Object.hasOwn(sourceAttribute, type) ? sourceAttribute[type] : undefined;
  const names = own === undefined ? ['bridge', 'network', 'dev', 'path'] : [own];
  return names.map((name) => source[name]).find((value) => value !== undefined) ?? null;
}

/** `<address type='pci' domain='0x0000' bus='0x81' slot='0x10' function='0x2'/>` of a device that is passed through, as lspci writes it. */
function pciOf(address: Attributes): string | null {
  const digits = (name: string, length: number): string | null => {
    const [, hex] = /^(?:0x)?([0-9a-f]{1,8})$/i.exec(address[name] ?? '') ?? [];
    return hex === undefined ? null : Number.parseInt(hex, 16).toString(16).padStart(length, '0');
  };
  const [bus, slot, part] = [digits('bus', 2), digits('slot', 2), digits('function', 1)];
  if (address['type'] !== 'pci' || bus === null || slot === null || part === null) return null;
  return `${digits('domain', 4) ?? '0000'}:${bus}:${slot}.${part}`;
}

function readInterface(open: OpenInterface, index: number): Interface['fact'] {
  const attribute = (path: string, name: string): string | null => open.inside.get(path)?.[name] ?? null;
  const type = open.attributes['type'] ?? '';
  const mtu = attribute('mtu', 'size');
  return {
    index,
    type,
    mac: attribute('mac', 'address')?.toLowerCase() ?? null,
    source: sourceOf(type, open.inside.get('source') ?? {}) ?? pciOf(open.inside.get('source/address') ?? {}),
    target: attribute('target', 'dev'),
    model: attribute('model', 'type'),
    alias: attribute('alias', 'name'),
    mtu: mtu !== null && /^\d{1,10}$/.test(mtu) ? Number(mtu) : null,
    virtualport: attribute('virtualport', 'type'),
    portId: attribute('virtualport/parameters', 'interfaceid'),
  };
}

/**
 * The Neutron port of an interface that does not name it: the one whose UUID its device is named after
 * (three letters and the UUID's first eleven characters, as Nova and Neutron name devices), or the
 * domain's only port when this is its only interface and its device is not named after another port.
 */
function portByName(domain: Domain, target: string | null): string | null {
  const prefix = target === null ? undefined : /^[a-z]{3}([0-9a-f]{8}-[0-9a-f]{2})$/.exec(target)?.[1];
  const candidates =
    prefix === undefined
      ? domain.interfaces.length === 1
        ? domain.ports
        : []
      : domain.ports.filter((port) => port.startsWith(prefix));
  return candidates.length === 1 ? (candidates[0] ?? null) : null;
}

/** The path below <domain>, `devices/interface/mac`; null outside of one. */
function pathInDomain(path: readonly string[]): string | null {
  const domain = path.lastIndexOf('domain');
  if (domain < 0) return null;
  const below = path.slice(domain + 1).join('/');
  // Where the line that closes an interface is lost, the next one seems to be inside it.
  return below.replace(/^devices\/interface(\/interface)+(?=\/|$)/, 'devices/interface');
}

function parser(context: CommandContext, sink: Sink): LineParser {
  let domain: Domain | null = null;
  let open: OpenInterface | null = null;
  /** What <domstatus> says ahead of its <domain>. */
  let status: DomainProperties | null = null;

  const finishInterface = (lastLine: number): void => {
    if (open !== null && domain !== null) {
      const fact = readInterface(open, domain.interfaces.length);
      domain.interfaces.push({ fact, firstLine: open.firstLine, lastLine });
    }
    open = null;
  };

  const finishDomain = (): void => {
    if (domain === null) return;
    const found = domain;
    domain = open = null;
    const name = found.name ?? context.target ?? found.uuid;
    if (name === null) {
      sink.problem('error', found.firstLine, 'domain-unnamed', 'this domain has neither a name nor a UUID');
      return;
    }
    const instance: InstanceFact = {
      libvirtName: found.name,
      name: found.novaName,
      uuid: found.uuid,
      host: null,
      status: null,
      addresses: found.addresses,
    };
    if (found.name !== null || found.uuid !== null)
      sink.fact('instance', instance, found.firstLine, found.lastLine);
    if (found.name !== null || found.uuid !== null) {
      const { properties } = found;
      const first = Math.min(properties.firstLine, found.firstLine);
      const last = Math.max(properties.lastLine, found.lastLine);
      sink.fact('domain', properties.fact(found.name, found.uuid), first, last);
    }
    for (const { fact, firstLine, lastLine } of found.interfaces) {
      const portId = fact.portId ?? portByName(found, fact.target);
      sink.fact('domain-interface', { domain: name, ...fact, portId }, firstLine, lastLine);
    }
  };

  const opened = (path: string, attributes: Attributes, line: number): void => {
    if (path === '') {
      finishDomain();
      domain = {
        name: null,
        uuid: null,
        novaName: null,
        ports: [],
        addresses: [],
        interfaces: [],
        properties: status ?? new DomainProperties(line),
        firstLine: line,
        lastLine: line,
      };
      status = null;
    }
    if (domain === null) return;
    domain.properties.opened(path, attributes, line);
    const [, below] = /^devices\/interface\/(.+)$/.exec(path) ?? [];
    if (path === 'devices/interface') {
      if (open !== null) finishInterface(line - 1);
      open = { attributes, inside: new Map(), firstLine: line };
    } else if (below !== undefined) {
      if (open?.inside.has(below) === false) open.inside.set(below, attributes);
    } else if (path === 'metadata/instance/ports/port') {
      if (attributes['uuid'] === undefined) return;
      domain.ports.push(attributes['uuid']);
      domain.lastLine = line;
    } else if (path === 'metadata/instance/ports/port/ip') {
      if (attributes['type'] !== 'fixed' || attributes['address'] === undefined) return;
      domain.addresses.push({ network: '', address: attributes['address'] });
      domain.lastLine = line;
    }
  };

  const closed = (path: string, text: string, line: number): void => {
    if (path === '') finishDomain();
    if (domain === null) return;
    if (path === 'devices/interface') {
      finishInterface(line);
      return;
    }
    if (text === '') return;
    domain.properties.closed(path, text, line);
    if (path === 'name') domain.name ??= text;
    else if (path === 'uuid') domain.uuid ??= text;
    else if (path === 'metadata/instance/name') domain.novaName ??= text;
    else return;
    domain.lastLine = line;
  };

  return readXmlLines(form, {
    opened(path, attributes, line) {
      const below = pathInDomain(path);
      if (below !== null) {
        opened(below, attributes, line);
        return;
      }
      if (path.length === 1) status = new DomainProperties(line);
      status?.ofStatus(path.slice(1).join('/'), attributes);
    },
    closed(path, text, line) {
      const below = pathInDomain(path);
      if (below !== null) closed(below, text, line);
    },
    unexpected(text, line) {
      unexpectedLine(sink, title, text, line);
    },
    ended(path, lastLine) {
      // An interface that is not whole might lack just the line that says where it goes: it is not given.
      const inside = path.at(-1);
      if (inside !== undefined)
        sink.problem('data-loss', lastLine, 'unexpected-end', `the XML ends inside <${inside}>`);
      finishDomain();
    },
  });
}

export const virshDumpxml: Command = {
  id: 'virsh-dumpxml',
  title,
  facts: ['instance', 'domain', 'domain-interface'],
  recognise(argv) {
    if (argv[0] !== 'virsh') return null;
    const { words, options } = splitWords(argv.slice(1), new Set(['-c', '--connect', '--domain', '--xpath']));
    const [subcommand, domain] = words;
    if (subcommand !== 'dumpxml' || options.has('--xpath')) return null;
    const target = options.get('--domain') ?? domain;
    return target === undefined ? {} : { target };
  },
  sniff: (line) => /^\s*<(domain [^>]*\btype=|domstatus [^>]*\bstate=)/.test(line),
  parser,
};

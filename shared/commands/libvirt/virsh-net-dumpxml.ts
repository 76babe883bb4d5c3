// `virsh net-dumpxml NETWORK`, and libvirt's own files etc/libvirt/qemu/networks/*.xml (the same, after a comment):
//
//   <network>
//     <name>default</name>
//     <uuid>dd8fe884-6c02-601e-7551-cca97df1c5df</uuid>
//     <forward mode='nat'/>
//     <bridge name='virbr0' stp='on' delay='0'/>
//     <ip address='192.168.122.1' netmask='255.255.255.0'>
//
// Source: libvirt's "Network XML format".
import type { LibvirtNetworkFact } from '../../facts.ts';
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { printedFile } from '../file-path.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { virshTarget } from './virsh-words.ts';
import { readXmlLines } from './xml-lines.ts';

const title = 'virsh net-dumpxml';
const form = { roots: new Set(['network']), prose: new Set(['title', 'description']) };

function parser(context: CommandContext, sink: Sink): LineParser {
  let network: { -readonly [K in keyof LibvirtNetworkFact]: LibvirtNetworkFact[K] } | null = null;
  let firstLine = 0;
  const addresses: string[] = [];
  const finish = (line: number): void => {
    if (network === null) return;
    const name = network.name || (context.target ?? '');
    if (name === '') sink.problem('warning', firstLine, 'domain-unnamed', 'this network has no name');
    else sink.fact('libvirt-network', { ...network, name, addresses: [...addresses] }, firstLine, line);
    network = null;
  };
  return readXmlLines(form, {
    opened(path, attributes, line) {
      const below = path.slice(1).join('/');
      if (below === '') {
        finish(line - 1);
        firstLine = line;
        addresses.length = 0;
        network = {
          name: '',
          uuid: null,
          state: null,
          autostart: null,
          persistent: null,
          bridge: null,
          forwardMode: 'isolated',
          addresses: null,
        };
      }
      if (network === null) return;
      if (below === 'forward') network.forwardMode = attributes['mode'] ?? 'nat';
      else if (below === 'bridge') network.bridge = attributes['name'] ?? null;
      else if (below === 'ip' && attributes['address'] !== undefined) {
        const size = attributes['prefix'] ?? attributes['netmask'];
        addresses.push(size === undefined ? attributes['address'] : `${attributes['address']}/${size}`);
      }
    },
    closed(path, text, line) {
      const below = path.slice(1).join('/');
      if (network !== null && below === 'name') network.name = text;
      else if (network !== null && below === 'uuid') network.uuid = text;
      else if (below === '') finish(line);
    },
    unexpected(text, line) {
      unexpectedLine(sink, title, text, line);
    },
    ended(path, lastLine) {
      const inside = path.at(-1);
      if (inside === undefined) return;
      sink.problem('data-loss', lastLine, 'unexpected-end', `the XML ends inside <${inside}>`);
      if (network !== null && network.name !== '') finish(lastLine);
    },
  });
}

export const virshNetDumpxml: Command = {
  id: 'virsh-net-dumpxml',
  title,
  facts: ['libvirt-network'],
  recognise(argv) {
    const target = virshTarget(argv, 'net-dumpxml');
    if (target !== null) return target === '' ? {} : { target };
    const file = printedFile(argv);
    return file !== null && /\/libvirt\/(?:qemu\/networks|network)\/[^/]+\.xml$/.test(file) ? {} : null;
  },
  sniff: (line) => /^\s*<network(?: connections='\d+')?(?: ipv6='\w+')?>\s*$/.test(line),
  parser,
};

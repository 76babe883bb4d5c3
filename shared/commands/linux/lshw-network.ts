// `lshw -class network`, and of a whole `lshw` the network nodes.
//
//     *-network:5
//          description: Ethernet interface
//          physical id: 7
//          logical name: qvb48e06cd2-60
//          serial: be:d5:53:6f:f3:12
//          configuration: autonegotiation=off broadcast=yes driver=veth driverversion=1.0 duplex=full …
//     *-network
//          description: Ethernet controller
//          bus info: pci@0000:00:03.0
//        *-virtio2 UNCLAIMED                    (a node inside: the device behind the controller)
//             configuration: driver=virtio_net
//
// Source: lshw(1), and print() in lshw's src/core/print.cc.
import type { NicFact } from '../../facts.ts';
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { splitWords } from '../words.ts';

const title = 'lshw -class network';

const names = [
  'description',
  'product',
  'vendor',
  'physical id',
  'bus info',
  'logical name',
  'version',
  'date',
  'serial',
  'slot',
  'size',
  'capacity',
  'width',
  'clock',
  'capabilities',
  'configuration',
  'resources',
];
const property = new RegExp(`^\\s*(${names.join('|')}): ?(.*)$`);
const propertyStart = new RegExp(`\\b(?=(?:${names.join('|')}): )`);
/** The node's name, to which the first property may be glued. */
const nodeStart = /^\s*\*-(?:network(?::\d+)?|[a-z]+:\d+|\w+(?= ))/;
const nodeLine = /^(\s*)\*-(\S+?)((?: [A-Z]+)*)\s*$/;

interface Node {
  readonly indent: number;
  network: boolean;
  readonly firstLine: number;
  lastLine: number;
  readonly values: Map<string, string>;
  readonly logicalNames: string[];
}

/** `*-network:5description: Ethernet interface physical id: 7 …`: a node on one line. */
function unfold(line: string): readonly string[] | null {
  const start = nodeStart.exec(line)?.[0];
  if (start === undefined) return null;
  const [state = '', ...rest] = ` ${line.slice(start.length)}`.split(propertyStart);
  const first = `${start} ${state.trim()}`.trimEnd();
  if (rest.length === 0 || !nodeLine.test(first)) return null;
  return [first, ...rest.map((text) => `       ${text.trimEnd()}`)];
}

/** `autonegotiation=off port=twisted pair speed=10Gbit/s`: values may have spaces, names have none. */
function readConfiguration(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split(/ (?=[A-Za-z0-9_-]+=)/)
      .map((pair): readonly [string, string] => [
        pair.split('=', 1)[0] ?? '',
        pair.slice(pair.indexOf('=') + 1),
      ])
      .filter(([name]) => name !== ''),
  );
}

function parser(_context: CommandContext, sink: Sink): LineParser {
  /** The nodes that the current line is inside of, outermost first. */
  const open: Node[] = [];
  let current: Node | null = null;
  let first = true;

  const finish = (): void => {
    if (current === null) return;
    const { values, logicalNames, firstLine, lastLine } = current;
    const valueOf = (name: string): string | null => values.get(name) ?? null;
    // Outside a `network` node, as on USB, a network device still says what it is.
    if (current.network || /^(Ethernet|Wireless) interface$/.test(valueOf('description') ?? '')) {
      const configuration = readConfiguration(values.get('configuration') ?? '');
      const nic: Omit<NicFact, 'device'> = {
        description: valueOf('description'),
        product: valueOf('product'),
        vendor: valueOf('vendor'),
        busInfo: valueOf('bus info'),
        serial: valueOf('serial')?.toLowerCase() ?? null,
        driver: configuration['driver'] ?? null,
        configuration,
      };
      // A controller with two ports has one node with two logical names.
      for (const device of logicalNames.length > 0 ? logicalNames : [null])
        sink.fact('nic', { device, ...nic }, firstLine, lastLine);
    }
    current = null;
  };

  const node = (indent: number, name: string, number: number): void => {
    finish();
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const network = /^network(:\d+)?$/.test(name) || (open.at(-1)?.network ?? false);
    current = { indent, network, firstLine: number, lastLine: number, values: new Map(), logicalNames: [] };
    open.push(current);
  };

  return {
    line(text, number) {
      if (text.trim() === '') return;
      // A whole `lshw` begins with the host's name and the computer itself, which is no node line.
      const isHost = first && /^[A-Za-z0-9._-]+$/.test(text.trimEnd());
      first = false;
      if (isHost) return;
      const [, indent, name] = nodeLine.exec(text) ?? [];
      if (indent !== undefined && name !== undefined) {
        node(indent.length, name, number);
        return;
      }
      const [, key, value] = property.exec(text) ?? [];
      if (key === undefined || value === undefined) {
        unexpectedLine(sink, title, text, number);
        return;
      }
      if (current === null) return;
      current.lastLine = number;
      if (key === 'logical name') current.logicalNames.push(value.trim());
      else current.values.set(key, value.trim());
    },
    end: finish,
  };
}

export const lshwNetwork: Command = {
  id: 'lshw-network',
  title,
  facts: ['nic'],
  recognise(argv) {
    if (argv[0] !== 'lshw') return null;
    const { words, options } = splitWords(
      argv.slice(1),
      new Set(['-class', '-C', '-c', '-disable', '-enable', '-dump']),
    );
    const known = new Set(['-class', '-C', '-c', '-disable', '-enable', '-quiet', '-numeric', '-sanitize']);
    if (words.length > 0 || ![...options.keys()].every((option) => known.has(option))) return null;
    const wanted = options.get('-class') ?? options.get('-C') ?? options.get('-c') ?? 'network';
    return wanted === 'network' ? {} : null;
  },
  sniff: (line) => /^\s*\*-network(:\d+)?( [A-Z]+)*( |$|description: )/.test(line),
  unfold,
  parser,
};

// `brctl showstp BRIDGE`: a Linux bridge and its ports as the spanning tree sees them.
//
//   br0
//    bridge id		8000.56400d620627
//    designated root	8000.56400d620627
//    root port		   0			path cost		   0
//    max age		  20.00			bridge max age		  20.00
//    flags			TOPOLOGY_CHANGE TOPOLOGY_CHANGE_DETECTED
//
//
//   v0 (1)
//    port id		8001			state		     forwarding
//    designated root	8000.56400d620627	path cost		   2
//    flags			CONFIG_PENDING
//
// Times are seconds. A bridge without STP prints the same, with all ports forwarding.
// Source: brctl(8), and br_dump_info() and dump_port_info() in bridge-utils' brctl_disp.c.
import type { BridgePortFact, LinuxBridgeFact } from '../../facts.ts';
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { splitWords } from '../words.ts';

const title = 'brctl showstp';
const bridgeHead = /^([^\s:/()]{1,15})\s*$/;
const portHead = /^([^\s:/()]{1,15}) \((\d{1,5})\)\s*$/;

/** The names that are printed, longest first where one begins another. */
const names =
  'bridge forward delay|bridge hello time|bridge max age|bridge id|designated bridge|designated cost|' +
  'designated port|designated root|root port|path cost|max age|hello time|forward delay timer|forward delay|' +
  'ageing time|hello timer|tcn timer|topology change timer|gc timer|port id|state|message age timer|hold timer';
const pair = new RegExp(`^(${names})\\s+(\\S+)(?:\\s+|$)`);
const flags = /^(?:flags|(?=CONFIG_PENDING|TOPOLOGY_CHANGE))\s*((?:[A-Z_]+(?:\s+|$))*)$/;

type Details = Readonly<Record<string, string | number>>;

/** One or two names with their values; null when the line has anything else or a value is missing. */
function readPairs(text: string): Details | null {
  const flagWords = flags.exec(text)?.[1]?.trim();
  if (flagWords !== undefined) return flagWords === '' ? {} : { flags: flagWords };
  const found: [string, string | number][] = [];
  let rest = text;
  while (rest !== '') {
    const [whole, name = '', value = ''] = pair.exec(rest) ?? [];
    if (whole === undefined) return null;
    const isNumber = /^(?:root port|path cost|designated cost|.* (?:age|time|delay|timer))$/.test(name);
    if (isNumber && !/^\d{1,12}(?:\.\d{1,6})?$/.test(value)) return null;
    found.push([name, isNumber ? Number(value) : value]);
    rest = rest.slice(whole.length);
  }
  return found.length === 0 ? null : Object.fromEntries(found);
}

type Open = { readonly firstLine: number; lastLine: number; details: Details } & (
  | { readonly of: 'bridge'; readonly name: string }
  | { readonly of: 'port'; readonly name: string; readonly bridge: string; readonly number: number }
);

function parser(context: CommandContext, sink: Sink): LineParser {
  const netns = context.netns;
  let bridge: string | null = null;
  let open: Open | null = null;

  const finish = (): void => {
    if (open === null) return;
    const { firstLine, lastLine, details } = open;
    if (open.of === 'bridge') {
      const { 'bridge id': id, ...rest } = details;
      const fact: LinuxBridgeFact = {
        name: open.name,
        id: typeof id === 'string' ? id : null,
        stp: null,
        details: rest,
        netns,
      };
      sink.fact('linux-bridge', fact, firstLine, lastLine);
    } else {
      const { state, ...rest } = details;
      const fact: BridgePortFact = {
        bridge: open.bridge,
        device: open.name,
        ifindex: null,
        state: typeof state === 'string' ? state : null,
        details: { number: open.number, ...rest },
        netns,
      };
      sink.fact('bridge-port', fact, firstLine, lastLine);
    }
    open = null;
  };

  return {
    line(text, number) {
      const trimmed = text.trim();
      if (trimmed === '') return;
      if (/^\S/.test(text)) {
        const [, port, portNumber] = portHead.exec(text) ?? [];
        const name = bridgeHead.exec(text)?.[1];
        finish();
        if (port !== undefined && bridge !== null) {
          open = {
            of: 'port',
            name: port,
            bridge,
            number: Number(portNumber),
            details: {},
            firstLine: number,
            lastLine: number,
          };
        } else if (name !== undefined && bridge === null) {
          bridge = name;
          open = { of: 'bridge', name, details: {}, firstLine: number, lastLine: number };
        } else unexpectedLine(sink, title, text, number);
        return;
      }
      const details = readPairs(trimmed);
      if (open === null || details === null) {
        unexpectedLine(sink, title, text, number);
        return;
      }
      open.details = { ...open.details, ...details };
      open.lastLine = number;
    },
    end: finish,
  };
}

export const brctlShowstp: Command = {
  id: 'brctl-showstp',
  title,
  facts: ['linux-bridge', 'bridge-port'],
  recognise(argv) {
    if (argv[0] !== 'brctl') return null;
    const [subcommand, target] = splitWords(argv.slice(1), new Set()).words;
    if (subcommand !== 'showstp') return null;
    return target === undefined ? {} : { target };
  },
  sniff: (line) => /^ bridge id\t+[0-9a-f]{4}\.[0-9a-f]{12}\s*$/.test(line),
  parser,
};

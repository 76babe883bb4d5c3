// Outputs that say one thing of a bridge as a whole, as words and numbers:
//
//   ovs-ofctl dump-desc        OFPST_DESC reply (OF1.3) (xid=0x2):
//                              Manufacturer: Nicira, Inc.
//   ovs-ofctl dump-aggregate   NXST_AGGREGATE reply (xid=0x4): packet_count=60 byte_count=3408 flow_count=9
//   ovs-ofctl meter-features   OFPST_METER_FEATURES reply (OF1.3) (xid=0x2):
//                              max_meter:262144 max_bands:8 max_color:0
//                              band_types: drop
//   ovs-ofctl get-frags        normal
//   ovs-appctl dpif/show-dp-features    Masked set action: Yes
//   ovs-appctl fdb/stats-show           Statistics for bridge "br0":
//                                         Current/maximum MAC entries in the table: 7/8192
import type { Command } from '../command.ts';
import { lineReader, OpenFact, replyHeader } from './line-reader.ts';
import { appctlCommand, ofctlCommand } from './ovs-command-line.ts';

interface Layout {
  readonly title: string;
  readonly recognise: Command['recognise'];
  sniff(line: string): boolean;
  /** Lines that say nothing by themselves, or that name the bridge in their first group. */
  readonly header: RegExp | null;
  /** What a line says; null when it is none of this output's. */
  values(text: string): readonly (readonly [string, string])[] | null;
}

function stateCommand(layout: Layout): Command {
  const [tool = '', topic = ''] = layout.title.split(' ');
  return {
    id: `${tool}-${topic.replaceAll('/', '-')}`,
    title: layout.title,
    facts: ['ovs-bridge-state'],
    recognise: layout.recognise,
    sniff: (line) => layout.sniff(line),
    parser(context, sink) {
      const fact = new OpenFact(sink, 'ovs-bridge-state');
      let bridge = context.target;
      let values: Map<string, string> | null = null;
      const read = (text: string, number: number): boolean => {
        const head = layout.header?.exec(text) ?? null;
        if (head !== null) {
          bridge = head.groups?.['bridge'] ?? bridge;
          values = null;
        }
        const body = head === null ? text : text.slice(head[0].length);
        const found = layout.values(body.trim());
        if (found === null || found.length === 0) return head !== null && body.trim() === '';
        if (values === null) {
          const own = new Map<string, string>();
          const of = bridge;
          values = own;
          fact.begin(number, () => ({ bridge: of, topic, values: Object.fromEntries(own) }));
        }
        for (const [key, value] of found) values.set(key, value);
        fact.extend(number);
        return true;
      };
      return lineReader(sink, layout.title, read, () => fact.close());
    },
  };
}

/** `a=1 b=2` or `a:1 b:2`, with nothing else on the line. */
function pairs(text: string, sign: '=' | ':'): readonly (readonly [string, string])[] | null {
  const out: [string, string][] = [];
  for (const word of text.split(' ').filter((one) => one !== '')) {
    const at = word.indexOf(sign);
    if (at <= 0 || at === word.length - 1) return null;
    out.push([word.slice(0, at), word.slice(at + 1)]);
  }
  return out;
}

/** `KEY: VALUE` of the keys that `keys` names. */
function keyed(text: string, keys: RegExp): readonly (readonly [string, string])[] | null {
  const at = text.indexOf(':');
  if (at < 0) return null;
  const key = text.slice(0, at).trim();
  return keys.test(key) ? [[key, text.slice(at + 1).trim()]] : null;
}

const descKeys = /^(?:Manufacturer|Hardware|Software|Serial Num|DP Description)$/;
export const ovsOfctlDumpDesc: Command = stateCommand({
  title: 'ovs-ofctl dump-desc',
  recognise: (argv) => ofctlCommand(argv, 'dump-desc'),
  sniff: (line) => /^\s*OFPST_DESC reply\b/.test(line),
  header: replyHeader('OFPST_DESC'),
  values: (text) => keyed(text, descKeys),
});

export const ovsOfctlDumpAggregate: Command = stateCommand({
  title: 'ovs-ofctl dump-aggregate',
  recognise: (argv) => ofctlCommand(argv, 'dump-aggregate'),
  sniff: (line) => /^\s*(?:OFPST|NXST)_AGGREGATE reply\b/.test(line),
  header: replyHeader('OFPST_AGGREGATE', 'NXST_AGGREGATE'),
  values: (text) => (/^\w+=\d+(?: \w+=\d+)* ?$/.test(text) ? pairs(text, '=') : null),
});

export const ovsOfctlMeterFeatures: Command = stateCommand({
  title: 'ovs-ofctl meter-features',
  recognise: (argv) => ofctlCommand(argv, 'meter-features'),
  sniff: (line) => /^\s*OFPST_METER_FEATURES reply\b/.test(line),
  header: replyHeader('OFPST_METER_FEATURES'),
  values: (text) =>
    keyed(text, /^(?:band_types|capabilities)$/) ?? (/^max_meter:/.test(text) ? pairs(text, ':') : null),
});

/** The answer is one word, which nothing else tells from any other word. */
export const ovsOfctlGetFrags: Command = stateCommand({
  title: 'ovs-ofctl get-frags',
  recognise: (argv) => ofctlCommand(argv, 'get-frags'),
  sniff: () => false,
  header: null,
  values: (text) => (/^(?:normal|drop|reassemble|nx-match)$/.test(text) ? [['frags', text]] : null),
});

const featureKeys =
  /^(?:Masked set action|Tunnel push pop|Ufid|Truncate action|Clone action|Sample nesting|Conntrack [\w -]+|Max [\w ]+|Check pkt length action|Explicit Drop action|Optimized Balance TCP mode|MPLS Label add|Recirc|CT [\w ]+|IPv6 ND Extension|psample action|Drop action|Lb_output action|ND Extension)$/i;
export const ovsAppctlDpFeatures: Command = stateCommand({
  title: 'ovs-appctl dpif/show-dp-features',
  recognise: (argv) => appctlCommand(argv, 'dpif/show-dp-features'),
  sniff: (line) => /^(?:Masked set action|Tunnel push pop|Sample nesting): \w+$/.test(line),
  header: null,
  values: (text) => keyed(text, featureKeys),
});

const fdbKeys =
  /^(?:Current\/maximum|Current static|Total number of (?:learned|expired|evicted|port moved)) MAC entries(?: in the table)?$/;
export const ovsAppctlFdbStatsShow: Command = stateCommand({
  title: 'ovs-appctl fdb/stats-show',
  recognise: (argv) => appctlCommand(argv, 'fdb/stats-show'),
  sniff: (line) => /^\s*Current\/maximum MAC entries in the table\s*:/.test(line),
  header: /^Statistics for bridge "(?<bridge>[^"]*)":$/,
  values: (text) => keyed(text, fdbKeys),
});

const groupSection = /^(?:all|select|indirect|fast failover) group:$/;
/** Keys repeat for each type of group, so they are told by it. */
export const ovsOfctlDumpGroupFeatures: Command = {
  id: 'ovs-ofctl-dump-group-features',
  title: 'ovs-ofctl dump-group-features',
  facts: ['ovs-bridge-state'],
  recognise: (argv) => ofctlCommand(argv, 'dump-group-features'),
  sniff: (line) => /^\s*(?:OFPST|NXST)_GROUP_FEATURES reply\b/.test(line),
  parser(context, sink) {
    const fact = new OpenFact(sink, 'ovs-bridge-state');
    const values = new Map<string, string>();
    const header = replyHeader('OFPST_GROUP_FEATURES', 'NXST_GROUP_FEATURES');
    let section = '';
    let isOpen = false;
    const read = (line: string, number: number): boolean => {
      const text = line.trim();
      const isSection = groupSection.test(text);
      if (isSection) section = `${text.slice(0, -':'.length)}: `;
      const value =
        keyed(text, /^(?:Types|Capabilities|actions)$/)?.[0] ??
        (/^max_groups=\w+$/.test(text) ? pairs(text, '=')?.[0] : undefined);
      if (value === undefined) {
        if (!isSection) return header.test(line) || text === 'Group table:';
      } else values.set(`${section}${value[0]}`, value[1]);
      if (isOpen) fact.extend(number);
      else {
        isOpen = true;
        const data = { bridge: context.target, topic: 'dump-group-features' };
        fact.begin(number, () => ({ ...data, values: Object.fromEntries(values) }));
      }
      return true;
    };
    return lineReader(sink, 'ovs-ofctl dump-group-features', read, () => fact.close());
  },
};

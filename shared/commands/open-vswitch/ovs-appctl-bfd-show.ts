// `ovs-appctl bfd/show [INTERFACE]`, without the line of dashes when an interface is named:
//
//   ---- bfd0 ----
//     Forwarding: true
//     Detect Multiplier: 3
//     TX Interval: Approx 1000ms
//     Local Session State: up
//     Remote Session State: up
//
// and `cfm/show [INTERFACE]`:
//
//   ---- cfm0 ----
//   MPID 1: extended
//     average health: 4
//     opstate: up
//   Remote MPID 2
//     recv since check: false
import type { Command } from '../command.ts';
import { lineReader, OpenFact } from './line-reader.ts';
import { appctlCommand } from './ovs-command-line.ts';

const nameLine = /^---- (.+) ----$/;
const bfdLine =
  /^(Forwarding|Detect Multiplier|Concatenated Path Down|[TR]X Interval|Detect Time|(?:Next|Last) TX Time|(?:Local|Remote) (?:Flags|Session State|Diagnostic|Discriminator|Minimum [TR]X Interval|Detect Multiplier)): ?(.*)$/;

export const ovsAppctlBfdShow: Command = {
  id: 'ovs-appctl-bfd-show',
  title: 'ovs-appctl bfd/show',
  facts: ['bfd-session'],
  recognise: (argv) => appctlCommand(argv, 'bfd/show'),
  sniff: (line) => /^\s+(?:Detect Multiplier: \d|Local Session State: )/.test(line),
  parser(context, sink) {
    const fact = new OpenFact(sink, 'bfd-session');
    let properties: Map<string, string> | null = null;
    const begin = (name: string | null, number: number): Map<string, string> => {
      const own = new Map<string, string>();
      properties = own;
      fact.begin(number, () => {
        const forwarding = own.get('Forwarding');
        return {
          name,
          forwarding: forwarding === undefined ? null : forwarding === 'true',
          localState: own.get('Local Session State') ?? null,
          remoteState: own.get('Remote Session State') ?? null,
          properties: Object.fromEntries(own),
        };
      });
      return own;
    };
    const read = (line: string, number: number): boolean => {
      const text = line.trim();
      const name = nameLine.exec(text)?.[1];
      const found = bfdLine.exec(text);
      if (name !== undefined) begin(name, number);
      else if (found?.[1] !== undefined) {
        (properties ?? begin(context.target, number)).set(found[1], found[2] ?? '');
        fact.extend(number);
      } else return false;
      return true;
    };
    return lineReader(sink, 'ovs-appctl bfd/show', read, () => fact.close());
  },
};

const cfmLine =
  /^(fault|average health|opstate|remote_opstate|interval|next CCM tx|next fault check|recv since check|health): ?(.*)$/;

export const ovsAppctlCfmShow: Command = {
  id: 'ovs-appctl-cfm-show',
  title: 'ovs-appctl cfm/show',
  facts: ['cfm-session'],
  recognise: (argv) => appctlCommand(argv, 'cfm/show'),
  sniff: (line) => /^MPID \d+:/.test(line) || /^\s+next CCM tx: /.test(line),
  parser(_context, sink) {
    const fact = new OpenFact(sink, 'cfm-session');
    let own: {
      mpid: string | null;
      properties: Map<string, string>;
      remotes: Map<string, Map<string, string>>;
    } = { mpid: null, properties: new Map(), remotes: new Map() };
    let into: Map<string, string> | null = null;
    const read = (line: string, number: number): boolean => {
      const text = line.trim();
      const name = nameLine.exec(text)?.[1];
      if (name !== undefined) {
        const now: typeof own = { mpid: null, properties: new Map(), remotes: new Map() };
        own = now;
        into = now.properties;
        fact.begin(number, () => ({
          name,
          mpid: now.mpid,
          properties: Object.fromEntries(now.properties),
          remotes: Object.fromEntries([...now.remotes].map(([key, map]) => [key, Object.fromEntries(map)])),
        }));
        return true;
      }
      if (into === null) return false;
      const mpid = /^MPID (\d+):(?: (.+))?$/.exec(text);
      const remote = /^Remote MPID (\d+)$/.exec(text)?.[1];
      const value = cfmLine.exec(text);
      if (mpid?.[1] !== undefined) {
        own.mpid = mpid[1];
        if (mpid[2] !== undefined) own.properties.set('modes', mpid[2]);
      } else if (remote !== undefined) {
        into = new Map();
        own.remotes.set(remote, into);
      } else if (value?.[1] !== undefined) into.set(value[1], value[2] ?? '');
      else return false;
      fact.extend(number);
      return true;
    };
    return lineReader(sink, 'ovs-appctl cfm/show', read, () => fact.close());
  },
};

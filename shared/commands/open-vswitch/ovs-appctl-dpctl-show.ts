// `ovs-appctl dpctl/show [-s] [DATAPATH]`, `ovs-dpctl show [-s]`: datapaths, their counters and ports:
//
//   system@ovs-system:
//     lookups: hit:36830 missed:4948 lost:0
//     flows: 7
//     masks: hit:101155 total:7 hit/pkt:2.42
//     caches:
//       masks-cache: size:256
//     port 0: ovs-system (internal)
//       RX packets:0 errors:0 dropped:1533 overruns:0 frame:0
//       TX packets:0 errors:0 dropped:0 aborted:0 carrier:0
//       collisions:0
//       RX bytes:506516 (494.6 KiB)  TX bytes:448864 (438.3 KiB)
//       UPCALL packets:? errors:?
//     port 8: tap25bce3f9-53 (tap)
//   , could not retrieve stats (No such device)  port 9: tap450ad152-54 (tap)
import type { Command } from '../command.ts';
import type { PortCounters } from '../../facts.ts';
import { counted, counters, lineReader, OpenFact, optionsOf } from './line-reader.ts';
import { dpctlCommand } from './ovs-command-line.ts';

const datapathLine = /^([\w-]+@[^\s:]+):$/;
const lookupsLine = /^lookups: hit:(\d+) missed:(\d+) lost:(\d+)$/;
const flowsLine = /^flows: (\d+)$/;
const moreLine = /^(masks|[\w-]+cache): ((?:[\w/-]+:[\d.]+%? ?)+)$/;
const portLine = /^port (\d+): (.+?)(?: \(([\w-]+)(?:: (.*))?\))?$/;
const countLine = /^([RT]X|UPCALL) (packets:.*)$/;
const failedLine = /^, could not retrieve stats \(([^()]*)\)\s*/;
const collisionsLine = /^collisions:(\d+|\?)$/;
const bytesLine = /^RX bytes:(\d+|\?)(?: \([^()]*\))?\s+TX bytes:(\d+|\?)(?: \([^()]*\))?$/;

export const ovsAppctlDpctlShow: Command = {
  id: 'ovs-appctl-dpctl-show',
  title: 'ovs-appctl dpctl/show',
  facts: ['datapath', 'datapath-interface'],
  recognise: (argv) => dpctlCommand(argv, 'show'),
  sniff: (line) => lookupsLine.test(line.trim()),
  parser(_context, sink) {
    const datapath = new OpenFact(sink, 'datapath');
    const port = new OpenFact(sink, 'datapath-interface');
    let own: { name: string; totals: Map<string, number> } | null = null;
    let traffic: Map<string, PortCounters | number | string | null> | null = null;

    const readDatapath = (text: string): boolean => {
      if (own === null || traffic !== null) return false;
      const lookups = lookupsLine.exec(text);
      const flows = flowsLine.exec(text)?.[1];
      const more = moreLine.exec(text);
      if (lookups !== null) {
        ['hit', 'missed', 'lost'].forEach((key, at) => own?.totals.set(key, Number(lookups[at + 1])));
      } else if (flows !== null && flows !== undefined) own.totals.set('flows', Number(flows));
      else if (more?.[1] !== undefined) {
        for (const word of (more[2] ?? '').trim().split(' ')) {
          const at = word.lastIndexOf(':');
          own.totals.set(`${more[1]} ${word.slice(0, at)}`, Number.parseFloat(word.slice(at + 1)));
        }
      } else return text === 'caches:';
      return true;
    };
    const readTraffic = (text: string): boolean => {
      if (traffic === null) return false;
      const count = countLine.exec(text);
      const collisions = collisionsLine.exec(text)?.[1];
      const bytes = bytesLine.exec(text);
      if (bytes !== null) {
        for (const [key, value] of [
          ['RX', bytes[1]],
          ['TX', bytes[2]],
        ] as const) {
          traffic.set(key, { ...(traffic.get(key) as PortCounters | undefined), bytes: counted(value) });
        }
        return true;
      }
      if (collisions !== undefined) {
        traffic.set('collisions', counted(collisions));
        return true;
      }
      const values = count === null ? null : counters(count[2] ?? '', / /);
      if (count?.[1] === undefined || values === null) return false;
      traffic.set(count[1], values);
      return true;
    };
    const read = (line: string, number: number): boolean => {
      let text = line.trim();
      // Printed behind a port's line break, and without one of its own.
      const failed = failedLine.exec(text);
      if (failed !== null && traffic !== null) {
        traffic.set('error', failed[1] ?? '');
        port.extend(number);
        text = text.slice(failed[0].length);
        if (text === '') return true;
      }
      const name = datapathLine.exec(text)?.[1];
      if (name !== undefined) {
        port.close();
        traffic = null;
        const totals = new Map<string, number>();
        own = { name, totals };
        datapath.begin(number, () => {
          const { hit, missed, lost, flows, ...others } = Object.fromEntries(totals);
          const sums = { hit: hit ?? null, missed: missed ?? null, lost: lost ?? null, flows: flows ?? null };
          return { name, ...sums, counters: others };
        });
        return true;
      }
      const found = portLine.exec(text);
      if (found !== null && own !== null) {
        datapath.close();
        const counts = new Map<string, PortCounters | number | string | null>();
        traffic = counts;
        const [, number1, device = '', type, options = ''] = found;
        const place = { datapath: own.name, datapathPort: Number(number1), name: device, type: type ?? null };
        port.begin(number, () => ({
          ...place,
          options: optionsOf(options),
          received: (counts.get('RX') as PortCounters | undefined) ?? null,
          transmitted: (counts.get('TX') as PortCounters | undefined) ?? null,
          upcalls: (counts.get('UPCALL') as PortCounters | undefined) ?? null,
          collisions: (counts.get('collisions') as number | null | undefined) ?? null,
          error: (counts.get('error') as string | undefined) ?? null,
        }));
        return true;
      }
      if (readTraffic(text)) {
        port.extend(number);
        return true;
      }
      if (!readDatapath(text)) return false;
      datapath.extend(number);
      return true;
    };
    return lineReader(sink, 'ovs-appctl dpctl/show', read, () => {
      datapath.close();
      port.close();
    });
  },
};

const bareName = /^[\w-]+@[^\s:]+$/;

/** `ovs-appctl dpctl/dump-dps`, `ovs-dpctl dump-dps`: the datapaths by name, one a line. */
export const ovsAppctlDpctlDumpDps: Command = {
  id: 'ovs-appctl-dpctl-dump-dps',
  title: 'ovs-appctl dpctl/dump-dps',
  facts: ['datapath'],
  recognise: (argv) => dpctlCommand(argv, 'dump-dps'),
  sniff: (line) => /^(?:system|netdev)@ovs-\w+$/.test(line),
  parser: (_context, sink) =>
    lineReader(sink, 'ovs-appctl dpctl/dump-dps', (line, number) => {
      const name = line.trim();
      if (!bareName.test(name)) return false;
      const sums = { hit: null, missed: null, lost: null, flows: null };
      sink.fact('datapath', { name, ...sums, counters: {} }, number, number);
      return true;
    }),
};

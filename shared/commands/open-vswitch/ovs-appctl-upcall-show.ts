// `ovs-appctl upcall/show`, the flows that the daemon keeps in each datapath; keys are by revalidator thread:
//
//   netdev@ovs-netdev:
//     flows         : (current 108) (avg 146) (max 500) (limit 186000)
//     offloaded flows : 0
//     dump duration : 1ms
//     ufid enabled : true
//
//     5: (keys 108)
import type { Command } from '../command.ts';
import { lineReader, OpenFact } from './line-reader.ts';
import { appctlCommand } from './ovs-command-line.ts';

const datapathLine = /^([\w-]+@[^\s:]+):$/;
const flowsLine = /^flows\s*: \(current (\d+)\) \(avg (\d+)\) \(max (\d+)\) \(limit (\d+)\)$/;
const durationLine = /^dump duration\s*: (\d+)ms$/;
const featureLine = /^([a-z][\w ]{0,40}?)\s*: (\S+)$/;
const keysLine = /^(\d+): \(keys (\d+)\)$/;

export const ovsAppctlUpcallShow: Command = {
  id: 'ovs-appctl-upcall-show',
  title: 'ovs-appctl upcall/show',
  facts: ['upcall-statistics'],
  recognise: (argv) => appctlCommand(argv, 'upcall/show'),
  sniff: (line) => flowsLine.test(line.trim()),
  parser(_context, sink) {
    const fact = new OpenFact(sink, 'upcall-statistics');
    let own: {
      numbers: Map<string, number>;
      features: Map<string, string>;
      keys: Map<string, number>;
    } | null = null;
    const read = (line: string, number: number): boolean => {
      const text = line.trim();
      const datapath = datapathLine.exec(text)?.[1];
      if (datapath !== undefined) {
        const now = {
          numbers: new Map<string, number>(),
          features: new Map<string, string>(),
          keys: new Map<string, number>(),
        };
        own = now;
        const told = (key: string): number | null => now.numbers.get(key) ?? null;
        fact.begin(number, () => ({
          datapath,
          current: told('current'),
          average: told('average'),
          maximum: told('maximum'),
          limit: told('limit'),
          dumpDuration: told('duration'),
          features: Object.fromEntries(now.features),
          keys: Object.fromEntries(now.keys),
        }));
        return true;
      }
      if (own === null) return false;
      const flows = flowsLine.exec(text);
      const duration = durationLine.exec(text)?.[1];
      const keys = keysLine.exec(text);
      const feature = featureLine.exec(text);
      if (flows !== null) {
        ['current', 'average', 'maximum', 'limit'].forEach((key, at) => {
          own?.numbers.set(key, Number(flows[at + 1]));
        });
      } else if (duration !== undefined) own.numbers.set('duration', Number(duration));
      else if (keys?.[1] !== undefined) own.keys.set(keys[1], Number(keys[2]));
      else if (feature?.[1] !== undefined) own.features.set(feature[1], feature[2] ?? '');
      else return false;
      fact.extend(number);
      return true;
    };
    return lineReader(sink, 'ovs-appctl upcall/show', read, () => fact.close());
  },
};

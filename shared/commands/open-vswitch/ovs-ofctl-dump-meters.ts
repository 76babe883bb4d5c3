// `ovs-ofctl -O OpenFlow13 dump-meters BRIDGE [METER]`, OpenFlow 1.3 and later:
//
//   OFPST_METER_CONFIG reply (OF1.3) (xid=0x2):
//   meter=1 kbps burst stats bands=
//   type=drop rate=10000 burst_size=1000
import type { Command } from '../command.ts';
import type { OpenflowMeterFact } from '../../facts.ts';
import { counted, lineReader, OpenFact, replyHeader } from './line-reader.ts';
import { ofctlCommand } from './ovs-command-line.ts';

const header = replyHeader('OFPST_METER_CONFIG');
const meterLine = /^\s*meter=(\w+) ((?:\w+ )*)bands=$/;
const bandLine =
  /^\s*type=(\w+)(?: rate=(\d+))?(?: burst_size=(\d+))?(?: prec_level=(\d+))?(?: burst_size=(\d+))?$/;

export const ovsOfctlDumpMeters: Command = {
  id: 'ovs-ofctl-dump-meters',
  title: 'ovs-ofctl dump-meters',
  facts: ['openflow-meter'],
  recognise: (argv) => ofctlCommand(argv, 'dump-meters') ?? ofctlCommand(argv, 'dump-meter'),
  sniff: (line) => header.test(line),
  parser(context, sink) {
    const fact = new OpenFact(sink, 'openflow-meter');
    let bands: OpenflowMeterFact['bands'][number][] | null = null;
    const read = (text: string, number: number): boolean => {
      const meter = meterLine.exec(text);
      if (meter !== null) {
        const own: OpenflowMeterFact['bands'][number][] = [];
        bands = own;
        const [, name = '', words = ''] = meter;
        const flags = words.split(' ').filter((word) => word !== '');
        fact.begin(number, () => ({ bridge: context.target, meter: name, flags, bands: own }));
        return true;
      }
      const band = bandLine.exec(text);
      if (band === null || bands === null) return header.test(text);
      const [, type = '', rate, burst, precedence, lateBurst] = band;
      const burstSize = counted(burst ?? lateBurst);
      bands.push({ type, rate: counted(rate), burstSize, precedenceLevel: counted(precedence) });
      fact.extend(number);
      return true;
    };
    return lineReader(sink, 'ovs-ofctl dump-meters', read, () => fact.close());
  },
};

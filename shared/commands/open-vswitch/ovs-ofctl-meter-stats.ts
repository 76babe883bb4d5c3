// `ovs-ofctl -O OpenFlow13 meter-stats BRIDGE [METER]`, OpenFlow 1.3 and later:
//
//   OFPST_METER reply (OF1.3) (xid=0x2):
//   meter:1 flow_count:1 packet_in_count:3 byte_in_count:318 duration:65.530s bands:
//   0: packet_count:0 byte_count:0
import type { Command } from '../command.ts';
import type { OpenflowMeterStatisticsFact } from '../../facts.ts';
import { counted, lineReader, OpenFact, replyHeader } from './line-reader.ts';
import { ofctlCommand } from './ovs-command-line.ts';

const header = replyHeader('OFPST_METER');
const meterLine =
  /^\s*meter:(\w+) flow_count:(\d+|\?) packet_in_count:(\d+|\?) byte_in_count:(\d+|\?) duration:([\d.]+|\?)s? bands:$/;
const bandLine = /^\s*\d+: packet_count:(\d+|\?) byte_count:(\d+|\?)$/;

export const ovsOfctlMeterStats: Command = {
  id: 'ovs-ofctl-meter-stats',
  title: 'ovs-ofctl meter-stats',
  facts: ['openflow-meter-statistics'],
  recognise: (argv) => ofctlCommand(argv, 'meter-stats'),
  sniff: (line) => header.test(line),
  parser(context, sink) {
    const fact = new OpenFact(sink, 'openflow-meter-statistics');
    let bands: OpenflowMeterStatisticsFact['bands'][number][] | null = null;
    const read = (text: string, number: number): boolean => {
      const meter = meterLine.exec(text);
      if (meter !== null) {
        const own: OpenflowMeterStatisticsFact['bands'][number][] = [];
        bands = own;
        const [, name = '', flows, packets, bytes, duration] = meter;
        const counts = { flows: counted(flows), packets: counted(packets), bytes: counted(bytes) };
        const data = { bridge: context.target, meter: name, ...counts, duration: counted(duration) };
        fact.begin(number, () => ({ ...data, bands: own }));
        return true;
      }
      const band = bandLine.exec(text);
      if (band === null || bands === null) return header.test(text);
      bands.push({ packets: counted(band[1]), bytes: counted(band[2]) });
      fact.extend(number);
      return true;
    };
    return lineReader(sink, 'ovs-ofctl meter-stats', read, () => fact.close());
  },
};

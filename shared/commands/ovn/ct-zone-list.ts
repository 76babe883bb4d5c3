// `ovn-appctl -t ovn-controller ct-zone-list`: which conntrack zone each logical port and router of this chassis has:
//
//   provnet-eb567ff2-e283-4e38-9b01-3f5e8c7e1a1e 6
//   a4ecc664-b5e2-4d42-8f4c-1a9320e3e28b_dnat 2
//
// and, in 25.03, a router or switch by its name: `neutron-7c1b9467-b14d-4380-b2c9-56a26a6488d0_snat 3`.
import type { Command } from '../command.ts';
import { appctlCommand } from '../open-vswitch/ovs-command-line.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'ovn-appctl ct-zone-list';

export const ctZoneList: Command = {
  id: 'ovn-appctl-ct-zone-list',
  title,
  facts: ['conntrack-zone'],
  recognise(argv) {
    const [tool = '', ...rest] = argv;
    if (!tool.endsWith('ovn-appctl')) return null;
    return appctlCommand(['ovs-appctl', ...rest], 'ct-zone-list') === null ? null : {};
  },
  sniff: (line) => /^(?:neutron-)?[0-9a-f]{8}-[0-9a-f-]{27}_[ds]nat \d{1,5}$/.test(line),
  parser: (_context, sink) => ({
    line(text, number) {
      const [, name, zone] = /^(\S+) (\d{1,5})$/.exec(text.trim()) ?? [];
      if (name !== undefined) sink.fact('conntrack-zone', { name, zone: Number(zone) }, number, number);
      else if (text.trim() !== '') unexpectedLine(sink, title, text, number);
    },
    end: () => undefined,
  }),
};

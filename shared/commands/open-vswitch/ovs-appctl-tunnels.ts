// Tunnels, as the daemon runs them:
//
//   ovs-appctl ofproto/list-tunnels
//     port 7: vxlan-0a000072 (vxlan: 10.0.0.128->10.0.0.114, key=flow, legacy_l2, dp port=7, ttl=64)
//   ovs-appctl tnl/ports/show        Listening ports:
//                                    gre_sys (19) ref_cnt=1
//   ovs-appctl tnl/ports/show -v     gre_sys (19) : eth(dst=aa:55:aa:55:00:00),eth_type(0x0800),ipv4(dst=192.168.10.11,proto=47,frag=no)
//   ovs-appctl tnl/neigh/show        IP                                            MAC                 Bridge
//   (older: tnl/arp/show)            ==========================================================================
//                                    192.168.20.12                                 52:54:00:b1:1c:01   br-phy
//   ovs-appctl ovs/route/show        Route Table:
//                                    Cached: 10.0.0.11/32 dev eth0 SRC 10.0.0.11 local
//                                    User: 10.0.0.0/8 dev br0 GW 192.168.10.1 SRC 192.168.10.11
import type { Command } from '../command.ts';
import { counted, lineReader, optionsOf } from './line-reader.ts';
import { appctlCommand } from './ovs-command-line.ts';

const tunnelLine = /^port (\d+): (.+) \(([\w-]+): (\S+?)->([^\s,]+)((?:, [^()]*)?)\)$/;

export const ovsAppctlListTunnels: Command = {
  id: 'ovs-appctl-ofproto-list-tunnels',
  title: 'ovs-appctl ofproto/list-tunnels',
  facts: ['ovs-tunnel'],
  recognise: (argv) => appctlCommand(argv, 'ofproto/list-tunnels'),
  sniff: (line) => tunnelLine.test(line.trim()),
  parser: (_context, sink) =>
    lineReader(sink, 'ovs-appctl ofproto/list-tunnels', (text, number) => {
      const found = tunnelLine.exec(text.trim());
      if (found === null) return false;
      const [, port, name = '', type = '', localAddress = '', remoteAddress = '', options = ''] = found;
      const addresses = { localAddress, remoteAddress };
      const data = { name, type, datapathPort: Number(port), ...addresses, options: optionsOf(options) };
      sink.fact('ovs-tunnel', data, number, number);
      return true;
    }),
};

const listenerLine = /^(\S+) \((\d+)\)(?: ref_cnt=(\d+)| : (eth.*))$/;

export const ovsAppctlTnlPortsShow: Command = {
  id: 'ovs-appctl-tnl-ports-show',
  title: 'ovs-appctl tnl/ports/show',
  facts: ['tunnel-listener'],
  recognise: (argv) => appctlCommand(argv, 'tnl/ports/show'),
  sniff: (line) => /^Listening ports:$/.test(line) || listenerLine.test(line),
  parser: (_context, sink) =>
    lineReader(sink, 'ovs-appctl tnl/ports/show', (line, number) => {
      const text = line.trim();
      const found = listenerLine.exec(text);
      if (found === null) return text === 'Listening ports:';
      const [, name = '', port, references, match = null] = found;
      const mac = /\beth\(dst=([0-9a-f:]{17})\)/i.exec(match ?? '')?.[1]?.toLowerCase() ?? null;
      const address = /\bipv[46]\(dst=([^,()]+)/.exec(match ?? '')?.[1] ?? null;
      const data = { name, datapathPort: Number(port), references: counted(references), match, mac, address };
      sink.fact('tunnel-listener', data, number, number);
      return true;
    }),
};

const neighbourHeader = /^IP\s+MAC\s+Bridge$/;
const neighbourLine = /^([0-9a-f.:]+)\s+((?:[0-9a-f]{2}:){5}[0-9a-f]{2})\s+(\S+)$/i;

export const ovsAppctlTnlNeighShow: Command = {
  id: 'ovs-appctl-tnl-neigh-show',
  title: 'ovs-appctl tnl/neigh/show',
  facts: ['tunnel-neighbour'],
  recognise: (argv) => appctlCommand(argv, 'tnl/neigh/show') ?? appctlCommand(argv, 'tnl/arp/show'),
  sniff: (line) => neighbourHeader.test(line.trim()),
  parser: (_context, sink) =>
    lineReader(sink, 'ovs-appctl tnl/neigh/show', (line, number) => {
      const text = line.trim();
      const found = neighbourLine.exec(text);
      if (found === null) return neighbourHeader.test(text) || /^={10,}$/.test(text);
      const [, address = '', mac = '', bridge = ''] = found;
      sink.fact('tunnel-neighbour', { address, mac: mac.toLowerCase(), bridge }, number, number);
      return true;
    }),
};

const routeLine =
  /^(Cached|User|Other): (\S+\/\d+)(?: MARK (\S+))? dev (\S+)(?: GW (\S+))?(?: SRC (\S+))?(?: table (\S+))?( local)?$/;

export const ovsAppctlRouteShow: Command = {
  id: 'ovs-appctl-ovs-route-show',
  title: 'ovs-appctl ovs/route/show',
  facts: ['ovs-route'],
  recognise: (argv) => appctlCommand(argv, 'ovs/route/show'),
  sniff: (line) => line.trim() === 'Route Table:' || routeLine.test(line.trim()),
  parser: (_context, sink) =>
    lineReader(sink, 'ovs-appctl ovs/route/show', (line, number) => {
      const text = line.trim();
      const found = routeLine.exec(text);
      if (found === null) return text === 'Route Table:';
      const [, origin = '', prefix = '', mark = null, device = '', gateway = null, source = null] = found;
      const data = { origin, prefix, device, gateway, source, mark, table: found[7] ?? null };
      sink.fact('ovs-route', { ...data, local: found[8] !== undefined }, number, number);
      return true;
    }),
};

// Files below `/proc/sys/net`: one kernel setting each, and `sysctl`'s names for them.
//
//   /proc/sys/net/ipv4/conf/eth0.10/rp_filter   →   net.ipv4.conf.eth0/10.rp_filter = 2
//
// A report may hold thousands, one for each device and setting. Read are those that decide what becomes of
// a packet; `sysctl -a`, where it is there too, has them all.
// Source: sysctl(8); Documentation/networking/ip-sysctl.rst of Linux.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { printedFile } from '../file-path.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'cat /proc/sys/net';
const perDevice =
  /^ipv[46]\/conf\/[^/]+\/(?:forwarding|mc_forwarding|rp_filter|arp_(?:accept|announce|filter|ignore|notify)|proxy_arp(?:_pvlan)?|proxy_ndp|drop_gratuitous_arp|accept_(?:local|ra|redirects|dad)|route_localnet|src_valid_mark|disable_(?:ipv6|policy|xfrm)|mtu|ignore_routes_with_linkdown|log_martians)$/;
const ofHost =
  /^(?:bridge\/[\w-]+|netfilter\/nf_conntrack_[\w-]+|nf_conntrack_max|core\/(?:netdev_[\w]+|[rw]mem_\w+|somaxconn|rps_\w+|default_qdisc|bpf_jit_\w+)|ipv[46]\/(?:ip_[\w]+|tcp_(?:mtu_probing|base_mss|[rw]?mem|timestamps|sack)|udp_mem|fib_\w+|neigh\/default\/\w+|route\/\w+|conf\/(?:all|default)\/\w+))$/;

const nameOf = (path: string): string =>
  path
    .split('/')
    .map((part) => part.replaceAll('.', '/'))
    .join('.');

function parser(context: CommandContext, sink: Sink): LineParser {
  let first = true;
  return {
    line(text, number) {
      if (text.trim() === '') return;
      if (first && context.target !== null)
        sink.fact(
          'kernel-setting',
          { name: context.target, value: text.trim(), netns: context.netns },
          number,
          number,
        );
      else unexpectedLine(sink, title, text, number);
      first = false;
    },
    end() {
      // A file has one value.
    },
  };
}

export const procSys: Command = {
  id: 'proc-sys',
  title,
  facts: ['kernel-setting'],
  recognise(argv) {
    const path = /^\/proc\/sys\/net\/(.+)$/.exec(printedFile(argv) ?? '')?.[1];
    return path !== undefined && (perDevice.test(path) || ofHost.test(path))
      ? { target: nameOf(`net/${path}`) }
      : null;
  },
  sniff: () => false,
  parser,
};

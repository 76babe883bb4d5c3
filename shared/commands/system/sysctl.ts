// `sysctl -a`, `sysctl NAME…`: settings of the kernel.
//
//   net.bridge.bridge-nf-call-iptables = 1
//   net.ipv4.conf.eth0/10.rp_filter = 2
//   net.ipv4.tcp_rmem = 4096	131072	6291456
//
// `-a` prints more than a thousand settings that say nothing of a network and partly change with every look
// (`kernel.random.uuid`, `fs.inode-state`); they are read past. Kept are `net.` and what bounds a
// node's daemons and datapath: huge pages, numbers of files, processes and threads.
// Source: sysctl(8).
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'sysctl';
const setting = /^([a-z][\w-]*\.[\w./:@+-]+) ?= ?(.*)$/;
const kept =
  /^(?:net\.|vm\.(?:nr_(?:overcommit_)?hugepages|max_map_count|overcommit_memory)|fs\.(?:file-max|nr_open)|kernel\.(?:pid_max|threads-max|osrelease|panic|numa_balancing|sched_rt_runtime_us)$)/;
/** What sysctl says of settings that may not be read; it goes on with the next. */
const refusal =
  /^sysctl: (?:permission denied on key|reading key|cannot stat|error|.*: (?:No such|Permission|Input)).*$/;

function parser(context: CommandContext, sink: Sink): LineParser {
  return {
    line(text, number) {
      if (text.trim() === '' || refusal.test(text)) return;
      const [, name, value] = setting.exec(text) ?? [];
      if (name === undefined || value === undefined) unexpectedLine(sink, title, text, number);
      else if (!kept.test(name)) sink.aside?.(number);
      else sink.fact('kernel-setting', { name, value: value.trim(), netns: context.netns }, number, number);
    },
    end() {
      // Every line is whole.
    },
  };
}

export const sysctl: Command = {
  id: 'sysctl',
  title,
  facts: ['kernel-setting'],
  recognise([program, ...words]) {
    // A file name has lost its underscores: `net.ipv4.ip forward`.
    if (program !== 'sysctl' || !words.every((word) => /^(?:-[aAe]|--all|[a-z][\w./*-]*)$/.test(word)))
      return null;
    return words.some((word) => /^(?:-[aA]|--all|net)$|^\w+[./]/.test(word)) ? {} : null;
  },
  sniff: (line) =>
    /^(?:net\.(?:ipv4|ipv6|core|bridge|netfilter)\.[\w./-]+|abi\.vsyscall32) = \d+$/.test(line),
  parser,
};

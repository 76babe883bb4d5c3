// Files of assignments and of words: one option a line.
//
//   OVS_CTL_OPTS="--delete-bridges"          /etc/default/openvswitch-switch, /etc/sysconfig/**, ifcfg-*, os-release
//   net.ipv4.ip_forward = 1                  /etc/sysctl.conf, /etc/sysctl.d/*
//   cgroup_device_acl = [                    /etc/libvirt/qemu.conf, libvirtd.conf
//       "/dev/null", "/dev/full",
//   ]
//   options bonding mode=4 miimon=100        /etc/modprobe.d/*
//   127.0.0.1 localhost                      /etc/hosts
//   nameserver 10.0.0.2                      /etc/resolv.conf
//   10.1.0.0/16 via 10.0.0.1 dev eth0        route-eth0
//
// Source: ifcfg's documentation of initscripts (sysconfig.txt), sysctl.conf(5), modprobe.d(5), hosts(5),
// resolv.conf(5), libvirt's src/util/virconf.c.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { printedFile } from '../file-path.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { withoutComment } from './yaml-flow.ts';

type Layout = 'assignments' | 'words';

const title = 'cat FILE';
const assigned: readonly RegExp[] = [
  /^\/etc\/(?:default|sysconfig)\/(?:openvswitch(?:-switch)?|ovn(?:-\w+)?|network|neutron[\w-]*|nova[\w-]*|libvirtd|irqbalance|grub)$/,
  /^\/etc\/openvswitch\/(?:default\.conf|system-id\.conf)$/,
  /(?:^|\/)ifcfg-[\w.:@-]+$/,
  /(?:^\/(?:etc|usr\/lib)\/|^)(?:os-release|lsb-release)$/,
  /^\/etc\/sysctl\.conf$|^\/(?:etc|usr\/lib|run)\/sysctl\.d\/[\w.@-]+\.conf$/,
  /^\/etc\/libvirt\/(?:qemu|libvirtd|virt\w+d|libvirt)\.conf$/,
];
const worded: readonly RegExp[] = [
  /^\/(?:etc|usr\/lib|run)\/(?:modprobe|modules-load)\.d\/[\w.@-]+\.conf$/,
  /^\/etc\/(?:hosts|resolv\.conf)$/,
  /(?:^|\/)(?:route6?|rule6?)-[\w.:@-]+$/,
];

function layoutOf(file: string): Layout | null {
  if (assigned.some((path) => path.test(file))) return 'assignments';
  return worded.some((path) => path.test(file)) ? 'words' : null;
}

const assignment = /^(?:export\s+)?-?([A-Za-z_][\w./*:-]{0,120})\s*=\s*(.*)$/;
/** `-net.ipv4.conf.lo.rp_filter`: a setting that later patterns leave alone (sysctl.d(5)). */
const excluded = /^-([\w./*-]{1,120})$/;
const word = /^(?:[a-z][a-z0-9_-]{0,40}|[0-9a-f.:]{2,45}(?:%\w{1,15})?(?:\/\d{1,3})?)$/;

/** The value as a shell reads it: without its quotes and without a comment after it. */
function unquoted(text: string): string {
  const quoted = /^(["'])(.*?)\1\s*(?:#.*)?$/.exec(text);
  return quoted?.[2] ?? withoutComment(text).trim();
}

function parser(context: CommandContext, sink: Sink): LineParser {
  const file = context.target ?? 'unknown';
  const layout = layoutOf(file) ?? 'assignments';
  let list: { option: string; text: string; firstLine: number; lastLine: number } | null = null;

  const items = (text: string): string[] =>
    text
      .split(',')
      .map((item) => unquoted(item.trim()))
      .filter((item) => item !== '');
  const closeList = (): void => {
    if (list === null) return;
    const values = items(list.text.replace(/^\[|\]\s*$/g, ''));
    sink.fact(
      'config-option',
      { file, section: null, option: list.option, values },
      list.firstLine,
      list.lastLine,
    );
    list = null;
  };

  let carried: { text: string; firstLine: number } | null = null;

  return {
    line(text, number) {
      const own = text.trim();
      if (carried === null && (own === '' || /^[#;]/.test(own))) return;
      const firstLine: number = carried?.firstLine ?? number;
      const trimmed: string = carried === null ? own : `${carried.text} ${own}`;
      carried = null;
      // modprobe.d(5): a command goes on after a backslash.
      if (layout === 'words' && trimmed.endsWith('\\')) {
        carried = { text: trimmed.slice(0, -1).trim(), firstLine };
        return;
      }
      if (list !== null && !/^\w+\s*=/.test(trimmed) && /^["'\]]/.test(trimmed)) {
        list.text += ` ${trimmed}`;
        list.lastLine = number;
        if (trimmed.endsWith(']')) closeList();
        return;
      }
      closeList();
      // A route file may also be written as ADDRESS0=, NETMASK0=, GATEWAY0=.
      if (layout === 'words' && !/^[A-Z]+\d+=/.test(trimmed)) {
        const [option = '', ...values] = withoutComment(trimmed).trim().split(/\s+/);
        if (word.test(option) && values.length > 0)
          sink.fact('config-option', { file, section: null, option, values }, firstLine, number);
        else if (/^[a-z0-9_-]{1,60}$/.test(option) && values.length === 0)
          // modules-load.d(5): a module's name alone.
          sink.fact('config-option', { file, section: null, option, values: [] }, firstLine, number);
        else unexpectedLine(sink, title, text, number);
        return;
      }
      const [, option, value] = assignment.exec(trimmed) ?? [];
      const left = excluded.exec(trimmed)?.[1];
      if (left !== undefined)
        sink.fact('config-option', { file, section: null, option: left, values: [] }, number, number);
      else if (option === undefined || value === undefined) unexpectedLine(sink, title, text, number);
      else if (value.startsWith('[')) {
        list = { option, text: value, firstLine: number, lastLine: number };
        if (value.endsWith(']')) closeList();
      } else
        sink.fact(
          'config-option',
          { file, section: null, option, values: [unquoted(value)] },
          number,
          number,
        );
    },
    end: closeList,
  };
}

export const configAssignments: Command = {
  id: 'config-assignments',
  title,
  facts: ['config-option'],
  recognise(argv) {
    const file = printedFile(argv);
    return file !== null && layoutOf(file) !== null ? { target: file } : null;
  },
  // The access list that only libvirt's qemu.conf has.
  sniff: (line) => /^cgroup_device_acl = \[\s*$/.test(line),
  // ifcfg-NAME: shell variables, of which these stand in no other file.
  opens({ settings }) {
    const names = settings.get('');
    return (
      settings.size === 1 &&
      names !== undefined &&
      ['DEVICE', 'NAME', 'HWADDR'].some((name) => names.has(name)) &&
      ['BOOTPROTO', 'ONBOOT', 'NM_CONTROLLED'].filter((name) => names.has(name)).length > 0 &&
      [...names].every((name) => /^[A-Z][A-Z0-9_]*$/.test(name))
    );
  },
  parser,
};

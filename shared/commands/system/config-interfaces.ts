// `/etc/network/interfaces` and `interfaces.d/*`: ifupdown's configuration.
//
//   auto br-ex
//   allow-ovs br-ex
//   iface br-ex inet static
//       address 172.16.0.2/16
//       ovs_type OVSBridge
//
// An `iface`'s lines have `iface br-ex inet` as their section.
// Source: interfaces(5).
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { printedFile } from '../file-path.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'cat /etc/network/interfaces';
const stanza = /^(iface|mapping)\s+(\S{1,60})(?:\s+(\S.*))?$/;
const top = /^(auto|allow-[\w-]+|no-auto-down|no-scripts|source|source-directory|rename)\s+(\S.*)$/;
const option = /^([a-z][\w-]{1,40})\s+(\S.*)$/;

function parser(context: CommandContext, sink: Sink): LineParser {
  const file = context.target ?? '/etc/network/interfaces';
  let section: string | null = null;
  const put = (where: string | null, name: string, value: string, line: number): void => {
    sink.fact(
      'config-option',
      { file, section: where, option: name, values: value.split(/\s+/) },
      line,
      line,
    );
  };
  return {
    line(text, number) {
      const trimmed = text.trim();
      if (trimmed === '' || trimmed.startsWith('#')) return;
      const [, kind, device, rest = ''] = stanza.exec(trimmed) ?? [];
      const [, word, words] = top.exec(trimmed) ?? [];
      const [, name, value] = option.exec(trimmed) ?? [];
      if (kind !== undefined && device !== undefined) {
        const [family = '', ...method] = rest.split(/\s+/);
        section = `${kind} ${device} ${family}`.trim();
        put(section, kind, [device, family, ...method].filter((part) => part !== '').join(' '), number);
      } else if (word !== undefined && words !== undefined) {
        section = null;
        put(null, word, words, number);
      } else if (section !== null && name !== undefined && value !== undefined)
        put(section, name, value, number);
      else unexpectedLine(sink, title, text, number);
    },
    end() {
      // Every line is whole.
    },
  };
}

export const configInterfaces: Command = {
  id: 'config-interfaces',
  title,
  facts: ['config-option'],
  recognise(argv) {
    const file = printedFile(argv);
    return file !== null && /^\/etc\/network\/interfaces(?:\.d\/[\w.@-]+)?$/.test(file)
      ? { target: file }
      : null;
  },
  sniff: (line) => /^iface \S+ inet6? (?:static|dhcp|manual|loopback|auto)$/.test(line),
  parser,
};

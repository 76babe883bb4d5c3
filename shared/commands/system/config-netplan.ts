// `/etc/netplan/*.yaml`: the part of YAML that netplan's files use.
//
//   network:
//     bonds:
//       bond0:
//         interfaces: [eno1, eno2]
//         parameters: {mode: 802.3ad}
//         addresses:
//         - 10.0.0.128/24
//         routes:
//           - to: default
//             via: 10.0.0.1
//
// A mapping's keys make the section (`network.bonds.bond0`); a sequence of mappings is numbered from 0
// (`network.bonds.bond0.routes.0`). What is not mapping, sequence, plain or quoted scalar, flow style or
// comment (anchors, block scalars, tabs as indentation) is a problem at its line.
// Source: netplan(5), yaml.org/spec/1.2.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { printedFile } from '../file-path.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { flowValue, scalar, withoutComment, type YamlValue } from './yaml-flow.ts';

const title = 'cat /etc/netplan';
const pair =
  /^("[^"]*"|'[^']*'|[^\s"'{}[\],#&*!|>%@`-][^:#{}[\]]*|[A-Za-z0-9_./-]+(?::[\w.-]+)*):(?: (.*))?$/;

interface Level {
  readonly indent: number;
  readonly key: string;
  /** How many items of a sequence stood here. */
  items: number;
}
interface Waiting {
  readonly section: string | null;
  readonly option: string;
  readonly values: string[];
  readonly indent: number;
  readonly firstLine: number;
  lastLine: number;
}

function parser(context: CommandContext, sink: Sink): LineParser {
  const file = context.target ?? 'netplan';
  const levels: Level[] = [];
  /** A key whose value is on the lines that follow, while those are a sequence of scalars. */
  let waiting: Waiting | null = null;

  const pathOf = (): string | null => (levels.length === 0 ? null : levels.map(({ key }) => key).join('.'));
  const put = (
    section: string | null,
    option: string,
    values: readonly string[],
    first: number,
    last: number,
  ) => {
    sink.fact('config-option', { file, section, option, values }, first, last);
  };
  const putValue = (section: string | null, option: string, value: YamlValue, line: number): void => {
    if (typeof value === 'string') put(section, option, [value], line, line);
    else if (value instanceof Map) {
      if (value.size === 0) put(section, option, [], line, line);
      for (const [key, inner] of value) putValue(join(section, option), key, inner, line);
    } else {
      const scalars = value.filter((item) => typeof item === 'string');
      if (scalars.length > 0 || value.length === 0) put(section, option, scalars, line, line);
      value.forEach((item, i) => {
        if (typeof item !== 'string') putValue(join(section, option), String(i), item, line);
      });
    }
  };
  /** Ends a list. A key without any value below it is an option without one; `indent` is the next key's. */
  const finish = (indent: number): void => {
    if (waiting !== null && (waiting.values.length > 0 || indent <= waiting.indent))
      put(waiting.section, waiting.option, waiting.values, waiting.firstLine, waiting.lastLine);
    waiting = null;
  };

  const read = (content: string, indent: number, number: number): boolean => {
    const [, rawKey, rest = ''] = pair.exec(content) ?? [];
    if (rawKey === undefined) return false;
    finish(indent);
    while ((levels.at(-1)?.indent ?? -1) >= indent) levels.pop();
    const key = scalar(rawKey.trim());
    const section = pathOf();
    if (rest.trim() === '') {
      levels.push({ indent, key, items: 0 });
      waiting = { section, option: key, values: [], indent, firstLine: number, lastLine: number };
      return true;
    }
    const value = flowValue(rest.trim());
    if (value === null) return false;
    putValue(section, key, value, number);
    return true;
  };

  return {
    line(text, number) {
      const line = withoutComment(text);
      const content = line.trim();
      if (content === '' || content === '---' || content === '...') return;
      let indent = line.length - line.trimStart().length;
      if (line.slice(0, indent).includes('\t')) {
        unexpectedLine(sink, title, text, number);
        return;
      }
      let body = content;
      if (body === '-' || body.startsWith('- ')) {
        while ((levels.at(-1)?.indent ?? -1) > indent) levels.pop();
        const owner = levels.at(-1);
        const inner = body.slice(1).trimStart();
        if (owner !== undefined && inner !== '' && pair.test(inner)) {
          // An item that is a mapping: its keys stand below the number of the item.
          finish(Infinity);
          // Deeper than the dash, which may stand below its owner's first letter, and less than the keys after it.
          levels.push({ indent: indent + 0.5, key: String(owner.items++), items: 0 });
          indent += body.length - inner.length;
          body = inner;
        } else if (waiting !== null && indent >= waiting.indent) {
          const value = flowValue(inner);
          if (value === null) {
            unexpectedLine(sink, title, text, number);
            return;
          }
          // `- [patch0-1, patch1-0]`: a list in a list is one value, in flow style.
          waiting.values.push(typeof value === 'string' ? value : inner);
          waiting.lastLine = number;
          return;
        } else {
          unexpectedLine(sink, title, text, number);
          return;
        }
      }
      if (!read(body, indent, number)) unexpectedLine(sink, title, text, number);
    },
    end: () => {
      finish(-1);
    },
  };
}

function join(section: string | null, key: string): string {
  return section === null ? key : `${section}.${key}`;
}

/** The keys below `network:`, netplan(5). */
const ofNetwork =
  /^(?:version|renderer|ethernets|bonds|bridges|vlans|vrfs|tunnels|wifis|modems|virtual-ethernets|dummy-devices|openvswitch|nm-devices)$/;

export const configNetplan: Command = {
  id: 'config-netplan',
  title,
  facts: ['config-option'],
  recognise(argv) {
    const file = printedFile(argv);
    return file !== null && /(?:^|\/)netplan\/[\w.@-]+\.ya?ml$|(?:^|[/_-])netplan[\w.@-]*\.ya?ml$/.test(file)
      ? { target: file }
      : null;
  },
  sniff: () => false,
  opens({ lines }) {
    const said = lines.filter((line) => !/^\s*(?:#|---|$)/.test(line));
    const [first = '', second = ''] = said;
    if (!/^network:\s*$/.test(first)) return false;
    const indent = /^( {1,8})\S/.exec(second)?.[1];
    if (indent === undefined) return false;
    const names = said.flatMap((line) =>
      line.startsWith(indent) ? (/^([a-z-]+):/.exec(line.slice(indent.length))?.[1] ?? []) : [],
    );
    return (
      names.length > 0 &&
      names.every((name) => ofNetwork.test(name)) &&
      names.some((name) => name !== 'version')
    );
  },
  parser,
};

// `hostname`, `hostnamectl`, `timedatectl`, `date`, `uptime`, `lscpu`, `/proc/cmdline`, `/proc/uptime`: what
// a host says of itself.
//
//      Static hostname: compute4                      Time zone: Etc/UTC (UTC, +0000)
//    Operating System: Ubuntu 20.04.3 LTS            Thu Feb 10 16:19:17 UTC 2022
//    16:19:19 up 17:41,  2 users,  load average: 3.58, 3.27, 2.58
//   BOOT_IMAGE=/vmlinuz root=UUID=51ba ro hugepagesz=1G hugepages=8 intel_iommu=on
//
// Which host a bundle is of, and when it was taken, is decided in bundle/identity.ts from the same texts.
// Source: hostnamectl(1), timedatectl(1), date(1), uptime(1), lscpu(1), bootparam(7), proc(5).
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import type { TextHead } from '../text-head.ts';
import type { HostPropertyFact } from '../../facts.ts';
import { printedFile } from '../file-path.ts';
import { unexpectedLine } from '../unexpected-line.ts';

type Group = HostPropertyFact['group'];
type Properties = readonly (readonly [name: string, value: string])[];

interface Statement {
  readonly id: string;
  readonly title: string;
  readonly group: Group;
  readonly recognise: (argv: readonly string[]) => boolean;
  /** The properties of a line; null for one that is not of this output. */
  readonly read: (line: string) => Properties | null;
  readonly sniff: (line: string) => boolean;
  readonly opens?: (head: TextHead) => boolean;
}

function hostStatement({ id, title, group, recognise, read, sniff, opens }: Statement): Command {
  const parser = (_context: CommandContext, sink: Sink): LineParser => ({
    line(text, number) {
      if (text.trim() === '') return;
      const properties = read(text);
      if (properties === null) unexpectedLine(sink, title, text, number);
      else
        for (const [name, value] of properties)
          sink.fact('host-property', { group, name, value }, number, number);
    },
    end() {
      // Every line is whole.
    },
  });
  return {
    id,
    title,
    facts: ['host-property'],
    recognise: (argv) => (recognise(argv) ? {} : null),
    sniff,
    ...(opens === undefined ? {} : { opens }),
    parser,
  };
}

const labelled = /^\s*([A-Z][A-Za-z0-9 ()/._-]{1,40}): +(\S.*?)\s*$/;
function labelledLine(line: string): Properties | null {
  const [, name, value] = labelled.exec(line) ?? [];
  if (name !== undefined && value !== undefined) return [[name, value]];
  // `CPU max MHz:` and others may have nothing to say.
  return /^\s*[A-Z][A-Za-z0-9 ()/._-]{1,40}:\s*$/.test(line) ? [] : null;
}

const plain =
  (program: string, ...options: readonly string[]) =>
  ([first, ...words]: readonly string[]): boolean =>
    first === program && words.length <= 1 && words.every((word) => options.includes(word));

export const hostname = hostStatement({
  id: 'hostname',
  title: 'hostname',
  group: 'hostname',
  recognise: (argv) => plain('hostname', '-f', '-s', '--fqdn')(argv) || printedFile(argv) === '/etc/hostname',
  read: (line) => (/^[A-Za-z0-9][\w.-]{0,252}\s*$/.test(line) ? [['hostname', line.trim()]] : null),
  sniff: () => false,
});

export const hostnamectl = hostStatement({
  id: 'hostnamectl',
  title: 'hostnamectl',
  group: 'hostnamectl',
  recognise: plain('hostnamectl', 'status'),
  read: labelledLine,
  sniff: (line) => /^\s*Static hostname: \S/.test(line),
});

export const timedatectl = hostStatement({
  id: 'timedatectl',
  title: 'timedatectl',
  group: 'timedatectl',
  recognise: plain('timedatectl', 'status'),
  read: labelledLine,
  sniff: (line) => /^\s*Local time: \w{3} \d{4}-/.test(line),
});

export const lscpu = hostStatement({
  id: 'lscpu',
  title: 'lscpu',
  group: 'lscpu',
  recognise: plain('lscpu'),
  read: labelledLine,
  sniff: (line) => /^CPU op-mode\(s\):/.test(line),
});

const dateLine =
  /^(?:\S{1,12},? )?(?:\S{1,12} {1,2}\d{1,2}|\d{1,2} \S{1,12}) .{0,12}\d\d:\d\d(?::\d\d)?.{0,30}$|^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/;
export const date = hostStatement({
  id: 'date',
  title: 'date',
  group: 'date',
  recognise: plain('date', '-u', '--utc', '-R'),
  read: (line) => (dateLine.test(line.trim()) ? [['date', line.trim()]] : null),
  sniff: () => false,
  // A text that is nothing else; in others a date is theirs.
  opens: ({ first, lines, isWhole }) =>
    isWhole &&
    lines.slice(1).every((line) => line.trim() === '') &&
    /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (?:[AP]M )?[A-Z]{2,5} \d{4}\s*$/.test(first),
});

const load =
  /^\s*\d\d:\d\d:\d\d up (.{1,40}?),\s+(?:(\d+) users?,\s+)?load average: ([\d.,]+ [\d.,]+ [\d.,]+)\s*$/;
const seconds = /^(\d+\.\d+) \d+\.\d+\s*$/;
export const uptime = hostStatement({
  id: 'uptime',
  title: 'uptime',
  group: 'uptime',
  recognise: (argv) => plain('uptime')(argv) || printedFile(argv) === '/proc/uptime',
  read(line) {
    const since = seconds.exec(line)?.[1];
    if (since !== undefined) return [['up', `${since} s`]];
    const [, up, users, average] = load.exec(line) ?? [];
    if (up === undefined || average === undefined) return null;
    const properties: [string, string][] = [
      ['up', up],
      ['load average', average],
    ];
    if (users !== undefined) properties.push(['users', users]);
    return properties;
  },
  sniff: (line) => load.test(line),
});

/** Words at spaces, those inside double quotes kept together (bootparam(7)). */
function kernelParameters(line: string): Properties | null {
  const words = line.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? [];
  if (!words.some((word) => /^(?:BOOT_IMAGE=|root=|ro$|rw$|console=|quiet$|init=|panic=)/.test(word)))
    return null;
  return words.map((word) => {
    const equals = word.indexOf('=');
    return equals < 0 ? [word, ''] : [word.slice(0, equals), word.slice(equals + 1)];
  });
}
export const procCmdline = hostStatement({
  id: 'proc-cmdline',
  title: 'cat /proc/cmdline',
  group: 'kernel command line',
  recognise: (argv) => printedFile(argv) === '/proc/cmdline',
  read: kernelParameters,
  sniff: (line) =>
    /^BOOT_IMAGE=\S+ .*\broot=/.test(line) ||
    (line.length < 4096 && /^root=\S+ (?:\S+ ){0,40}r[ow](?: |$)/.test(line)),
});

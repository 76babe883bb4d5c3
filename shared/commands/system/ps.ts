// `ps aux`, `ps alx`, `ps -elf` …: the processes that carry a node's network.
//
//   USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND
//   root          77  0.3  0.0 395244 20284 ?        Ssl  19:50   0:06 ovs-vswitchd unix:/run/openvswitch/db.sock …
//
//   F   UID     PID    PPID PRI  NI    VSZ   RSS WCHAN  STAT TTY        TIME COMMAND
//
// The heading says which column is which. Kept are Open vSwitch, OVN, OpenStack, libvirt, QEMU and the daemons
// that agents start; a pid that changed between two snapshots tells of a restart.
// Source: ps(1).
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'ps';
const heading = /^\s*(?:F\s+(?:S\s+)?)?(?:USER|UID|PID)\s.*\b(?:COMMAND|CMD)\s*$/;
const ours =
  /(?:^|[\s/([])(?:ovs-|ovsdb-|ovn-|neutron|nova-|qemu|libvirtd|virt[a-z]+d\b|dnsmasq|haproxy|keepalived|radvd|conntrackd|frr|bgpd|zebra|octavia|NetworkManager|systemd-networkd|teamd|lldpd)/;
const fork = /^(?:[|\\_ ]*\\_ )/;

function parser(_context: CommandContext, sink: Sink): LineParser {
  let columns: readonly string[] | null = null;
  let started = -1;
  const at = (name: string): number => columns?.indexOf(name) ?? -1;
  return {
    line(text, number) {
      if (text.trim() === '') return;
      if (heading.test(text)) {
        columns = text.trim().split(/\s+/);
        started = columns.indexOf('STARTED');
        return;
      }
      const words = text.trim().split(/\s+/);
      // STARTED is `Wed Feb  9 22:38:08 2022`: five words, also where a day of two digits leaves one space.
      const extra = started >= 0 ? 4 : 0;
      const last = (columns?.length ?? 0) - 1;
      const value = (name: string): string | null => {
        const i = at(name);
        if (i < 0) return null;
        return words[started >= 0 && i > started ? i + extra : i] ?? null;
      };
      const pid = value('PID');
      const command = words
        .slice(last + extra)
        .join(' ')
        .replace(fork, '');
      // `ps m` prints the threads below their process, with `-` for what they share.
      if (columns !== null && pid === '-') return;
      if (columns === null || pid === null || !/^\d{1,9}$/.test(pid) || command === '') {
        unexpectedLine(sink, title, text, number);
        return;
      }
      if (!ours.test(command)) return;
      const parent = value('PPID');
      sink.fact(
        'process',
        {
          pid: Number(pid),
          parentPid: parent !== null && /^\d{1,9}$/.test(parent) ? Number(parent) : null,
          user: value('USER') ?? value('UID'),
          started:
            started >= 0 ? words.slice(started, started + 5).join(' ') : (value('START') ?? value('STIME')),
          state: value('STAT') ?? value('S'),
          command,
        },
        number,
        number,
      );
    },
    end() {
      // Every line is whole.
    },
  };
}

export const ps: Command = {
  id: 'ps',
  title,
  facts: ['process'],
  recognise: ([program, ...words]) =>
    // With a column after the command, where that ends cannot be told.
    program === 'ps' && words.length > 0 && !words.some((word) => word.includes('cgroup')) ? {} : null,
  sniff: (line) => heading.test(line) && /\bPID\b.*\sTIME\s+(?:COMMAND|CMD)\s*$/.test(line),
  parser,
};

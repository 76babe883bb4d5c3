// `journalctl --unit UNIT`: the journal of one of the node's network services.
//
//   -- Logs begin at Wed 2022-02-09 22:37:34 UTC, end at Thu 2022-02-10 16:19:13 UTC. --
//   Nov 23 05:26:09 network1 systemd[1]: nova-compute.service: Main process exited, code=exited, status=203/EXEC
//   ░░ Subject: Unit process exited
//   -- Boot d84ec5058fb145058ccc2f1596459fc5 --
//
// `--catalog` explains an entry in the lines after it, which begin with `░░`, or `--` before systemd 246.
// Journals of the whole host and of other services are not read: they stay searchable as text.
// Source: journalctl(1).
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import type { LogEventFact } from '../../facts.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { isKeptEntry, journalEvent } from './journal-events.ts';

const title = 'journalctl --unit';
const ours =
  /^(?:openvswitch|ovs|ovn|neutron|nova|libvirt|virt|octavia|NetworkManager|systemd-networkd|network|networking|netplan|keepalived|haproxy|frr|snap\.(?:openstack|microovn))/;
/** In what systemd says of one: `Started nova-compute.service - OpenStack Compute.` */
const ourUnit = new RegExp(String.raw`(?:^| )(?:${ours.source.slice(1)})[\w@.-]*\.service(?=[ :.,]|$)`);
const remark =
  /^(?:-- .*--|No journal files were found\.|Hint: You are currently not seeing messages.*|Warning: .{1,200})\s*$/;

interface Open {
  /** Null for an entry that gives no fact. */
  readonly event: LogEventFact | null;
  readonly firstLine: number;
  lastLine: number;
}

function parser(_context: CommandContext, sink: Sink): LineParser {
  let open: Open | null = null;
  const finish = (): void => {
    if (open?.event) sink.fact('log-event', open.event, open.firstLine, open.lastLine);
    open = null;
  };
  return {
    line(text, number) {
      const event = journalEvent(text);
      if (event !== null) {
        finish();
        const kept = isKeptEntry(event);
        if (!kept) sink.aside?.(number);
        open = { event: kept ? event : null, firstLine: number, lastLine: number };
      } else if (remark.test(text) || text.trim() === '') {
        sink.aside?.(number);
      } else if (open !== null && /^(?:\s|░░|--)/.test(text)) {
        if (open.event === null) sink.aside?.(number);
        open.lastLine = number;
      } else {
        unexpectedLine(sink, title, text, number);
      }
    },
    end: finish,
  };
}

/** The units of `-u UNIT`, `--unit UNIT`, `--unit=UNIT`. */
function unitsOf(words: readonly string[]): readonly string[] {
  return words.flatMap((word, i) => {
    if (word.startsWith('--unit=')) return [word.slice('--unit='.length)];
    const next = words[i + 1];
    return /^(?:-u|--unit)$/.test(word) && next !== undefined ? [next] : [];
  });
}

export const journalctl: Command = {
  id: 'journalctl',
  title,
  facts: ['log-event'],
  recognise([program, ...words]) {
    if (program !== 'journalctl') return null;
    const units = unitsOf(words);
    if (units.length === 0 || !units.every((unit) => ours.test(unit))) return null;
    const structured = words.some((word) =>
      /^(?:json|export|verbose|cat)|^--output=(?:json|export|verbose|cat)/.test(word),
    );
    return structured ? null : {};
  },
  mayBeErrorsOnly: true,
  sniff: () => false,
  // The journal of our units: in the whole host's, and in syslog, others start and stop too.
  opens({ lines }) {
    const entries = lines.flatMap((line) => journalEvent(line) ?? []);
    const ofUnits = entries.filter(({ program }) => program === 'systemd');
    return (
      journalEvent(lines.find((line) => !remark.test(line)) ?? '') !== null &&
      entries.some(({ program, message }) => ours.test(program ?? '') || ourUnit.test(message)) &&
      entries.every(({ program }) => !/^(?:kernel|CRON|sshd|sudo|dbus-daemon)$/.test(program ?? '')) &&
      ofUnits.every(({ message }) => ourUnit.test(message))
    );
  },
  parser,
};

// `systemctl list-units`: services and their states.
//
//     UNIT                              LOAD   ACTIVE SUB     DESCRIPTION
//     openvswitch-switch.service        loaded active exited  Open vSwitch
//   * nova-api.service                  loaded failed failed  OpenStack Compute API
//
// Only services become facts: devices, mounts, slices and timers say nothing of a network.
// Source: systemctl(1).
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'systemctl list-units';
const heading = /^\s*UNIT\s+LOAD\s+ACTIVE\s+SUB\s+(?:JOB\s+)?DESCRIPTION\s*$/;
const row =
  /^[\s*●○×↻]{0,3}(\S+\.(?:service|socket|target|device|mount|automount|swap|path|timer|slice|scope))\s+([a-z-]{1,20})\s+([a-z-]{1,20})\s+([a-z-]{1,30})(?:\s+(\S.*))?$/;
const legend =
  /^(?:(?:LOAD|ACTIVE|SUB|JOB)\s+(?:=|→) |Legend: |\d+ (?:loaded )?units listed\.|To show all installed unit files |Pass --all |\s+(?:ACTIVE|SUB)\s+→ )/;

function parser(_context: CommandContext, sink: Sink): LineParser {
  return {
    line(text, number) {
      if (text.trim() === '' || heading.test(text) || legend.test(text)) return;
      const [, unit, load, active, sub, description] = row.exec(text) ?? [];
      if (unit === undefined || load === undefined || active === undefined || sub === undefined) {
        unexpectedLine(sink, title, text, number);
        return;
      }
      if (!unit.endsWith('.service')) return;
      const about = { unit, load, active, sub, description: description?.trim() ?? null };
      sink.fact('service', { ...about, mainPid: null, since: null }, number, number);
    },
    end() {
      // Every line is whole.
    },
  };
}

export const systemctlUnits: Command = {
  id: 'systemctl-list-units',
  title,
  facts: ['service'],
  recognise: ([program, ...words]) =>
    program === 'systemctl' &&
    words.some((word) => word === 'list-units') &&
    words.every((word) => word === 'list-units' || /^--?[\w=-]+$/.test(word))
      ? {}
      : null,
  sniff: (line) => heading.test(line),
  parser,
};

// `systemctl status UNIT…`: the state of services, with the last entries of their journals.
//
//   × nova-compute.service - OpenStack Compute
//        Loaded: loaded (/etc/systemd/system/nova-compute.service; static)
//        Active: failed (Result: exit-code) since Mon 2026-11-23 05:25:19 UTC; 4s ago
//      Main PID: 141 (code=exited, status=203/EXEC)
//        CGroup: /system.slice/nova-compute.service
//                └─141 /usr/bin/python3 /usr/bin/nova-compute
//
//   Nov 23 05:25:19 network1 systemd[1]: nova-compute.service: Failed with result 'exit-code'.
//
// Only services become facts, as in systemctl-units.ts. `systemctl status --all` is not read: of its hundreds of
// units `list-units` says the same, and in a sos report what it wrote to stderr stands inside its lines.
// Source: systemctl(1), "status".
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import type { ServiceFact } from '../../facts.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { isKeptEntry, journalEvent } from './journal-events.ts';

const title = 'systemctl status';
const head =
  /^(?:[●○×↻*x] )?([\w@.:\\-]{1,255}\.(?:service|socket|target|device|mount|automount|swap|path|timer|slice|scope))(?: - (.*))?$/;
const field = /^ {0,24}([A-Z][A-Za-z -]{1,24}|[a-z][\w-]{1,24}): ?(.*)$/;
const loaded = /^([a-z-]{1,20})/;
const active = /^([a-z-]{1,20})(?: \(([^)]{1,60})\))?(?: since ([^;]{1,60});.*)?$/;
const remark =
  /^(?:Unit \S{1,255} could not be found\.|Warning: .{1,300}|lines \d.*|Hint: .*|\(?Notice: .{1,300})$/;

function parser(_context: CommandContext, sink: Sink): LineParser {
  let service: { -readonly [K in keyof ServiceFact]: ServiceFact[K] } | null = null;
  let inside = false;
  let firstLine = 0;
  let lastLine = 0;
  const finish = (): void => {
    if (service !== null) sink.fact('service', service, firstLine, lastLine);
    service = null;
  };
  const read = (name: string, value: string): void => {
    if (service === null) return;
    if (name === 'Loaded') service.load = loaded.exec(value)?.[1] ?? null;
    if (name === 'Main PID') service.mainPid = Number(/^\d{1,9}/.exec(value)?.[0] ?? NaN) || null;
    if (name !== 'Active') return;
    const [, state = null, detail = null, since = null] = active.exec(value) ?? [];
    service.active = state;
    // `(Result: exit-code)` stands where a unit that is not failed says its sub-state.
    service.sub = detail?.startsWith('Result: ') === true ? state : detail;
    service.since = since;
  };
  return {
    line(text, number) {
      if (text.trim() === '') return;
      const [, unit, description = null] = head.exec(text) ?? [];
      if (unit !== undefined) {
        finish();
        inside = true;
        if (!unit.endsWith('.service')) return;
        service = { unit, load: null, active: null, sub: null, description, mainPid: null, since: null };
        firstLine = lastLine = number;
        return;
      }
      const event = journalEvent(text);
      if (event !== null) {
        // The entries come last, so the unit is complete.
        finish();
        if (isKeptEntry(event)) sink.fact('log-event', event, number, number);
        else sink.aside?.(number);
        return;
      }
      const [, name, value] = field.exec(text) ?? [];
      if (service !== null && name !== undefined && value !== undefined) {
        read(name, value);
        lastLine = number;
        // Trees of processes, drop-in files, and lists of units that trigger it stand below their names.
      } else if (remark.test(text) || (inside && /^\s/.test(text))) sink.aside?.(number);
      else unexpectedLine(sink, title, text, number);
    },
    end: finish,
  };
}

export const systemctlStatus: Command = {
  id: 'systemctl-status',
  title,
  facts: ['service', 'log-event'],
  recognise([program, ...words]) {
    const [verb, ...units] = words.filter((word) => !word.startsWith('-'));
    const all = words.some((word) => word === '--all' || word === '-a');
    return program === 'systemctl' && verb === 'status' && units.length > 0 && !all ? {} : null;
  },
  mayBeErrorsOnly: true,
  sniff: (line) => /^[●○×] [\w@.:\\-]{1,255}\.service - /.test(line),
  parser,
};

// The lines of the journal, as `journalctl` prints them in any of its text formats and as `systemctl status`
// adds them:
//
//   Nov 23 05:26:09 network1 systemd[1]: nova-compute.service: Failed with result 'exit-code'.
//   Nov 23 05:25:19.514989 network1 (-compute)[141]: nova-compute.service: Unable to locate executable
//   2026-11-23T05:25:19+00:00 network1 systemd[1]: Started nova-compute.service - OpenStack Compute.
//   Mon 2026-11-23 05:25:19 UTC network1 systemd[1]: Started nova-compute.service - OpenStack Compute.
//   Feb 10 16:09:19 compute4 ovs-vswitchd[1892]: ovs|00118|bridge|INFO|bridge br-int: added interface …
//
// Source: journalctl(1), `--output`; vlog's pattern for syslog in ovs-vswitchd(8).
import type { LogEventFact } from '../../facts.ts';
import { isKeptEvent } from './log-events.ts';

const short = /^([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{6})?) (.*)$/;
const iso = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{6})?)([+-]\d\d):?(\d\d) (.*)$/;
const full =
  /^[A-Z][a-z]{2} (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{6})?) ([A-Z][A-Za-z]{1,5}|[+-]\d\d) (.*)$/;
const sender = /^(\S{1,255}) ([^[\]:]{1,64}?)(?:\[(\d{1,9})\])?: (.*)$/;
const vlog = /^ovs\|\d{1,12}\|([\w.()-]{1,60})\|(EMER|ERR|WARN|INFO|DBG)\|(.*)$/;
const trouble =
  /\b(?:error|fail(?:ed|ure)?|unable|cannot|could not|denied|refused|killed|timed out|segfault|traceback)\b/i;

function timeAndRest(line: string): readonly [time: string, rest: string] | null {
  const [, time, rest] = short.exec(line) ?? [];
  if (time !== undefined && rest !== undefined) return [time, rest];
  const [, at, hours, minutes, after] = iso.exec(line) ?? [];
  if (at !== undefined && after !== undefined)
    return [`${at.replace(',', '.')}${hours ?? ''}:${minutes ?? ''}`, after];
  const [, day, clock, zone, last] = full.exec(line) ?? [];
  if (day === undefined || clock === undefined || last === undefined) return null;
  return [`${day}T${clock}${zone === 'UTC' ? 'Z' : ''}`, last];
}

/** An entry of the journal; null for a line that begins none. A message that Open vSwitch wrote keeps its level. */
export function journalEvent(line: string): LogEventFact | null {
  const [time, rest] = timeAndRest(line) ?? [];
  const [, host, program, pid, text] = sender.exec(rest ?? '') ?? [];
  if (time === undefined || host === undefined || program === undefined || text === undefined) return null;
  const [, , level = null, message = text] = vlog.exec(text) ?? [];
  return {
    time,
    level,
    program,
    pid: pid === undefined ? null : Number(pid),
    host,
    requestId: null,
    message,
  };
}

/**
 * Is this entry kept as a fact? As in every log, what tells of trouble or of a change of state; and all that
 * systemd says, since it says nothing else.
 */
export function isKeptEntry({ program, level, message }: LogEventFact): boolean {
  if (isKeptEvent(level, message)) return true;
  return level === null && (program === 'systemd' || trouble.test(message.slice(0, 300)));
}

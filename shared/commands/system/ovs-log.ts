// `ovs-vswitchd.log`, `ovsdb-server.log`, `ovn-controller.log`, `ovn-northd.log` …: logs of Open vSwitch and OVN.
//
//   2022-02-10T16:09:19.414Z|00118|bridge|INFO|bridge br-int: added interface ha-550dc175-c0 on port 3
//   2026-11-22T21:07:49.769Z|00002|vlog(monitor)|INFO|closing log file
//
// Which events become facts: log-events.ts. Lines without a head go on with the event before them.
// Source: ovs-appctl(8), vlog/set-pattern: `%D{%Y-%m-%dT%H:%M:%SZ}|%05N|%c%T|%p|%m`.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import type { LogEventFact } from '../../facts.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { isKeptEvent, isLogAt } from './log-events.ts';

const title = 'cat ovs-vswitchd.log';
const head =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z)\|(\d{1,12})\|([\w.-]{1,40})(?:\(([^)|]{1,60})\))?\|(EMER|ERR|WARN|INFO|DBG)\|(.*)$/;
const place =
  /(?:^|[/.])(?:openvswitch|ovn)[/.](?:[\w.-]*[/.])?[\w-]+\.log|(?:^|[/.])(?:ovs-vswitchd|ovsdb-server(?:-\w+)?|ovn-(?:controller|northd)(?:-\w+)?|ovs-ctl)\.log/;

function parser(_context: CommandContext, sink: Sink): LineParser {
  let open: { event: LogEventFact; firstLine: number; lastLine: number } | null = null;
  let begun = false;
  const finish = (): void => {
    if (open !== null) sink.fact('log-event', open.event, open.firstLine, open.lastLine);
    open = null;
  };
  return {
    line(text, number) {
      if (text.trim() === '') return;
      const [, time, , program, thread, level, message] = head.exec(text) ?? [];
      if (time === undefined || program === undefined || level === undefined || message === undefined) {
        if (!begun) unexpectedLine(sink, title, text, number);
        else if (open !== null) open.lastLine = number;
        else sink.aside?.(number);
        return;
      }
      finish();
      begun = true;
      if (!isKeptEvent(level, message)) {
        sink.aside?.(number);
        return;
      }
      const name = thread === undefined ? program : `${program}(${thread})`;
      const event = { time, level, program: name, pid: null, host: null, requestId: null, message };
      open = { event, firstLine: number, lastLine: number };
    },
    end: finish,
  };
}

export const ovsLog: Command = {
  id: 'ovs-log',
  title,
  facts: ['log-event'],
  recognise: (argv) => (isLogAt(argv, place) ? {} : null),
  mayBeErrorsOnly: true,
  sniff: (line) => head.test(line) && /\|00001\|vlog\|INFO\|opened log file /.test(line),
  parser,
};

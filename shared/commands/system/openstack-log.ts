// `/var/log/neutron/*.log`, `/var/log/nova/*.log`: logs as oslo.log writes them.
//
//   2022-02-10 00:00:01.845 1603 INFO neutron.plugins.ml2…ovs_neutron_agent [req-24ebe5aa-… - - - - -] Agent rpc_loop - iteration:2091 started
//   2022-02-10 00:00:02.001 1603 ERROR neutron.agent.linux.utils [-] Exit code: 1; Stdin: ; Stdout: ; Stderr: …
//   2022-02-10 00:00:02.001 1603 ERROR neutron.agent Traceback (most recent call last):
//
// A traceback's lines repeat the head, or have none: both belong to the event before them. From Neutron 22
// the request is `[None req-…]`. Times are the node's local time.
// Source: oslo.log's logging_context_format_string and logging_exception_prefix.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import type { LogEventFact } from '../../facts.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { isKeptEvent, isLogAt } from './log-events.ts';

const title = 'cat /var/log/neutron/FILE.log';
const head =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.,]\d{3}) (\d{1,9}) (DEBUG|INFO|WARNING|ERROR|CRITICAL|TRACE|AUDIT) ([\w.-]{1,200})(?: (.*))?$/;
/** What `head` reads of an event that is never kept: most of a log whose daemon was told to debug. */
const debug = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.,]\d{3} \d{1,9} DEBUG [\w.-]{1,200}(?: .*)?$/;
const brackets = /^\[([^\]]{0,400})\] ?/;
const place =
  /(?:^|[/.])(?:neutron|nova|octavia)[/.][\w.-]+\.log|(?:^|\/)(?:neutron|nova)-[\w.-]+\.log|(?:^|\/)(?:openvswitch|l3|dhcp|metadata)-agent\.log/;

/** What alembic and neutron-db-manage write into the log of a database's upgrade: no time, so no event. */
const untimed =
  /^(?:(?:INFO|WARNI|WARNING|ERROR) {1,4}\[[\w.]{1,80}\] |(?:Running upgrade for \S{1,40} \.\.\.|OK)$)/;

interface Open {
  readonly event: LogEventFact;
  readonly firstLine: number;
  lastLine: number;
}

function parser(_context: CommandContext, sink: Sink): LineParser {
  let open: Open | null = null;
  let begun = false;
  const finish = (): void => {
    if (open !== null) sink.fact('log-event', open.event, open.firstLine, open.lastLine);
    open = null;
  };
  return {
    line(text, number) {
      const isTimed = startsWithDigit(text);
      if (!isTimed && (text.trim() === '' || untimed.test(text))) {
        sink.aside?.(number);
        return;
      }
      if (isTimed && debug.test(text)) {
        begun = true;
        finish();
        sink.aside?.(number);
        return;
      }
      const [, time, pid, level, program, rest = ''] = head.exec(text) ?? [];
      if (time === undefined || level === undefined || program === undefined) {
        if (!begun) unexpectedLine(sink, title, text, number);
        else if (open !== null) open.lastLine = number;
        else sink.aside?.(number);
        return;
      }
      begun = true;
      const inBrackets = brackets.exec(rest);
      const same = open?.event;
      const isTraceback =
        inBrackets === null && same !== undefined && same.program === program && same.level === level;
      if (isTraceback && open !== null && same.pid === Number(pid)) {
        open.lastLine = number;
        return;
      }
      finish();
      const message = rest.slice(inBrackets?.[0].length ?? 0);
      if (!isKeptEvent(level, message)) {
        sink.aside?.(number);
        return;
      }
      open = {
        event: {
          time: time.replace(' ', 'T').replace(',', '.'),
          level,
          program,
          pid: Number(pid),
          host: null,
          requestId: /\breq-[0-9a-f-]{36}/.exec(inBrackets?.[1] ?? '')?.[0] ?? null,
          message,
        },
        firstLine: number,
        lastLine: number,
      };
    },
    end: finish,
  };
}

function startsWithDigit(text: string): boolean {
  const first = text.charCodeAt(0);
  return first >= 0x30 && first <= 0x39;
}

export const openstackLog: Command = {
  id: 'openstack-log',
  title,
  facts: ['log-event'],
  recognise: (argv) => (isLogAt(argv, place) ? {} : null),
  mayBeErrorsOnly: true,
  sniff: (line) => head.test(line) && / \[(?:-|(?:None )?req-[0-9a-f-]{36}[^\]]*)\] /.test(line),
  parser,
};

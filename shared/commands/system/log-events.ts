// Which events of a log become facts. A log has a million lines, most of them the same report every few
// seconds, so only two sorts are kept: what is WARNING or worse, and what says that something of the
// node's state changed: a daemon's start and end, a connection made or lost, an interface or a bridge added or
// removed, a leader elected, a poll that took unreasonably long. Every line stays searchable as text.
import { printedFile } from '../file-path.ts';

const bad: ReadonlySet<string> = new Set([
  'EMER',
  'ERR',
  'WARN',
  'WARNING',
  'ERROR',
  'CRITICAL',
  'TRACE',
  'AUDIT',
]);

/** INFO messages of Open vSwitch, OVN, and OpenStack's agents that tell of a change of state. */
const changes: readonly RegExp[] = [
  /^(?:opened log file|closing log file|.* \((?:Open vSwitch|OVN)\) \d)/,
  /^(?:OVN internal version|ovn-controller .*|Exiting|exiting|terminating|Shutting down|.*shutdown)\b/,
  /^bridge \S+: (?:added|deleted|using datapath ID)/,
  /: (?:connected|connection (?:closed|dropped|attempt|timed out)|connecting\.\.\.|clustered database server|disconnected|receive error)/,
  /^unreasonably long \d+ms poll|^over \d+ ms/i,
  /\b(?:elected leader|leadership|server \S+ is leader|candidate|timeout expired, starting election|joined|leaving cluster)\b/,
  /\b(?:claimed|releasing|Claiming|Setting lport|Changing chassis|Dropped \d+ log messages)\b/i,
  /^(?:Port|port|bond|member|interface) \S+: ?(?:link state|link |enabled|disabled|active|LACP|carrier)/i,
  /\b(?:carrier (?:lost|detected)|link state (?:up|down))\b/,
  /^(?:Agent (?:initialized successfully|out of sync|caught SIG|has just been revived|tunnel)|Stopping .* agent|L3 agent started|DHCP agent started|Mapping physical network|Preparing configs|Starting \S+|Registered|Physical bridge)/,
  /\b(?:Port \S+ (?:updated|added|deleted|removed)|Ports? .* (?:added|removed|deleted)|devices? (?:added|removed)|is (?:now )?(?:dead|alive|down)|Bridge \S+ (?:changed|has changed)|restarted|OVS is restarted|Router \S+ transitioned to)\b/,
  /^(?:Connected to AMQP|Reconnected to AMQP|AMQP server on|Ready for|Received signal|Started child|Child \d+ (?:exited|killed))/,
];

/** The same as few patterns, since each goes through a message by itself: those at its beginning, those anywhere. */
const joined: readonly RegExp[] = ['', 'i'].flatMap((flags) =>
  [true, false].flatMap((isAtStart) => {
    const those = changes.filter(
      (pattern) => pattern.flags === flags && pattern.source.startsWith('^') === isAtStart,
    );
    return those.length === 0 ? [] : [new RegExp(those.map(({ source }) => source).join('|'), flags)];
  }),
);

/** Is this event kept as a fact? `level` is the log's own word for it, null where it has none. */
export function isKeptEvent(level: string | null, message: string): boolean {
  if (level !== null && bad.has(level)) return true;
  if (level === 'DBG' || level === 'DEBUG') return false;
  const head = message.slice(0, 300);
  return joined.some((pattern) => pattern.test(head));
}

/** A log's file: plain, rotated (`.1`, `-20221011`), or the tail that sos keeps (`var.log.neutron.server.log.tailed`). */
const rotated = /\.log(?:[.-]\d{1,8}){0,2}(?:\.tailed)?$/;

/** Does `argv` print a log, rotated or not, that lies where `place` says? */
export function isLogAt(argv: readonly string[], place: RegExp): boolean {
  const file = printedFile(argv);
  return file !== null && place.test(file) && rotated.test(file);
}

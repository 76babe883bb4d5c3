// What the tests of damage share: where an output is damaged, what must be left of it, and which outputs
// are an exception to what, with the reason.
import type { Command, CommandContext } from '../shared/commands/command.ts';
import type { ParsedFact } from '../shared/facts.ts';
import { LineDecoder } from '../electron/engine/import/decode-lines.ts';
import { fixtureFolders, fixtureOutputs, type FixtureOutput } from './fixture-outputs.ts';
import { readLines, type ReadOutput } from './read-lines.ts';

/** Every fixture of every folder. */
export const everyOutput: readonly FixtureOutput[] = fixtureFolders().flatMap(fixtureOutputs);

/** `0 … count - 1`, or at most `most` of them, evenly spread, with the first and the last. */
export function places(count: number, most: number): readonly number[] {
  if (count <= most) return Array.from({ length: count }, (_, at) => at);
  return Array.from({ length: most }, (_, i) => Math.floor((i * (count - 1)) / (most - 1)));
}

const textOf = (fact: ParsedFact): string => JSON.stringify(fact);

/**
 * The facts of the whole output that end before line `line` (from 1) and are not in the damaged one as
 * they were. Their order does not count: a record that the end of the file closes comes later.
 */
export function lostBefore(whole: ReadOutput, damaged: ReadOutput, line: number): readonly string[] {
  const found = new Set(damaged.facts.map(textOf));
  return whole.facts
    .filter(({ lastLine }) => lastLine < line)
    .map(textOf)
    .filter((text) => !found.has(text));
}

/** What is wrong with the line numbers of facts and problems, given an output of so many lines. */
export function linesOutside(output: ReadOutput, count: number): readonly string[] {
  const facts = output.facts.filter(
    ({ firstLine, lastLine }) => !(firstLine >= 1 && firstLine <= lastLine && lastLine <= count),
  );
  const problems = output.problems.filter(({ line }) => line !== null && !(line >= 1 && line <= count));
  return [...facts.map(textOf), ...problems.map((problem) => JSON.stringify(problem))];
}

/** Reads bytes as an import does, in chunks of these sizes, again and again. */
export function readBytes(
  { command, context }: { readonly command: Command; readonly context: CommandContext },
  text: string,
  sizes: readonly number[],
): ReadOutput {
  const lines: string[] = [];
  const decoder = new LineDecoder((line) => lines.push(line));
  const bytes = Buffer.from(text);
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    decoder.chunk(bytes.subarray(at, at + size));
    at += size;
  }
  decoder.end();
  return readLines(command, lines, context);
}

/**
 * Commands for which a line of garbage is not a problem of that line, and why. It may become part of the
 * record above it; those before that one stay.
 */
const takesGarbage: Readonly<Record<string, string>> = {
  'proc-sys': 'a file of one value, which may be any text',
  'sysfs-network': 'a file of one value, which may be any text',
  'ovs-log': 'a message may go on in lines of any text',
  'openstack-log': 'a message, a traceback above all, goes on in lines of any text',
};

/** May any text stand before line `at` (from 0): for the command, or inside an XML comment? */
export function isFreeText({ id, lines }: FixtureOutput, at: number): boolean {
  if (takesGarbage[id] !== undefined) return true;
  const before = lines.slice(0, at).join('\n');
  return id === 'virsh-dumpxml' && before.lastIndexOf('<!--') > before.lastIndexOf('-->');
}

/**
 * Commands whose records end only where the next one begins, with what a damaged line may be taken for: one
 * more line of the record right above it, or the heading of a record that is none. That record may change;
 * those before it may not.
 */
const mayContinue: Readonly<Record<string, string>> = {
  ...takesGarbage,
  'bridge-vlan': 'VLANs of a port are lines below it, their counters below those',
  'config-ini': 'a value goes on in indented lines',
  'ip-6-route': 'next hops and metrics of a route are lines below it',
  'ip-addr': 'addresses and options are lines below their device',
  'ip-link': 'options and counters are lines below their device',
  'ip-route': 'next hops and metrics of a route are lines below it',
  'ipset-list': 'members of a set are lines of any text below it',
  journalctl: 'a message, its catalogue text above all, goes on in lines below it',
  'lshw-network': 'settings of a device are lines below it',
  lspci: 'capabilities of a device are lines below it',
  'nmcli-device': 'properties of a device are lines below it',
  'ovn-nbctl-show': 'fields of a port are lines below it',
  'ovs-appctl-bond-show': 'states of a member are lines below it',
  'ovs-appctl-dpctl-show': 'options and counters of a port are lines below it',
  'ovs-appctl-dpif-netdev-pmd-stats-show': 'counters of a thread are lines below it',
  'ovs-appctl-lacp-show': 'states of a member are lines below it',
  'ovs-appctl-lacp-show-stats': 'counters of a member are lines below it',
  'ovs-ofctl-dump-meters': 'bands of a meter are lines below it',
  'ovs-ofctl-dump-ports': 'counters of a port are lines below it',
  'ovs-ofctl-dump-table-desc': 'settings of a table are lines below it',
  'ovs-ofctl-dump-table-features': 'features of a table are lines below it',
  'ovs-ofctl-dump-tables': 'counters of a table are lines below it',
  'ovs-ofctl-meter-stats': 'bands of a meter are lines below it',
  'ovs-vsctl-show': 'interfaces and settings are lines below their port, ports below their bridge',
  'proc-net-bonding': 'states of a member are lines below it',
  'systemctl-status': 'states of a unit are lines below it',
  'tc-filter': 'keys and actions of a filter are lines below it',
  'tc-qdisc': 'counters of a queue are lines below it',
};
/** Tables of the OpenStack clients: a row may be wrapped, and only the next row or border says that it is whole. */
const wrappedTable = /^openstack-.*list$/;

/** Where such an output is cut, its last record is given as lost instead of in part. */
export function mayBeUnfinished({ id }: FixtureOutput): boolean {
  return wrappedTable.test(id);
}

/**
 * The line before which facts must be intact when line `line` (from 1) of an output is damaged inside: that
 * line, or the beginning of the record above it where a command's records may go on.
 */
export function intactBefore({ id, lines }: FixtureOutput, line: number): number {
  if (mayContinue[id] === undefined && !wrappedTable.test(id)) return line;
  const indentation = (text: string | undefined): number => (text ?? '').search(/\S|$/);
  const own = line > lines.length ? 0 : indentation(lines[line - 1]);
  let above = line - 1;
  while (above > 1 && (lines[above - 1]?.trim() === '' || indentation(lines[above - 1]) > own)) above--;
  return above;
}

// coldtrace diff-flows: what differs between two dumps of flows, as they were printed; no case is needed.
import { CodedError } from '../../shared/coded-error.ts';
import {
  compareColumns,
  type ColumnDifference,
  type ComparedAttributes,
  type DuplicateFlow,
} from '../../shared/compare/compare-columns.ts';
import { namesOfFlows } from '../../shared/compare/unknown-names.ts';
import { flowDiffText } from '../../shared/compare/flow-diff-lines.ts';
import { flagNames, isSet, type FlowColumn, type FlowColumns } from '../../shared/flows/flow-columns.ts';
import {
  isHiddenFlow,
  saidByBoth,
  type ComparableFields,
  type SaidField,
} from '../../shared/flows/said-fields.ts';
import { unknownFieldText } from '../../shared/openflow/flow-syntax.ts';
import { TableIndex, tableText } from '../../shared/openflow/table-id.ts';
import { readFlowDump, type FlowDumpFile } from '../engine/flow-dump-file.ts';
import { usageError, wordsBetween, type Arguments, type CliCommand, type Terminal } from './cli-command.ts';

const attributes = ['cookie', 'timeouts', 'importance', 'flags'] as const;

/** Duplicates of a file that are named; the others are counted. */
const shownMessages = 100;

/** Flows that differ of which the words are looked at. */
const looked = 1000;

/** Names of tables that are listed in one message. */
const shownNames = 10;

type Asked = Readonly<Record<(typeof attributes)[number], boolean>>;

interface Side extends FlowDumpFile {
  readonly path: string;
}

export const diffFlowsCommand: CliCommand = {
  name: 'diff-flows',
  usage: 'A B [--ignore LIST] [--strict] [--json]',
  about: 'print what differs between two dumps of flows, each a file or -; exit code 1 when something does',
  options: { ignore: 'list', strict: 'flag', json: 'flag' },
  async run(given, terminal) {
    const [a = '', b = ''] = wordsBetween(this, given, 2, 2);
    if (a === '-' && b === '-') throw usageError(this);
    const asked = askedAttributes(given);
    const tables = new TableIndex();
    const from: Side = { path: a, ...(await readFlowDump(a, tables)) };
    const to: Side = { path: b, ...(await readFlowDump(b, tables)) };
    const said = saidByBoth(from.said, to.said);
    const compared: ComparedAttributes = {
      cookie: asked.cookie && said.cookie,
      timeouts: asked.timeouts && said.timeouts,
      importance: asked.importance && said.importance,
      flags: asked.flags && said.flags,
      meters: said.meters,
      actionSet: said.actionSet,
    };
    for (const side of [from, to]) {
      tellUnread(side, terminal);
      if (!said.hidden) leaveOutHidden(side, terminal);
    }
    tellUnsaid(from, to, said, asked, terminal);
    const { differences, duplicates } = compareColumns(from.columns, to.columns, compared);
    tellDuplicates(from, duplicates.from, terminal);
    tellDuplicates(to, duplicates.to, terminal);
    tellTableNames(from, to, terminal);
    tellPortNames(from, to, differences, terminal);
    await terminal.print(
      given.flag('json')
        ? jsonLines(from, to, differences, compared)
        : textLines(from, to, differences, compared),
    );
    return differences.length === 0 ? 0 : 1;
  },
};

/** What `ovs-ofctl diff-flows` compares, less what is to be ignored; `--strict` adds the flags. */
function askedAttributes(given: Arguments): Asked {
  const strict = given.flag('strict');
  const lists = given.list('ignore');
  const ignored = new Set<string>(lists.length > 0 || strict ? [] : ['cookie', 'timeouts']);
  for (const name of lists.flatMap((list) => list.split(',')).map((word) => word.trim())) {
    if (name === '' || name === 'none') continue;
    if (!attributes.some((known) => known === name)) {
      throw new CodedError(
        'bad-request',
        `--ignore does not know ${name}; it knows ${attributes.join(', ')}.`,
      );
    }
    ignored.add(name);
  }
  return {
    cookie: !ignored.has('cookie'),
    timeouts: !ignored.has('timeouts'),
    importance: !ignored.has('importance'),
    flags: strict && !ignored.has('flags'),
  };
}

function tellUnread({ path, unread, unreadLines, unknown, cut, columns }: Side, terminal: Terminal): void {
  for (const { line, reason } of unread) {
    terminal.say(`${path}:${line}: no whole flow, left out: ${reason}`);
  }
  tellMore(path, unreadLines - unread.length, 'lines that are no whole flow', terminal);
  for (const [name, line] of unknown) terminal.say(`${path}:${line}: ${unknownFieldText(name)}`);
  if (cut !== null) terminal.say(`${path}: not whole: ${cut}; what is behind that counts as absent`);
  if (columns.count === 0) terminal.say(`${path}: no flows`);
}

function leaveOutHidden({ path, columns }: Side, terminal: Terminal): void {
  const before = columns.count;
  columns.keep((flow) => !isHiddenFlow(columns.tableOf(flow), columns.priority[flow] ?? 0));
  const hidden = before - columns.count;
  if (hidden === 0) return;
  terminal.say(`${path}: not compared: ${hidden} flows that the switch hides from OpenFlow`);
}

/** Names what was to be compared and only one dump says, if a flow of that one has it. */
function tellUnsaid(from: Side, to: Side, said: ComparableFields, asked: Asked, terminal: Terminal): void {
  const tell = (field: SaidField, word: string, isIn: (columns: FlowColumns) => boolean): void => {
    if (said[field] || from.said[field] === to.said[field]) return;
    for (const [silent, other] of [
      [from, to],
      [to, from],
    ] as const) {
      if (isIn(silent.columns) || !isIn(other.columns)) continue;
      terminal.say(`${silent.path}: not compared: ${word}, which this dump does not print`);
    }
  };
  for (const name of attributes) {
    if (!asked[name]) continue;
    tell(name, name, (columns) => columnsOf(columns, name).some((column) => isSet(column, columns.count)));
  }
  tell('meters', 'meter', (columns) => columns.includes('meter:'));
  tell('actionSet', 'write_actions', (columns) => columns.includes('write_actions('));
  tell('actionSet', 'clear_actions', (columns) => columns.includes('clear_actions'));
}

function columnsOf(columns: FlowColumns, name: (typeof attributes)[number]): readonly FlowColumn[] {
  switch (name) {
    case 'cookie':
      return [columns.cookieHigh, columns.cookieLow];
    case 'timeouts':
      return [columns.idleTimeout, columns.hardTimeout];
    case 'importance':
      return [columns.importance];
    case 'flags':
      return [columns.flags];
  }
}

/** Tables that one dump names and the other numbers: a dump does not say which is which. */
function tellTableNames(from: Side, to: Side, terminal: Terminal): void {
  for (const [side, other] of [
    [from, to],
    [to, from],
  ] as const) {
    const known = namesOf(other);
    const names = [...namesOf(side)].filter((name) => !known.has(name));
    if (names.length === 0) continue;
    const [shown, more] = [names.slice(0, shownNames), Math.max(0, names.length - shownNames)];
    const list = `${shown.map(tableText).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    const where = names.length === 1 ? 'a table that is' : 'tables that are';
    terminal.say(
      `${side.path}: ${list}: ${where} compared by name, because the dump has no number for it; ${other.path} has no such name`,
    );
  }
}

/** Port names on one side only make flows differ that may be the same. */
function tellPortNames(
  from: Side,
  to: Side,
  differences: readonly ColumnDifference[],
  terminal: Terminal,
): void {
  const named = (side: Side, flowOf: (difference: ColumnDifference) => number | null): boolean => {
    const differing = differences.slice(0, looked).flatMap((difference) => flowOf(difference) ?? []);
    return (
      namesOfFlows(
        differing.map((flow) => ({
          table: 0,
          match: side.columns.match(flow),
          actions: side.columns.actions(flow),
        })),
      ).ports.size > 0
    );
  };
  const [left, right] = [named(from, (each) => each.from), named(to, (each) => each.to)];
  if (left === right) return;
  const [side, other] = left ? [from, to] : [to, from];
  terminal.say(
    `${side.path}: ports have names, which are compared as they are: ${other.path} has numbers, and neither says which is which`,
  );
}

/** The tables that a dump has names for, and nothing else. */
function namesOf({ columns }: Side): Set<string> {
  const names = new Set<string>();
  if (columns.tables.names.length === 0) return names;
  for (let flow = 0; flow < columns.count; flow++) {
    const table = columns.tableOf(flow);
    if (typeof table === 'string') names.add(table);
  }
  return names;
}

function tellDuplicates(
  { path, columns }: Side,
  duplicates: readonly DuplicateFlow[],
  terminal: Terminal,
): void {
  const lineOf = (flow: number): number => columns.line[flow] ?? 0;
  const sorted = duplicates.toSorted((a, b) => lineOf(a.again) - lineOf(b.again));
  for (const { first, again, isSame } of sorted.slice(0, shownMessages)) {
    terminal.say(
      isSame
        ? `${path}:${lineOf(again)}: the flow of line ${lineOf(first)} again; counted once`
        : `${path}:${lineOf(again)}: table, priority and match of line ${lineOf(first)} with something else; both are compared`,
    );
  }
  tellMore(path, duplicates.length - shownMessages, 'flows that are there twice', terminal);
}

function tellMore(path: string, more: number, what: string, terminal: Terminal): void {
  if (more > 0) terminal.say(`${path}: and ${more} more ${what}`);
}

function* textLines(
  from: Side,
  to: Side,
  differences: readonly ColumnDifference[],
  compared: ComparedAttributes,
): Generator<string> {
  for (const difference of differences) {
    if (difference.from !== null) yield `-${flowDiffText(from.columns, difference.from, compared)}`;
    if (difference.to !== null) yield `+${flowDiffText(to.columns, difference.to, compared)}`;
  }
}

/** As `diff --kind flows --json`, without a bridge, which a dump does not name. */
function* jsonLines(
  from: Side,
  to: Side,
  differences: readonly ColumnDifference[],
  compared: ComparedAttributes,
): Generator<string> {
  for (const { table, priority, match, fields, ...at } of differences) {
    yield JSON.stringify({
      kind: 'flows',
      change: at.from === null ? 'added' : at.to === null ? 'removed' : 'changed',
      key: `table=${tableText(table)} priority=${priority}${match === '' ? '' : ` ${match}`}`,
      from: at.from === null ? null : sideJson(from, at.from, compared),
      to: at.to === null ? null : sideJson(to, at.to, compared),
      fields,
    });
  }
}

/** What the dump does not print is null. */
function sideJson({ path, columns, said }: Side, flow: number, compared: ComparedAttributes): unknown {
  const { cookie, idleTimeout, hardTimeout, importance, flags } = columns.attributes(flow);
  const line = columns.line[flow] ?? 0;
  return {
    fields: {
      actions: columns.actions(flow),
      cookie: said.cookie !== 'no' ? `0x${cookie.toString(16)}` : null,
      idle_timeout: said.timeouts !== 'no' ? idleTimeout : null,
      hard_timeout: said.timeouts !== 'no' ? hardTimeout : null,
      importance: said.importance !== 'no' ? importance : null,
      flags: said.flags !== 'no' ? flagNames(flags).toSorted().join(' ') : null,
    },
    text: flowDiffText(columns, flow, compared),
    evidence: [{ host: '', source: path, firstLine: line, lastLine: line }],
  };
}

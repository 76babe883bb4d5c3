// The commands that list and show the resources of resource.ts, in every form in which the clients print:
// the form is known by its first line, only of `-f value` the command line must tell what is what.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { clientWords, type ClientWords } from './client-words.ts';
import { csvRecords } from './csv-records.ts';
import { jsonRecords } from './json-records.ts';
import { joinCell, listTable } from './list-table.ts';
import { isPrinted } from './printed-labels.ts';
import { fieldsOf, sameLabel, type PrintedRecord, type RecordEvents } from './printed-record.ts';
import { propertyTable } from './property-table.ts';
import type { Resource } from './resource.ts';
import { shellRecord } from './shell-record.ts';
import { listColumns, valueFields, valueRows } from './value-rows.ts';
import { yamlRecords } from './yaml-records.ts';

type Verb = 'list' | 'show';

/** A table of `Field` and `Value` (or `Property`) as one record. */
function shownTable(events: RecordEvents): LineParser {
  let rows: PrintedRecord['fields'][number][] = [];
  let firstLine: number | null = null;
  let lastLine = 0;
  const finish = (): void => {
    if (firstLine !== null) events.record({ fields: rows, firstLine, lastLine });
    rows = [];
    firstLine = null;
  };
  const table = propertyTable({
    heading: finish,
    row(row) {
      const width = Math.max(...row.value.map((line) => line.length));
      rows.push({ label: row.name, value: joinCell(row.value, width) });
      firstLine ??= row.firstLine;
      lastLine = row.lastLine;
    },
    unexpected: events.unexpected,
    cut: events.cut,
  });
  return {
    line: table.line,
    end() {
      table.end();
      finish();
    },
  };
}

/** The reader of the form that `first` begins; null when the form needs what the command line did not say. */
function readerFor(
  first: string,
  verb: Verb,
  resource: Resource,
  words: ClientWords | null,
  events: RecordEvents,
): LineParser | null {
  if (words?.format === 'value') {
    if (verb === 'show') return words.columns.length > 0 ? valueFields(words.columns, events) : null;
    const columns = listColumns(resource, words);
    return columns.length === 0 ? null : valueRows(columns, events);
  }
  const text = first.trim();
  if (/^[[{]/.test(text)) return jsonRecords(new Set(resource.collections), events);
  if (/^"(?:[^"]|"")*"(?:,|$)/.test(text)) return csvRecords(events);
  if (/^\w[\w.]*="/.test(text)) return shellRecord(events);
  if (
    words?.format === 'yaml' ||
    (/^(?:- )?[\w :.-]+:(?: |$)/.test(text) && verb === 'show') ||
    /^- [\w :.-]+:/.test(text)
  )
    return yamlRecords(events);
  return verb === 'list' ? listTable(events) : shownTable(events);
}

/** Reads what is printed of `resource`; `title` is the command's, for its problems. */
export function resourceParser(
  title: string,
  resource: Resource,
  verb: Verb,
  context: CommandContext,
  sink: Sink,
): LineParser {
  const words = context.argv === undefined ? null : clientWords(context.argv);
  let reader: LineParser | null | undefined;
  const events: RecordEvents = {
    record(record) {
      if (!resource.give(fieldsOf(record), record, sink))
        sink.problem(
          'warning',
          record.firstLine,
          'resource-unnamed',
          `${title} does not say here what it is about`,
        );
    },
    unexpected(text, number) {
      unexpectedLine(sink, title, text, number);
    },
    cut(line) {
      sink.problem('data-loss', line, 'unexpected-end', 'the output is cut here');
    },
  };
  return {
    line(text, number) {
      if (reader === undefined) {
        if (text.trim() === '') return;
        reader = readerFor(text, verb, resource, words, events);
        if (reader === null)
          sink.problem(
            'error',
            number,
            'columns-unknown',
            '-f value prints no names, and the command line does not say which columns these are: ask for -f json',
          );
      }
      reader?.line(text, number);
    },
    end() {
      reader?.end();
    },
  };
}

/** True when `words` are those of `openstack RESOURCE VERB` or the older client's one word. */
function isFor(resource: Resource, verb: Verb, { program, words }: ClientWords): string | true | null {
  const own = program === 'openstack' ? [...resource.words.split(' '), verb] : null;
  const legacy = resource.legacy?.program === program ? [`${resource.legacy.name}-${verb}`] : null;
  const expected = own ?? legacy;
  if (expected === null || !expected.every((word, at) => words[at] === word)) return null;
  const target = verb === 'show' ? words[expected.length] : undefined;
  return target ?? true;
}

/** No heading is as long. */
const longestHeading = 4000;

const labelsOf = (line: string): string[] =>
  (/^\s*\|/.test(line) ? line.split('|').slice(1, -1) : /^"[^"]+","/.test(line) ? line.split(',') : []).map(
    (label) => label.trim().replaceAll('"', ''),
  );

const clients: ReadonlySet<string> = new Set(['openstack', 'neutron', 'nova']);

/** `openstack RESOURCE list` or `show`, and the older clients' word for it. `extra` takes further command lines. */
export function resourceCommand(
  resource: Resource,
  verb: Verb,
  extra?: (words: ClientWords) => string | true | null,
): Command {
  const title = `openstack ${resource.words} ${verb}`;
  const { headings, shown } = resource;
  return {
    id: title.replaceAll(' ', '-'),
    title,
    facts: resource.facts,
    recognise(argv) {
      if (!clients.has(argv[0] ?? '')) return null;
      const words = clientWords(argv);
      const found = isFor(resource, verb, words) ?? extra?.(words) ?? null;
      if (found === null) return null;
      return found === true ? {} : { target: found };
    },
    sniff(line) {
      if (line.length > longestHeading) return false;
      // Of a table that lost its borders: any row of one whose label only this resource has.
      if (verb === 'show') {
        const label = /^\s*\| *([\w:]+) *\|[^|]*\|?\s*$/.exec(line)?.[1];
        return (
          label !== undefined &&
          shown.some(([own = '', ...more]) => more.length === 0 && sameLabel(label, own))
        );
      }
      const labels = labelsOf(line);
      return (
        labels.length > 2 &&
        headings.some((names) => names.every((name) => labels.some((label) => sameLabel(label, name))))
      );
    },
    opens: (head) => isPrinted(head, resource, verb),
    parser: (context, sink) => resourceParser(title, resource, verb, context, sink),
  };
}

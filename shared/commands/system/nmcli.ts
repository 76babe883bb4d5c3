// `nmcli connection show [NAME]` and `nmcli device [show]`: what NetworkManager does with the devices.
//
//   NAME      UUID                                  TYPE      DEVICE        DEVICE  TYPE      STATE      CONNECTION
//   bond0     6a3cd1bd-1b5c-4d4c-9a0e-0c2f2f6e4a11  bond      bond0         eno1    ethernet  connected  eno1
//
//   connection.id:                          bond0              GENERAL.DEVICE:                         eno1
//   ipv4.method:                            manual             GENERAL.STATE:                          100 (connected)
//
// Source: nmcli(1), "Output".
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const statement = /^([A-Za-z0-9][\w-]*(?:\.[\w-]+(?:\[\d+\])?)+):\s*(.*)$/;

/** A table under its heading, or statements `name: value` of one thing after another. */
function nmcli(
  id: string,
  title: string,
  heading: RegExp,
  begins: string,
  recognise: (words: readonly string[]) => boolean,
  put: (
    sink: Sink,
    row: ReadonlyMap<string, string>,
    values: Record<string, string>,
    first: number,
    last: number,
  ) => void,
  facts: Command['facts'],
): Command {
  function parser(_context: CommandContext, sink: Sink): LineParser {
    let columns: readonly { readonly name: string; readonly from: number }[] | null = null;
    let values = new Map<string, string>();
    let firstLine = 0;
    let lastLine = 0;
    const finish = (): void => {
      if (values.size > 0) put(sink, new Map(), Object.fromEntries(values), firstLine, lastLine);
      values = new Map();
    };
    return {
      line(text, number) {
        if (
          text.trim() === '' ||
          /^[=-]{10,}$/.test(text.trim()) ||
          /^\s*(?:Connection profile details|Activate connection details|Device details) \(/.test(text)
        )
          return;
        const [, name, value] = statement.exec(text) ?? [];
        if (heading.test(text)) {
          columns = [...text.matchAll(/\S+/g)].map((word) => ({ name: word[0], from: word.index }));
        } else if (name !== undefined && value !== undefined) {
          if (name === begins) finish();
          if (values.size === 0) firstLine = number;
          values.set(name, value.trim());
          lastLine = number;
        } else if (columns !== null && /\s{2}\S/.test(text)) {
          const cells = columns.map(
            ({ name: column, from }, i, all) => [column, text.slice(from, all[i + 1]?.from).trim()] as const,
          );
          put(sink, new Map(cells), {}, number, number);
        } else unexpectedLine(sink, title, text, number);
      },
      end: finish,
    };
  }
  return {
    id,
    title,
    facts,
    recognise: ([program, ...words]) =>
      program === 'nmcli' && recognise(words.filter((word) => !word.startsWith('-'))) ? {} : null,
    sniff: (line) => heading.test(line) || (line.startsWith(`${begins}:`) && /:\s{2,}\S/.test(line)),
    parser,
  };
}

const known = (text: string | undefined): string | null =>
  text === undefined || text === '' || text === '--' ? null : text;

export const nmcliConnection = nmcli(
  'nmcli-connection',
  'nmcli connection show',
  /^NAME\s+UUID\s+TYPE\s+DEVICE\s*$/,
  'connection.id',
  ([object = '', verb = 'show']) => /^con/.test(object) && verb === 'show',
  (sink, row, values, first, last) => {
    const name = known(row.get('NAME') ?? values['connection.id']);
    if (name === null) {
      sink.problem(
        'warning',
        first,
        'connection-unnamed',
        'these settings do not say which connection they are of',
      );
      return;
    }
    const uuid = known(row.get('UUID') ?? values['connection.uuid']);
    const type = known(row.get('TYPE') ?? values['connection.type']);
    const device = known(
      row.get('DEVICE') ?? values['GENERAL.DEVICES'] ?? values['connection.interface-name'],
    );
    sink.fact('nm-connection', { name, uuid, type, device, values }, first, last);
  },
  ['nm-connection'],
);

export const nmcliDevice = nmcli(
  'nmcli-device',
  'nmcli device',
  /^DEVICE\s+TYPE\s+STATE\s+(?:IP4-CONNECTIVITY\s+)?(?:.*\s)?CONNECTION\b.*$/,
  'GENERAL.DEVICE',
  ([object = '', verb = 'status']) => /^dev/.test(object) && /^(?:status|show)$/.test(verb),
  (sink, row, values, first, last) => {
    const device = known(row.get('DEVICE') ?? values['GENERAL.DEVICE']);
    if (device === null) {
      sink.problem('warning', first, 'device-unknown', 'these settings do not say which device they are of');
      return;
    }
    const type = known(row.get('TYPE') ?? values['GENERAL.TYPE']);
    const state = known(row.get('STATE') ?? values['GENERAL.STATE']);
    const connection = known(row.get('CONNECTION') ?? values['GENERAL.CONNECTION']);
    sink.fact('nm-device', { device, type, state, connection, values }, first, last);
  },
  ['nm-device'],
);

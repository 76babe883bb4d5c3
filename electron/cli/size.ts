// coldtrace size: what of a case's file is whose.
import { caseSizes, type CaseSizes } from '../engine/case-file/queries/sizes.ts';
import type { CliCommand } from './cli-command.ts';
import { wordsBetween } from './cli-command.ts';
import { withCase } from './open-session.ts';
import { table } from './table.ts';

export const sizeCommand: CliCommand = {
  name: 'size',
  usage: 'CASE [--json]',
  about: "how many bytes of a case's file are whose",
  options: { json: 'flag' },
  async run(given, terminal) {
    const [path = ''] = wordsBetween(this, given, 1, 1);
    return withCase(path, async (session) => {
      const sizes = session.query(caseSizes);
      await terminal.print(given.flag('json') ? [JSON.stringify(sizes)] : sizeLines(sizes));
      return 0;
    });
  },
};

function sizeLines({ bytes, unused, snapshots, sharedText, notes }: CaseSizes): readonly string[] {
  const rows = snapshots.map(({ id, host, label, text, flows, facts }) => [
    ...[String(id), host, label ?? ''],
    ...[text, flows, facts, text + flows + facts].map(String),
  ]);
  const named = snapshots.reduce((sum, { text, flows, facts }) => sum + text + flows + facts, 0);
  const rest = bytes - unused - named - sharedText - notes;
  return [
    ...table(['id', 'host', 'label', 'text', 'flows', 'facts', 'bytes'], rows),
    `text that several have: ${sharedText}; notes, pins and the report: ${notes}; indexes and names: ${rest}; unused: ${unused}`,
    `the file: ${bytes}`,
  ];
}

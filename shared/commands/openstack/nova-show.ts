// `nova show SERVER`: the table that property-table.ts shows.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { isShown } from './printed-labels.ts';
import { propertyTable } from './property-table.ts';
import { serverProperties } from './server-properties.ts';
import { splitWords } from '../words.ts';

const title = 'nova show';

/** The client's own options before `show` that take a word, and `show`'s. */
const optionsWithValue = new Set([
  '--os-username',
  '--os-password',
  '--os-project-name',
  '--os-project-id',
  '--os-tenant-name',
  '--os-tenant-id',
  '--os-auth-url',
  '--os-region-name',
  '--os-compute-api-version',
  '--os-cacert',
  '--os-cloud',
  '--wrap',
]);

function parser(_context: CommandContext, sink: Sink): LineParser {
  const server = serverProperties(title, sink);
  const table = propertyTable(server.events);
  return {
    line: table.line,
    end() {
      table.end();
      server.finish();
    },
  };
}

export const novaShow: Command = {
  id: 'nova-show',
  title,
  facts: ['instance'],
  recognise(argv) {
    if (argv[0] !== 'nova') return null;
    const [subcommand, target] = splitWords(argv.slice(1), optionsWithValue).words;
    if (subcommand !== 'show') return null;
    return target === undefined ? {} : { target };
  },
  // Other clients of nova's age head their tables like this too: a row tells, or all of them.
  sniff: (line) => /^\s*\| \S.* network +\| [0-9a-f]+[.:]/.test(line),
  opens: (head) =>
    /^\| Property +\|/.test(head.lines[1] ?? '') &&
    (isShown(head, 'OS-DCF:diskConfig') || isShown(head, 'OS-EXT-STS:vm_state')),
  parser,
};

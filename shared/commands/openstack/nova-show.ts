// `nova show SERVER`: the table that property-table.ts shows.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
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
  // Other clients of nova's age head their tables like this too; their rows then say that they show no server.
  sniff: (line) =>
    /^\s*\| Property +\| Value +\|/.test(line) || /^\s*\| \S.* network +\| [0-9a-f]+[.:]/.test(line),
  parser,
};

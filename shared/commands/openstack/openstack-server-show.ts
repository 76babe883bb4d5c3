// `openstack server show SERVER`: as a table, which is like nova's with other names, or with `-f json`.
//
//   | OS-EXT-SRV-ATTR:instance_name       | instance-00000006                                        |
//   | addresses                           | Internal=10.18.0.169; Internal2=10.22.22.112             |
//
//   {
//     "OS-EXT-SRV-ATTR:instance_name": "instance-00000006",
//     "addresses": {
//       "Internal": [
//         "10.18.0.169"
//       ]
//     },
//
// The other forms (`-f yaml`, `-f shell`, `-f value -c …`) are those of every resource: client-commands.ts.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { resourceParser } from './client-commands.ts';
import { clientWords } from './client-words.ts';
import { jsonProperties } from './json-properties.ts';
import { isShown } from './printed-labels.ts';
import { propertyTable, type PropertyTableEvents } from './property-table.ts';
import { server as serverResource } from './server.ts';
import { serverProperties } from './server-properties.ts';
import { splitWords } from '../words.ts';

const title = 'openstack server show';

const optionsWithValue = new Set([
  '-f',
  '--format',
  '-c',
  '--column',
  '--max-width',
  '--prefix',
  '--os-cloud',
  '--os-username',
  '--os-password',
  '--os-project-name',
  '--os-project-id',
  '--os-auth-url',
  '--os-region-name',
  '--os-compute-api-version',
  '--os-cacert',
]);

function readerOf(
  first: string,
  context: CommandContext,
  events: PropertyTableEvents,
  sink: Sink,
): LineParser {
  if (first.trimStart().startsWith('{')) return jsonProperties(events);
  const format = context.argv === undefined ? 'table' : clientWords(context.argv).format;
  const isOther = format === 'value' || /^[\w:. -]+(?:: |:$|=")/.test(first);
  return isOther ? resourceParser(title, serverResource, 'show', context, sink) : propertyTable(events);
}

function parser(context: CommandContext, sink: Sink): LineParser {
  const server = serverProperties(title, sink);
  let reader: LineParser | null = null;
  return {
    line(text, number) {
      if (reader === null && text.trim() !== '') reader = readerOf(text, context, server.events, sink);
      reader?.line(text, number);
    },
    end() {
      reader?.end();
      server.finish();
    },
  };
}

export const openstackServerShow: Command = {
  id: 'openstack-server-show',
  title,
  facts: ['instance'],
  recognise(argv) {
    if (argv[0] !== 'openstack') return null;
    const { words, options } = splitWords(argv.slice(1), optionsWithValue);
    const [object, subcommand, target] = words;
    if (object !== 'server' || subcommand !== 'show') return null;
    if (options.has('--diagnostics') || options.has('--topology')) return null;
    const format = options.get('-f') ?? options.get('--format') ?? 'table';
    if (format === 'csv') return null;
    return target === undefined ? {} : { target };
  },
  // The heading (`Field`, `Value`) is that of every `openstack … show`; these rows are a server's.
  sniff: (line) =>
    /^\s*\| OS-(DCF:diskConfig|EXT-AZ:availability_zone|EXT-SRV-ATTR:\w+|EXT-STS:\w+) +\|/.test(line),
  opens: (head) => isShown(head, 'OS-DCF:diskConfig') || isShown(head, 'OS-EXT-STS:vm_state'),
  parser,
};

// Answers of the Networking and Compute APIs, one or several in a file, as curl or a script saves them:
//
//   {
//    "networks": [
//     {
//      "id": "7e4ebe00-9c5e-44a1-b5b3-ed89f32a6912",
//      "provider:network_type": "gre",
//   …
//    "security-groups": [
//
// Source: the "Networking API v2.0" and "Compute API" references.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { printedFile } from '../file-path.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { jsonRecords } from './json-records.ts';
import { fieldsOf } from './printed-record.ts';
import type { Resource } from './resource.ts';
import { resources } from './resource-commands.ts';

const title = 'answers of the OpenStack APIs';
const byCollection: ReadonlyMap<string, Resource> = new Map(
  resources.flatMap((resource) => resource.collections.map((name) => [name, resource] as const)),
);

function parser(_context: CommandContext, sink: Sink): LineParser {
  const passedOver = new Set<string>();
  return jsonRecords(new Set(byCollection.keys()), {
    record(record, collection = '') {
      const resource = byCollection.get(collection);
      if (resource === undefined) {
        if (!passedOver.has(collection))
          sink.problem('warning', record.firstLine, 'collection-unknown', `"${collection}" is not read here`);
        passedOver.add(collection);
      } else if (!resource.give(fieldsOf(record), record, sink)) {
        sink.problem('warning', record.firstLine, 'resource-unnamed', 'this does not say what it is about');
      }
    },
    unexpected(text, number) {
      unexpectedLine(sink, title, text, number);
    },
    cut(line) {
      sink.problem('data-loss', line, 'unexpected-end', 'the output is cut here');
    },
  });
}

export const apiAnswers: Command = {
  id: 'openstack-api',
  title: 'cat neutron-api.json',
  facts: [...new Set(resources.flatMap((resource) => resource.facts))],
  recognise(argv) {
    const file = printedFile(argv);
    if (file === null || !/(?:^|\/)(?:neutron|nova|openstack)[-_.]?(?:api)?[^/]*\.json$/.test(file))
      return null;
    // What the client printed with `-f json`: `openstack_port_list.json`.
    return /[-_.](?:list|show)(?=[-_.])[^/]*$/.test(file) ? null : {};
  },
  // Fields that only the API writes so; the client has `binding_vif_type`, and `provider:…` without API's spacing around it.
  sniff: (line) =>
    /^\s*"(?:security_group_rules|floatingips|security-groups|binding:vif_type|binding:host_id)": ?[[{"]/.test(
      line,
    ),
  parser,
};

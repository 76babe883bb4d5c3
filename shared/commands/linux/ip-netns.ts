// `ip netns` and `ip netns list-id`: the network namespaces that have a name, and the numbers that devices
// refer to them by.
//
//   qrouter-f34652a4-a7f2-468e-9eb8-2a12d89cdf86 (id: 3)
//   qdhcp-7e4ebe00-9c5e-44a1-b5b3-ed89f32a6912                              (no number was given to it yet)
//   nsid 0 (iproute2 netns name: qrouter-f34652a4-a7f2-468e-9eb8-2a12d89cdf86)                 (list-id)
//
// Source: ip-netns(8), and netns_list(), print_nsid() in ip/ipnetns.c of iproute2 5.9, 6.1 and 6.15.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { numberField, plainOrJson, textField } from './iproute2-forms.ts';
import { readListing } from './iproute2-words.ts';
import { iproute2Json } from './iproute2-json-head.ts';

const title = 'ip netns';
const named = /^([^\s/(]+)(?: \(id: (\d+)\))?\s*$/;
const numbered = /^nsid (\d+)(?: current-nsid \d+)?(?: \(iproute2 netns name: ([^\s/)]+)\s*\))?\s*$/;

function parser(_context: CommandContext, sink: Sink): LineParser {
  const plain: LineParser = {
    line(text, number) {
      if (text.trim() === '') return;
      const [, nsid, itsName] = numbered.exec(text) ?? [];
      const [, name, id] = nsid === undefined ? (named.exec(text) ?? []) : [];
      if (nsid !== undefined)
        sink.fact('network-namespace', { name: itsName ?? null, nsid: Number(nsid) }, number, number);
      else if (name !== undefined)
        sink.fact('network-namespace', { name, nsid: id === undefined ? null : Number(id) }, number, number);
      else unexpectedLine(sink, title, text, number);
    },
    end() {
      // Every line stands for itself.
    },
  };
  return plainOrJson(title, sink, plain, (record, first, last) => {
    const name = textField(record, 'name');
    const nsid = numberField(record, 'id') ?? numberField(record, 'nsid');
    if (name === null && nsid === null) return false;
    sink.fact('network-namespace', { name, nsid }, first, last);
    return true;
  });
}

export const ipNetns: Command = {
  id: 'ip-netns',
  title,
  facts: ['network-namespace'],
  recognise: (argv) => (readListing(argv, 'ip', 'netns') === null ? null : {}),
  sniff: (line) =>
    /^(?:qrouter|qdhcp|snat|fip|ovnmeta)-[0-9a-f-]{36}(?: \(id: \d+\))?\s*$/.test(line) ||
    /^nsid \d+ \(iproute2? netns name: /.test(line),
  opens: (head) => iproute2Json(head) === 'netns',
  parser,
};

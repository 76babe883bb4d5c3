// The article's node as a model, from the transcript that ships as a sample: what the pictures are tested with.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recogniseCommandLine } from '../../../../shared/bundle/command-line.ts';
import type { Sink } from '../../../../shared/commands/command.ts';
import type { FactKind, StoredFact } from '../../../../shared/facts.ts';
import { buildNode } from '../../../../shared/network/build-node.ts';
import type { NetworkDevice, NetworkLink, NodeModel } from '../../../../shared/network/model.ts';
import type { SnapshotFacts, SourceInfo } from '../../../../shared/snapshot-facts.ts';

const transcript = join(import.meta.dirname, '../../../../resources/samples/article/transcript.txt');

export const words = { missing: 'missing', inferred: 'inferred' };

export function articleNode(): NodeModel {
  const sources = new Map<number, SourceInfo>();
  const facts: StoredFact[] = [];
  let end = (): void => undefined;
  let read = (_text: string, _line: number): void => undefined;
  for (const [index, text] of readFileSync(transcript, 'utf8').split('\n').entries()) {
    const commandLine = /^\[root@compute1 ~\]# (.*)$/.exec(text)?.[1];
    if (commandLine === undefined) {
      read(text, index + 1);
      continue;
    }
    end();
    const recognised = recogniseCommandLine(commandLine);
    if (recognised === null) throw new Error(`not recognised: ${commandLine}`);
    const { command, context } = recognised;
    const id = sources.size + 1;
    const path = 'transcript.txt';
    sources.set(id, { id, path, commandLine, commandId: command.id, ...context, state: 'ok', reason: null });
    const sink: Sink = {
      fact: (kind, data, firstLine, lastLine) =>
        facts.push({ id: facts.length + 1, kind, data, sourceId: id, firstLine, lastLine } as StoredFact),
      problem: (_severity, line, code) => {
        throw new Error(`${code} at line ${String(line)}`);
      },
    };
    const parser = command.parser(context, sink);
    read = (line, number) => parser.line(line, number);
    end = () => parser.end();
  }
  end();
  const of = <K extends FactKind>(kind: K): readonly StoredFact<K>[] =>
    facts.filter((fact): fact is StoredFact<K> => fact.kind === kind);
  const snapshot: SnapshotFacts = { snapshotId: 1, host: 'compute1', sources, of };
  return buildNode(snapshot, {
    flowsOf: (bridge) => of('flow').filter(({ data }) => data.bridge === bridge),
    peers: [],
  });
}

/** The article's node with `count` instances wired like its one. */
export function nodeWith(count: number): NodeModel {
  const article = articleNode();
  const lane = /48e06cd2-60|0000001e/;
  const shared = article.devices.filter(({ id }) => !/qvo|qvb|tap|qbr|instance/.test(id));
  const devices: NetworkDevice[] = [...shared];
  const links: NetworkLink[] = article.links.filter(({ id }) => !/qv[ob]|tap|qbr|instance/.test(id));
  for (let i = 0; i < count; i++) {
    const rename = (text: string): string => text.replace(lane, (i + 0x1000).toString(16));
    for (const device of article.devices.filter(({ id }) => lane.test(id))) {
      const parent = device.parent === null ? null : rename(device.parent);
      devices.push({ ...device, id: rename(device.id), name: rename(device.name), parent });
    }
    for (const link of article.links.filter(({ from, to }) => lane.test(from) || lane.test(to))) {
      links.push({ ...link, id: `${link.id} ${i}`, from: rename(link.from), to: rename(link.to) });
    }
  }
  return { ...article, devices, links };
}

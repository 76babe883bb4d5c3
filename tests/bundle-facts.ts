// Facts of a bundle for tests of the pure parts: reads one host's archives in memory and runs the
// parsers by file name. It is much less than the import: no manifest, no repairs, no transcripts cut.
import { readFileSync, readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import xz from 'xz-decompress';
import { commandLineFromPath, recogniseCommandLine } from '../shared/bundle/command-line.ts';
import { errorText } from '../shared/bundle/error-text.ts';
import type { Sink } from '../shared/commands/command.ts';
import type { Problem, SourceState } from '../shared/evidence.ts';
import type { FactKind, StoredFact } from '../shared/facts.ts';
import { chooseDump, type FlowDump } from '../shared/flows/choose-dump.ts';
import { inferBridge } from '../shared/flows/infer-bridge.ts';
import type { SnapshotFacts, SourceInfo } from '../shared/snapshot-facts.ts';

/** Facts that are filled output by output, with the flows of every dump. */
export interface FilledFacts extends SnapshotFacts {
  /** Reads one output; returns its problems, or null when no command reads it. */
  readonly add: (path: string, text: string, commandLine?: string) => readonly Problem[] | null;
  readonly text: ReadonlyMap<number, readonly string[]>;
  /** The flows of the dump that the engine would choose for a bridge. */
  readonly flowsOf: (bridge: string) => readonly StoredFact<'flow'>[];
}

export function emptyFacts(host: string, snapshotId = 1): FilledFacts {
  const sources = new Map<number, SourceInfo>();
  const text = new Map<number, readonly string[]>();
  const facts = new Map<FactKind, StoredFact[]>();
  let nextFact = 1;
  const add = (path: string, content: string, given?: string): readonly Problem[] | null => {
    const commandLine = given ?? commandLineFromPath(path);
    const recognised = commandLine === null ? null : recogniseCommandLine(commandLine);
    const lines = content.split(/\r?\n/);
    if (lines.at(-1) === '') lines.pop();
    if (recognised === null || commandLine === null) return null;
    const { command, context } = recognised;
    const id = sources.size + 1;
    const failed = errorText(lines) !== null;
    const state: SourceState = failed ? 'error' : lines.length === 0 ? 'empty' : 'ok';
    sources.set(id, {
      id,
      path,
      commandLine,
      commandId: command.id,
      ...context,
      state,
      reason: failed ? errorText(lines) : null,
    });
    text.set(id, lines);
    const problems: Problem[] = [];
    if (failed) return problems;
    const sink: Sink = {
      fact: (kind, data, firstLine, lastLine) => {
        const list = facts.get(kind) ?? [];
        facts.set(kind, list);
        list.push({ id: nextFact++, kind, data, sourceId: id, firstLine, lastLine });
      },
      problem: (severity, line, code, message) => problems.push({ severity, line, code, message }),
    };
    const parser = command.parser(context, sink);
    lines.forEach((line, i) => {
      for (const part of command.unfold?.(line) ?? [line]) parser.line(part, i + 1);
    });
    parser.end();
    return problems;
  };
  const of = <K extends FactKind>(kind: K): readonly StoredFact<K>[] =>
    (facts.get(kind) ?? []) as unknown as readonly StoredFact<K>[];
  const filled: FilledFacts = {
    snapshotId,
    host,
    sources,
    of,
    add,
    text,
    flowsOf: (bridge) => {
      const dumps = dumpsOf(filled, bridge);
      const chosen = chooseDump(dumps);
      return chosen ? (dumps.find((dump) => dump === chosen)?.rows ?? []) : [];
    },
  };
  return filled;
}

export interface RowsDump extends FlowDump {
  readonly rows: readonly StoredFact<'flow'>[];
}

/** Every dump of a bridge, dumps of unnamed bridges included where the bridge can be inferred. */
export function dumpsOf(facts: SnapshotFacts, bridge: string): readonly RowsDump[] {
  const bySource = new Map<number, StoredFact<'flow'>[]>();
  for (const fact of facts.of('flow'))
    bySource.set(fact.sourceId, [...(bySource.get(fact.sourceId) ?? []), fact]);
  const dumps: RowsDump[] = [];
  for (const [sourceId, list] of bySource) {
    const source = facts.sources.get(sourceId);
    const named = list.some((fact) => fact.data.bridge !== null);
    const inferred = named
      ? null
      : inferBridge(
          list.map((fact) => fact.data),
          facts,
        );
    const rows = list.filter((fact) => (fact.data.bridge ?? inferred?.bridge) === bridge);
    if (source && rows.length > 0) dumps.push({ source, flows: rows.length, rows });
  }
  return dumps;
}

/** The regular files of a `.tar.gz` or `.tar.xz` that some command reads; `wanted` says which of them count. */
export async function addArchive(
  facts: FilledFacts,
  path: string,
  wanted: (name: string) => boolean = () => true,
): Promise<void> {
  const bytes = readFileSync(path);
  const web = Readable.toWeb(Readable.from([bytes])) as unknown as globalThis.ReadableStream<Uint8Array>;
  const plain = path.endsWith('.xz')
    ? Readable.fromWeb(new xz.XzReadableStream(web) as unknown as WebStream)
    : Readable.from([bytes]).pipe(createGunzip());
  const tar = extract();
  plain.pipe(tar);
  const files: { readonly name: string; readonly content: string }[] = [];
  for await (const entry of tar) {
    const { name, type } = entry.header;
    if (type !== 'file' || !wanted(name) || commandLineFromPath(name) === null) {
      entry.resume();
      continue;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(Buffer.from(chunk as Uint8Array));
    files.push({ name, content: Buffer.concat(chunks).toString('utf8') });
  }
  files.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name, content } of files) facts.add(name, content);
}

export type Part = 'commands' | 'sos' | 'both';

/** One host of a snapshot directory (`lab/bundles/SNAPSHOT`): its hand-made outputs, its sos report, or both. */
export async function hostFacts(
  directory: string,
  host: string,
  part: Part,
  id = 1,
  wanted: (name: string) => boolean = () => true,
): Promise<FilledFacts> {
  const facts = emptyFacts(host, id);
  for (const file of readdirSync(`${directory}/${host}`).sort()) {
    const kind = file.endsWith('.tar.xz') ? 'sos' : 'commands';
    if (part === 'both' || part === kind) await addArchive(facts, `${directory}/${host}/${file}`, wanted);
  }
  return facts;
}

// Whether the other side of a comparison looked at all: what it did not ask for has neither come nor gone.
import type { CaseEvidence } from '../evidence.ts';
import type { SourceInfo } from '../snapshot-facts.ts';

type Sources = ReadonlyMap<number, Pick<SourceInfo, 'state' | 'commandId'>>;

/** The commands of a snapshot that gave an output, be it an empty one. */
export function commandsOf(sources: Sources): ReadonlySet<string> {
  const read = [...sources.values()].filter(({ state }) => state === 'ok' || state === 'empty');
  return new Set(read.flatMap(({ commandId }) => commandId ?? []));
}

/** The other side has the output of a command that showed it here; what nothing shows (a peer) is taken as it is. */
export function wasAskedFor(
  evidence: readonly CaseEvidence[],
  sources: Sources,
  asked: ReadonlySet<string>,
): boolean {
  const commands = evidence.flatMap(({ sourceId }) => sources.get(sourceId)?.commandId ?? []);
  return commands.length === 0 || commands.some((command) => asked.has(command));
}

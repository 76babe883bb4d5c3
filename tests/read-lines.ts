// Runs one command's parser on lines, for tests, unfolding them as the import does.
import type { Command, CommandContext } from '../shared/commands/command.ts';
import type { Problem } from '../shared/evidence.ts';
import type { FactKind, FactKinds, ParsedFact } from '../shared/facts.ts';

export interface ReadOutput {
  readonly facts: readonly ParsedFact[];
  readonly problems: readonly Problem[];
  of<K extends FactKind>(kind: K): FactKinds[K][];
  /** `kind firstLine-lastLine` of every fact. */
  readonly ranges: readonly string[];
}

/** What `command` reads out of `lines`; each line is first unfolded, as an import does. */
export function readLines(
  command: Command,
  lines: readonly string[],
  context: Partial<CommandContext> = {},
): ReadOutput {
  const facts: ParsedFact[] = [];
  const problems: Problem[] = [];
  const parser = command.parser(
    { target: null, netns: null, protocol: null, ...context },
    {
      fact: (kind, data, firstLine, lastLine) =>
        facts.push({ kind, data, firstLine, lastLine } as ParsedFact),
      problem: (severity, line, code, message) => problems.push({ severity, line, code, message }),
    },
  );
  lines.forEach((line, index) => {
    for (const piece of command.unfold?.(line) ?? [line]) parser.line(piece, index + 1);
  });
  parser.end();
  return {
    facts,
    problems,
    of: <K extends FactKind>(kind: K) =>
      facts.filter((fact) => fact.kind === kind).map((fact) => fact.data as FactKinds[K]),
    ranges: facts.map((fact) => `${fact.kind} ${fact.firstLine}-${fact.lastLine}`),
  };
}

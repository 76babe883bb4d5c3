// Runs one parser on a whole text, for tests: what a command line and an output give.
import type { Problem, Severity } from '../shared/evidence.ts';
import type { FactKind, FactKinds, ParsedFact } from '../shared/facts.ts';
import type { CommandContext, Sink } from '../shared/commands/command.ts';
import { commands } from '../shared/commands/registry.ts';

export interface ParsedOutput {
  readonly commandId: string;
  readonly context: CommandContext;
  readonly facts: readonly ParsedFact[];
  readonly problems: readonly Problem[];
  of<K extends FactKind>(kind: K): FactKinds[K][];
}

/** Reads `text` as the output of `argv`; throws when no command here recognises it. */
export function parseOutput(
  argv: readonly string[],
  text: string,
  netns: string | null = null,
): ParsedOutput {
  for (const command of commands) {
    const recognised = command.recognise(argv);
    if (recognised === null) continue;
    const context: CommandContext = {
      target: recognised.target ?? null,
      netns,
      protocol: recognised.protocol ?? null,
      argv,
    };
    const facts: ParsedFact[] = [];
    const problems: Problem[] = [];
    const sink: Sink = {
      fact: (kind, data, firstLine, lastLine) =>
        facts.push({ kind, data, firstLine, lastLine } as ParsedFact),
      problem: (severity: Severity, line, code, message) => problems.push({ severity, line, code, message }),
    };
    const parser = command.parser(context, sink);
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    lines.forEach((line, index) => parser.line(line, index + 1));
    parser.end();
    return {
      commandId: command.id,
      context,
      facts,
      problems,
      of: <K extends FactKind>(kind: K) =>
        facts.filter((fact) => fact.kind === kind).map((fact) => fact.data as FactKinds[K]),
    };
  }
  throw new Error(`no command recognises ${argv.join(' ')}`);
}

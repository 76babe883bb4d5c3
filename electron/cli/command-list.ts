// Every command of the command line, in the order in which `help` shows them. Each is loaded when it
// is used: a script that calls `coldtrace` a thousand times does not wait for the import's readers.
import type { CliCommand } from './cli-command.ts';

const loaders: Readonly<Record<string, () => Promise<CliCommand>>> = {
  import: async () => (await import('./import.ts')).importCommand,
  snapshots: async () => (await import('./snapshots.ts')).snapshotsCommand,
  sources: async () => (await import('./sources.ts')).sourcesCommand,
  problems: async () => (await import('./problems.ts')).problemsCommand,
  show: async () => (await import('./show.ts')).showCommand,
  facts: async () => (await import('./facts.ts')).factsCommand,
  parse: async () => (await import('./parse.ts')).parseCommand,
  'parse-flows': async () => (await import('./parse-flows.ts')).parseFlowsCommand,
  flows: async () => (await import('./flows.ts')).flowsCommand,
  explain: async () => (await import('./explain.ts')).explainCommand,
  pipeline: async () => (await import('./pipeline.ts')).pipelineCommand,
  path: async () => (await import('./path.ts')).pathCommand,
  ask: async () => (await import('./ask.ts')).askCommand,
  findings: async () => (await import('./findings.ts')).findingsCommand,
  diff: async () => (await import('./diff.ts')).diffCommand,
  timeline: async () => (await import('./timeline.ts')).timelineCommand,
  'diff-flows': async () => (await import('./diff-flows.ts')).diffFlowsCommand,
  search: async () => (await import('./search.ts')).searchCommand,
  notes: async () => (await import('./notes.ts')).notesCommand,
  remove: async () => (await import('./remove.ts')).removeCommand,
  size: async () => (await import('./size.ts')).sizeCommand,
  compact: async () => (await import('./compact.ts')).compactCommand,
  report: async () => (await import('./report.ts')).reportCommand,
  export: async () => (await import('./export.ts')).exportCommand,
  serve: async () => (await import('./serve.ts')).serveCommand,
};

/** The command of this name; null when there is none. */
export async function findCommand(name: string): Promise<CliCommand | null> {
  return Object.hasOwn(loaders, name) ? ((await loaders[name]?.()) ?? null) : null;
}

/** `coldtrace help`. */
export async function helpLines(): Promise<readonly string[]> {
  const commands = await Promise.all(Object.values(loaders).map((load) => load()));
  return [
    'usage: coldtrace COMMAND …',
    '',
    ...commands.flatMap(({ name, usage, about }) => [`  ${name} ${usage}`, `      ${about}`]),
    '',
    'A snapshot S is named by its id, by its host, or as host@label.',
    'Exit code 0: done; 1: there are differences or findings, or nothing was found; 2: unusable input or arguments.',
  ];
}

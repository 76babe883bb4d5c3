// Reads a text whose name says nothing, as the import does, for tests: which outputs are found in it, and
// their facts.
import { TranscriptReader } from '../shared/bundle/transcript.ts';
import type { LineParser } from '../shared/commands/command.ts';
import type { ParsedFact } from '../shared/facts.ts';

export interface UnnamedOutput {
  /** Null where a prompt's command is not known. */
  readonly id: string | null;
  readonly firstLine: number;
  readonly facts: ParsedFact[];
}

export interface Unnamed {
  readonly outputs: readonly UnnamedOutput[];
  /** Lines that are in none of them. */
  readonly aside: readonly number[];
}

export function readUnnamed(lines: readonly string[]): Unnamed {
  const outputs: UnnamedOutput[] = [];
  const aside: number[] = [];
  let parser: LineParser | null = null;
  const reader = new TranscriptReader({
    start({ recognised, firstLine }) {
      const facts: ParsedFact[] = [];
      outputs.push({ id: recognised?.command.id ?? null, firstLine, facts });
      parser =
        recognised?.command.parser(recognised.context, {
          fact: (kind, data, first, last) =>
            facts.push({ kind, data, firstLine: first, lastLine: last } as ParsedFact),
          problem: () => undefined,
        }) ?? null;
    },
    line: (text, number) => parser?.line(text, number),
    problem: () => undefined,
    end: () => parser?.end(),
    aside: (number) => aside.push(number),
    frame: () => undefined,
  });
  lines.forEach((line, at) => reader.line(line, at + 1));
  reader.end();
  return { outputs, aside };
}

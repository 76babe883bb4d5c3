// Reads a fixture of Open vSwitch's tools, for tests.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, CommandContext } from '../shared/commands/command.ts';
import { readLines, type ReadOutput } from './read-lines.ts';
import { fixtures } from './shared-data.ts';

export function fixture(name: string): string {
  return readFileSync(join(fixtures, 'openvswitch', name), 'utf8');
}

export function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

export function readFixture(
  command: Command,
  name: string,
  context: Partial<CommandContext> = {},
): ReadOutput {
  return readLines(command, linesOf(fixture(name)), context);
}

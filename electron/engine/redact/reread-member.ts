// A member of a bundle, read again from its redacted text by the same parsers as at its import. What only its bundle could
// tell (the manifest's command line, that it was cut) is known from the case.
import {
  commandLineFromPath,
  inNamespace,
  recogniseCommandLine,
  type RecognisedCommand,
} from '../../../shared/bundle/command-line.ts';
import { memberRole, type MemberRole } from '../../../shared/bundle/member.ts';
import { commands } from '../../../shared/commands/registry.ts';
import type { SourceTableRow } from '../case-file/queries/sources.ts';
import { MemberLog, type MemberEvent } from '../import/member-log.ts';
import { TextMember } from '../import/text-member.ts';

/** The sources of one member with its kept text. */
export interface Member {
  readonly sources: readonly SourceTableRow[];
  readonly inReport: boolean;
}

/**
 * Gives the lines of the member's redacted text to its parsers; `take` gets what they give. `redact` is for what the case
 * knows of the member.
 */
export function rereader(
  { sources, inReport }: Member,
  redact: (text: string) => string,
  take: (event: MemberEvent) => void,
): { line(text: string): void; end(): void } {
  const log = new MemberLog(take);
  const member = new TextMember(log, roleOf(sources, inReport, redact), inReport);
  let lines: string[] = [];
  let size = 0;
  const flush = (): void => {
    if (lines.length === 0) return;
    lines.push('');
    member.chunk(Buffer.from(lines.join('\n')));
    lines = [];
    size = 0;
  };
  return {
    line(text) {
      lines.push(text);
      size += text.length;
      if (size > 65_536) flush();
    },
    end() {
      flush();
      member.end(null);
    },
  };
}

/** How it was read: as one command's output, or as a text with several. */
function roleOf(
  sources: readonly SourceTableRow[],
  inReport: boolean,
  redact: (text: string) => string,
): MemberRole {
  const [first] = sources;
  const role = { isOutput: true, cut: null };
  if (first === undefined || (!inReport && isTranscript(sources, first))) {
    const netns = first === undefined ? null : memberRole(first.path, '', false, null, []).netns;
    const of = { commandLine: null, recognised: null, netns: netns && redact(netns) };
    return { ...role, ...of, isOutput: false, reading: 'transcript' };
  }
  const said = redactedSource(first, redact);
  const { commandLine, netns } = said;
  return {
    ...role,
    commandLine,
    netns,
    recognised: commandOf(first, said),
    reading: 'output',
  };
}

function isTranscript(sources: readonly SourceTableRow[], { path }: SourceTableRow): boolean {
  return sources.length > 1 || memberRole(path, '', false, null, []).reading === 'transcript';
}

/** What the case says of a source beside its text. */
export interface RedactedSource {
  readonly path: string;
  readonly commandLine: string | null;
  readonly target: string | null;
  readonly netns: string | null;
}

/** A command line that was read from the file's name is read from its redacted name: undoing a name tears ids apart. */
export function redactedSource(row: SourceTableRow, redact: (text: string) => string): RedactedSource {
  const orNull = (text: string | null): string | null => (text === null ? null : redact(text));
  const path = redact(row.path);
  const netns = orNull(row.netns);
  const isOfName = row.command_line !== null && row.command_line === commandLineFromPath(row.path);
  const commandLine = isOfName ? commandLineFromPath(path) : orNull(row.command_line);
  const before = row.command_line === null ? null : recogniseCommandLine(row.command_line);
  const isOfLine = isOfName && before !== null && before.context.target === row.target;
  const now = commandLine === null ? null : recogniseCommandLine(commandLine);
  return {
    path,
    commandLine,
    netns,
    target: isOfLine && now !== null ? now.context.target : orNull(row.target),
  };
}

/** The command that read it then, with what its redacted command line says. */
function commandOf(
  source: SourceTableRow,
  { commandLine, target, netns }: RedactedSource,
): RecognisedCommand | null {
  const command = commands.find(({ id }) => id === source.command_id);
  if (command === undefined) return null;
  const context = { target, netns, protocol: source.protocol };
  const recognised = commandLine === null ? null : recogniseCommandLine(commandLine);
  if (recognised?.command.id !== command.id) return { command, context };
  return inNamespace({ command, context: { ...recognised.context, ...context } }, context.netns);
}

// The gaps of a snapshot, and what would fill them: hops that miss an output, outputs that failed or were
// cut, and basics that were never collected.
import { recogniseCommandLine } from '../bundle/command-line.ts';
import { normaliseCommandLine } from '../bundle/normal-command-line.ts';
import type { NetworkPath, NodeModel } from '../network/model.ts';
import type { SnapshotFacts, SourceInfo } from '../snapshot-facts.ts';
import { missingBasics, nodeNames } from './basic-outputs.ts';
import type { Request, RequestCause, RequestSubject } from './request.ts';

const failedStates: ReadonlySet<string> = new Set([
  'error',
  'truncated',
  'timed-out',
  'absent',
  'unreadable',
]);

/**
 * What to ask for, most telling first: what hops miss, then outputs that failed, then basics. The same
 * command is asked for once, with all its reasons. Empty when nothing that could be asked for is missing.
 */
export function findRequests(
  facts: SnapshotFacts,
  model: NodeModel,
  subject: RequestSubject,
): readonly Request[] {
  const found = new Requests();
  const paths = pathsAbout(model, subject);
  const whole = subject.kind === 'snapshot';
  for (const path of paths) {
    for (const hop of path.hops) {
      for (const command of hop.wants) {
        if (!isThere(facts, command))
          found.add(command, 'unseen', hop.reason ?? `${path.id} is not complete`);
      }
    }
  }
  const concerned = whole ? null : namesAbout(paths, subject);
  for (const source of facts.sources.values()) {
    if (!failedStates.has(source.state) || source.commandLine === null || source.commandId === null) continue;
    if (concerned !== null && !concerns(source, concerned)) continue;
    if (isElsewhere(facts, source)) continue;
    const { reason } = source;
    // What the node cannot tell it will not tell the next time either.
    if (source.state === 'error' && reason !== null && cannotTell.test(reason)) continue;
    const command = typed(source);
    if (command !== null)
      found.add(
        command,
        source.state as RequestCause,
        reason ?? `${source.path}: ${source.state}`,
        source.id,
      );
  }
  for (const { command, need, about } of missingBasics(facts, nodeNames(facts))) {
    if (concerned === null || about === null || concerned.has(about)) found.add(command, 'basic', need);
  }
  return found.list();
}

/** Answers of kernel and tools that say that there is nothing to show, not that something went wrong. */
const cannotTell =
  /not supported|no (?:\w+ )?(?:stats|data|information) available|command not found|no such |unrecognized command|unknown command|is not a known|cannot find device|is disabled|not enabled|not configured|invalid argument|please specify an existing|not been booted with/i;

function pathsAbout(model: NodeModel, subject: RequestSubject): readonly NetworkPath[] {
  if (subject.kind === 'snapshot') return model.paths;
  if (subject.kind === 'path') return model.paths.filter((path) => path.id === subject.id);
  return model.paths.filter((path) => path.hops.some((hop) => hop.device === subject.name));
}

/** Devices, bridges and namespaces that the subject is made of. */
function namesAbout(paths: readonly NetworkPath[], subject: RequestSubject): ReadonlySet<string> {
  const names = new Set<string>();
  for (const path of paths) for (const { device } of path.hops) if (device !== null) names.add(device);
  if (subject.kind === 'bridge') names.add(subject.name);
  return names;
}

/** An output without a target is about everything. */
function concerns(source: SourceInfo, names: ReadonlySet<string>): boolean {
  if (source.netns !== null && !names.has(source.netns)) return false;
  return source.target === null || names.has(source.target);
}

/** Does another source of the same command, on the same thing, have what this one lacks? */
function isElsewhere(facts: SnapshotFacts, source: SourceInfo): boolean {
  for (const other of facts.sources.values()) {
    if (other.id === source.id || (other.state !== 'ok' && other.state !== 'empty')) continue;
    if (
      other.commandId === source.commandId &&
      other.target === source.target &&
      other.netns === source.netns
    )
      return true;
  }
  return false;
}

/** Is an output of this command line there, whole? It then says all that it can. */
function isThere(facts: SnapshotFacts, commandLine: string): boolean {
  const asked = recogniseCommandLine(commandLine);
  if (asked === null) return false;
  const { command, context } = asked;
  return [...facts.sources.values()].some(
    (source) =>
      source.state === 'ok' &&
      source.commandId === command.id &&
      source.netns === context.netns &&
      (source.target === null || source.target === context.target),
  );
}

/** The command line as it is typed at the node; null for what is no command. */
function typed(source: SourceInfo): string | null {
  const { argv, netns } = normaliseCommandLine(source.commandLine ?? '');
  if (argv.length === 0) return null;
  const line = argv.join(' ');
  return netns === null ? line : `ip netns exec ${netns} ${line}`;
}

class Requests {
  readonly #byCommand = new Map<
    string,
    { cause: RequestCause; reasons: Set<string>; sourceId: number | null }
  >();

  add(command: string, cause: RequestCause, reason: string, sourceId: number | null = null): void {
    const known = this.#byCommand.get(command);
    if (known === undefined) {
      this.#byCommand.set(command, { cause, reasons: new Set([reason]), sourceId });
      return;
    }
    known.reasons.add(reason);
    known.sourceId ??= sourceId;
  }

  list(): readonly Request[] {
    return [...this.#byCommand].map(([command, { cause, reasons, sourceId }]) => ({
      command,
      cause,
      reasons: [...reasons],
      sourceId,
    }));
  }
}

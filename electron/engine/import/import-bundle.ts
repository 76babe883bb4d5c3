// One bundle into the case: its members become sources of the snapshots they belong to.
import { recogniseCommandLine } from '../../../shared/bundle/command-line.ts';
import { memberRole } from '../../../shared/bundle/member.ts';
import type { Problem } from '../../../shared/evidence.ts';
import type { ImportWriter } from '../case-file/import-writer.ts';
import { HostSnapshots } from './host-snapshots.ts';
import { ListedMember, listUnread } from './listed-member.ts';
import { ownHost } from './member-log.ts';
import { taskOf } from './member-task.ts';
import type { BundleReader, MemberSink, MemberVisitor, UnreadArchive } from './members.ts';
import type { ParsePool } from './parse-pool.ts';
import type { ReadAhead } from './read-ahead.ts';
import { SosReport } from './sos-report.ts';
import type { SurveyResult } from './survey.ts';
import type { Tally } from './tally.ts';
import { MemberWriter } from './write-member.ts';

export interface BundleImport {
  readonly writer: ImportWriter;
  readonly tally: Tally;
  readonly bundleId: number;
  readonly label: string | null;
  readonly survey: SurveyResult;
  readonly pool: ParsePool;
  /** What was read while the bundle was surveyed. */
  readonly ahead: ReadAhead;
  /** Told of each member before it is read. */
  readonly member: (path: string) => void;
}

/** What the ledger says of one bundle beside its counts. */
export interface ImportedBundle {
  readonly snapshots: readonly number[];
  readonly problems: readonly Problem[];
}

/** Reads all members. Rejects with the signal's reason when aborted. */
export async function importBundle(
  reader: BundleReader,
  bundle: BundleImport,
  signal: AbortSignal,
  progress: (bytes: number) => void,
): Promise<ImportedBundle> {
  const members = new MemberImporter(bundle);
  await reader.read(members, signal, progress);
  await bundle.pool.settle(signal);
  return members.finish();
}

class MemberImporter implements MemberVisitor {
  readonly #bundle: BundleImport;
  readonly #snapshots: HostSnapshots;
  readonly #problems: Problem[] = [];
  /** Link destinations that no member was found at yet. */
  readonly #missingTargets: Set<string>;
  readonly #reports = new Map<string, SosReport>();
  /** Members still to come that a later one of their name replaces. */
  readonly #earlier: Map<string, number>;
  readonly #specials: string[] = [];
  #specialCount = 0;
  #lastFolder = '';

  constructor(bundle: BundleImport) {
    this.#bundle = bundle;
    this.#snapshots = new HostSnapshots(bundle.writer, bundle.survey, bundle.label);
    this.#missingTargets = new Set(bundle.survey.linkTargets);
    this.#earlier = new Map(bundle.survey.earlier);
    const { survey } = bundle;
    for (const root of survey.roots.sosRoots) {
      this.#reports.set(root, new SosReport(root, survey.manifestOf(root), survey.versionOf(root)));
    }
  }

  file(path: string, size: number | null): MemberSink | null {
    this.#bundle.member(path);
    this.#seen(path);
    const { survey, pool, ahead } = this.#bundle;
    const earlier = this.#earlier.get(path) ?? 0;
    if (earlier > 0) {
      this.#earlier.set(path, earlier - 1);
      ahead.leave(path);
      return null;
    }
    const root = survey.roots.rootOf(path);
    const inReport = survey.roots.sosRoots.has(root);
    const role = memberRole(path, root, inReport, survey.manifestOf(root), survey.aliasesOf(path));
    this.#reports.get(root)?.member(path, role.commandLine);
    const writer = this.#writer(path, root);
    // An empty file is empty whatever it would have been.
    const isRead = role.reading !== 'list' && size !== 0;
    const task = taskOf(path, role, inReport);
    // Asked for every log, read or not: those that follow under the same name are counted.
    if (ahead.take(path, task, writer)) return null;
    if (isRead) return pool.read(task, writer);
    const { log, done } = pool.here(writer);
    const listed = new ListedMember(log, role, size);
    return {
      chunk: (bytes) => listed.chunk(bytes),
      end: (cut) => {
        listed.end(cut);
        done();
      },
    };
  }

  unread(path: string, size: number | null, archive: UnreadArchive): void {
    this.#bundle.member(path);
    this.#seen(path);
    const { log, done } = this.#bundle.pool.here(this.#writer(path, this.#bundle.survey.roots.rootOf(path)));
    listUnread(log, size ?? 0, archive);
    done();
  }

  #writer(path: string, root: string): MemberWriter {
    const { writer, tally, bundleId } = this.#bundle;
    return new MemberWriter({ writer, tally, bundleId, snapshots: this.#snapshots }, path, root);
  }

  link(path: string): void {
    // A link is another name of its member, which is read where it is.
    this.#seen(path);
    this.#reports.get(this.#bundle.survey.roots.rootOf(path))?.member(path, null);
  }

  folder(path: string): void {
    this.#missingTargets.delete(path);
  }

  special(path: string, what: string): void {
    this.#specialCount++;
    if (this.#specials.length < mostExamples) this.#specials.push(`${path} (${what})`);
  }

  problem(severity: Problem['severity'], code: string, message: string): void {
    const problem: Problem = { severity, line: null, code, message };
    this.#problems.push(problem);
    this.#bundle.tally.problem(problem);
    this.#bundle.writer.addProblem(this.#bundle.bundleId, null, problem);
  }

  #seen(path: string): void {
    if (this.#missingTargets.size === 0) return;
    this.#missingTargets.delete(path);
    const folder = path.slice(0, Math.max(path.lastIndexOf('/'), 0));
    if (folder === this.#lastFolder) return;
    this.#lastFolder = folder;
    for (let at = folder; at !== ''; at = at.slice(0, Math.max(at.lastIndexOf('/'), 0))) {
      this.#missingTargets.delete(at);
    }
  }

  finish(): ImportedBundle {
    const { survey } = this.#bundle;
    if (this.#specialCount > 0) {
      this.problem(
        'warning',
        'special-member',
        withList(
          this.#specialCount === 1
            ? 'One device, pipe or socket was not read.'
            : `${this.#specialCount} devices, pipes or sockets were not read.`,
          this.#specials,
          this.#specialCount,
        ),
      );
    }
    if (survey.earlier.size > 0) {
      const paths = [...survey.earlier.keys()];
      this.problem(
        'warning',
        'member-repeated',
        withList(
          paths.length === 1
            ? 'A file is in the archive more than once: the last one was read, which unpacking leaves.'
            : `${paths.length} files are in the archive more than once: the last of each was read, which unpacking leaves.`,
          paths.slice(0, mostExamples),
          paths.length,
        ),
      );
    }
    if (survey.linksOutside.count > 0) {
      const { count, examples } = survey.linksOutside;
      this.problem(
        'warning',
        'link-outside',
        withList(
          count === 1
            ? 'One link leads out of the bundle and was not followed.'
            : `${count} links lead out of the bundle and were not followed.`,
          examples,
          count,
        ),
      );
    }
    if (this.#missingTargets.size > 0) {
      const examples = [...this.#missingTargets].sort().slice(0, mostExamples);
      const count = this.#missingTargets.size;
      this.problem(
        'warning',
        'link-dangling',
        withList(
          count === 1
            ? 'A file that a link leads to is not in the bundle.'
            : `${count} files that links lead to are not in the bundle.`,
          examples,
          count,
        ),
      );
    }
    for (const path of survey.unreadManifests) {
      this.problem(
        'warning',
        'manifest-unreadable',
        `${path} cannot be read: commands are told by their file names.`,
      );
    }
    const cleaned = survey.roots.roots.filter((root) => survey.isCleaned(root));
    if (cleaned.length > 0) {
      const where = cleaned.map((root) => (root === '' ? 'the bundle' : root));
      this.problem(
        'warning',
        'cleaned',
        withList(
          'sos clean went over this: names and addresses stand for others, and nothing is joined by MAC.',
          where.slice(0, mostExamples),
          where.length,
        ),
      );
    }
    this.#tellAbsent();
    return { snapshots: this.#snapshots.settle(), problems: this.#problems };
  }

  /** A row for each output that should be here and is not, and why. */
  #tellAbsent(): void {
    for (const report of this.#reports.values()) {
      for (const message of report.timeouts()) this.problem('data-loss', 'plugin-timed-out', message);
      for (const { path, commandLine, code, reason } of report.absent()) {
        const writer = this.#writer(path, report.root);
        const { log, done } = this.#bundle.pool.here(writer);
        const source = log.source(ownHost, commandLine, recogniseCommandLine(commandLine));
        source.problem({ severity: 'data-loss', line: null, code, message: reason });
        source.finish({
          state: 'absent',
          reason,
          bytes: 0,
          firstLine: 1,
          lastLine: 0,
          isKept: false,
          lines: null,
        });
        done();
      }
    }
  }
}

/** Names told of the many that a problem is about. */
const mostExamples = 20;

/** A message whose first line says it; who wants to know more reads the lines after it, a name each. */
function withList(message: string, examples: readonly string[], count: number): string {
  const more = count - examples.length;
  return [message, ...examples, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

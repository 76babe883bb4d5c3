// One bundle into the case: its members become sources of the snapshots they belong to.
import { recogniseCommandLine } from '../../../shared/bundle/command-line.ts';
import { memberRole } from '../../../shared/bundle/member.ts';
import type { Problem } from '../../../shared/evidence.ts';
import type { ImportWriter } from '../case-file/import-writer.ts';
import { HostSnapshots } from './host-snapshots.ts';
import { ListedMember, TextMember, type MemberPlace } from './member-sinks.ts';
import type { BundleReader, MemberSink, MemberVisitor } from './members.ts';
import type { SurveyResult } from './survey.ts';
import type { Tally } from './tally.ts';

export interface BundleImport {
  readonly writer: ImportWriter;
  readonly tally: Tally;
  readonly bundleId: number;
  readonly label: string | null;
  readonly survey: SurveyResult;
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
  return members.finish();
}

class MemberImporter implements MemberVisitor {
  readonly #bundle: BundleImport;
  readonly #snapshots: HostSnapshots;
  readonly #problems: Problem[] = [];
  /** Link destinations that no member was found at yet. */
  readonly #missingTargets: Set<string>;
  readonly #commandFiles: Set<string>;
  readonly #specials: string[] = [];
  #specialCount = 0;
  #lastFolder = '';

  constructor(bundle: BundleImport) {
    this.#bundle = bundle;
    this.#snapshots = new HostSnapshots(bundle.writer, bundle.survey, bundle.label);
    this.#missingTargets = new Set(bundle.survey.linkTargets);
    this.#commandFiles = new Set(expectedFiles(bundle.survey));
  }

  file(path: string, size: number): MemberSink {
    this.#bundle.member(path);
    this.#seen(path);
    const { survey, writer, tally, bundleId } = this.#bundle;
    const root = survey.roots.rootOf(path);
    const inReport = survey.roots.sosRoots.has(root);
    const role = memberRole(path, root, inReport, survey.manifestOf(root), survey.aliasesOf(path));
    const target = { writer, tally, bundleId };
    const place: MemberPlace = { target, snapshots: this.#snapshots, path, root, role, inReport };
    // An empty file is empty whatever it would have been.
    return role.reading === 'list' || size === 0 ? new ListedMember(place, size) : new TextMember(place);
  }

  link(path: string): void {
    // A link is another name of its member, which is read where it is.
    this.#seen(path);
  }

  folder(path: string): void {
    this.#missingTargets.delete(path);
  }

  special(path: string, what: string): void {
    this.#specialCount++;
    if (this.#specials.length < 3) this.#specials.push(`${path} (${what})`);
  }

  problem(severity: Problem['severity'], code: string, message: string): void {
    const problem: Problem = { severity, line: null, code, message };
    this.#problems.push(problem);
    this.#bundle.tally.problem(problem);
    this.#bundle.writer.addProblem(this.#bundle.bundleId, null, problem);
  }

  #seen(path: string): void {
    this.#commandFiles.delete(path);
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
        `${this.#specialCount} devices, pipes or sockets were not read: ${list(this.#specials, this.#specialCount)}`,
      );
    }
    if (survey.linksOutside.count > 0) {
      const { count, examples } = survey.linksOutside;
      this.problem(
        'warning',
        'link-outside',
        `${count} links lead out of the bundle and were not followed: ${list(examples, count)}`,
      );
    }
    if (this.#missingTargets.size > 0) {
      const examples = [...this.#missingTargets].sort().slice(0, 3);
      const count = this.#missingTargets.size;
      this.problem(
        'warning',
        'link-dangling',
        `${count} targets of links are not in the bundle: ${list(examples, count)}`,
      );
    }
    for (const path of survey.unreadManifests) {
      this.problem(
        'warning',
        'manifest-unreadable',
        `${path} cannot be read: commands are told by their file names.`,
      );
    }
    this.#tellAbsent();
    return { snapshots: this.#snapshots.settle(), problems: this.#problems };
  }

  #tellAbsent(): void {
    const { survey } = this.#bundle;
    for (const root of survey.roots.roots) {
      for (const plugin of survey.manifestOf(root)?.timedOutPlugins ?? []) {
        this.problem(
          'data-loss',
          'plugin-timed-out',
          `sos stopped its plugin ${plugin} for taking too long: its later commands are absent.`,
        );
      }
    }
    if (this.#commandFiles.size === 0) return;
    const files = [...this.#commandFiles].sort();
    this.problem(
      'data-loss',
      'output-absent',
      `The manifest names outputs that are not in the bundle: ${list(files.slice(0, 20), files.length)}`,
    );
  }
}

/** Files that a manifest promises and that would be read here. */
function* expectedFiles(survey: SurveyResult): Generator<string> {
  for (const root of survey.roots.roots) {
    for (const [path, { exec }] of survey.manifestOf(root)?.commands ?? []) {
      if (recogniseCommandLine(exec) !== null) yield root === '' ? path : `${root}/${path}`;
    }
  }
}

function list(examples: readonly string[], count: number): string {
  const more = count - examples.length;
  return examples.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

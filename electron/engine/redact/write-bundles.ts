// The snapshots, bundles and sources of a redacted case: every text that is kept is redacted line by line and read again by
// the import's parsers; what is known of the others is redacted.
import type { Database } from 'better-sqlite3';
import type { Problem } from '../../../shared/evidence.ts';
import type { Redactor } from '../../../shared/redact/redactor.ts';
import type { ImportWriter } from '../case-file/import-writer.ts';
import type { SnapshotTableRow } from '../case-file/queries/snapshots.ts';
import type { SourceTableRow } from '../case-file/queries/sources.ts';
import { openImportWriter } from '../case-file/writer.ts';
import type { CaseSession } from '../case-session.ts';
import type { MemberEvent } from '../import/member-log.ts';
import { linesAtOnce, linesOf, pause, type RedactionHooks } from './case-redactor.ts';
import { RedactedLines } from './record-sums.ts';
import { redactedSource, rereader, type Member } from './reread-member.ts';

export interface WrittenBundles {
  /** From the snapshots of the case to those of the redacted one. */
  readonly ids: ReadonlyMap<number, number>;
  readonly sources: number;
  readonly unread: readonly string[];
}

/** Writes them to a new case at `path`; commits, or leaves no file. */
export async function writeBundles(
  session: CaseSession,
  redactor: Redactor,
  path: string,
  hooks: RedactionHooks,
): Promise<WrittenBundles> {
  const writer = openImportWriter(path);
  try {
    const writing = new RedactedWriter(session, redactor, writer, hooks);
    await writing.write();
    writer.commit();
    return writing;
  } catch (error) {
    writer.rollback();
    throw error;
  }
}

interface BundleRow {
  readonly id: number;
  readonly name: string;
  readonly kind: string;
  readonly fingerprint: string;
  readonly bytes: number;
}

class RedactedWriter implements WrittenBundles {
  readonly #session: CaseSession;
  readonly #redactor: Redactor;
  readonly #writer: ImportWriter;
  readonly #hooks: RedactionHooks;
  readonly ids = new Map<number, number>();
  readonly unread: string[] = [];
  sources = 0;
  #lines = 0;
  #total = 0;

  constructor(session: CaseSession, redactor: Redactor, writer: ImportWriter, hooks: RedactionHooks) {
    this.#session = session;
    this.#redactor = redactor;
    this.#writer = writer;
    this.#hooks = hooks;
  }

  async write(): Promise<void> {
    const { query } = { query: <T>(work: (db: Database) => T): T => this.#session.query(work) };
    // A text that several members have is read for each of them.
    this.#total = query(linesOf);
    for (const row of query((db) =>
      db.prepare<[], SnapshotTableRow>('SELECT * FROM snapshot ORDER BY id').all(),
    )) {
      this.#addSnapshot(row);
    }
    for (const bundle of query((db) => db.prepare<[], BundleRow>('SELECT * FROM bundle ORDER BY id').all())) {
      const { kind, fingerprint, bytes } = bundle;
      const id = this.#writer.addBundle({ name: this.#redact(bundle.name), kind, fingerprint, bytes });
      for (const problem of query((db) => bundleProblems(db, bundle.id))) {
        this.#writer.addProblem(id, null, this.#problem(problem));
      }
      const roots = query((db) => reportRoots(db, bundle.id));
      for (const sources of query((db) => membersOf(db, bundle.id))) {
        const [first] = sources;
        const inReport =
          first !== undefined && roots.some((root) => root === '' || first.path.startsWith(`${root}/`));
        await this.#addMember({ sources, inReport }, id);
      }
    }
  }

  #redact(text: string): string {
    return this.#redactor.redactText(text);
  }

  #redactOrNull(text: string | null): string | null {
    return text === null ? null : this.#redact(text);
  }

  #problem(problem: Problem): Problem {
    return { ...problem, message: this.#redact(problem.message) };
  }

  #addSnapshot(row: SnapshotTableRow): void {
    const identity = {
      host: this.#redact(row.host),
      hostFrom: this.#redact(row.host_from),
      capturedAt: row.captured_at,
      capturedFrom: this.#redactOrNull(row.captured_from),
    };
    this.ids.set(
      row.id,
      this.#writer.addSnapshot(identity, this.#redactOrNull(row.label), row.cleaned === 1),
    );
  }

  #addSource(row: SourceTableRow, bundleId: number): number {
    this.sources++;
    return this.#writer.addSource({
      snapshotId: this.ids.get(row.snapshot_id) ?? row.snapshot_id,
      bundleId,
      ...redactedSource(row, (text) => this.#redact(text)),
      commandId: row.command_id,
      protocol: row.protocol,
    });
  }

  async #addMember(member: Member, bundleId: number): Promise<void> {
    const { sources } = member;
    const contentId = sources[0]?.content_id ?? null;
    if (contentId === null) {
      for (const row of sources) this.#addUnkept(row, bundleId);
      return;
    }
    const events: MemberEvent[] = [];
    const reader = rereader(
      member,
      (text) => this.#redact(text),
      (event) => events.push(event),
    );
    const lines = new RedactedLines(
      (line) => this.#redact(line),
      (line) => reader.line(line),
    );
    const total = this.#session.content.totalLines(contentId);
    for (let first = 1; first <= total; first += linesAtOnce) {
      for (const line of this.#session.content.lines(contentId, first, linesAtOnce)) lines.line(line);
      this.#lines += Math.min(linesAtOnce, total - first + 1);
      this.#hooks.progress('writing', Math.min(this.#lines, this.#total), this.#total);
      await pause(this.#hooks.signal);
    }
    lines.end();
    reader.end();
    this.#writeMember(sources, events, bundleId);
  }

  /** Its text is not in the case: what is known of it is. */
  #addUnkept(row: SourceTableRow, bundleId: number): void {
    const id = this.#addSource(row, bundleId);
    for (const problem of this.#problemsOf(row)) this.#writer.addProblem(bundleId, id, problem);
    const { state, bytes, first_line: firstLine, last_line: lastLine } = row;
    const reason = this.#redactOrNull(row.reason);
    this.#writer.finishSource(id, { state, reason, bytes, firstLine, lastLine, contentId: null });
  }

  #problemsOf(row: SourceTableRow): readonly Problem[] {
    return this.#session
      .query((db) =>
        db
          .prepare<[number], Problem>(
            'SELECT severity, line, code, message FROM problem WHERE source_id = ? ORDER BY id',
          )
          .all(row.id),
      )
      .map((problem) => this.#problem(problem));
  }

  #writeMember(sources: readonly SourceTableRow[], events: readonly MemberEvent[], bundleId: number): void {
    const content = this.#writer.content();
    let contentId: number | null = null;
    for (const event of events) {
      if (event.kind === 'chunk') content.chunk(event.chunk);
      if (event.kind === 'kept') contentId = content.end(event.end);
    }
    const isSame = contentId !== null && saysTheSame(sources, events);
    if (!isSame || factsOf(events) !== sources.reduce((sum, { facts }) => sum + facts, 0))
      this.unread.push(this.#redact(sources[0]?.path ?? ''));
    for (const [number, row] of sources.entries()) {
      const id = this.#addSource(row, bundleId);
      const known = this.#problemsOf(row);
      for (const problem of known) this.#writer.addProblem(bundleId, id, problem);
      const reason = this.#redactOrNull(row.reason);
      const { state, first_line: firstLine, last_line: lastLine } = row;
      if (!isSame) {
        this.#writer.addProblem(bundleId, id, changedReading);
        this.#writer.finishSource(id, { state, reason, bytes: row.bytes, firstLine, lastLine, contentId });
        continue;
      }
      for (const event of events) {
        if (!('source' in event) || event.source !== number) continue;
        if (event.kind === 'facts') this.#writer.addFacts(id, event.facts);
        else if (event.kind === 'flows') this.#writer.addFlows(id, event.flows);
        else if (event.kind === 'problem' && isNew(event.problem, known)) {
          this.#writer.addProblem(bundleId, id, event.problem);
        } else if (event.kind === 'finish') {
          const { bytes, lines } = event.end;
          this.#writer.finishSource(id, { state, reason, bytes, firstLine, lastLine, lines, contentId });
        }
      }
    }
  }
}

const changedReading: Problem = {
  severity: 'error',
  line: null,
  code: 'redaction-unread',
  message: 'When its text had been redacted it was not read as before: its facts are left out.',
};

/** The same sources, of the same commands, with the same lines. */
function saysTheSame(sources: readonly SourceTableRow[], events: readonly MemberEvent[]): boolean {
  const begun = events.filter((event) => event.kind === 'source');
  const ended = events.filter((event) => event.kind === 'finish');
  return (
    begun.length === sources.length &&
    sources.every((row, number) => {
      const end = ended.find(({ source }) => source === number)?.end;
      const isSameCommand = begun[number]?.said.commandId === row.command_id;
      return (
        isSameCommand &&
        end?.isKept === true &&
        end.firstLine === row.first_line &&
        end.lastLine === row.last_line
      );
    })
  );
}

/** How many facts and flows a member gave. */
function factsOf(events: readonly MemberEvent[]): number {
  return events.reduce(
    (sum, event) =>
      sum + (event.kind === 'facts' ? event.facts.length : event.kind === 'flows' ? event.flows.count : 0),
    0,
  );
}

function isNew({ line, code }: Problem, known: readonly Problem[]): boolean {
  return !known.some((one) => one.line === line && one.code === code);
}

function bundleProblems(db: Database, bundle: number): readonly Problem[] {
  return db
    .prepare<[number], Problem>(
      'SELECT severity, line, code, message FROM problem WHERE bundle_id = ? AND source_id IS NULL ORDER BY id',
    )
    .all(bundle);
}

/** Folders of sos reports in a bundle. */
function reportRoots(db: Database, bundle: number): readonly string[] {
  const roots = new Set<string>();
  for (const path of db
    .prepare<[number], string>(
      `SELECT path FROM source WHERE bundle_id = ? AND path LIKE '%sos\\_commands/%' ESCAPE '\\'`,
    )
    .pluck()
    .iterate(bundle)) {
    const found = /^(?:(.*)\/)?sos_commands\//.exec(path);
    if (found !== null) roots.add(found[1] ?? '');
  }
  return [...roots];
}

/** Sources that are parts of one file, together, in the order in which they were read. */
function membersOf(db: Database, bundle: number): readonly (readonly SourceTableRow[])[] {
  const members = new Map<string, SourceTableRow[]>();
  for (const row of db
    .prepare<[number], SourceTableRow>('SELECT * FROM source WHERE bundle_id = ? ORDER BY id')
    .all(bundle)) {
    const key = `${row.content_id ?? ''}\n${row.path}`;
    const known = members.get(key);
    if (known === undefined) members.set(key, [row]);
    else known.push(row);
  }
  return [...members.values()];
}

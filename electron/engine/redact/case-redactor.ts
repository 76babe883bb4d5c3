// The redactor of a case: goes through everything that the case says once, to know what is to be replaced, then gives
// stand-ins, the same as last time for what was known then.
import type { Database } from 'better-sqlite3';
import { FindInText } from '../../../shared/redact/found.ts';
import { reasonToKeep } from '../../../shared/redact/kept-words.ts';
import { KeyedHash, type RedactionKey } from '../../../shared/redact/keyed-hash.ts';
import { standInsFor, type KnownName } from '../../../shared/redact/names.ts';
import { Redactor, type Replacement } from '../../../shared/redact/redactor.ts';
import type { RedactionWishes } from '../../../shared/redact/wishes.ts';
import { getOutline, listNotes, listPins } from '../case-file/queries/notes.ts';
import { newKey, putNewKey, putStandIns, storedRedaction } from '../case-file/queries/redaction.ts';
import type { CaseSession } from '../case-session.ts';
import { knownNames } from './known-names.ts';

/** Long work: between some lines others have their turn, and the user may cancel. */
export interface RedactionHooks {
  readonly signal: AbortSignal;
  /** `done` of `total` lines of the case's texts. */
  readonly progress: (phase: 'finding' | 'writing', done: number, total: number) => void;
}

export interface KeptName extends KnownName {
  readonly reason: 'word' | 'short' | 'number';
}

export interface CaseRedactor {
  readonly redactor: Redactor;
  /** Names of the case that are left. */
  readonly kept: readonly KeptName[];
  readonly wishes: RedactionWishes;
}

/** How many lines are gone through at a time. */
export const linesAtOnce = 2000;

export function caseRedactor(session: CaseSession, hooks: RedactionHooks): Promise<CaseRedactor> {
  return session.part(CaseRedaction).redactor(hooks);
}

/** What would be replaced, how often. */
export function caseReplacements(
  session: CaseSession,
  hooks: RedactionHooks,
): Promise<readonly Replacement[]> {
  return session.part(CaseRedaction).replacements(hooks);
}

/** Kept while the case stays as it is: what its texts have, and for the latest wishes what is replaced in them. */
class CaseRedaction {
  readonly #session: CaseSession;
  readonly #db: Database;
  #find: FindInText | null = null;
  #counted: { readonly of: string; readonly replacements: readonly Replacement[] } | null = null;
  /** Of a case that cannot be written to. */
  #unstoredKey: RedactionKey | null = null;

  constructor(session: CaseSession, db: Database) {
    this.#session = session;
    this.#db = db;
  }

  async redactor(hooks: RedactionHooks): Promise<CaseRedactor> {
    const find = await this.#findings(hooks);
    for (const text of this.#written()) find.line(text);
    const found = find.found();
    const stored = this.#session.query(storedRedaction);
    const key = stored?.key ?? (this.#unstoredKey ??= newKey());
    const { additions, exceptions } = stored ?? { additions: [], exceptions: [] };
    const added = additions.map((name): KnownName => ({ class: 'other', name }));
    const wanted = new Set(additions.map((name) => name.toLowerCase()));
    const others = found.names.filter(({ name }) => !wanted.has(name.toLowerCase()));
    const before = (stored?.names ?? []).filter(
      ({ class: kind, name }) => kind !== 'other' || wanted.has(name.toLowerCase()),
    );
    const names = standInsFor([...added, ...others], before, new KeyedHash(key));
    if (!this.#session.readOnly) {
      this.#session.annotate((db) => {
        if (stored === null) putNewKey(db, key);
        putStandIns(db, names);
      });
    }
    const kept = others.flatMap((one): readonly KeptName[] => {
      const reason = reasonToKeep(one.name);
      return reason === null ? [] : [{ ...one, reason }];
    });
    return {
      redactor: new Redactor({ key, found, names, exceptions }),
      kept,
      wishes: { additions, exceptions },
    };
  }

  async replacements(hooks: RedactionHooks): Promise<readonly Replacement[]> {
    const { redactor, wishes } = await this.redactor(hooks);
    const of = JSON.stringify([wishes, this.#written()]);
    if (this.#counted?.of === of) return this.#counted.replacements;
    redactor.count();
    for (const text of [...this.#written(), ...this.#named()]) redactor.redactText(text);
    await this.#everyLine('writing', (line) => redactor.redactText(line), hooks);
    const replacements = redactor.replacements();
    this.#counted = { of, replacements };
    return replacements;
  }

  async #findings(hooks: RedactionHooks): Promise<FindInText> {
    if (this.#find !== null) return this.#find;
    const find = new FindInText(knownNames(this.#db));
    for (const text of this.#named()) for (const line of text.split('\n')) find.line(line);
    for (const line of this.#hostsLines()) find.hosts(line);
    await this.#everyLine('finding', (line) => find.line(line), hooks);
    this.#find = find;
    return find;
  }

  /** Of every host's /etc/hosts. */
  #hostsLines(): readonly string[] {
    return this.#session
      .query((db) =>
        db
          .prepare<[], { content: number; first: number; last: number }>(
            `SELECT DISTINCT content_id AS content, first_line AS first, last_line AS last FROM source
             WHERE command_line = 'cat /etc/hosts' AND content_id IS NOT NULL AND first_line IS NOT NULL`,
          )
          .all(),
      )
      .flatMap(({ content, first, last }) =>
        this.#session.query(() => this.#session.content.lines(content, first, last - first + 1)),
      );
  }

  /** What the user wrote, line by line. */
  #written(): readonly string[] {
    return this.#session.query((db) => stringsIn([listNotes(db), listPins(db), getOutline(db)]));
  }

  /** Texts that are no outputs: paths, command lines, messages, labels. */
  #named(): readonly string[] {
    return this.#session.query((db) =>
      [
        'SELECT name FROM bundle',
        `SELECT host || ' ' || coalesce(label, '') FROM snapshot`,
        'SELECT DISTINCT path FROM source',
        'SELECT DISTINCT command_line FROM source WHERE command_line IS NOT NULL',
        'SELECT DISTINCT message FROM problem',
      ].flatMap((sql) => db.prepare<[], string>(sql).pluck().all()),
    );
  }

  async #everyLine(
    phase: 'finding' | 'writing',
    take: (line: string) => void,
    { signal, progress }: RedactionHooks,
  ): Promise<void> {
    const contents = this.#session.query((db) =>
      db.prepare<[], { id: number; lines: number }>('SELECT id, lines FROM content ORDER BY id').all(),
    );
    const total = this.#session.query(linesOf);
    let done = 0;
    for (const { id, lines } of contents) {
      for (let first = 1; first <= lines; first += linesAtOnce) {
        for (const line of this.#session.query(() => this.#session.content.lines(id, first, linesAtOnce)))
          take(line);
        done += Math.min(linesAtOnce, lines - first + 1);
        progress(phase, done, total);
        await pause(signal);
      }
    }
  }
}

export function linesOf(db: Database): number {
  return db.prepare<[], number>('SELECT coalesce(sum(lines), 0) FROM content').pluck().get() ?? 0;
}

/** Lets others have their turn; throws the signal's reason when aborted. */
export async function pause(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}

/** Every line of every text in a value. */
function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.split('\n');
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

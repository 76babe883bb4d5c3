// The snapshots of one bundle: one for each host's root folder, and one for each further host that a
// prompt names. Made when the first source needs them, so that none stays empty.
import { identify, type Identity, type IdentityHints } from '../../../shared/bundle/identity.ts';
import type { ImportWriter } from '../case-file/import-writer.ts';
import type { SurveyResult } from './survey.ts';

interface HostSnapshot {
  readonly id: number;
  readonly root: string;
  /** The host that a prompt named; null for the root's own. */
  readonly prompt: string | null;
  /** Which time the host was looked at in one session, from 0. */
  readonly round: number;
  readonly hints: IdentityHints;
  hasOutputs: boolean;
}

export class HostSnapshots {
  readonly #writer: ImportWriter;
  readonly #survey: SurveyResult;
  readonly #label: string | null;
  readonly #byKey = new Map<string, HostSnapshot>();

  constructor(writer: ImportWriter, survey: SurveyResult, label: string | null) {
    this.#writer = writer;
    this.#survey = survey;
    this.#label = label;
  }

  /** The snapshot of a root, or of the host that a prompt below that root names. */
  of(root: string, promptHost: string | null, round = 0): number {
    return this.#get(root, promptHost, round).id;
  }

  #get(root: string, promptHost: string | null, round: number): HostSnapshot {
    const own = this.#survey.identityOf(root);
    const prompt = promptHost !== null && sameHost(promptHost, own.host) ? null : promptHost;
    const key = keyOf(root, prompt, round);
    const found = this.#byKey.get(key);
    if (found !== undefined) return found;
    const identity: Identity =
      prompt === null
        ? own
        : { host: prompt, hostFrom: 'prompt', capturedAt: own.capturedAt, capturedFrom: own.capturedFrom };
    const label = [this.#label, this.#survey.occasionOf(root)].filter((part) => part !== null).join(' ');
    const made = {
      id: this.#writer.addSnapshot(identity, label === '' ? null : label, this.#survey.isCleaned(root)),
      root,
      prompt,
      round,
      hints: {},
      hasOutputs: false,
    };
    this.#byKey.set(key, made);
    return made;
  }

  /** Tells that a recognised output went into a snapshot. */
  noteOutput(root: string, promptHost: string | null, round: number): void {
    this.#get(root, promptHost, round).hasOutputs = true;
  }

  /** What `hostname`, `date` … printed inside a transcript. */
  hint(
    root: string,
    promptHost: string | null,
    round: number,
    name: Exclude<keyof IdentityHints, 'manifest'>,
    text: string,
  ): void {
    const snapshot = this.#get(root, promptHost, round);
    snapshot.hints[name] ??= text;
  }

  /** A host that outputs without any prompt name; only used where nothing better than the bundle's name is known. */
  inferHost(root: string, host: string, from: string): void {
    const snapshot = this.#byKey.get(keyOf(root, null, 0));
    if (snapshot === undefined) return;
    const identity = this.#writer.identity(snapshot.id);
    if (identity.hostFrom === 'bundle name') {
      this.#writer.setIdentity(snapshot.id, { ...identity, host, hostFrom: from });
    }
  }

  /** Ends the bundle: corrects identities by what transcripts said, joins what is surely one host. Returns the snapshots. */
  settle(): readonly number[] {
    for (const snapshot of this.#byKey.values()) this.#applyHints(snapshot);
    const gone = new Set<number>();
    for (const own of this.#byKey.values()) {
      if (own.prompt !== null) continue;
      const prompted = [...this.#byKey.values()].filter(
        ({ root, prompt, round }) => root === own.root && prompt !== null && round === own.round,
      );
      const [only] = prompted;
      if (only === undefined || prompted.length > 1) continue;
      // A name that is only the bundle's or folder's gives way to the one that the prompts show.
      const { hostFrom } = this.#writer.identity(own.id);
      const isWeak = hostFrom === 'bundle name' || (hostFrom === 'folder name' && !own.hasOutputs);
      if (!isWeak) continue;
      this.#writer.mergeSnapshots(only.id, own.id);
      gone.add(own.id);
    }
    return [...this.#byKey.values()].map(({ id }) => id).filter((id) => !gone.has(id));
  }

  #applyHints(snapshot: HostSnapshot): void {
    if (Object.keys(snapshot.hints).length === 0) return;
    const before = this.#writer.identity(snapshot.id);
    const said = identify(snapshot.hints, '', 'folder name');
    const isNamed =
      said.host !== 'unknown' && (before.hostFrom === 'bundle name' || before.hostFrom === 'folder name');
    const isTimed =
      said.capturedAt !== null &&
      (before.capturedAt === null ||
        snapshot.round > 0 ||
        before.capturedFrom?.startsWith('folder name') === true);
    this.#writer.setIdentity(snapshot.id, {
      host: isNamed ? said.host : before.host,
      hostFrom: isNamed ? said.hostFrom : before.hostFrom,
      capturedAt: isTimed ? said.capturedAt : before.capturedAt,
      capturedFrom: isTimed ? said.capturedFrom : before.capturedFrom,
    });
  }
}

function keyOf(root: string, prompt: string | null, round: number): string {
  return [root, prompt ?? '', round].join('\0');
}

/** `compute1` and `compute1.example.org` are one machine. */
export function sameHost(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

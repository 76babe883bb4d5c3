// The case and the snapshot that a command was given.
import type { SnapshotInfo } from '../../shared/api.ts';
import { CodedError } from '../../shared/coded-error.ts';
import type { Evidence } from '../../shared/evidence.ts';
import { CaseSession } from '../engine/case-session.ts';

/** Runs `work` on the case at `path` and leaves the file closed, whatever happens. */
export async function withCase<T>(path: string, work: (session: CaseSession) => Promise<T>): Promise<T> {
  const session = new CaseSession(path, { create: false });
  try {
    return await work(session);
  } finally {
    session.close();
  }
}

/**
 * The snapshot that `name` means: an id, `host@label`, or `host` where it has one snapshot only. Null
 * means the only snapshot of the case. Throws 'not-found' or 'ambiguous', naming the choice.
 */
export function snapshotNamed(session: CaseSession, name: string | null): SnapshotInfo {
  const all = session.snapshots();
  const found = name === null ? all : matching(all, name);
  const [only, ...others] = found;
  if (only === undefined) {
    throw new CodedError(
      'not-found',
      all.length === 0
        ? 'The case has no snapshots.'
        : `There is no snapshot ${name}; there are ${choice(all)}.`,
    );
  }
  if (others.length > 0) {
    const what = name === null ? 'The case has several snapshots' : `${name} is several snapshots`;
    throw new CodedError('ambiguous', `${what}: ${choice(found)}. Name one with its id.`);
  }
  return only;
}

/** Evidence as `--json` prints it. */
export function evidenceJson(evidence: readonly (Evidence & { readonly sourceId?: number })[]): unknown {
  return evidence.map(({ host, source, firstLine, lastLine, sourceId }) => ({
    host,
    source,
    firstLine,
    lastLine,
    sourceId,
  }));
}

function matching(all: readonly SnapshotInfo[], name: string): readonly SnapshotInfo[] {
  if (/^\d+$/.test(name)) {
    const byId = all.filter(({ id }) => id === Number(name));
    if (byId.length > 0) return byId;
  }
  const byHost = all.filter(({ host }) => host === name);
  if (byHost.length > 0) return byHost;
  // A label may hold an @; a host name cannot.
  const at = name.indexOf('@');
  if (at < 0) return [];
  return all.filter(({ host, label }) => host === name.slice(0, at) && label === name.slice(at + 1));
}

function choice(snapshots: readonly SnapshotInfo[]): string {
  return snapshots
    .map(({ id, host, label, capturedAt }) => {
      const when = capturedAt === null ? '' : `, ${capturedAt}`;
      return `${id} (${host}${label === null ? '' : `@${label}`}${when})`;
    })
    .join(', ');
}

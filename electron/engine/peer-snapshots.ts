// Which snapshots of other hosts belong with one: they say what is at the far end of its tunnels.

interface Candidate {
  readonly id: number;
  readonly host: string;
  readonly label: string | null;
  readonly capturedAt: string | null;
}

/**
 * One snapshot of each other host: one with the same label if there is one, and of those the nearest
 * in time; where a time is unknown, the one imported nearest. By host.
 */
export function peerSnapshots(all: readonly Candidate[], id: number): readonly number[] {
  const own = all.find((snapshot) => snapshot.id === id);
  if (own === undefined) return [];
  const best = new Map<string, Candidate>();
  for (const candidate of all) {
    if (candidate.host === own.host) continue;
    const known = best.get(candidate.host);
    if (known === undefined || closer(own, candidate, known)) best.set(candidate.host, candidate);
  }
  return [...best].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, snapshot]) => snapshot.id);
}

function closer(own: Candidate, a: Candidate, b: Candidate): boolean {
  const sameLabel = Number(a.label === own.label) - Number(b.label === own.label);
  if (sameLabel !== 0) return sameLabel > 0;
  const time = apart(own, a) - apart(own, b);
  if (!Number.isNaN(time) && time !== 0) return time < 0;
  return Math.abs(own.id - a.id) < Math.abs(own.id - b.id);
}

/** Infinity when one of them does not know its time. */
function apart(a: Candidate, b: Candidate): number {
  const seconds = secondsBetween(a, b);
  return seconds === null ? Infinity : Math.abs(seconds);
}

/** From one to the other, negative when the other is earlier; null when one of them does not know its time. */
export function secondsBetween(
  from: Pick<Candidate, 'capturedAt'>,
  to: Pick<Candidate, 'capturedAt'>,
): number | null {
  if (from.capturedAt === null || to.capturedAt === null) return null;
  return (Date.parse(to.capturedAt) - Date.parse(from.capturedAt)) / 1000;
}

/** The earliest first; those without a time in the order in which they were imported. */
export function inTime<S extends Candidate>(snapshots: readonly S[]): readonly S[] {
  return [...snapshots].sort((a, b) => -(secondsBetween(a, b) ?? 0) || a.id - b.id);
}

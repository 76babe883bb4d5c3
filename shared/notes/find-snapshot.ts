// Which snapshot of a case a name out of an anchor means.
import type { SnapshotRef } from './anchor.ts';

/** Captures of one host within this time under one label are one taking, in one packing or in several. */
const sameTaking = 600;

/**
 * The snapshots that `ref` may mean, one in the usual case. Of those that are its host the best: the same time (and
 * label), then a time minutes apart under a label that does not differ, then the same label where a time is not known.
 * A snapshot of another time is never taken for it, however few there are.
 */
export function findSnapshot<T extends SnapshotRef>(ref: SnapshotRef, all: readonly T[]): readonly T[] {
  const scored = all
    .filter(({ host }) => sameHost(host, ref.host))
    .map((one) => ({ one, score: scoreOf(ref, one) }))
    .filter(({ score }) => score > 0);
  const best = Math.max(0, ...scored.map(({ score }) => score));
  return scored.filter(({ score }) => score === best).map(({ one }) => one);
}

/** 0 for another snapshot; higher is nearer. */
function scoreOf(ref: SnapshotRef, one: SnapshotRef): number {
  const seconds = secondsApart(ref.capturedAt, one.capturedAt);
  const sameLabel = ref.label === one.label;
  const exactHost = ref.host === one.host ? 0.25 : 0;
  if (seconds === null) return sameLabel ? 1 + exactHost : 0;
  // Seconds tell a taking by themselves: the label is what the user calls it this time.
  if (seconds === 0) return (sameLabel ? 4 : 3) + exactHost;
  const compatible = sameLabel || ref.label === null || one.label === null;
  if (!compatible || seconds > sameTaking) return 0;
  return 2 + (sameTaking - seconds) / (sameTaking * 2) + exactHost;
}

function secondsApart(a: string | null, b: string | null): number | null {
  if (a === null || b === null) return null;
  const apart = Math.abs(Date.parse(a) - Date.parse(b)) / 1000;
  return Number.isFinite(apart) ? apart : null;
}

/** A snapshot's name in an anchor. */
export function refOf({ host, capturedAt, label }: SnapshotRef): SnapshotRef {
  return { host, capturedAt, label };
}

/** `compute1` is `compute1.example.com`; two different domains are two hosts. */
export function sameHost(a: string, b: string): boolean {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left === right || left.startsWith(`${right}.`) || right.startsWith(`${left}.`);
}

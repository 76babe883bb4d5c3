// Snapshots and lines of the case as a report names them.
import type { CaseEvidence } from '../../../shared/evidence.ts';
import type { SnapshotRef } from '../../../shared/notes/anchor.ts';
import type { ReportPlace, ReportSnapshot } from '../../../shared/report/document.ts';

export function snapshotOf({ host, label, capturedAt }: SnapshotRef): ReportSnapshot {
  return { host, label, capturedAt };
}

/** Each once, the first `most`. */
export function placesOf(evidence: readonly CaseEvidence[], most: number): readonly ReportPlace[] {
  const places = new Map<string, ReportPlace>();
  for (const { host, source: file, firstLine, lastLine } of evidence) {
    if (places.size >= most) break;
    places.set(JSON.stringify([host, file, firstLine, lastLine]), { host, file, firstLine, lastLine });
  }
  return [...places.values()];
}

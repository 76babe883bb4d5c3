// A table of the interface as texts, for a spreadsheet: what is copied and saved, whatever of it is in sight.
import type { CaseEvidence } from '../../shared/evidence.ts';
import { placeText } from '../../shared/report/report-words.ts';

export interface TextTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** `compute1 etc/hosts:3–4`, one after the other. */
export function linesText(evidence: readonly CaseEvidence[]): string {
  return evidence.map((each) => placeText({ ...each, file: each.source })).join(', ');
}

/** A number as a spreadsheet reads it; empty for what is not known. */
export function numberText(value: number | null): string {
  return value === null ? '' : String(value);
}

// Where a statement comes from, and what went wrong while reading: the two things that every
// parser, model and view hands on beside its result.

/** A range of lines of one source; lines count from 1, in the file as it arrived. */
export interface LineRange {
  readonly firstLine: number;
  readonly lastLine: number;
}

/** Evidence as the command line and the interface show it. `source` is the path inside the bundle. */
export interface Evidence extends LineRange {
  readonly host: string;
  readonly source: string;
}

/** Evidence that can be followed inside one case: `sourceId` is the row in the case file. */
export interface CaseEvidence extends Evidence {
  readonly sourceId: number;
}

/**
 * How bad a problem is, mildest first.
 * `repaired`: damage that was put right without doubt; `warning`: read, but something is off;
 * `error`: something could not be read; `data-loss`: the bundle itself has lost data (truncated, cut).
 */
export const severities = ['repaired', 'warning', 'error', 'data-loss'] as const;
export type Severity = (typeof severities)[number];

/** What an import could not read or had to repair. `code` is stable and kebab-case; `line` is null when the whole source is meant. */
export interface Problem {
  readonly severity: Severity;
  readonly line: number | null;
  readonly code: string;
  readonly message: string;
}

/** What became of one source. `absent` means expected and not there; the rest are about what was there. */
export const sourceStates = [
  'ok',
  'empty',
  'error',
  'truncated',
  'timed-out',
  'absent',
  'unrecognised',
  'unreadable',
] as const;
export type SourceState = (typeof sourceStates)[number];

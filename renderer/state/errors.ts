// What an error of the engine means to the user: one row a code. The sentence and the next step are
// locale keys; what the engine itself said is shown below them as it is.
import type { ErrorCode } from '../../shared/api.ts';

export type ErrorSeverity = 'info' | 'warning' | 'error';

export interface ErrorMeaning {
  readonly severity: ErrorSeverity;
  readonly title: string;
  readonly next: string | null;
}

export const errorMeanings: Readonly<Record<ErrorCode, ErrorMeaning>> = {
  'bad-request': { severity: 'error', title: 'app.error.bad-request', next: 'app.error.bad-request.next' },
  'no-case': { severity: 'info', title: 'app.error.no-case', next: 'app.error.no-case.next' },
  'not-a-case': { severity: 'error', title: 'app.error.not-a-case', next: 'app.error.not-a-case.next' },
  'newer-case': { severity: 'error', title: 'app.error.newer-case', next: 'app.error.newer-case.next' },
  'case-locked': { severity: 'warning', title: 'app.error.case-locked', next: 'app.error.case-locked.next' },
  'cannot-write': { severity: 'error', title: 'app.error.cannot-write', next: 'app.error.cannot-write.next' },
  'not-found': { severity: 'warning', title: 'app.error.not-found', next: 'app.error.not-found.next' },
  ambiguous: { severity: 'warning', title: 'app.error.ambiguous', next: 'app.error.ambiguous.next' },
  'import-running': {
    severity: 'info',
    title: 'app.error.import-running',
    next: 'app.error.import-running.next',
  },
  'unreadable-bundle': {
    severity: 'error',
    title: 'app.error.unreadable-bundle',
    next: 'app.error.unreadable-bundle.next',
  },
  'encrypted-bundle': {
    severity: 'error',
    title: 'app.error.encrypted-bundle',
    next: 'app.error.encrypted-bundle.next',
  },
  'disk-full': { severity: 'error', title: 'app.error.disk-full', next: 'app.error.disk-full.next' },
  internal: { severity: 'error', title: 'app.error.internal', next: 'app.error.internal.next' },
};

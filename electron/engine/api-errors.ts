// What was thrown, as the error that users and clients see.
import { CodedError, type ApiError } from '../../shared/coded-error.ts';

/** A CodedError as it is; anything else is a bug: 'internal', with its message, without its stack. */
export function apiErrorOf(thrown: unknown): ApiError {
  if (thrown instanceof CodedError) return { code: thrown.code, message: thrown.message, next: thrown.next };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    code: 'internal',
    message: `Coldtrace failed: ${message.split('\n', 1)[0] ?? ''}`,
    next: 'This is a fault of Coldtrace, not of the bundle; please report it with this message.',
  };
}

// The errors that a user or a client can act on. They are in a file of their own so that a command that
// needs no contract does not load one.

export const errorCodes = [
  'bad-request',
  'no-case',
  'not-a-case',
  'newer-case',
  'case-locked',
  'cannot-write',
  'not-found',
  'ambiguous',
  'import-running',
  'unreadable-bundle',
  'encrypted-bundle',
  'disk-full',
  'internal',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** The only error that crosses the boundary. `next` says what the user can do about it. */
export interface ApiError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly next: string | null;
}

/** Thrown inside the engine, and again by every `Client` that receives an `ApiError`. */
export class CodedError extends Error implements ApiError {
  readonly code: ErrorCode;
  readonly next: string | null;
  constructor(code: ErrorCode, message: string, next: string | null = null) {
    super(message);
    this.name = 'CodedError';
    this.code = code;
    this.next = next;
  }
}

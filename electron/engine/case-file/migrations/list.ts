// The versions of the case file, one file each. Number n brings a case from user_version n-1 to n;
// a published one is never edited, a change is a new file at the end.
import { first } from './0001-first.ts';

export const migrations: readonly string[] = [first];

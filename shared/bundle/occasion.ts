// Folders that are named after a time or a round of collecting, not after a host:
//
//   before/compute1, after/compute1        compute1/2026-11-20, compute1/2026-11-21_0930
//   T0/compute1, T1/compute1               round-2, day1, good, broken
import { withoutArchiveEnding } from './archive-name.ts';
import { readWallTime, toIso } from './capture-time.ts';

const words =
  /^(?:before|after|pre|post|during|baseline|initial|final|first|second|third|last|old|new|good|bad|ok|nok|broken|healthy|working|failing|failed|fixed|now|then|today|yesterday)(?:[-_. ](?:change|reboot|restart|upgrade|update|fix|failover|failure|incident|issue|problem|migration|test))?$/i;
const numbered =
  /^(?:t|day|round|run|try|attempt|time|step|pass|capture|collection|snapshot)[-_. ]?\d{1,3}$/i;
const dated = /^(?:\d{4}-\d\d-\d\d|\d{8})(?:[-_T. ]?\d\d[-:.h]?\d\d(?:[-:.m]?\d\d)?)?$/;

/** True for a folder's name that says when its outputs were taken. */
function isOccasion(name: string): boolean {
  return words.test(name) || numbered.test(name) || (dated.test(name) && timeOfFolder(name) !== null);
}

/** The time in a folder's name, in ISO 8601 with UTC for the unknown zone; null when it has none. */
export function timeOfFolder(name: string): string | null {
  if (!dated.test(name)) return null;
  const digits = name.replace(/\D/g, '').padEnd(14, '0');
  const part = (from: number, length: number): string => digits.slice(from, from + length);
  const time = readWallTime(
    `${part(0, 4)}-${part(4, 2)}-${part(6, 2)} ${part(8, 2)}:${part(10, 2)}:${part(12, 2)}`,
  );
  return time === null ? null : toIso(time, null);
}

/** A host's root folder taken apart: the name of its host, and the occasions around it, outermost first. */
export function folderSays(root: string): { readonly host: string; readonly occasions: readonly string[] } {
  const parts = root
    .split('/')
    .filter((part) => part !== '')
    .map(withoutArchiveEnding);
  const occasions = parts.filter((part) => isOccasion(part));
  return { host: parts.findLast((part) => !isOccasion(part)) ?? '', occasions };
}

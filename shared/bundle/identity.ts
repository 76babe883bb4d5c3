// Which host a snapshot is of and when it was taken, from what its bundle says of itself, best
// statement first, and where that was read.
import { asUtcMilliseconds, readWallTime, toIso } from './capture-time.ts';
import { normaliseCommandLine } from './normal-command-line.ts';
import type { Manifest } from './manifest.ts';

/** Statements about a host, gathered while its files go by. Each holds the text of the output. */
export interface IdentityHints {
  hostname?: string;
  /** `hostname -f`: only where the plain name is missing. */
  hostnameFull?: string;
  hostnamectl?: string;
  uname?: string;
  date?: string;
  dateUtc?: string;
  timedatectl?: string;
  manifest?: Manifest;
}
export type HintName = Exclude<keyof IdentityHints, 'manifest'>;

export interface Identity {
  readonly host: string;
  readonly hostFrom: string;
  readonly capturedAt: string | null;
  readonly capturedFrom: string | null;
}

/** The statement that a command line's output makes about its host; null for all other commands. */
export function hintOfCommandLine(commandLine: string): HintName | null {
  const { argv, netns, filters, host } = normaliseCommandLine(commandLine);
  if (netns !== null || host !== null || filters.length > 0) return null;
  const [program, ...args] = argv;
  const only = args.length === 0;
  if (program === 'hostname')
    return only || args[0] === '-s' ? 'hostname' : args[0] === '-f' ? 'hostnameFull' : null;
  if (program === 'hostnamectl') return only || args[0] === 'status' ? 'hostnamectl' : null;
  if (program === 'uname') return args[0] === '-a' || only ? 'uname' : args[0] === '-n' ? 'hostname' : null;
  if (program === 'timedatectl') return only || args[0] === 'status' ? 'timedatectl' : null;
  if (program !== 'date') return null;
  if (only) return 'date';
  return args[0] === '-u' || args[0] === '--utc' ? 'dateUtc' : null;
}

/** The same for a file that is not a command's output, by its path below the host's root folder. */
export function hintOfFile(path: string): HintName | null {
  return path === 'etc/hostname' || path === 'proc/sys/kernel/hostname' ? 'hostname' : null;
}

const hostPattern = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$/;

function hostIn(text: string | undefined): string | null {
  const line = (text ?? '').split('\n', 1)[0]?.trim() ?? '';
  return hostPattern.test(line) && line !== 'localhost' ? line : null;
}

/**
 * Host and time. `folder` is the name of the host's root folder, or of the archive when that has none.
 * The result always has a host: the folder's name when nothing better is there.
 */
export function identify(
  hints: IdentityHints,
  folder: string,
  folderIs: 'folder name' | 'bundle name',
): Identity {
  return { ...hostOf(hints, folder, folderIs), ...timeOf(hints, folder, folderIs) };
}

function hostOf(
  hints: IdentityHints,
  folder: string,
  folderIs: string,
): { readonly host: string; readonly hostFrom: string } {
  const plain = hostIn(hints.hostname);
  if (plain !== null) return { host: plain, hostFrom: 'hostname' };
  const named = hostIn(/^\s*Static hostname: (\S+)/m.exec(hints.hostnamectl ?? '')?.[1]);
  if (named !== null) return { host: named, hostFrom: 'hostnamectl' };
  // `Linux compute4 5.4.0-97-generic #110-Ubuntu …`
  const node = hostIn(/^Linux (\S+) \d/m.exec(hints.uname ?? '')?.[1]);
  if (node !== null) return { host: node, hostFrom: 'uname' };
  const full = hostIn(hints.hostnameFull);
  if (full !== null) return { host: full, hostFrom: 'hostname -f' };
  return { host: fromReportName(folder)?.host ?? (folder === '' ? 'unknown' : folder), hostFrom: folderIs };
}

function timeOf(
  hints: IdentityHints,
  folder: string,
  folderIs: string,
): { readonly capturedAt: string | null; readonly capturedFrom: string | null } {
  const zone = zoneOf(hints);
  const statements: readonly (readonly [string | null | undefined, string])[] = [
    [hints.manifest?.startTime, 'manifest.json'],
    [hints.date, 'date'],
    [hints.dateUtc, 'date --utc'],
    [hints.timedatectl, 'timedatectl'],
  ];
  for (const [text, from] of statements) {
    const time = text === null || text === undefined ? null : readWallTime(text);
    if (time === null) continue;
    const offset = time.offset ?? zone;
    const note = offset === null ? ' (time zone unknown, read as UTC)' : '';
    return { capturedAt: toIso(time, offset), capturedFrom: from + note };
  }
  const day = fromReportName(folder)?.time ?? null;
  if (day === null) return { capturedAt: null, capturedFrom: null };
  return { capturedAt: day, capturedFrom: `${folderIs} (time zone unknown, read as UTC)` };
}

/** The machine's offset from UTC in minutes, from whichever statement has it. */
function zoneOf(hints: IdentityHints): number | null {
  if (hints.manifest?.offset !== undefined && hints.manifest.offset !== null) return hints.manifest.offset;
  for (const text of [hints.timedatectl, hints.date]) {
    const offset = text === undefined ? null : (readWallTime(text)?.offset ?? null);
    if (offset !== null) return offset;
  }
  // sos runs `date` and `date --utc` one after the other.
  const local = hints.date === undefined ? null : readWallTime(hints.date);
  const utc = hints.dateUtc === undefined ? null : readWallTime(hints.dateUtc);
  if (local === null || utc === null) return null;
  return Math.round((asUtcMilliseconds(local) - asUtcMilliseconds(utc)) / 900_000) * 15;
}

/**
 * What sos puts into a report's name: `sosreport-HOST-2022-02-10-abcdefg` (a case number or label may
 * follow the host and cannot be told from it), before sos 3.6 `sosreport-HOST-20150101103000-abcd`.
 */
function fromReportName(name: string): { readonly host: string; readonly time: string } | null {
  const match =
    /^sosreport-(.+?)-(?:(\d{4})-(\d\d)-(\d\d)|(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d))(?:-|$)/.exec(name);
  if (match?.[1] === undefined) return null;
  const dashed = match[2] !== undefined;
  const parts = (dashed ? [...match.slice(2, 5), '00', '00', '00'] : match.slice(5, 11)).join(' ').split(' ');
  const time = readWallTime(`${parts.slice(0, 3).join('-')} ${parts.slice(3).join(':')}`);
  return time === null ? null : { host: match[1], time: toIso(time, null) };
}

/** A bundle's or folder's name without the endings of archives and texts. */
export function bareName(name: string): string {
  const last =
    name
      .replace(/[/\\]+$/, '')
      .split(/[/\\]/)
      .pop() ?? '';
  return last.replace(/(?:\.(?:tar|t?gz|t?xz|t?bz2|zst|zip|txt|log|text|out))+$/i, '');
}

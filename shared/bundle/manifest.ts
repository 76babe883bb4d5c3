// sos_reports/manifest.json (sos 4.0 on): which command each file is the output of, how it ended, and
// when the report was taken. File names lose information; this does not.
import { asUtcMilliseconds, readWallTime } from './capture-time.ts';

export interface ManifestCommand {
  /** The command line as it ran. */
  readonly exec: string;
  /** 124 where sos ended it for taking too long; the file then holds what came until then. */
  readonly returnCode: number | null;
  /** sos kept only the end of the output. */
  readonly truncated: boolean;
  /** Whose command it is: `openvswitch`, `networking` … */
  readonly plugin: string;
}

export interface ManifestPlugin {
  /** It ran out of time: its later commands are missing. */
  readonly timedOut: boolean;
  /** How long it ran, in seconds; null when the manifest does not say. */
  readonly seconds: number | null;
}

export interface Manifest {
  readonly version: string | null;
  /** Local time of the machine, as printed. */
  readonly startTime: string | null;
  /** Minutes east of UTC, from a plugin's local time beside a command's epoch time; null when the manifest has no pair. */
  readonly offset: number | null;
  /** By path inside the report. */
  readonly commands: ReadonlyMap<string, ManifestCommand>;
  /** Commands that left no file, because the program is not there or sos found nothing to run it on. */
  readonly withoutFile: readonly string[];
  /** The plugins that ran. */
  readonly plugins: ReadonlyMap<string, ManifestPlugin>;
  /** The cleaner went over the report (sos 4.1 on: `components.cleaner`, or a name that says so). */
  readonly isCleaned: boolean;
}

type Json = Readonly<Record<string, unknown>>;

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}
function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** Reads a manifest; null when the text is not one. Entries that are not understood are left out. */
export function readManifest(json: string): Manifest | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return null;
  }
  const root = object(parsed);
  const plugins = object(object(object(root['components'])['report'])['plugins']);
  if (root['components'] === undefined) return null;
  const commands = new Map<string, ManifestCommand>();
  const withoutFile: string[] = [];
  const ran = new Map<string, ManifestPlugin>();
  let offset: number | null = null;
  for (const [name, value] of Object.entries(plugins)) {
    const plugin = object(value);
    ran.set(name, { timedOut: plugin['timeout_hit'] === true, seconds: secondsOf(plugin['run_time']) });
    const list = Array.isArray(plugin['commands']) ? plugin['commands'].map(object) : [];
    offset ??= offsetBetween(text(plugin['start_time']), list[0]?.['start_time']);
    for (const command of list) {
      const filepath = text(command['filepath']);
      const exec = text(command['exec']);
      if (exec === null) continue;
      if (filepath === null) {
        withoutFile.push(exec);
        continue;
      }
      const code = command['return_code'];
      commands.set(filepath, {
        exec,
        returnCode: typeof code === 'number' ? code : null,
        truncated: command['truncated'] === true,
        plugin: name,
      });
    }
  }
  return {
    version: text(root['version']),
    startTime: text(root['start_time']),
    offset,
    commands,
    withoutFile,
    plugins: ran,
    isCleaned: object(root['components'])['cleaner'] !== undefined,
  };
}

/** `0:04:59.964913`, as Python prints a timedelta; also `1 day, 0:00:01`. */
function secondsOf(value: unknown): number | null {
  const match = /^(?:(\d+) days?, )?(\d+):(\d\d):(\d\d)/.exec(text(value) ?? '');
  if (match === null) return null;
  const [days, hours, minutes, seconds] = match.slice(1).map((part: string | undefined) => Number(part ?? 0));
  return (((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0);
}

/** A plugin's first command starts moments after the plugin; zones are multiples of a quarter of an hour. */
function offsetBetween(local: string | null, epoch: unknown): number | null {
  if (local === null || typeof epoch !== 'number') return null;
  const wall = readWallTime(local);
  if (wall === null) return null;
  const minutes = Math.round((asUtcMilliseconds(wall) - epoch * 1000) / 900_000) * 15;
  return Math.abs(minutes) <= 14 * 60 ? minutes : null;
}

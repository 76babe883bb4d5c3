// Times as bundles give them, in the machine's own zone and language:
//
//   Thu Feb 10 16:19:17 UTC 2022              date
//   Sun Nov 22 08:23:31 PM CET 2026           date, 12 hours
//   2022年 02月 10日 星期四 16:19:17 CST        date, zh_CN
//   2022-02-10 16:19:05.924719                sos_reports/manifest.json: local time, no zone
//   Local time: Thu 2022-02-10 16:19:48 UTC   timedatectl, with "Time zone: Etc/UTC (UTC, +0000)"

/** A wall-clock time. `offset` is minutes east of UTC; null when the text does not say. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly offset: number | null;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Reads the first time in an output of `date`, `timedatectl`, `hwclock` or a manifest; null when there is none. */
export function readWallTime(text: string): WallTime | null {
  const head = text.slice(0, 2000);
  const zone = readOffset(head);
  const iso = /(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,]\d+)?\s*([+-]\d\d:?\d\d|Z)?/.exec(head);
  const chinese = /(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\D*?(\d{1,2}):(\d\d):(\d\d)/.exec(head);
  const found = chinese ?? iso;
  if (found !== null) {
    const own = found === iso ? offsetOf(iso?.[7]) : null;
    return checked(found.slice(1, 7).map(Number), own ?? zone);
  }
  return readUnixDate(head, zone);
}

/** `Thu Feb 10 16:19:17 UTC 2022`, `Thu 10 Feb 2022 04:19:17 PM UTC`, with any zone or none. */
function readUnixDate(head: string, zone: number | null): WallTime | null {
  const month = new RegExp(String.raw`\b(${months.join('|')})[a-z]*\b`, 'i').exec(head);
  const time = /\b(\d{1,2}):(\d\d):(\d\d)(?:\s*([AP])M\b)?/i.exec(head);
  const year = /\b((?:19|20)\d\d)\b/.exec(head);
  if (month?.[1] === undefined || time === null || year?.[1] === undefined) return null;
  const around = `${head.slice(Math.max(0, month.index - 4), month.index)} ${head.slice(month.index + month[0].length, month.index + month[0].length + 4)}`;
  const day = /\b(\d{1,2})\b/.exec(around)?.[1];
  if (day === undefined) return null;
  let hour = Number(time[1]);
  if (time[4] !== undefined) hour = (hour % 12) + (time[4].toUpperCase() === 'P' ? 12 : 0);
  return checked(
    [
      Number(year[1]),
      months.indexOf(month[1].toLowerCase()) + 1,
      Number(day),
      hour,
      Number(time[2]),
      Number(time[3]),
    ],
    zone,
  );
}

/** A zone that names its offset: `+0100`, `(CET, +0100)`, UTC, GMT. Letters alone (CST, IST) mean several. */
function readOffset(text: string): number | null {
  const numeric = /[ ,(]([+-]\d\d:?\d\d)(?=\D|$)/.exec(text)?.[1];
  if (numeric !== undefined) return offsetOf(numeric);
  return /\b(?:UTC|GMT)\b/.test(text) ? 0 : null;
}

function offsetOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (text === 'Z') return 0;
  const digits = text.replace(':', '');
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5));
  return digits.startsWith('-') ? -minutes : minutes;
}

function checked(numbers: readonly number[], offset: number | null): WallTime | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers;
  const real = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const same = real.getUTCMonth() + 1 === month && real.getUTCDate() === day && real.getUTCHours() === hour;
  if (!same || year < 1990 || (offset !== null && Math.abs(offset) > 14 * 60)) return null;
  return { year, month, day, hour, minute, second, offset };
}

/** Milliseconds of the time as if its zone were UTC. */
export function asUtcMilliseconds(time: WallTime): number {
  return Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);
}

/** ISO 8601 with offset (`2022-02-10T16:19:05+01:00`); an unknown offset is written as UTC. */
export function toIso(time: WallTime, offset: number | null): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const minutes = offset ?? 0;
  const zone =
    minutes === 0
      ? '+00:00'
      : `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  return `${time.year}-${two(time.month)}-${two(time.day)}T${two(time.hour)}:${two(time.minute)}:${two(time.second)}${zone}`;
}

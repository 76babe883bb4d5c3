// Sizes, times and lengths of time as people read them.

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `1,234 B`, `12.3 MiB`: three digits at most, in the locale's spelling. */
export function formatBytes(bytes: number, locale: string): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value)} ${units[unit] ?? 'B'}`;
}

/**
 * An ISO 8601 time in the zone it was written in, `2015-02-27 11:03:25 +08:00`: the zone of the host's
 * logs, not of the reader's desk. Anything else is given back as it is.
 */
export function formatTime(iso: string): string {
  const found = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$/.exec(iso);
  if (!found) return iso;
  const [, day = '', time = '', zone = ''] = found;
  return `${day} ${time}${zone === 'Z' || zone === '+00:00' ? ' UTC' : zone && ` ${zone}`}`;
}

/** An ISO 8601 time by the reader's own clock and spelling: for what the reader did, not what a host logged. */
export function formatMoment(iso: string, locale: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(time);
}

/** What `formatTime` writes, read again: ISO 8601 with offset; null when it is no time. Without a zone it is UTC. */
export function parseTime(text: string): string | null {
  const found = /^\s*(\d{4}-\d\d-\d\d)[T ]+(\d\d:\d\d)(:\d\d)?(?:\.\d+)?\s*(UTC|Z|[+-]\d\d:?\d\d)?\s*$/i.exec(
    text,
  );
  if (!found) return null;
  const [, day = '', minutes = '', seconds = ':00', zoneText = 'Z'] = found;
  const zone = /^(utc|z)$/i.test(zoneText) ? 'Z' : zoneText.replace(/^(...)(\d\d)$/, '$1:$2');
  const iso = `${day}T${minutes}${seconds}${zone}`;
  return Number.isNaN(Date.parse(iso)) ? null : iso;
}

/** A distance in time, `4 sec`, `12 min`, `3 hr`, `5 days`: one unit, rounded. */
export function formatSpan(seconds: number, locale: string): string {
  const [value, unit] =
    seconds < 90
      ? [seconds, 'second']
      : seconds < 5400
        ? [seconds / 60, 'minute']
        : seconds < 172_800
          ? [seconds / 3600, 'hour']
          : [seconds / 86_400, 'day'];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 0 }).format(value);
}

/** Seconds as `0:07` or `1:02:03`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const part = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${part(minutes)}:${part(whole % 60)}` : `${minutes}:${part(whole % 60)}`;
}

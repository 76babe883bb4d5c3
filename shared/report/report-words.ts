// What every report says in the same words, in its language.
import type { Language } from '../explain/phrase.ts';
import { formatMessage, type MessageParams } from '../message.ts';
import type { ReportPlace, ReportSnapshot } from './document.ts';

/** The text of a key with its places filled; a key without a text is shown as it is, so that it is seen. */
export interface Say {
  (key: string, params?: MessageParams): string;
  /** For what is said in phrases: flows in words. */
  readonly language: Language;
}

export function sayIn(language: Language): Say {
  const { locale, text } = language;
  const say = (key: string, params: MessageParams = {}): string =>
    formatMessage(text(key) ?? key, params, locale);
  return Object.assign(say, { language });
}

/** `compute1 transcript.txt:12–14` */
export function placeText({ host, file, firstLine, lastLine }: ReportPlace): string {
  const lines = firstLine === lastLine ? String(firstLine) : `${firstLine}–${lastLine}`;
  return `${host} ${file}:${lines}`;
}

/** The same beside its host: without it. */
export function fileText(place: ReportPlace, host: string): string {
  const text = placeText(place);
  return place.host === host ? text.slice(host.length + 1) : text;
}

/** A time of the case: to the second, in UTC where it is known to be; as it is where it is no ISO 8601. */
export function timeText(iso: string): string {
  const found = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?$/.exec(iso);
  if (found === null) return iso;
  const [, day, time, zone = ''] = found;
  return `${day} ${time}${/^Z$|^[+-]00:?00$/.test(zone) ? ' UTC' : zone === '' ? '' : ` ${zone}`}`;
}

/** `compute1 · before · 2026-03-01 10:00:00 UTC` */
export function snapshotText({ host, label, capturedAt }: ReportSnapshot): string {
  const time = capturedAt === null ? null : timeText(capturedAt);
  return [host, label, time].filter((part) => part !== null).join(' · ');
}

/** Of a picture, for whoever cannot see it. */
export function hopsText(hops: readonly { readonly host: string; readonly device: string | null }[]): string {
  return hops.map(({ host, device }) => `${host}: ${device ?? '?'}`).join(' → ');
}

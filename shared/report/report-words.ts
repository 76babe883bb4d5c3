// What every report says in the same words, in its language.
import type { Language } from '../explain/phrase.ts';
import { formatMessage, type MessageParams } from '../message.ts';
import type { ReportPlace, ReportSnapshot } from './document.ts';

/** The text of a key with its places filled; a key without a text is shown as it is, so that it is seen. */
export type Say = (key: string, params?: MessageParams) => string;

export function sayIn({ locale, text }: Language): Say {
  return (key, params = {}) => formatMessage(text(key) ?? key, params, locale);
}

/** `compute1 transcript.txt:12–14` */
export function placeText({ host, file, firstLine, lastLine }: ReportPlace): string {
  const lines = firstLine === lastLine ? String(firstLine) : `${firstLine}–${lastLine}`;
  return `${host} ${file}:${lines}`;
}

/** `compute1 · before · 2026-03-01T10:00:00Z` */
export function snapshotText({ host, label, capturedAt }: ReportSnapshot): string {
  return [host, label, capturedAt].filter((part) => part !== null).join(' · ');
}

/** Of a picture, for whoever cannot see it. */
export function hopsText(hops: readonly { readonly host: string; readonly device: string | null }[]): string {
  return hops.map(({ host, device }) => `${host}: ${device ?? '?'}`).join(' → ');
}

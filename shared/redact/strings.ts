// Redaction of what is made of texts: a note, a pin, a report's document. Every string is redacted but those that say
// which kind of thing something is, when it was made, or how it is drawn.
import type { Redactor } from './redactor.ts';

/** Keys whose texts are this program's own words, times, ids that it made, colours. */
const own: ReadonlySet<string> = new Set(
  `kind id item note pin created updated status statuses capturedAt template language between change changes include
  severity severities fact sort grouping columns stroke fill background rim level commandId`
    .trim()
    .split(/\s+/),
);

/** Of these only what is a UUID, as this program makes them. */
const ids: ReadonlySet<string> = new Set(['id', 'item', 'note', 'pin']);

/** The same with its texts redacted. A shape's `path` is a line to be drawn, its `anchor` a way to be set. */
export function redactStrings<T>(value: T, redactor: Pick<Redactor, 'redactText'>): T {
  return redacted(value, redactor) as T;
}

function redacted(value: unknown, redactor: Pick<Redactor, 'redactText'>): unknown {
  if (typeof value === 'string')
    return redactor.redactText(/…\[\d+\/\d+\]$/.test(value) ? withoutCutPieces(value) : value);
  if (Array.isArray(value)) return value.map((one) => redacted(one, redactor));
  if (typeof value !== 'object' || value === null) return value;
  const kind: unknown = Reflect.get(value, 'kind');
  const isShape =
    (kind === 'path' && 'stroke' in value) || (kind === 'text' && 'size' in value) || kind === 'rect';
  return Object.fromEntries(
    Object.entries(value).map(([key, one]: [string, unknown]) => {
      // An id of the model (`device/…`) has names in it; one that this program made is a UUID of nobody's cloud.
      const isOwn =
        (own.has(key) && isWords(one) && !(ids.has(key) && typeof one === 'string' && !isUuid(one))) ||
        (isShape && (key === 'path' || key === 'anchor'));
      const text = isShape && key === 'text' && typeof one === 'string' ? withoutCutPieces(one) : one;
      return [key, isOwn ? one : redacted(text, redactor)];
    }),
  );
}

/**
 * What was cut for a picture, or because its line has megabytes, may end within a name or an address, which then is no
 * whole one that could be replaced.
 */
function withoutCutPieces(text: string): string {
  return text.replace(/[^\s…]*…\S*/g, '…');
}

function isWords(value: unknown): boolean {
  return typeof value === 'string' || (Array.isArray(value) && value.every((one) => typeof one === 'string'));
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

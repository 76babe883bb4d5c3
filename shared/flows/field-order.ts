// Fields of a match as columns: their printed value, and its order. Numbers are in the order of numbers
// and addresses in that of addresses, whatever the spelling; of equal values the wider match comes first.
import { findField as fieldNamed } from '../openflow/fields.ts';
import { parseMasked } from '../openflow/field-values.ts';
import { findPart } from '../openflow/parse-match.ts';
import type { Match } from '../openflow/tree.ts';

/** A field's value and mask as printed; null where the match does not have it. `present` stands for no value. */
export function printedValue(match: string, name: string): string | null {
  const found = findPart(match, name);
  if (found === null || found.kind === 'protocol') return null;
  // A field whose value is not understood is shown as it stands, too.
  const equals = match.indexOf('=', found.range.from);
  return equals < 0 || equals > found.range.to ? '' : match.slice(equals + 1, found.range.to);
}

/** What a value is ordered by. */
export interface FieldOrderKey {
  /** Null for a name, or what is not understood: after all numbers, by `text`. */
  readonly value: bigint | null;
  readonly mask: bigint | null;
  readonly text: string;
}

/** The key of a value that `printedValue` gave. */
export function fieldOrderKey(name: string, text: string): FieldOrderKey {
  const field = fieldNamed(name);
  const masked = field === null || text === '' ? null : parseMasked(field, text);
  return masked === null ? { value: null, mask: null, text } : { ...masked, text };
}

/** For `sort`. */
export function compareFieldValues(a: FieldOrderKey, b: FieldOrderKey): number {
  if (a.value === null || b.value === null) {
    if (a.value !== b.value) return a.value === null ? 1 : -1;
    return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
  }
  if (a.value !== b.value) return a.value < b.value ? -1 : 1;
  if (a.mask !== b.mask) {
    // No mask asks for all bits.
    if (a.mask === null || b.mask === null) return a.mask === null ? 1 : -1;
    return a.mask < b.mask ? -1 : 1;
  }
  return 0;
}

/** The printed names of the fields of a match, in order; protocol words are no fields. */
export function fieldNames(match: Match, text: string): readonly string[] {
  return match.parts.flatMap((part) =>
    part.kind === 'field' || part.kind === 'port-name' ? [text.slice(part.name.from, part.name.to)] : [],
  );
}

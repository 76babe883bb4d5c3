// What the user said that a host's number stands for, where the renaming between two hosts does not know it or is wrong:
// as one parameter of the address.
import type { Request } from '../../shared/api.ts';
import { numberSpaces } from '../../shared/compare/renaming/renaming.ts';

export type Correction = NonNullable<Request<'between.summary'>['rename']>[number];

/** Corrections as one parameter; `correctionsOf` reads it again, and leaves out what it cannot read. */
export function correctionsText(list: readonly Correction[]): string {
  return list.length === 0
    ? ''
    : JSON.stringify(
        list.map(({ host, space, bridge, number, alias }) => [host, space, bridge, number, alias]),
      );
}

export function correctionsOf(text: string): readonly Correction[] {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return [];
  }
  if (!Array.isArray(read)) return [];
  return read.flatMap((one: unknown): Correction[] => {
    if (!Array.isArray(one)) return [];
    const [host, name, bridge, number, alias] = one as unknown[];
    const space = numberSpaces.find((each) => each === name);
    const isText = (value: unknown): value is string | null => value === null || typeof value === 'string';
    if (space === undefined || !isText(host) || !isText(bridge)) return [];
    if (typeof number !== 'number' || !Number.isInteger(number) || number < 0) return [];
    if (typeof alias !== 'string' || alias.trim() === '') return [];
    return [{ host, space, bridge, number, alias: alias.trim() }];
  });
}

/** The corrections with one more; it takes the place of one of the same number, and an empty word takes that out. */
export function withCorrection(list: readonly Correction[], next: Correction): readonly Correction[] {
  const rest = list.filter(
    ({ host, space, bridge, number }) =>
      !(host === next.host && space === next.space && bridge === next.bridge && number === next.number),
  );
  return next.alias.trim() === '' ? rest : [...rest, { ...next, alias: next.alias.trim() }];
}

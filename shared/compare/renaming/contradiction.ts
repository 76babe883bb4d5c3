// Contradictions of a renaming in English, for the command line, and each of them once. In the interface's languages:
// renderer/views/compare/between/contradiction-words.ts.
import type { Contradiction, HostNumber } from './renaming.ts';

/** `compute2: local-vlan 5: tunnel:0x8c says 4 of compute1, network:… says 1 of compute1`. */
export function contradictionText(told: Contradiction): string {
  const named = ({ number, host }: HostNumber): string =>
    host === null ? String(number) : `${number} of ${host}`;
  const about = `${told.host === null ? '' : `${told.host}: `}${told.space} ${told.number}`;
  const says = named(told.says);
  switch (told.code) {
    case 'differs':
      return `${about}: ${told.alias} says ${says}, ${told.otherAlias} says ${named(told.otherSays)}`;
    case 'taken':
      return `${about}: ${told.alias} says ${says}, ${told.taker} is ${says} already`;
    case 'by-hand':
      return `${about}: the rules say ${says}, by hand it is another`;
  }
}

/** Each once. */
export function differentContradictions(all: readonly Contradiction[]): readonly Contradiction[] {
  return [...new Map(all.map((told) => [contradictionText(told), told])).values()];
}

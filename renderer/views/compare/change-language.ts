// What can be typed into the filter of changes: its own names, the fields of the things that changed, and the language
// of flows (shared/compare/change-filter.ts).
import {
  changeFilterNames,
  changeOperators,
  parseChangeFilter,
} from '../../../shared/compare/change-filter.ts';
import { changeKinds, changeTypes } from '../../../shared/compare/change.ts';
import {
  operatorPlace,
  wordChoices,
  type Choice,
  type CompletionPlace,
  type FilterLanguage,
  type PlaceKind,
} from '../flows/filter-completion.ts';

const most = 12;

/** A field of that name is asked with its side: `to.kind=veth`. */
const ownNames: ReadonlySet<string> = new Set(changeFilterNames);

/** `fields`: the names of fields that the changes have, in lower case. */
export function changeLanguage(fields: readonly string[]): FilterLanguage {
  const known = new Set(fields);
  const isOwn = (name: string): boolean =>
    changeFilterNames.some((each) => each === name) || known.has(name.replace(/^(?:from|to)\./, ''));

  const words = (place: CompletionPlace, counts: ReadonlyMap<string, number>): readonly Choice[] => {
    const { kind, field, prefix } = place;
    const wanted = prefix.toLowerCase();
    if (kind === 'name') {
      // What is asked most stands there before anything is typed.
      const own = changeFilterNames
        .filter((name) => name.startsWith(wanted))
        .map((name) => ({ text: name, hint: `compare.hint.${name}`, count: null }));
      const things =
        wanted === ''
          ? []
          : fields
              .filter((name) => name.includes(wanted) && /^[\w.-]+$/.test(name) && !ownNames.has(name))
              .map((name) => ({ text: name, hint: 'compare.hint.thing', count: null }));
      const flows = wordChoices(place, counts).filter(({ text }) => !isOwn(text));
      return [...own, ...things, ...flows].slice(0, most);
    }
    if (kind === 'operator' && isOwn(field)) {
      const joiners = ['and', 'or'].filter((word) => wanted !== '' && word.startsWith(wanted));
      return [...changeOperators.filter((operator) => operator.startsWith(wanted)), ...joiners].map(
        (text) => ({
          text,
          hint: joiners.includes(text) ? `flows.word.${text}` : `flows.operator.${text}`,
          count: null,
        }),
      );
    }
    return wordChoices(place, counts);
  };

  const operators = (kind: PlaceKind, choice: string, caret: number): CompletionPlace | null =>
    kind === 'name' && isOwn(choice.toLowerCase())
      ? { kind: 'operator', field: choice, prefix: '', from: caret }
      : operatorPlace(kind, choice, caret);

  return {
    label: 'compare.filter',
    parse: (text) => parseChangeFilter(text, known),
    words,
    operators,
  };
}

/** Kinds and types that begin with a prefix and that no change has: they are values all the same. */
export function otherValues(field: string, prefix: string): readonly string[] {
  const all: readonly string[] = field === 'kind' ? changeKinds : field === 'change' ? changeTypes : [];
  return all.filter((value) => value.startsWith(prefix.toLowerCase()));
}

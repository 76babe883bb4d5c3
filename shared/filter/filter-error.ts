// What is wrong with a filter: a code with its place, so that the interface can say it in the user's
// language, and the English sentence for the command line.

const sentences = {
  'open-quote': 'This quotation mark is not closed.',
  'open-bracket': 'This bracket is not closed.',
  'unopened-bracket': 'This bracket was never opened.',
  'empty-bracket': 'Before this bracket a condition is missing.',
  unexpected: '“{text}” is not expected here.',
  'condition-before': 'Before “{text}” a condition is missing.',
  'condition-at-end': 'The filter ends where a condition is missing.',
  'name-missing': 'Before “{operator}” the name of a field is missing.',
  'name-after': 'After “{word}” a name is missing.',
  'value-missing': 'After “{operator}” a value is missing.',
  'unknown-name': 'There is no field or action “{name}”; put text with an operator sign in quotation marks.',
  'unknown-name-near': 'There is no field or action “{name}”; did you mean “{near}”?',
  'not-in-match': 'A match has no “{name}”.',
  'not-in-match-near': 'A match has no “{name}”; did you mean “{near}”?',
  'not-in-actions': 'A list of actions has no “{name}”.',
  'not-in-actions-near': 'A list of actions has no “{name}”; did you mean “{near}”?',
  'unknown-operator': '“{text}” is no operator; did you mean “{near}”?',
  'operator-not-for': '“{operator}” is not for {name}; it takes {operators}.',
  'not-a-number': '“{name}” is a number, and “{value}” is none.',
  'compares-numbers': '“{operator}” compares numbers, and “{value}” is none.',
  'not-a-value': '“{value}” is no value of {name}; one is {example}.',
  'not-a-value-near': '“{value}” is no value of {name}; did you mean “{near}”?',
  'only-sets': 'Behind “sets” stands a field that actions can set; “{name}” is none.',
} as const;

export type FilterErrorCode = keyof typeof sentences;
export const filterErrorCodes = Object.keys(sentences) as readonly FilterErrorCode[];

/** The English sentence of a code, with `{…}` where its parameters stand. */
export function filterSentence(code: FilterErrorCode): string {
  return sentences[code];
}

export interface FilterError {
  /** Offset in the filter's text; `to` is the end of what is wrong, the same where something is missing. */
  readonly at: number;
  readonly to: number;
  readonly code: FilterErrorCode;
  readonly params: Readonly<Record<string, string>>;
  /** In English. */
  readonly message: string;
}

export function filterError(
  { at, to }: { readonly at: number; readonly to: number },
  code: FilterErrorCode,
  params: Readonly<Record<string, string>> = {},
): FilterError {
  const message = sentences[code].replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
  return { at, to, code, params, message };
}

/** The word that differs least from what was typed, if it differs little; null when none does. */
export function nearest(typed: string, words: Iterable<string>): string | null {
  const wanted = typed.toLowerCase();
  let best: string | null = null;
  // Half of a short word is another word.
  let least = Math.min(3, Math.max(2, Math.ceil(typed.length / 2)));
  for (const word of words) {
    const distance = editDistance(wanted, word.toLowerCase(), least);
    if (distance < least) {
      least = distance;
      best = word;
    }
  }
  return best;
}

/** Letters added, left out or replaced, and neighbours swapped; `most` when there are as many or more. */
function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) >= most) return most;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      next.push(cost);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? most;
}

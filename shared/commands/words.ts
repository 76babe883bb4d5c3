// Command-line words, for the descriptors' `recognise`.

/** Splits `argv` into options and plain words. `withValue` names the options that take the next word. */
export function splitWords(
  argv: readonly string[],
  withValue: ReadonlySet<string>,
): { readonly words: readonly string[]; readonly options: ReadonlyMap<string, string | null> } {
  const words: string[] = [];
  const options = new Map<string, string | null>();
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i];
    if (word === undefined) continue;
    if (!word.startsWith('-') || word === '-') {
      words.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    if (equals > 0) {
      options.set(word.slice(0, equals), word.slice(equals + 1));
    } else if (withValue.has(word)) {
      options.set(word, argv[i + 1] ?? null);
      i++;
    } else {
      options.set(word, null);
    }
  }
  return { words, options };
}

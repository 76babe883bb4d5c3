// The facts of the article's transcript, with or without some of its commands.
import { emptyFacts, type FilledFacts } from './bundle-facts.ts';

const prompt = /^\[root@compute1 ~\]# /m;

/** Runs the parsers on each command's output in `transcript`; `keep` says which commands count. */
export function articleFacts(
  transcript: string,
  keep: (command: string) => boolean = () => true,
): FilledFacts {
  const facts = emptyFacts('compute1');
  for (const part of transcript.split(prompt).slice(1)) {
    const end = part.indexOf('\n');
    const command = part.slice(0, end);
    if (keep(command)) facts.add('transcript.txt', part.slice(end + 1), command);
  }
  return facts;
}

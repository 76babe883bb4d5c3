// `uname -a` and `/proc/version`: the running kernel.
//
//   Linux compute4 5.4.0-97-generic #110-Ubuntu SMP Thu Jan 13 18:22:13 UTC 2022 x86_64 x86_64 x86_64 GNU/Linux
//   Linux version 5.10.0-8-amd64 (debian-kernel@lists.debian.org) (gcc-10 …) #1 SMP Debian 5.10.46-4 (2021-08-03)
//
// Source: uname(1), proc(5).
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { printedFile } from '../file-path.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'uname -a';
const banner = /^Linux version (\d\S*) (.*)$/;
const all = /^Linux (\S+) (\d\S*) (#.*?) (\w+)(?: \w+){0,2} GNU\/Linux\s*$/;
const release = /^\d+\.\d+\S*$/;

function parser(_context: CommandContext, sink: Sink): LineParser {
  return {
    line(text, number) {
      if (text.trim() === '') return;
      const [, host = null, named, build = null, architecture = null] = all.exec(text) ?? [];
      const [, version, rest = null] = banner.exec(text) ?? [];
      const bare = release.test(text.trim()) ? text.trim() : undefined;
      const found = named ?? version ?? bare;
      if (found === undefined) unexpectedLine(sink, title, text, number);
      else sink.fact('kernel', { host, release: found, build: build ?? rest, architecture }, number, number);
    },
    end() {
      // Every line is whole.
    },
  };
}

export const uname: Command = {
  id: 'uname',
  title,
  facts: ['kernel'],
  recognise(argv) {
    const [program, ...words] = argv;
    if (program === 'uname')
      return words.length === 1 && /^(?:-a|--all|-r)$/.test(words[0] ?? '') ? {} : null;
    return printedFile(argv) === '/proc/version' ? {} : null;
  },
  sniff: (line) => all.test(line) || banner.test(line),
  parser,
};

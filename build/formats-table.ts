// Writes docs/formats.md: every command that is understood, how its outputs are named in bundles, what facts
// they give, and which versions of its tool the tests read. Made from the registry, the fixtures and the
// names in tests/spellings.ts, so that it cannot say more than is tested; a test compares it.
//
//   node build/formats-table.ts
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { commands } from '../shared/commands/registry.ts';
import { factKinds } from '../shared/facts.ts';
import { fixtureFolders, fixtureOutputs, versionOf } from '../tests/fixture-outputs.ts';
import { spellings } from '../tests/spellings.ts';

const intro = `# What Coldtrace reads

Made by \`node build/formats-table.ts\` from the registry of commands, the tests' fixtures and the names that
tests look up; a test fails while it is out of date. How bundles are opened is in [cli.md](cli.md#import).

A command line is known by its manifest, its file name, the prompt before it, or, last, by what it prints.
The names are examples as sos, engineers and containers write them; any order of options will do. Versions
are those whose real outputs the tests read; others are read as far as they print the same.

`;

const kindsIntro = `## Kinds of facts

What \`coldtrace facts\` takes. The fields of each kind are in \`shared/facts/\`.

`;

/** The whole text of docs/formats.md, formatted. */
export async function formatsDocument(): Promise<string> {
  const outputs = fixtureFolders().flatMap((folder) => fixtureOutputs(folder));
  const rows = [...commands]
    .sort((a, b) => (a.title < b.title ? -1 : 1))
    .map(({ id, title, facts }) => {
      const own = outputs.filter((output) => output.id === id);
      const names = [
        ...new Set([
          ...(spellings[id] ?? []).map((path) => path.replace(/^sos_commands\//, '')),
          ...own.map(({ name }) => baseOf(name)),
        ]),
      ];
      const versions = [...new Set(own.map(({ folder, name }) => versionOf(folder, name)))].sort();
      return `| ${code(title)} | ${names.slice(0, 6).map(code).join('<br>')} | ${versions.join('<br>')} | ${facts.map(code).join(' ')} |`;
    });
  const table = [
    '| command | names | versions in tests | facts |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
  const kinds = factKinds.map((kind) => {
    const from = commands.filter(({ facts }) => facts.includes(kind)).map(({ title }) => code(title));
    return `| ${code(kind)} | ${from.sort().join('<br>')} |`;
  });
  const facts = ['| fact | commands that give it |', '| --- | --- |', ...kinds].join('\n');
  const text = `${intro}${commands.length} commands.\n\n${table}\n\n${kindsIntro}${facts}\n`;
  return format(text, { parser: 'markdown', printWidth: 110 });
}

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;
const baseOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1).replace(/\.txt$/, '');

if (import.meta.main) {
  writeFileSync(join(import.meta.dirname, '../docs/formats.md'), await formatsDocument());
}

// Writes docs/findings.md: every rule with what it calls wrong, how bad that is, what it judges by and what it
// needs. Made from the registry and the English texts; a test compares it.
//
//   node build/findings-table.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { rules } from '../shared/findings/registry.ts';

const root = join(import.meta.dirname, '..');

const intro = `# Findings

What Coldtrace calls wrong with the wiring of a host. Made by \`node build/findings-table.ts\` from the registry
of rules; a test fails while it is out of date. Each rule is one file in \`shared/findings/\`; how to add one is in
[architecture.md](architecture.md#add-a-finding-in-five-minutes).

- **error**: frames are lost or go astray because of it; **warning**: they may be, or it is not as it should be;
  **notice**: worth knowing.
- A finding names the devices at fault, the lines that show it, and what would tell more.
- A rule never concludes from an output that is not there: without what it needs it finds nothing.
- Rules that look at several hosts take the snapshots of the case that belong together: those with the same label, else
  those nearest in time.

`;

/** The whole text of docs/findings.md, formatted. */
export async function findingsDocument(): Promise<string> {
  const texts = JSON.parse(
    readFileSync(join(root, 'resources/locales/en/findings.json'), 'utf8'),
  ) as Readonly<Record<string, string>>;
  const rows = rules.map(({ id, severities, says, needs, source }) => {
    const sentences = says.map((each) => escaped(texts[`findings.${id}.${each}`] ?? each));
    const title = texts[`findings.${id}`] ?? id;
    const cells = [`\`${id}\`<br>${title}`, severities.join('<br>'), sentences.join('<br>')];
    return `| ${[...cells, needs.map(escaped).join('<br>'), escaped(source)].join(' | ')} |`;
  });
  const head = ['| rule | severity | says | needs | judges by |', '| --- | --- | --- | --- | --- |'];
  const text = `${intro}${rules.length} rules.\n\n${[...head, ...rows].join('\n')}\n`;
  return format(text, { parser: 'markdown', printWidth: 110 });
}

/** What would be a cell's end or an emphasis. */
function escaped(text: string): string {
  return text.replace(/[|_*]/g, '\\$&');
}

if (import.meta.main) writeFileSync(join(root, 'docs/findings.md'), await findingsDocument());

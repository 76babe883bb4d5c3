// Every fixture as a terminal or an editor hands it on: blanks that became tabs, tabs that became blanks, and
// blanks at the ends of lines.
import { describe, expect, test } from 'vitest';
import { plainSpacing } from '../../../../shared/bundle/spacing.ts';
import { displayWidth } from '../../../../shared/commands/display-width.ts';
import { everyOutput } from '../../../damaged-output.ts';
import { readLines } from '../../../read-lines.ts';

/** As unexpand(1) with `-a`: a tab for two blanks or more before every eighth column. */
function unexpanded(line: string): string {
  let out = '';
  let blanks = 0;
  let width = 0;
  for (const character of line) {
    if (character === ' ') {
      blanks++;
      width++;
      if (width % 8 !== 0) continue;
      out += blanks > 1 ? '\t' : ' ';
    } else {
      out += ' '.repeat(blanks) + character;
      width = character === '\t' ? width - (width % 8) + 8 : width + displayWidth(character);
    }
    blanks = 0;
  }
  return out + ' '.repeat(blanks);
}

const forms: readonly (readonly [string, (line: string) => string])[] = [
  ['tabs for blanks', unexpanded],
  ['blanks for tabs', (line) => plainSpacing(line, {})],
  ['blanks at the end of each line', (line) => `${line} \t  `],
];

/** Commands whose outputs say something by tabs, which no blanks can say. */
const saysByTabs: ReadonlySet<string> = new Set(['lspci', 'dpkg-query']);

describe.each(everyOutput)('$folder/$name', ({ id, command, context, lines }) => {
  const whole = readLines(
    command,
    lines.map((line) => plainSpacing(line, command)),
    context,
  );

  test('says the same with other spacing', () => {
    for (const [name, form] of forms) {
      if (saysByTabs.has(id) && name !== 'tabs for blanks') continue;
      const read = lines.map((line) => plainSpacing(form(line), command));
      const { facts, problems } = readLines(command, read, context);
      expect({ name, facts, problems }).toEqual({ name, facts: whole.facts, problems: [] });
    }
  });

  test('says with plain spacing what it says as printed', () => {
    const printed = readLines(command, lines, context);
    const texts = (value: unknown): string => JSON.stringify(value).replace(/\s+"/g, '"');
    expect(texts(whole)).toBe(texts(printed));
  });
});

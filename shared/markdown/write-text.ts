// Text that is to be read as text by whoever reads Markdown.

/** Nothing of it is read as Markdown, also not an address as a link; in one line. */
export function markdownText(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]<>|#~&$]/g, '\\$&')
    .replace(/(^\s*)([-+=])(?=\1|\s|$|=|-)/, '$1\\$2')
    .replace(/(^\s*\d+)([.)])(?=\s|$)/, '$1\\$2')
    .replace(/!(?=\\\[)/g, '\\!')
    .replace(/(https?|ftp|mailto|xmpp):/gi, '$1\\:')
    .replace(/\bwww\./gi, 'www\\.')
    .replace(/@/g, '\\@');
}

/** As code in a cell of a table. */
export function markdownCellCode(text: string): string {
  return markdownCell(markdownCode(text));
}

/** Code for a cell of a table: a bar would end the cell even there. */
export function markdownCell(code: string): string {
  return code.replace(/\|/g, '\\|');
}

/** As code in a line, so that nothing in it is read as Markdown. */
export function markdownCode(text: string): string {
  if (text === '') return '';
  const fence = '`'.repeat(longestRun(text) + 1);
  const pad = text.includes('`') || /^ .* $/s.test(text) ? ' ' : '';
  return `${fence}${pad}${oneLine(text)}${pad}${fence}`;
}

/** Lines as a block of code. */
export function markdownCodeBlock(lines: readonly string[]): readonly string[] {
  const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1));
  return [fence, ...lines, fence];
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}

// One line of tab-separated values, as every table is copied for a spreadsheet.

/** What would break a row becomes a space; what a spreadsheet would take for a formula is made a text. */
export function spreadsheetRow(cells: readonly string[]): string {
  return cells
    .map((text) => {
      const cell = text.replace(/[\t\r\n]+/g, ' ');
      return /^\s*[=+\-@]/.test(cell) ? `'${cell}` : cell;
    })
    .join('\t');
}

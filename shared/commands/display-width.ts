// How many columns of a terminal a text takes: what prettytable pads cells by, so that a table's borders
// say where its cells are. Source: Unicode Standard Annex #11, "East Asian Width" (W and F take two).

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const combining = /\p{Mn}/u;
const plain = /^[\x20-\x7e]*$/;

const widthOf = (character: string): number => (wide.test(character) ? 2 : combining.test(character) ? 0 : 1);

/** The columns that `text` takes. */
export function displayWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

/** The part of `text` that stands in the columns from `start` up to `end`, from 0. */
export function sliceByWidth(text: string, start: number, end: number): string {
  if (plain.test(text)) return text.slice(start, end);
  let at = 0;
  let part = '';
  for (const character of text) {
    if (at >= end) break;
    if (at >= start) part += character;
    at += widthOf(character);
  }
  return part;
}

// How wide text will be, without asking a browser: the layout runs in a worker and must give the same
// picture everywhere. The mono family advances 0.6 em a character; CJK characters take one em.

const wide = /[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/u;

/** No picture has room for more: what is longer (a name may have a megabyte) is not looked at letter by letter. */
const longest = 4000;

/** Width of `text` in the mono family at `size` pixels, in pixels. */
export function monoWidth(text: string, size: number): number {
  if (text.length > longest) return text.length * 0.6 * size;
  let ems = 0;
  for (const character of text) ems += wide.test(character) ? 1 : 0.6;
  return ems * size;
}

/**
 * Width of `text` in the sans family, about: its letters are between 0.25 em and 0.95 em wide, words 0.56 em
 * a letter on average; rather a little more than less.
 */
export function sansWidth(text: string, size: number): number {
  if (text.length > longest) return text.length * 0.58 * size;
  let ems = 0;
  for (const character of text) ems += wide.test(character) ? 1 : 0.58;
  return ems * size;
}

/** Marks that turn the text after them around: a name may hide in them what it is. Unicode, UAX #9. */
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** `text` as a picture writes it: what would turn its letters around is a sign in its place. */
export function asWritten(text: string): string {
  return text.replace(turning, '\ufffd');
}

/** As much of `text` as `width` has room for, with an ellipsis where it was cut. */
export function cutTo(text: string, width: number, widthOf: (text: string) => number): string {
  if (widthOf(text) <= width) return text;
  const characters = [...text.slice(0, longest)];
  const fits = (count: number): boolean => widthOf(`${characters.slice(0, count).join('')}…`) <= width;
  // The most that fit, at least one.
  let [most, tooMany] = [1, characters.length + 1];
  while (tooMany - most > 1) {
    const middle = Math.floor((most + tooMany) / 2);
    if (fits(middle)) most = middle;
    else tooMany = middle;
  }
  return `${characters.slice(0, most).join('').trimEnd()}…`;
}

/** `text` cut to `limit` characters, with an ellipsis where it was cut. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // A character has at most two code units.
  const characters = [...text.slice(0, 2 * limit)];
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join('')}…`;
}

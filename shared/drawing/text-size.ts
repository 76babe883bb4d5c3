// How wide text will be, without asking a browser: the layout runs in a worker and must give the same
// picture everywhere. The mono family advances 0.6 em a character; CJK characters take one em.

const wide = /[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/u;

/** Width of `text` in the mono family at `size` pixels, in pixels. */
export function monoWidth(text: string, size: number): number {
  let ems = 0;
  for (const character of text) ems += wide.test(character) ? 1 : 0.6;
  return ems * size;
}

/**
 * Width of `text` in the sans family, about: its letters are between 0.25 em and 0.95 em wide, words 0.56 em
 * a letter on average; rather a little more than less.
 */
export function sansWidth(text: string, size: number): number {
  let ems = 0;
  for (const character of text) ems += wide.test(character) ? 1 : 0.58;
  return ems * size;
}

/** As much of `text` as `width` has room for, with an ellipsis where it was cut. */
export function cutTo(text: string, width: number, widthOf: (text: string) => number): string {
  if (widthOf(text) <= width) return text;
  const characters = [...text];
  while (characters.length > 1 && widthOf(`${characters.join('')}…`) > width) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}

/** `text` cut to `limit` characters, with an ellipsis where it was cut. */
export function shorten(text: string, limit: number): string {
  const characters = [...text];
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join('')}…`;
}

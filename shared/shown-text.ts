// Text from a bundle as it is shown in a file that others open: what would steer a terminal, turn the direction of
// what stands around it or cannot be shown at all is made visible, and what is too long is cut.

/** Characters of one text in a report; a name of a megabyte is an attack, not a name. */
export const longestText = 4000;

const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff\ufffe\uffff]/g;
/** Marks, embeddings, overrides and isolates of direction; spaces without width; separators of lines. */
const invisible =
  /[\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** Control characters as their pictures (␀, ␛), those without one as U+FFFD, marks of direction by their number. */
export function shownText(text: string, longest = longestText): string {
  const cut =
    text.length <= longest ? text : `${text.slice(0, longest).toWellFormed()}…[${longest}/${text.length}]`;
  return cut
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(controls, pictureOf)
    .replace(invisible, (character) => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}⟩`);
}

/** The same in one line. */
export function shownLine(text: string, longest = longestText): string {
  return shownText(text, longest).replace(/\s*[\n\t]\s*/g, ' ');
}

function pictureOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\ufffd';
}

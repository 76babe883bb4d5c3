// Text from the user inside SQL's LIKE, where `%` and `_` are to mean themselves.

/** The pattern for "contains `text`", to be used with `ESCAPE '\'`. */
export function likePattern(text: string): string {
  return `%${escapeLike(text)}%`;
}

/** The pattern for "begins with `text`", to be used with `ESCAPE '\'`. */
export function prefixPattern(text: string): string {
  return `${escapeLike(text)}%`;
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

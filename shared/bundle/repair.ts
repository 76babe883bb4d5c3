// What blogs, word processors and chat programs do to a terminal's text, undone where only one thing
// can have been there. Seen in a published article: `0×4`, `“qvo48e06cd2-60”`, `lshw –class network`,
// no-break spaces, zero-width spaces.

export interface RepairedLine {
  readonly text: string;
  /** What was put right, for people: `0×4 → 0x4`. Each kind once. */
  readonly repairs: readonly string[];
}

const invisible = /[\u200b-\u200d\u2060\ufeff\u00ad]/g;
const spaces = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;
const hexadecimal = /(^|[^0-9A-Za-z])0[×✕✖⨯х](?=[0-9a-fA-F])/g;
const doubleQuotes = /[“”„‟″]/g;
const singleQuotes = /[‘’‚‛]/g;
/** A dash before an option's letter or between the parts of a word; never one that stands alone. */
const dashes = /(^|\s)[–—−‒‐‑](?=[A-Za-z-])|(?<=[A-Za-z0-9])[‐‑–−](?=[A-Za-z0-9])/g;

/** True for lines that may need `repairLine`: those with anything beyond ASCII. */
export function mayNeedRepair(text: string): boolean {
  return /[^\x00-\x7f]/.test(text);
}

/** Puts typographic damage right. Text without any comes back as it is. */
export function repairLine(text: string): RepairedLine {
  if (!mayNeedRepair(text)) return { text, repairs: [] };
  const repairs: string[] = [];
  let out = text;
  const put = (pattern: RegExp, replacement: string, what: (found: string) => string): void => {
    const found = out.match(pattern)?.[0];
    if (found === undefined) return;
    out = out.replace(pattern, replacement);
    repairs.push(what(found));
  };
  put(invisible, '', () => 'invisible characters removed');
  put(spaces, ' ', () => 'no-break spaces → spaces');
  const number = /0[×✕✖⨯х][0-9a-fA-F]+/.exec(out)?.[0];
  put(hexadecimal, '$10x', () => `${number ?? '0×'} → ${(number ?? '0×').replace(/[×✕✖⨯х]/, 'x')}`);
  put(doubleQuotes, '"', (found) => `${found} → "`);
  put(singleQuotes, "'", (found) => `${found} → '`);
  put(dashes, '$1-', (found) => `${found.trim()} → -`);
  return { text: out, repairs };
}

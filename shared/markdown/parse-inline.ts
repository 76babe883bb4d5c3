// What stands in a line of Markdown: emphasis, code, links. In one pass, so that no text is slow to read: openers wait on
// a stack, and a closer takes all that came since into its node.
import { deepest, type Inline } from './tree.ts';

/** A piece that was read: a node, or signs that may yet open one. */
type Piece =
  | { readonly kind: 'node'; readonly node: Inline; readonly depth: number }
  | { readonly kind: 'run'; readonly sign: RunSign; count: number }
  | { readonly kind: 'bracket'; readonly image: boolean };

type RunSign = '*' | '_' | '~';

/** Signs after a backslash that stand for themselves; before any other character the backslash does. */
const escapable = /[!-/:-@[-`{-~]/;
const special = /[\\`*_~[\]!<\n]|https?:\/\//g;
const bareAddress = /^https?:\/\/[^\s<>"`]+/;
const schemes = /^(?:https?:\/\/|mailto:)[^\s]/i;
const longestAddress = 4000;

/** Inlines of a text, which may have several lines. */
export function parseInline(text: string): readonly Inline[] {
  return new InlineReader(text).read();
}

class InlineReader {
  readonly #text: string;
  #at = 0;
  readonly #pieces: Piece[] = [];
  /** Where in `#pieces` runs and brackets wait. */
  readonly #runs: Record<RunSign, number[]> = { '*': [], _: [], '~': [] };
  #brackets: number[] = [];
  /** Lengths of runs of backticks that do not come again. */
  readonly #unclosed = new Set<number>();

  constructor(text: string) {
    this.#text = text;
  }

  read(): readonly Inline[] {
    while (this.#at < this.#text.length) {
      special.lastIndex = this.#at;
      const next = special.exec(this.#text)?.index ?? this.#text.length;
      this.#plain(this.#text.slice(this.#at, next));
      this.#at = next;
      if (next < this.#text.length) this.#sign();
    }
    return joined(this.#take(0));
  }

  #sign(): void {
    const text = this.#text;
    const sign = text.charAt(this.#at);
    switch (sign) {
      case '\\': {
        const next = text.charAt(this.#at + 1);
        this.#at += escapable.test(next) ? 2 : 1;
        return this.#plain(escapable.test(next) ? next : sign);
      }
      case '\n':
        this.#at++;
        return this.#node({ kind: 'break' });
      case '`':
        return this.#code();
      case '*':
      case '_':
      case '~':
        return this.#run(sign);
      case '!':
        if (text.charAt(this.#at + 1) !== '[') return this.#literal(1);
        this.#at += 2;
        return this.#bracket(true);
      case '[':
        this.#at++;
        return this.#bracket(false);
      case ']':
        this.#at++;
        return this.#closeBracket();
      case '<': {
        const end = text.slice(this.#at, this.#at + longestAddress).indexOf('>');
        const address = text.slice(this.#at + 1, this.#at + end);
        if (end < 0 || !isAddress(address)) return this.#literal(1);
        this.#at += end + 1;
        return this.#link(address, [{ kind: 'text', text: address }], 1);
      }
      default:
        return this.#bare();
    }
  }

  #literal(length: number): void {
    this.#plain(this.#text.slice(this.#at, this.#at + length));
    this.#at += length;
  }

  #plain(text: string): void {
    if (text !== '') this.#node({ kind: 'text', text });
  }

  #node(node: Inline, depth = 0): void {
    this.#pieces.push({ kind: 'node', node, depth });
  }

  #code(): void {
    const length = /^`+/.exec(this.#text.slice(this.#at))?.[0].length ?? 1;
    const end = this.#unclosed.has(length) ? -1 : this.#closingTicks(this.#at + length, length);
    if (end < 0) {
      this.#unclosed.add(length);
      return this.#literal(length);
    }
    const inner = this.#text.slice(this.#at + length, end).replaceAll('\n', ' ');
    // One space at each side is there to hold a backtick off.
    const padded = inner.startsWith(' ') && inner.endsWith(' ') && inner.trim() !== '';
    this.#node({ kind: 'code', text: padded ? inner.slice(1, -1) : inner });
    this.#at = end + length;
  }

  #closingTicks(from: number, length: number): number {
    const ticks = /`+/g;
    ticks.lastIndex = from;
    for (let run = ticks.exec(this.#text); run !== null; run = ticks.exec(this.#text)) {
      if (run[0].length === length) return run.index;
    }
    return -1;
  }

  /** CommonMark's rule of flanking: `dl_vlan` and `fa:16:3e:*` emphasise nothing. */
  #run(sign: RunSign): void {
    const start = this.#at;
    while (this.#text.charAt(this.#at) === sign) this.#at++;
    const before = kindOf(this.#text.charAt(start - 1));
    const after = kindOf(this.#text.charAt(this.#at));
    const left = after !== 'space' && (after !== 'sign' || before !== 'letter');
    const right = before !== 'space' && (before !== 'sign' || after !== 'letter');
    const opens = left && (sign !== '_' || !right || before === 'sign');
    const closes = right && (sign !== '_' || !left || after === 'sign');
    let count = this.#at - start;
    if (sign === '~' && count !== 2) return this.#plain(sign.repeat(count));
    while (closes && count > 0) {
      const used = this.#close(sign, count);
      if (used === 0) break;
      count -= used;
    }
    if (count === 0) return;
    if (!opens) return this.#plain(sign.repeat(count));
    this.#runs[sign].push(this.#pieces.length);
    this.#pieces.push({ kind: 'run', sign, count });
  }

  /** Makes a node of all since the run's opener; returns how many signs it took, 0 without an opener. */
  #close(sign: RunSign, count: number): number {
    const from = this.#runs[sign].at(-1);
    const opener = from === undefined ? undefined : this.#pieces[from];
    if (from === undefined || opener?.kind !== 'run') return 0;
    if (from === this.#pieces.length - 1) return 0;
    const depth = this.#depthSince(from + 1);
    if (depth >= deepest) {
      // It stays text, so that what came since is not gone through again.
      this.#runs[sign].pop();
      return 0;
    }
    const used = opener.count >= 2 && count >= 2 ? 2 : 1;
    const content = joined(this.#take(from + 1));
    opener.count -= used;
    if (opener.count === 0) {
      this.#pieces.pop();
      this.#runs[sign].pop();
    }
    const kind = sign === '~' ? 'strike' : used === 2 ? 'strong' : 'emphasis';
    this.#node({ kind, content }, depth + 1);
    return used;
  }

  #bracket(image: boolean): void {
    this.#brackets.push(this.#pieces.length);
    this.#pieces.push({ kind: 'bracket', image });
  }

  /** `[text](address)`; of a picture, which nothing here would fetch, its text and its address. */
  #closeBracket(): void {
    const from = this.#brackets.pop();
    const target = /^\(\s*<?([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)>?(?:\s+"[^"\n]*")?\s*\)/.exec(
      this.#text.slice(this.#at, this.#at + longestAddress),
    );
    const address = target?.[1] ?? '';
    if (from === undefined || target === null || !isAddress(address)) return this.#plain(']');
    const depth = this.#depthSince(from + 1);
    if (depth >= deepest) return this.#plain(']');
    const content = joined(this.#take(from + 1));
    this.#pieces.pop();
    this.#at += target[0].length;
    this.#link(address, content.length === 0 ? [{ kind: 'text', text: address }] : content, depth + 1);
    // A link has no link in it: what waits before is text.
    this.#brackets = [];
  }

  #link(address: string, content: readonly Inline[], depth: number): void {
    this.#node({ kind: 'link', content: withoutLinks(content), address }, depth);
  }

  #bare(): void {
    const found = bareAddress.exec(this.#text.slice(this.#at, this.#at + longestAddress))?.[0] ?? '';
    const address = withoutTrailing(found);
    const before = this.#text.charAt(this.#at - 1);
    if (!isAddress(address) || kindOf(before) === 'letter') return this.#literal(Math.max(1, address.length));
    this.#at += address.length;
    this.#link(address, [{ kind: 'text', text: address }], 1);
  }

  #depthSince(from: number): number {
    let depth = 0;
    for (let at = from; at < this.#pieces.length; at++) {
      const piece = this.#pieces[at];
      if (piece?.kind === 'node') depth = Math.max(depth, piece.depth);
    }
    return depth;
  }

  /** The pieces from a place on, which then are no pieces any more; signs among them are text. */
  #take(from: number): readonly Inline[] {
    const taken = this.#pieces.splice(from);
    for (const waiting of [...Object.values(this.#runs), this.#brackets]) {
      while ((waiting.at(-1) ?? -1) >= from) waiting.pop();
    }
    return taken.map((piece) => {
      if (piece.kind === 'node') return piece.node;
      const text = piece.kind === 'run' ? piece.sign.repeat(piece.count) : piece.image ? '![' : '[';
      return { kind: 'text', text };
    });
  }
}

function isAddress(address: string): boolean {
  return schemes.test(address);
}

/** A sentence's end is not a part of the address in it, nor is a bracket around it. */
function withoutTrailing(address: string): string {
  let end = address.length;
  while (end > 0) {
    const last = address.charAt(end - 1);
    if (!/[.,;:!?'"*_~)\]]/.test(last)) break;
    if (last === ')' && address.slice(0, end).includes('(')) break;
    end--;
  }
  return address.slice(0, end);
}

function kindOf(character: string): 'space' | 'sign' | 'letter' {
  if (character === '' || /\s/.test(character)) return 'space';
  return /[\p{P}\p{S}]/u.test(character) ? 'sign' : 'letter';
}

function withoutLinks(content: readonly Inline[]): readonly Inline[] {
  return joined(
    content.flatMap((each): readonly Inline[] => {
      if (each.kind === 'link') return each.content;
      return 'content' in each ? [{ ...each, content: withoutLinks(each.content) }] : [each];
    }),
  );
}

/** Texts that follow each other as one. */
function joined(content: readonly Inline[]): readonly Inline[] {
  const all: Inline[] = [];
  let texts: string[] = [];
  const flush = (): void => {
    if (texts.length > 0) all.push({ kind: 'text', text: texts.join('') });
    texts = [];
  };
  for (const each of content) {
    if (each.kind === 'text') texts.push(each.text);
    else {
      flush();
      all.push(each);
    }
  }
  flush();
  return all;
}

// Reads XML that was printed a few whole tags a line, as libvirt does, so that damage stays where it is:
// a line reaches the XML reader only when it is sound by itself or with the one before. Comments do not
// reach it at all.
import { SaxesParser } from 'saxes';
import type { LineParser } from '../command.ts';

export type Attributes = Readonly<Record<string, string>>;

/** Paths are the local names of the open elements, outermost first. */
export interface XmlLineEvents {
  opened(path: readonly string[], attributes: Attributes, line: number): void;
  /** `text` is what stands directly inside the element, trimmed. */
  closed(path: readonly string[], text: string, line: number): void;
  unexpected(text: string, line: number): void;
  /** The last line was read; `path` is what is still open, empty when the XML is whole. */
  ended(path: readonly string[], lastLine: number): void;
}

export interface XmlForm {
  /** What an outermost element may be called. */
  readonly roots: ReadonlySet<string>;
  /** Elements whose text may be several lines; elsewhere, a line of nothing but text is damage. */
  readonly prose: ReadonlySet<string>;
}

const tag = /<(\/?)([A-Za-z_][\w:.-]*)(?:\s+[\w:.-]+\s*=\s*(?:'[^'<]*'|"[^"<]*"))*\s*(\/?)>/g;
/** Nothing that libvirt prints is nested nearly as deep. */
const deepest = 100;

const prolog = /^\s*<(\?xml\b[^>]*\?|!DOCTYPE\b[^>]*)>/i;

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** A line reader that calls `events` for the elements of XML of the given form. */
export function readXmlLines(form: XmlForm, events: XmlLineEvents): LineParser {
  const open: { readonly name: string; text: string }[] = [];
  let number = 0;
  let fed = '';
  let tagLine = 0;
  let inComment = false;
  /** A line whose last tag may go on in the next one. */
  let held: { readonly text: string; readonly line: number } | null = null;
  let reported = 0;

  const path = (): string[] => open.map(({ name }) => name);
  const unexpected = (text: string, line: number): void => {
    if (line !== reported) events.unexpected(text, line);
    reported = line;
  };

  const xml = new SaxesParser<{ xmlns: false; fragment: true; position: false }>({
    xmlns: false,
    fragment: true,
    position: false,
  });
  xml.on('error', () => {
    unexpected(fed, number);
  });
  xml.on('opentagstart', () => {
    tagLine = number;
  });
  xml.on('opentag', ({ name, attributes }) => {
    open.push({ name: localName(name), text: '' });
    events.opened(path(), attributes, tagLine);
  });
  xml.on('closetag', () => {
    const closing = path();
    const element = open.pop();
    if (element !== undefined) events.closed(closing, element.text.trim(), number);
  });
  xml.on('text', (text) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  });

  /** Whether the tags of `text` are whole and belong where they are. */
  const isSound = (text: string): boolean => {
    const names = path();
    let tags = 0;
    for (const [, closing, name = '', empty] of text.matchAll(tag)) {
      const local = localName(name);
      tags++;
      if (closing === '/') {
        const at = names.lastIndexOf(local);
        if (at < 0) return false;
        names.length = at;
      } else {
        if (names.length === 0 && !form.roots.has(local)) return false;
        if (empty === '' && names.push(local) > deepest) return false;
      }
    }
    const rest = text.replace(tag, '');
    if (rest.includes('<')) return false;
    if (tags > 0 || rest.trim() === '') return true;
    const inside = open.at(-1);
    return inside !== undefined && form.prose.has(inside.name);
  };

  const feed = (text: string, line: number): void => {
    number = line;
    fed = text;
    xml.write(`${text}\n`);
  };

  /** The line without its comments, of which one may have begun before it or go on after it. */
  const withoutComments = (text: string): string => {
    let rest = text;
    let kept = '';
    for (;;) {
      if (inComment) {
        const end = rest.indexOf('-->');
        if (end < 0) return kept;
        inComment = false;
        rest = rest.slice(end + 3);
      }
      const start = rest.indexOf('<!--');
      if (start < 0) return kept + rest;
      kept += rest.slice(0, start);
      rest = rest.slice(start + 4);
      inComment = true;
    }
  };

  return {
    line(text, line) {
      const content = withoutComments(open.length === 0 ? text.replace(prolog, '') : text);
      if (held !== null) {
        const before = held;
        held = null;
        if (isSound(`${before.text}\n${content}`)) {
          feed(before.text, before.line);
          feed(content, line);
          return;
        }
        unexpected(before.text, before.line);
      }
      if (content.trim() === '') return;
      if (isSound(content)) feed(content, line);
      else if (/<[A-Za-z_/][^<>]*$/.test(content)) held = { text: content, line };
      else unexpected(content, line);
      number = line;
    },
    end() {
      if (held !== null) unexpected(held.text, held.line);
      events.ended(path(), number);
    },
  };
}

// HTML as values: an element's children are text, which is escaped, or markup that was made here. Nothing else makes
// markup, so nothing from a bundle can become an element or an attribute.
import { shownText } from '../shown-text.ts';

export class Markup {
  readonly text: string;
  private constructor(text: string) {
    this.text = text;
  }

  /** An element. Attributes that are null or false are left out, true ones have no value. */
  static element(tag: Tag, attributes: Attributes, children: readonly Child[]): Markup {
    const start = `<${tag}${Markup.#attributes(attributes)}>`;
    if (empty.has(tag)) return new Markup(start);
    return new Markup(`${start}${Markup.#children(children)}</${tag}>`);
  }

  static join(children: readonly Child[]): Markup {
    return new Markup(Markup.#children(children));
  }

  /** Of writers that escape by themselves: an SVG document, a style sheet. */
  static made(text: string): Markup {
    return new Markup(text);
  }

  static #children(children: readonly Child[]): string {
    return children
      .map((child) => (child instanceof Markup ? child.text : escaped(shownText(child))))
      .join('');
  }

  static #attributes(attributes: Attributes): string {
    return Object.entries(attributes)
      .map(([name, value]) => {
        if (value === null || value === false) return '';
        return value === true ? ` ${name}` : ` ${name}="${escaped(shownText(String(value)))}"`;
      })
      .join('');
  }
}

export type Child = Markup | string;
export type Attributes = Readonly<Record<string, string | number | boolean | null>>;
export type Tag =
  | 'html'
  | 'head'
  | 'body'
  | 'meta'
  | 'title'
  | 'style'
  | 'header'
  | 'main'
  | 'footer'
  | 'nav'
  | 'section'
  | 'div'
  | 'p'
  | 'span'
  | 'strong'
  | 'em'
  | 's'
  | 'code'
  | 'pre'
  | 'br'
  | 'hr'
  | 'a'
  | 'blockquote'
  | 'ul'
  | 'ol'
  | 'li'
  | 'del'
  | 'ins'
  | 'dl'
  | 'dt'
  | 'dd'
  | 'table'
  | 'caption'
  | 'thead'
  | 'tbody'
  | 'tr'
  | 'th'
  | 'td'
  | 'figure'
  | 'figcaption'
  | 'time'
  | `h${1 | 2 | 3 | 4 | 5 | 6}`;

const empty: ReadonlySet<string> = new Set(['meta', 'br', 'hr']);

export function element(tag: Tag, attributes: Attributes, ...children: readonly (Child | null)[]): Markup {
  return Markup.element(
    tag,
    attributes,
    children.filter((child) => child !== null),
  );
}

function escaped(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

// What a note's Markdown means, as a tree: a small part of CommonMark with GitHub's tables and strikethrough, in which
// nothing can be HTML. Interface and report make their own elements of it; a link is its text and its address, which
// whoever shows it may leave as text. A line break in a paragraph is one, as an engineer types it.

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'break' }
  | { readonly kind: 'emphasis' | 'strong' | 'strike'; readonly content: readonly Inline[] }
  /** `address` is `http:`, `https:` or `mailto:`; what is written with another one stays text. */
  | { readonly kind: 'link'; readonly content: readonly Inline[]; readonly address: string };

export type ColumnAlign = 'left' | 'center' | 'right';

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly content: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly content: readonly Inline[] }
  | {
      readonly kind: 'list';
      /** The number of the first item; null where items are not numbered. */
      readonly start: number | null;
      readonly items: readonly (readonly Block[])[];
    }
  | { readonly kind: 'code'; readonly language: string | null; readonly text: string }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | {
      readonly kind: 'table';
      /** As many as `head`; null where none is said. */
      readonly align: readonly (ColumnAlign | null)[];
      readonly head: readonly (readonly Inline[])[];
      /** Each as long as `head`. */
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    }
  | { readonly kind: 'rule' };

/** How deep blocks and how deep inlines may stand in each other: further signs are text. */
export const deepest = 16;

/** The words of inlines, without their signs. */
export function textOfInlines(content: readonly Inline[]): string {
  return content
    .map((each) => {
      if (each.kind === 'break') return '\n';
      return 'text' in each ? each.text : textOfInlines(each.content);
    })
    .join('');
}

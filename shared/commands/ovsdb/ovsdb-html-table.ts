// Tables as `-f html` prints them, a tag a line; a UUID is cut to its beginning and stands whole in the tag:
//
//   <table border=1>
//       <caption>Queue table</caption>
//     <tr>
//       <th>_uuid</th>
//     </tr>
//     <tr>
//       <td><a name="9c60bc8c-4363-4601-b653-a2649a200a69">9c60bc8c</a></td>
//     </tr>
//   </table>

const tagLine = /^<(\/?)(table|tr)(?: border=1)?>$/;
const cellLine = /^<(caption|th|td)>(.*)<\/\1>$/;
const uuidLink = /<a (?:name="|href="#)([^"]*)">[^<]*<\/a>/g;
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

/** Is this a line of such a table? */
export function isHtmlTableLine(text: string): boolean {
  return tagLine.test(text) || cellLine.test(text);
}

export interface HtmlTableEvents {
  title(table: string): void;
  /** False when a cell cannot be read. */
  row(names: readonly string[], cells: readonly string[], firstLine: number, lastLine: number): boolean;
  unexpected(text: string, number: number): void;
}

export class HtmlTable {
  readonly #events: HtmlTableEvents;
  #open = false;
  #names: string[] = [];
  #cells: string[] = [];
  #firstLine = 0;
  #firstText = '';

  constructor(events: HtmlTableEvents) {
    this.#events = events;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  line(text: string, number: number): void {
    const cell = cellLine.exec(text);
    if (cell !== null) {
      const content = textOf(cell[2] ?? '');
      if (cell[1] === 'caption') this.#events.title(content.replace(/ table$/, ''));
      else if (cell[1] === 'th') this.#names.push(content);
      else this.#cell(content, text, number);
      this.#open = true;
      return;
    }
    const tag = tagLine.exec(text);
    if (tag === null) {
      this.#events.unexpected(text, number);
      return;
    }
    const [, closing, element] = tag;
    this.#closeRow(number);
    if (element === 'table') {
      this.#open = closing === '';
      this.#names = [];
    }
  }

  end(): void {
    this.#closeRow(this.#firstLine);
  }

  #cell(content: string, text: string, number: number): void {
    if (this.#cells.length === 0) {
      this.#firstLine = number;
      this.#firstText = text;
    }
    this.#cells.push(content);
  }

  #closeRow(number: number): void {
    const cells = this.#cells;
    this.#cells = [];
    if (cells.length === 0) return;
    const isRow = cells.length === this.#names.length;
    if (!isRow || !this.#events.row(this.#names, cells, this.#firstLine, number))
      this.#events.unexpected(this.#firstText, this.#firstLine);
  }
}

function textOf(html: string): string {
  return html
    .replace(uuidLink, '$1')
    .replace(/&(lt|gt|amp|quot);/g, (whole, name: string) => entities[name] ?? whole);
}

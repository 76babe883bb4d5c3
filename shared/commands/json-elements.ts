// JSON output, element by element, so that a cut or damaged line costs only the element it is in. Two
// shapes are read, on one line or on many; what is handed out is marked:
//
//   [{"ifindex":1,"ifname":"lo",…},{…}]                       each element of the list
//   {"headings":["_uuid","name"],"data":[["…","br-int"],…]}    each element of a list in the object,
//                                                              each other value of the object whole
import type { LineParser } from './command.ts';

export interface JsonElement {
  /** The object's key that the element was found under; null in a list. */
  readonly key: string | null;
  readonly value: unknown;
  readonly firstLine: number;
  readonly lastLine: number;
}

export interface JsonElementEvents {
  element(element: JsonElement): void;
  /** A line that is no JSON where it stands; it is passed over. */
  unexpected(text: string, number: number): void;
  /** The document is not closed; `number` is its last line. */
  cut(number: number): void;
}

/** What may come next; `end` is what follows a value. */
type Expect = 'value' | 'value-or-close' | 'key' | 'key-or-close' | 'colon' | 'end';

interface State {
  readonly open: string;
  readonly expect: Expect;
  readonly key: string | null;
  readonly inElement: boolean;
}

/** No tool nests deeper; a bomb would. */
const maxDepth = 200;

const space = /[\s\ufeff]*/y;
const text = /"(?:[^"\\\u0000-\u001f]|\\.)*"/y;
const word = /-?\d[\d.eE+-]*|true|false|null/y;

/**
 * Reads one JSON document, or several one after the other (JSON lines). Tokens do not go over line ends. Elements are handed out as soon as they are whole; what a damaged line began is passed over.
 */
export class JsonElements implements LineParser {
  readonly #events: JsonElementEvents;
  /** `{` and `[` that are open, outermost first. */
  #open = '';
  #expect: Expect = 'value';
  /** The top object's current key. */
  #key: string | null = null;
  /** The text of the element that is being read, and where it began; null between elements. */
  #element: string[] | null = null;
  #firstLine = 0;
  #lastLine = 0;
  /** Whole elements of the line that is being read: they go with it when it is garbage. */
  #held: JsonElement[] = [];

  constructor(events: JsonElementEvents) {
    this.#events = events;
  }

  line(line: string, number: number): void {
    if (line.trim() === '') return;
    this.#lastLine = number;
    const before = this.#state();
    const pieces = this.#element?.length ?? 0;
    let at = 0;
    let from = 0;
    for (;;) {
      at = skip(space, line, at);
      if (at >= line.length) break;
      const starts = this.#element === null && this.#startsElement(line.charAt(at));
      if (starts) {
        this.#element = [];
        this.#firstLine = number;
        from = at;
      }
      const next = this.#token(line, at);
      if (next === null) {
        this.#events.unexpected(line, number);
        const resumed = this.#resume(line, at, before, pieces);
        if (resumed === null) return;
        at = resumed;
        continue;
      }
      at = next;
      if (this.#element !== null && this.#expect === 'end' && this.#isElementDepth()) {
        this.#element.push(line.slice(from, at));
        this.#give(this.#element.join('\n'), number);
      }
      if (this.#open === '' && this.#expect === 'end') this.#expect = 'value';
    }
    this.#flush();
    if (this.#element !== null) this.#element.push(line.slice(from));
  }

  end(): void {
    if (this.#open !== '') this.#events.cut(this.#lastLine);
  }

  #state(): State {
    return {
      open: this.#open,
      expect: this.#expect,
      key: this.#key,
      inElement: this.#element !== null,
    };
  }

  /** Elements are values one level down, or two where the top object's value is a list. */
  #startsElement(character: string): boolean {
    if (this.#expect !== 'value' && this.#expect !== 'value-or-close') return false;
    if (character === ']' || character === '}') return false;
    if (this.#open === '[') return true;
    if (this.#open === '{') return character !== '[';
    return this.#open === '{[';
  }

  #isElementDepth(): boolean {
    return this.#open === '[' || this.#open === '{' || this.#open === '{[';
  }

  #give(json: string, number: number): void {
    this.#element = null;
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch {
      // Its tokens stood where they may; a number such as 1.2.3 or an unknown escape is left.
      this.#events.unexpected(json.slice(0, 200), number);
      return;
    }
    const key = this.#open.startsWith('{') ? this.#key : null;
    this.#held.push({ key, value, firstLine: this.#firstLine, lastLine: number });
    if (this.#held.length > 1000) this.#flush();
  }

  #flush(): void {
    for (const element of this.#held) this.#events.element(element);
    this.#held = [];
  }

  /** Takes the token at `at` and returns where it ends; null when it may not stand here. */
  #token(line: string, at: number): number | null {
    const c = line.charAt(at);
    const isValue = this.#expect === 'value' || this.#expect === 'value-or-close';
    if (c === '{' || c === '[') {
      if (!isValue || this.#open.length === maxDepth) return null;
      this.#open += c;
      this.#expect = c === '{' ? 'key-or-close' : 'value-or-close';
      return at + 1;
    }
    if (c === '}' || c === ']') {
      const closes = this.#open.at(-1) === (c === '}' ? '{' : '[');
      const may = this.#expect === 'end' || this.#expect === (c === '}' ? 'key-or-close' : 'value-or-close');
      if (!closes || !may) return null;
      this.#open = this.#open.slice(0, -1);
      this.#expect = 'end';
      return at + 1;
    }
    if (c === ',') {
      if (this.#expect !== 'end' || this.#open === '') return null;
      this.#expect = this.#open.endsWith('{') ? 'key' : 'value';
      return at + 1;
    }
    if (c === ':') {
      if (this.#expect !== 'colon') return null;
      this.#expect = 'value';
      return at + 1;
    }
    if (c === '"') {
      const end = skip(text, line, at);
      if (end === at) return null;
      if (isValue) this.#expect = 'end';
      else if (this.#expect === 'key' || this.#expect === 'key-or-close') {
        if (this.#open === '{') this.#key = unquoted(line.slice(at, end));
        this.#expect = 'colon';
      } else return null;
      return end;
    }
    const end = skip(word, line, at);
    // A document that is one bare word is no output of any tool.
    if (end === at || !isValue || this.#open === '') return null;
    this.#expect = 'end';
    return end;
  }

  /**
   * Where to go on in a damaged line: behind the element that is broken, where the line holds several
   * (a whole document may be one line), else the line is taken as if it were not there.
   */
  #resume(line: string, at: number, before: State, pieces: number): number | null {
    const list = this.#open.startsWith('{[') ? '{[' : this.#open.startsWith('[') ? '[' : null;
    const next = /[}\]],\s*(?=[{[])/g;
    next.lastIndex = at;
    const boundary = list === null ? null : next.exec(line);
    if (list !== null && (boundary !== null || line.length > 2000)) {
      this.#flush();
      this.#element = null;
      this.#open = list;
      this.#expect = boundary === null ? 'end' : 'value';
      return boundary === null ? null : boundary.index + boundary[0].length;
    }
    this.#held = [];
    this.#open = before.open;
    this.#expect = before.expect;
    this.#key = before.key;
    if (!before.inElement) this.#element = null;
    else if (this.#element !== null) this.#element.length = pieces;
    return null;
  }
}

function skip(pattern: RegExp, line: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(line) ? pattern.lastIndex : at;
}

function unquoted(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}

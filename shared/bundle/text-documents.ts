// Texts in a transcript that say by themselves where they end, and only as a whole what they are: JSON, the
// tables and the CSV of the OpenStack clients.
import { JsonScan } from '../commands/json-scan.ts';
import { startsJson } from '../commands/text-head.ts';

export interface TextDocument {
  /** Takes the next line; false when the document ended before it. */
  line(text: string): boolean;
  /** Nothing can follow that still belongs to it, or enough is seen. */
  readonly isWhole: boolean;
  /** It was long enough before its end came. */
  readonly isOpen: boolean;
  /** It is whole, and its lines say nothing that it does not say as a whole. */
  readonly isDecided: boolean;
}

/** The document that a line begins; null when it begins none. */
export function documentAt(first: string): TextDocument | null {
  if (startsJson(first)) return jsonDocument();
  if (tableBorder.test(first)) return rowsDocument(/^[|+]/);
  return csvHeading.test(first) ? rowsDocument(/\S/) : null;
}

const tableBorder = /^\+(?:-{2,400}\+){2,100}\s*$/;
const csvHeading = /^"[\w :-]{1,80}"(?:,"[\w :-]{1,80}"){1,60}$/;

function jsonDocument(): TextDocument {
  const scan = new JsonScan();
  let state: ReturnType<JsonScan['line']> = 'open';
  return {
    line(text) {
      if (state === 'open') state = scan.line(text);
      return true;
    },
    get isWhole() {
      return state !== 'open';
    },
    get isOpen() {
      return state !== 'whole';
    },
    isDecided: false,
  };
}

function rowsDocument(row: RegExp): TextDocument {
  let isWhole = false;
  let borders = 0;
  return {
    line(text) {
      if (isWhole || !row.test(text)) return false;
      // Above the heading, below it, and below the rows.
      if (tableBorder.test(text)) isWhole = ++borders === 3;
      return true;
    },
    get isWhole() {
      return isWhole;
    },
    isOpen: false,
    get isDecided() {
      return isWhole;
    },
  };
}

// The first lines of a text, for forms that no single line tells: JSON by its keys, tables and configuration
// by their labels. Everything here looks at so many lines and characters and no further.
import { JsonScan } from './json-scan.ts';

export class TextHead {
  /** Without blank lines at the beginning. */
  readonly lines: readonly string[];
  /** True when the text ends here; else more lines may follow. */
  readonly isWhole: boolean;
  #json: JsonScan | null | undefined;
  #settings: ReadonlyMap<string, ReadonlySet<string>> | undefined;

  constructor(lines: readonly string[], isWhole: boolean) {
    const first = lines.findIndex((line) => line.trim() !== '');
    this.lines = first < 0 ? [] : lines.slice(first);
    this.isWhole = isWhole;
  }

  get first(): string {
    return this.lines[0] ?? '';
  }

  /** What the text says as JSON; null where its first line begins no document. */
  get json(): JsonScan | null {
    if (this.#json === undefined) {
      this.#json = startsJson(this.first) ? new JsonScan() : null;
      for (const line of this.lines) if (this.#json?.line(line) !== 'open') break;
    }
    return this.#json;
  }

  /**
   * Option names by section of `[section]` headings and `name = value` lines; '' holds what stands above the
   * first heading. Empty where another kind of line stands between them.
   */
  get settings(): ReadonlyMap<string, ReadonlySet<string>> {
    return (this.#settings ??= readSettings(this.lines));
  }

  /** Do all lines that are not blank look like this, and are there any? */
  every(looks: RegExp): boolean {
    const lines = this.lines.filter((line) => line.trim() !== '');
    return lines.length > 0 && lines.every((line) => looks.test(line));
  }

  /** How many of its lines look like this. */
  count(looks: RegExp): number {
    return this.lines.filter((line) => looks.test(line)).length;
  }
}

/** Could this line be the first of a JSON document, rather than a list in brackets or a prompt? */
export function startsJson(line: string): boolean {
  return /^\s{0,200}(?:\[\s{0,200}(?:$|[[{"\]])|\{\s{0,200}(?:$|["}]))/.test(line);
}

function readSettings(lines: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  let options = new Set<string>();
  let hasOption = false;
  for (const [at, line] of lines.entries()) {
    if (/^\s*(?:[#;]|$)/.test(line)) continue;
    const section = /^\[([^\][]{1,200})\]\s*$/.exec(line)?.[1];
    if (section !== undefined) {
      options = found.get(section) ?? new Set();
      found.set(section, options);
      hasOption = false;
      continue;
    }
    const name = /^([\w.:+/-]{1,200})\s*[=:](?!=)/.exec(line)?.[1];
    if (name !== undefined) {
      if (found.size === 0) found.set('', options);
      options.add(name);
      hasOption = true;
    } else if (!hasOption || !/^\s/.test(line)) {
      // The line that the text is cut in may be any beginning.
      if (at < lines.length - 1) return new Map();
    }
  }
  return found;
}

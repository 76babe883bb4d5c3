// A report's document in which every string is an attack, for tests of its writers: made of its schema, so that a field
// that is added later is one, too.
import type { z } from 'zod';
import { reportDocument, type ReportDocument } from '../shared/report/document.ts';

/** Each would do something where it is not escaped: HTML, SVG, Markdown, formulas, ANSI, direction, size. */
export const attacks: readonly string[] = [
  '<script>window.ran = 1</script>',
  '"><img src="http://198.51.100.1/a.png" onerror="window.ran = 2">',
  "' onmouseover='window.ran = 3' style='background:url(http://198.51.100.1/b)",
  '</style><svg onload="window.ran=4"><image href="http://198.51.100.1/c.svg"/></svg>',
  '</title></caption></pre></svg><iframe src="http://198.51.100.1/d"></iframe><base href="http://198.51.100.1/">',
  '![x](http://198.51.100.1/e.png) [go](javascript:window.ran=5) <http://198.51.100.1/f>',
  '| a | b |\n| - | - |\n# heading\n```\n<script>window.ran=6</script>\n~~~',
  '=HYPERLINK("http://198.51.100.1/g","x")',
  "@SUM(1+1)*cmd|' /C calc'!A0",
  "-2+3+cmd|' /C calc'!A0",
  '\t=1+1\r+2',
  '\u001b[31mred\u001b]8;;http://198.51.100.1/h\u0007link\u001b]8;;\u0007\u0000nul\u009b1m',
  'safe\u202egnp.exe\u2066\u200f\ufeff',
  '&lt;script&gt;&#60;script&#62;&quot;',
  '\ud800 lone \udfff surrogates \uffff',
  `${'A'.repeat(1024 * 1024)}<script>window.ran = 7</script>`,
];

type Any = z.core.$ZodType;

/** A value of a schema, of which each string is the next attack; every option of a union and an item of each list. */
class HostileValues {
  #next = 0;
  readonly #longest: number;

  constructor(longest: number) {
    this.#longest = longest;
  }

  /** Several, for each option of a union; else one. */
  all(schema: Any): readonly unknown[] {
    const { def } = schema._zod as unknown as { readonly def: Definition };
    switch (def.type) {
      case 'string':
        return [this.#attack(maximumOf(schema))];
      case 'number':
        return [7];
      case 'boolean':
        return [true];
      case 'literal':
        return [def.values?.[0]];
      case 'enum':
        return [Object.values(def.entries ?? {})[0]];
      case 'nullable':
      case 'optional':
      case 'readonly':
        return def.innerType === undefined ? [] : this.all(def.innerType);
      case 'union':
        return (def.options ?? []).flatMap((option) => this.all(option));
      case 'array':
        return [
          def.element === undefined
            ? []
            : Array.from({ length: 2 }, () => this.all(def.element as Any)).flat(),
        ];
      case 'object': {
        const entries = Object.entries(def.shape ?? {}).map(
          ([key, each]) => [key, this.all(each)[0]] as const,
        );
        return [Object.fromEntries(entries)];
      }
      default:
        throw new Error(`no hostile value of ${def.type}`);
    }
  }

  #attack(most: number): string {
    for (;;) {
      const attack = attacks[this.#next++ % attacks.length] ?? '';
      if (attack.length <= Math.min(most, this.#longest)) return attack;
    }
  }
}

function maximumOf(schema: Any): number {
  const { maxLength } = schema as unknown as { readonly maxLength: number | null };
  return maxLength ?? Infinity;
}

interface Definition {
  readonly type: string;
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly innerType?: Any;
  readonly options?: readonly Any[];
  readonly element?: Any;
  readonly shape?: Readonly<Record<string, Any>>;
}

/** Several times over, so that each place has each kind of attack; `longest` leaves out the long ones. */
export function hostileDocument(longest = Infinity): ReportDocument {
  const values = new HostileValues(longest);
  const [made] = values.all(reportDocument);
  const first = reportDocument.parse(made);
  const parts = [...first.parts];
  for (let turn = 1; turn < 4; turn++) {
    const [again] = values.all(reportDocument);
    parts.push(...reportDocument.parse(again).parts);
  }
  return { ...first, language: 'en', parts };
}

// A picture as a page for a file: its title above, below it where it is from and what its colours mean, in
// the colours of the theme in effect.
import type { Drawing, Shape } from './drawing.ts';
import { sansWidth } from './text-size.ts';

/** What of the theme every picture uses, as values. */
export interface PageColours {
  readonly surface: string;
  readonly text: string;
  readonly quiet: string;
}

/** A sample with what it stands for, or a word alone. */
export interface LegendPart {
  readonly text: string;
  readonly sample: {
    readonly fill: string | null;
    readonly stroke: string;
    readonly dash?: readonly number[];
  } | null;
}

export interface Page {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
  readonly title: string;
  /** Where it is from. */
  readonly footer: string;
  readonly legend: readonly LegendPart[];
}

const margin = 24;
const headHeight = 34;
const footHeight = 26;
const small = 11;
const sample = { width: 16, height: 10, gap: 5, after: 14 } as const;

/** The legend goes on in further lines where the picture is narrower than it. */
export function drawPage(page: Page, { surface, text, quiet }: PageColours): Drawing {
  const beside = sansWidth(page.footer, small) + 40;
  const width = Math.max(page.width, beside + Math.min(legendLength(page.legend), 640));
  const baseline = page.height + footHeight;
  const legend = legendShapes(page.legend, quiet, { left: beside, right: width, baseline });
  return {
    width: Math.ceil(width + 2 * margin),
    height: Math.ceil(legend.bottom + margin + headHeight + margin),
    background: surface,
    title: page.title,
    origin: { x: margin, y: margin + headHeight },
    shapes: [
      { kind: 'text', x: 0, y: -14, text: page.title, size: 15, fill: text, anchor: 'start', strong: true },
      ...page.shapes,
      { kind: 'text', x: 0, y: baseline, text: page.footer, size: small, fill: quiet, anchor: 'start' },
      ...legend.shapes,
    ],
  };
}

function partLength({ text, sample: shown }: LegendPart): number {
  return (shown === null ? 0 : sample.width + sample.gap) + sansWidth(text, small) + sample.after;
}

function legendLength(parts: readonly LegendPart[]): number {
  return parts.reduce((sum, part) => sum + partLength(part), 0);
}

function legendShapes(
  parts: readonly LegendPart[],
  quiet: string,
  { left, right, baseline }: { readonly left: number; readonly right: number; readonly baseline: number },
): { readonly shapes: readonly Shape[]; readonly bottom: number } {
  const shapes: Shape[] = [];
  let [x, y] = [left, baseline];
  for (const part of parts) {
    if (x > left && x + partLength(part) - sample.after > right) [x, y] = [left, y + 18];
    const shift = part.sample === null ? 0 : sample.width + sample.gap;
    shapes.push({
      kind: 'text',
      x: x + shift,
      y,
      text: part.text,
      size: small,
      fill: quiet,
      anchor: 'start',
    });
    if (part.sample !== null) {
      const { width, height } = sample;
      shapes.push({ kind: 'rect', x, y: y - height + 1, width, height, radius: 2, ...part.sample });
    }
    x += partLength(part);
  }
  return { shapes, bottom: y };
}

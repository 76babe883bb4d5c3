// What a minimap draws: one path for each tone, however many shapes a picture has.
import type { Rect } from './geometry.ts';

export const minimapTones = ['frame', 'bar', 'box', 'marked', 'chosen'] as const;
/** `frame`: only its outline; `marked`: something is wrong there; `chosen`: what is selected or followed. */
export type MinimapTone = (typeof minimapTones)[number];

export interface MinimapShape extends Rect {
  readonly tone: MinimapTone;
}

/** The shapes of each tone as one SVG path, in the order they lie on each other; none is thinner than `least`. */
export function minimapPaths(
  shapes: readonly MinimapShape[],
  least: number,
): readonly { readonly tone: MinimapTone; readonly path: string }[] {
  const parts = new Map<MinimapTone, string[]>();
  for (const { tone, x, y, width, height } of shapes) {
    const list = parts.get(tone) ?? [];
    parts.set(tone, list);
    list.push(
      `M${round(x)} ${round(y)}h${atLeast(width, least)}v${atLeast(height, least)}h${-atLeast(width, least)}z`,
    );
  }
  return minimapTones.flatMap((tone) => {
    const list = parts.get(tone);
    return list === undefined ? [] : [{ tone, path: list.join('') }];
  });
}

function atLeast(length: number, least: number): number {
  return round(Math.max(length, least));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

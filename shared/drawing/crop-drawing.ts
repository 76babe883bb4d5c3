// A part of a picture: what a window shows of it.
import type { Drawing, Shape } from './drawing.ts';

export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The part of a drawing in a region of its shapes' own coordinates. Shapes that are wholly outside are left out; what
 * reaches beyond the region stays as it is, and is cut off by the picture's edge.
 */
export function cropDrawing(drawing: Drawing, { x, y, width, height }: Region): Drawing {
  const isInside = (shape: Shape): boolean => {
    switch (shape.kind) {
      case 'rect':
        return (
          shape.x < x + width &&
          shape.x + shape.width > x &&
          shape.y < y + height &&
          shape.y + shape.height > y
        );
      case 'text': {
        // Wider than any glyph: a text that may reach into the region stays.
        const reach = shape.text.length * shape.size;
        return (
          shape.x - reach < x + width &&
          shape.x + reach > x &&
          shape.y - shape.size < y + height &&
          shape.y > y
        );
      }
      case 'path':
        // A line may cross a region without a corner in it.
        return true;
    }
  };
  return {
    ...drawing,
    width: Math.max(1, Math.ceil(width)),
    height: Math.max(1, Math.ceil(height)),
    origin: { x: -x, y: -y },
    shapes: drawing.shapes.filter(isInside),
  };
}

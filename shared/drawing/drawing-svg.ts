// A picture's shapes as an SVG document by itself.
import { shownText } from '../shown-text.ts';
import type { Drawing, Shape } from './drawing.ts';

export const sans = "Inter, system-ui, 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif";
export const mono = "'JetBrains Mono', ui-monospace, 'Noto Sans Mono CJK SC', 'Microsoft YaHei', monospace";
export const strongWeight = 600;
export const rimWidth = 3;

/** A whole SVG document; `description` says more than the title. */
export function drawingSvg(drawing: Drawing, description = ''): string {
  const { width, height, background, title, origin, shapes } = drawing;
  const lines = shapes.map(svgShape);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    ...(description === '' ? [] : [`<desc>${escaped(description)}</desc>`]),
    `<rect width="${width}" height="${height}" fill="${escaped(paint(background) ?? 'none')}"/>`,
    `<g transform="translate(${origin.x},${origin.y})">`,
    ...lines,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function svgShape(shape: Shape): string {
  switch (shape.kind) {
    case 'path':
      // Not cut as a text is: it is as long as its line.
      return `<path d="${pathData(shape.path)}"${attributes({
        fill: 'none',
        stroke: paint(shape.stroke),
        'stroke-width': shape.width,
        'stroke-opacity': shape.opacity,
        'stroke-dasharray': shape.dash?.join(' '),
      })}/>`;
    case 'rect': {
      const { x, y, width, height, radius, fill, stroke, dash, title } = shape;
      const shown = attributes({
        ...{ x, y, width, height, rx: radius, fill: paint(fill) ?? 'none', stroke: paint(stroke) },
        'stroke-dasharray': dash?.join(' '),
      });
      return title === undefined
        ? `<rect${shown}/>`
        : `<rect${shown}><title>${escaped(title)}</title></rect>`;
    }
    case 'text':
      return `<text${attributes({
        ...{ x: shape.x, y: shape.y, fill: paint(shape.fill) },
        'font-family': shape.mono === true ? mono : sans,
        'font-size': shape.size,
        'font-weight': shape.strong === true ? strongWeight : undefined,
        'text-anchor': shape.anchor === 'start' ? undefined : shape.anchor,
        ...(shape.rim === undefined
          ? {}
          : {
              'paint-order': 'stroke',
              stroke: paint(shape.rim),
              'stroke-width': rimWidth,
              'stroke-linejoin': 'round',
            }),
      })}>${escaped(shape.text)}</text>`;
  }
}

function attributes(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${escaped(String(value))}"`))
    .join('');
}

/** Colours by name, number or function: what a picture out of a file may say besides asks for something elsewhere. */
function paint(colour: string | null | undefined): string | undefined {
  if (colour === null || colour === undefined) return undefined;
  return /^[\w#.,%()\s/-]*$/.test(colour) && !/url|image|var/i.test(colour) ? colour : 'none';
}

/** The commands and numbers of a path, SVG 2 section 9.3; nothing where anything else stands among them. */
function pathData(path: string): string {
  return /^[MmLlHhVvCcSsQqTtAaZz\d\s,.eE+-]*$/.test(path) ? path : '';
}

/** For XML 1.0: what it cannot hold at all, or what turns the direction of a text, is made visible. */
function escaped(text: string): string {
  return shownText(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}

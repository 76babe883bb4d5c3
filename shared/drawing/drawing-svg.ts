// A picture's shapes as an SVG document by itself.
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
    `<rect width="${width}" height="${height}" fill="${escaped(background)}"/>`,
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
      return `<path${attributes({
        d: shape.path,
        fill: 'none',
        stroke: shape.stroke,
        'stroke-width': shape.width,
        'stroke-opacity': shape.opacity,
        'stroke-dasharray': shape.dash?.join(' '),
      })}/>`;
    case 'rect': {
      const { x, y, width, height, radius, fill, stroke, dash, title } = shape;
      const shown = attributes({
        ...{ x, y, width, height, rx: radius, fill: fill ?? 'none', stroke: stroke ?? undefined },
        'stroke-dasharray': dash?.join(' '),
      });
      return title === undefined
        ? `<rect${shown}/>`
        : `<rect${shown}><title>${escaped(title)}</title></rect>`;
    }
    case 'text':
      return `<text${attributes({
        ...{ x: shape.x, y: shape.y, fill: shape.fill },
        'font-family': shape.mono === true ? mono : sans,
        'font-size': shape.size,
        'font-weight': shape.strong === true ? strongWeight : undefined,
        'text-anchor': shape.anchor === 'start' ? undefined : shape.anchor,
        ...(shape.rim === undefined
          ? {}
          : {
              'paint-order': 'stroke',
              stroke: shape.rim,
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

/** For XML 1.0: what it cannot hold at all becomes U+FFFD. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}

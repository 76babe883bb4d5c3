// The picture as shapes with colours, for a file: all of it at scale 1, in the colours of the theme.
import type { PipelineNode } from '../../../../shared/pipeline/pipeline.ts';
import type { Drawing, Shape } from '../../../../shared/drawing/drawing.ts';
import { drawPage, type LegendPart, type PageColours } from '../../../../shared/drawing/drawing-page.ts';
import { boxLabels, countedRibbons, ribbonLabels, type Label } from './labels.ts';
import type { PictureBox, PictureRibbon, PipelinePicture } from './layout.ts';
import { shortNumber } from '../../../ui/number-text.ts';
import { linesOf } from './names.ts';
import { heatLimits, heatOf, heatSteps } from '../../../ui/heat.ts';

/** What of the theme's tokens the picture uses, as values. */
export interface PictureColours extends PageColours {
  readonly sunken: string;
  readonly line: string;
  readonly error: string;
  readonly errorSurface: string;
  /** From nothing (0) to the most. */
  readonly heat: readonly string[];
  readonly heatText: readonly string[];
}

export interface ExportText {
  readonly title: string;
  readonly idle: string;
  /** One line below the picture: where it is from. */
  readonly footer: string;
  /** What the colours are of, and what has none. */
  readonly heat: string;
  readonly none: string;
}

/** The colours by their tokens' values: ui/save-page.ts. */
export function coloursOf(token: (name: string) => string): PictureColours {
  const steps = Array.from({ length: heatSteps }, (_, index) => index + 1);
  return {
    surface: token('surface'),
    sunken: token('surface-sunken'),
    line: token('line-strong'),
    text: token('text'),
    quiet: token('text-quiet'),
    error: token('state-error'),
    errorSurface: token('state-error-surface'),
    heat: [token('surface'), ...steps.map((step) => token(`heat-${step}`))],
    heatText: [token('text'), ...steps.map((step) => token(`heat-text-${step}`))],
  };
}

export function drawPipeline(
  picture: PipelinePicture,
  colours: PictureColours,
  roleOf: (node: PipelineNode) => string | null,
  text: ExportText,
): Drawing {
  const shapes: Shape[] = [];
  const { surface, quiet } = colours;
  for (const frame of picture.frames) {
    if (picture.frames.length > 1) {
      const { x, y, width, height } = frame;
      shapes.push({ kind: 'rect', x, y, width, height, radius: 6, fill: null, stroke: colours.line });
      const title = { text: frame.bridge, size: 13, fill: colours.text, strong: true, mono: true };
      shapes.push({ kind: 'text', x: x + 12, y: y + 20, ...title, anchor: 'start' });
    }
    if (frame.idleAt !== null) {
      const { x, y } = frame.idleAt;
      shapes.push({ kind: 'text', x, y, text: text.idle, size: 12, fill: quiet, anchor: 'start' });
    }
  }
  const boxOf = new Map(picture.boxes.map((box) => [box.key, box]));
  for (const ribbon of picture.ribbons)
    shapes.push(ribbonShape(ribbon, boxOf.get(ribbon.to), picture.most, colours));
  for (const box of picture.boxes) {
    const [fill, stroke, ink] = boxColours(box, picture.most, colours);
    const round = box.role.startsWith('jump') || box.role === 'learn' || box.role === 'end';
    const counted = box.role === 'table' || box.role === 'idle' || box.role === 'end';
    const unused = counted && box.nodes[0]?.packets === 0;
    const { x, y, width, height } = box;
    shapes.push({
      ...{ kind: 'rect', x, y, width, height, radius: round ? height / 2 : 4, fill, stroke },
      ...(unused ? { dash: [4, 3] } : box.role === 'learn' ? { dash: [7, 3] } : {}),
    });
    for (const label of boxLabels(box, linesOf(box, roleOf), 1)) shapes.push(labelShape(label, ink));
  }
  const counted = countedRibbons(picture.ribbons, picture.boxes);
  for (const label of ribbonLabels(counted, picture.boxes, shortNumber, new Set(), 1))
    shapes.push({ ...labelShape(label, colours.text), rim: surface });
  const { width, height } = picture;
  const { title, footer } = text;
  return drawPage(
    { width, height, shapes, title, footer, legend: legendParts(picture.most, text, colours) },
    colours,
  );
}

function legendParts(
  most: number,
  { heat, none }: ExportText,
  { heat: steps, line, quiet }: PictureColours,
): readonly LegendPart[] {
  return [
    { text: heat, sample: null },
    { text: none, sample: { fill: steps[0] ?? null, stroke: quiet, dash: [3, 2] } },
    ...heatLimits(most).map((limit, index) => ({
      text: `${shortNumber(limit)}+`,
      sample: { fill: steps[index + 1] ?? null, stroke: line },
    })),
  ];
}

function labelShape({ x, y, text, size, anchor, mono, kind }: Label, fill: string): Shape & { kind: 'text' } {
  return { kind: 'text', x, y, text, size, anchor, mono, fill, strong: kind === 'name' };
}

function ribbonShape(
  { path, width, packets, learn }: PictureRibbon,
  to: PictureBox | undefined,
  most: number,
  { heat, quiet, error }: PictureColours,
): Shape {
  const end = to?.role === 'end' ? to.nodes[0]?.kind : undefined;
  if (learn) return { kind: 'path', path, stroke: quiet, width, dash: [7, 3] };
  if (packets === null) return { kind: 'path', path, stroke: quiet, width, dash: [1, 4] };
  if (packets === 0) return { kind: 'path', path, stroke: quiet, width, dash: [3, 4] };
  if (end === 'drop' || end === 'miss') return { kind: 'path', path, stroke: error, width, opacity: 0.5 };
  return { kind: 'path', path, stroke: heat[heatOf(packets, most) ?? 0] ?? quiet, width, opacity: 0.62 };
}

/** Fill, line and ink. */
function boxColours(
  box: PictureBox,
  most: number,
  colours: PictureColours,
): readonly [string, string, string] {
  const { surface, sunken, line, text, quiet, error, errorSurface, heat, heatText } = colours;
  const [node] = box.nodes;
  if (box.role === 'table' || box.role === 'idle') {
    const step = node?.kind === 'group' ? 0 : (heatOf(node?.packets ?? null, most) ?? 0);
    return [heat[step] ?? surface, step === 0 ? quiet : line, heatText[step] ?? text];
  }
  if (box.role === 'end' && node?.kind !== 'return' && node?.packets !== 0)
    return [errorSurface, error, error];
  return [box.role === 'in' || box.role === 'out' ? sunken : surface, line, text];
}

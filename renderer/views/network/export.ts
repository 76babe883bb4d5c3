// The picture of a host as shapes with colours, for a file: all of it at scale 1, in the colours of the theme, with
// the marks that are laid over it and what they mean.
import type { NetworkLink } from '../../../shared/network/model.ts';
import type { Drawing, Shape } from '../../../shared/drawing/drawing.ts';
import { drawPage, type LegendPart } from '../../../shared/drawing/drawing-page.ts';
import type { RouteColours } from '../../../shared/drawing/route-drawing.ts';
import type { Picture, PictureBox } from './graph.ts';
import { labelsFor } from './labels.ts';
import { placeMarks } from './marks.ts';
import type { NetworkSign } from './network-signs.ts';
import type { DeviceMark, LegendEntry, MarkTone } from './overlays.ts';

/** What of the theme's tokens the picture uses, as values. */
export interface HostColours extends RouteColours {
  readonly faint: string;
  /** Of a mark: what it is filled, framed and written with. */
  readonly tone: (tone: MarkTone) => { readonly fill: string; readonly line: string; readonly text: string };
  /** From 1. */
  readonly network: (colour: number) => string;
}

export interface HostPage {
  readonly title: string;
  readonly footer: string;
  readonly networks: ReadonlyMap<string, NetworkSign>;
  readonly found: ReadonlyMap<string, DeviceMark>;
  readonly overlay: ReadonlyMap<string, DeviceMark>;
  readonly legend: readonly LegendEntry[];
  /** Devices where a path breaks. */
  readonly broken: ReadonlySet<string>;
  /** Devices and links of another snapshot that are there no more. */
  readonly gone: ReadonlySet<string>;
}

/** The colours by their tokens' values: ui/save-page.ts. */
export function hostColours(token: (name: string) => string): HostColours {
  return {
    surface: token('surface'),
    text: token('text'),
    quiet: token('text-quiet'),
    raised: token('surface-raised'),
    sunken: token('surface-sunken'),
    line: token('line-strong'),
    faint: token('text-faint'),
    warning: token('state-warning'),
    error: token('state-error'),
    none: token('network-none'),
    network: (colour) => token(`network-${colour}`),
    tone: (tone) => {
      if (typeof tone === 'string') {
        const line = token(`state-${tone}`);
        return { fill: token(`state-${tone}-surface`), line, text: line };
      }
      if ('network' in tone)
        return { fill: token('surface'), line: token(`network-${tone.network}`), text: token('text') };
      const heat = token(`heat-${tone.heat}`);
      return { fill: heat, line: heat, text: token(`heat-text-${tone.heat}`) };
    },
  };
}

export function drawHost(picture: Picture, colours: HostColours, page: HostPage): Drawing {
  const shapes: Shape[] = [];
  const everything = { scale: 1, visible: wholeOf(picture) };
  if (picture.hostFrame !== null) {
    const { x, y, width, height } = picture.hostFrame;
    shapes.push({ kind: 'rect', x, y, width, height, radius: 6, fill: null, stroke: colours.line });
  }
  const networkOf = (network: string | null | undefined): string | null => {
    const colour = network ? page.networks.get(network)?.colour : undefined;
    return colour === undefined ? null : colours.network(colour);
  };
  const boxOf = new Map(picture.boxes.map((box) => [box.device.id, box]));
  for (const { link, points } of picture.lines) {
    const [one, other] = [link.from, link.to].map((id) => boxOf.get(id)?.device.network);
    const network = one && other && one !== other ? null : networkOf(one ?? other);
    shapes.push({
      kind: 'path',
      path: `M${points.map(({ x, y }) => `${x} ${y}`).join('L')}`,
      stroke: page.gone.has(link.id)
        ? colours.quiet
        : link.status === 'missing'
          ? colours.error
          : (network ?? colours.none),
      width: 1.5,
      ...(page.gone.has(link.id) ? { dash: goneDash } : dashOf(link)),
    });
  }
  for (const box of picture.boxes)
    shapes.push(
      ...(page.gone.has(box.device.id)
        ? [ghostShape(box, colours)]
        : boxShapes(box, colours, page.broken.has(box.device.id), networkOf)),
    );
  for (const { x, y, size, text, kind, of } of labelsFor(picture, everything, new Set())) {
    const strong = (kind === 'name' || kind === 'landmark') && (of === null || !page.gone.has(of));
    const fill = strong ? colours.text : colours.quiet;
    const over = kind === 'line' || kind === 'landmark' || kind === 'host';
    shapes.push({
      ...{ kind: 'text', x, y, text, size, fill, anchor: 'middle', mono: true },
      ...(over ? { rim: colours.surface } : {}),
    });
  }
  for (const { x, y, width, height, size, mark } of placeMarks(
    picture,
    everything,
    page.found,
    page.overlay,
  )) {
    const { fill, line, text } = colours.tone(mark.tone);
    shapes.push({ kind: 'rect', x, y, width, height, radius: 3, fill, stroke: line, title: mark.title });
    const at = { x: x + width / 2, y: y + height / 2 + size * 0.36 };
    shapes.push({ kind: 'text', ...at, text: mark.text, size, fill: text, anchor: 'middle', mono: true });
  }
  const legend = page.legend.map(({ sign, tone, text }): LegendPart => {
    const sample = tone === null ? null : colours.tone(tone);
    return {
      text: sign === '' ? text : `${sign} ${text}`,
      sample: sample && {
        fill: sample.fill === colours.surface ? sample.line : sample.fill,
        stroke: sample.line,
      },
    };
  });
  const { width, height } = picture;
  return drawPage({ width, height, shapes, title: page.title, footer: page.footer, legend }, colours);
}

function wholeOf({ width, height }: Picture): { x: number; y: number; width: number; height: number } {
  return { x: -width, y: -height, width: 3 * width, height: 3 * height };
}

/** As the picture has it: dots for the underlay, dashes for what is inferred, short ones for what is missing. */
function dashOf({ kind, status }: NetworkLink): { readonly dash?: readonly number[] } {
  if (status === 'missing') return { dash: [3, 3] };
  if (kind === 'underlay') return { dash: [1.5, 3] };
  return status === 'inferred' ? { dash: [6, 3] } : {};
}

const goneDash = [1.5, 3.5];

function ghostShape({ shape, x, y, width, height }: PictureBox, { quiet }: HostColours): Shape {
  return {
    kind: 'rect',
    ...{ x: x + 0.5, y: y + 0.5, width: width - 1, height: height - 1 },
    radius: shape === 'bar' ? 2 : 4,
    fill: null,
    stroke: quiet,
    dash: goneDash,
  };
}

function boxShapes(
  { device, shape, x, y, width, height }: PictureBox,
  colours: HostColours,
  broken: boolean,
  networkOf: (network: string | null) => string | null,
): readonly Shape[] {
  const dash =
    broken || device.status === 'missing'
      ? [3, 3]
      : device.status === 'inferred'
        ? [5, 2]
        : shape === 'frame'
          ? [8, 4]
          : null;
  const stroke =
    broken || device.status === 'missing'
      ? colours.error
      : device.status === 'inferred'
        ? colours.warning
        : shape === 'box'
          ? colours.line
          : colours.faint;
  const fill =
    device.status === 'missing'
      ? null
      : shape === 'bar'
        ? colours.sunken
        : shape === 'frame'
          ? colours.surface
          : colours.raised;
  const stripe = shape === 'bar' || shape === 'frame' ? null : networkOf(device.network);
  return [
    {
      ...{
        kind: 'rect',
        x: x + 0.5,
        y: y + 0.5,
        width: width - 1,
        height: height - 1,
        radius: shape === 'bar' ? 2 : 4,
        fill,
        stroke,
      },
      ...(dash === null ? {} : { dash }),
    },
    ...(stripe === null
      ? []
      : [
          {
            kind: 'rect',
            x: x + 2,
            y: y + 4,
            width: 3,
            height: height - 8,
            radius: 1.5,
            fill: stripe,
            stroke: null,
          } as const,
        ]),
  ];
}

// The picture of the case as shapes with colours, for a file: all of it at scale 1, as the user has unfolded it,
// with the networks' signs below.
import type { Drawing, Shape } from '../../../../shared/drawing/drawing.ts';
import { drawPage, type LegendPart } from '../../../../shared/drawing/drawing-page.ts';
import type { HostColours } from '../export.ts';
import type { LegendEntry } from '../overlays.ts';
import { sceneOf } from './scene.ts';
import type { SceneBox, SceneChange, SceneInput, SceneLine, SceneText } from './scene-shapes.ts';

export interface CasePage {
  readonly title: string;
  readonly footer: string;
  /** What the marks of changes mean; empty while none are shown. */
  readonly changes: readonly LegendEntry[];
}

export function drawCase(
  input: SceneInput,
  colours: HostColours,
  { title, footer, changes }: CasePage,
): Drawing {
  const { width, height } = input.picture;
  const scene = sceneOf(input, { scale: 1, visible: { x: 0, y: 0, width, height } });
  const shapes: readonly Shape[] = [
    ...scene.shapes.flatMap((shape) =>
      shape.kind === 'line' ? [lineShape(shape, colours)] : boxShapes(shape, colours),
    ),
    ...scene.texts.map((text) => textShape(text, colours)),
  ];
  const legend = [
    ...changes.map(({ sign, tone, text }): LegendPart => {
      const tones = tone === null ? null : colours.tone(tone);
      const sample = tones === null ? null : { fill: tones.fill, stroke: tones.line };
      return { text: [sign, text].filter((part) => part !== '').join(' '), sample };
    }),
    ...[...input.signs].map(([id, { letter, name, colour }]): LegendPart => ({
      text: [input.changes.get(id)?.sign ?? '', letter, name].filter((part) => part !== '').join(' '),
      sample: { fill: colours.network(colour), stroke: colours.network(colour) },
    })),
  ];
  return drawPage({ width, height, shapes, title, footer, legend }, colours);
}

/** Of what is there no more. */
const goneDash = [1.5, 3.5];

/** What became of a thing, in its outline; null of what did not change. */
function outlineOf(change: SceneChange | null, colours: HostColours): string | null {
  if (change === null) return null;
  return change.gone ? colours.quiet : colours.tone(change.tone).line;
}

function lineShape({ points, shape, status, down, change }: SceneLine, colours: HostColours): Shape {
  const broken = status === 'missing' || down;
  const gone = change?.gone === true;
  const dash = gone
    ? goneDash
    : broken
      ? [3, 3]
      : status === 'inferred'
        ? [6, 3]
        : shape === 'carried'
          ? [2, 3]
          : null;
  const stroke = broken ? colours.error : shape === 'tunnel' ? colours.faint : colours.none;
  return {
    kind: 'path',
    path: `M${points.map(({ x, y }) => `${x} ${y}`).join('L')}`,
    stroke: outlineOf(change, colours) ?? stroke,
    width: change === null ? (shape === 'tunnel' ? 1.5 : 1) : 2,
    ...(dash === null ? {} : { dash }),
  };
}

const dashes: Partial<Readonly<Record<SceneBox['shape'], readonly number[]>>> = {
  peer: [5, 4],
  mesh: [8, 3],
  namespace: [8, 4],
};

function boxShapes(
  { shape, x, y, width, height, colour, status, change }: SceneBox,
  colours: HostColours,
): readonly Shape[] {
  const place = { x, y, width, height };
  const network = colour === null ? null : colours.network(colour);
  if (shape === 'stub') return [{ kind: 'rect', ...place, fill: colours.faint, stroke: null }];
  const gone = change?.gone === true;
  const hollow =
    gone || shape === 'peer' || shape === 'namespace' || (status === 'missing' && shape !== 'host');
  const sunken = shape === 'bar' || shape === 'mesh' || shape === 'bridge' || shape === 'group';
  const dash = gone ? goneDash : status === 'inferred' ? [5, 2] : dashes[shape];
  const stroke =
    shape === 'chip'
      ? (network ?? colours.line)
      : status === 'inferred'
        ? colours.warning
        : status === 'missing' && shape !== 'peer'
          ? colours.error
          : shape === 'host' || shape === 'bridge' || shape === 'bar' || shape === 'mesh' || hollow
            ? colours.faint
            : colours.line;
  const frame: Shape = {
    kind: 'rect',
    ...place,
    radius: sunken && shape !== 'group' ? 2 : 4,
    fill: hollow ? null : sunken ? colours.sunken : shape === 'host' ? colours.surface : colours.raised,
    stroke: outlineOf(change, colours) ?? stroke,
    ...(dash === undefined ? {} : { dash }),
  };
  if (shape !== 'cell' && shape !== 'group') return [frame];
  const stripe = { x: x + 2, y: y + 3, width: 3, height: height - 6 };
  return [frame, { kind: 'rect', ...stripe, radius: 1.5, fill: network ?? colours.none, stroke: null }];
}

function textShape({ x, y, size, text, anchor, tone, mono, rim }: SceneText, colours: HostColours): Shape {
  const fills: Readonly<Record<SceneText['tone'], string>> = {
    ok: colours.tone('ok').text,
    strong: colours.text,
    plain: colours.text,
    chip: colours.text,
    quiet: colours.quiet,
    error: colours.error,
    warning: colours.warning,
  };
  return {
    ...{ kind: 'text', x, y, size, text, anchor, mono, fill: fills[tone], strong: tone === 'strong' },
    ...(rim ? { rim: colours.surface } : {}),
  };
}

// What is drawn at each zoom: never a text below 11 px, never more than can be seen, and names where they fit.
import { SaxesParser } from 'saxes';
import { beforeAll, describe, expect, test } from 'vitest';
import { drawCase } from '../../../../renderer/views/network/case/case-drawing.ts';
import { hostColours } from '../../../../renderer/views/network/export.ts';
import { drawingSvg } from '../../../../shared/drawing/drawing-svg.ts';
import { caseDot } from '../../../../shared/network/case/case-dot.ts';
import { dotText } from '../../../../shared/network/dot.ts';
import { placeCase, type CasePicture } from '../../../../renderer/views/network/case/case-layout.ts';
import { stepTo, stopsOf, type Stop } from '../../../../renderer/views/network/case/case-walk.ts';
import type { InsidePicture } from '../../../../renderer/views/network/case/inside-layout.ts';
import { parseKey } from '../../../../renderer/views/network/case/keys.ts';
import { networksByHost, networkSigns } from '../../../../renderer/views/network/network-signs.ts';
import { sceneOf } from '../../../../renderer/views/network/case/scene.ts';
import type { Scene, SceneInput, SceneView } from '../../../../renderer/views/network/case/scene-shapes.ts';
import { shortNames } from '../../../../renderer/views/network/case/short-names.ts';
import { generatedCase, laidOut } from './generated.ts';

const generated = generatedCase(12, 200, 8);
const { overview } = generated;
const screen = { width: 1280, height: 700 };

let insides: ReadonlyMap<string, InsidePicture>;
let picture: CasePicture;
let input: SceneInput;

beforeAll(async () => {
  // Every host has the same numbers of everything: one layout stands for all.
  const one = await laidOut(overview, generated.inside('host/compute01'));
  insides = new Map(overview.hosts.map(({ id }) => [id, one]));
  picture = placeCase(overview, insides);
  input = inputOf(picture, insides);
});

function inputOf(placed: CasePicture, unfolded: ReadonlyMap<string, InsidePicture>): SceneInput {
  return {
    picture: placed,
    insides: unfolded,
    extra: [],
    signs: networkSigns(overview),
    networksAt: networksByHost(overview),
    shortNames: shortNames(overview.hosts),
    marks: new Map([['host/compute02', { text: '× 2 faults', tone: 'error' }]]),
    changes: new Map(),
    words: {
      hostLines: ({ counts }) => ['compute', `${counts.instances} instances`],
      outside: 'not in the case',
      barText: ({ id }) => id,
      tunnelText: ({ type }) => [type],
      carries: () => null,
      noNetwork: 'no known network',
    },
  };
}

function viewAt(scale: number, x: number, y: number): SceneView {
  return { scale, visible: { x, y, width: screen.width / scale, height: screen.height / scale } };
}

function whole(placed: CasePicture): SceneView {
  return viewAt(Math.min(screen.width / placed.width, screen.height / placed.height), 0, 0);
}

const elements = ({ shapes, texts }: Scene): number => shapes.length + texts.length;
const textOf = (scene: Scene, id: string): string | undefined =>
  scene.texts.find((text) => text.id === id)?.text;

describe('2,400 instances unfolded', () => {
  test('at every zoom no text is below 11 px, and what is drawn stays bounded', () => {
    expect(insides.get('host/compute01')?.groups.flatMap(({ cells }) => cells)).toHaveLength(200);
    let most = 0;
    for (let scale = whole(picture).scale; scale <= 4; scale *= 1.35) {
      for (const part of [0, 0.3, 0.7]) {
        const scene = sceneOf(input, viewAt(scale, picture.width * part, picture.height * part));
        for (const { size } of scene.texts) expect(size * scale).toBeGreaterThanOrEqual(10.99);
        expect(new Set([...scene.shapes, ...scene.texts].map(({ id }) => id)).size).toBeLessThanOrEqual(
          elements(scene),
        );
        most = Math.max(most, elements(scene));
      }
    }
    // 2,400 cells alone, with names, would be 4,800.
    expect(most).toBeLessThan(2600);
  });

  test('from afar a host is its name and its groups, not its instances', () => {
    const scene = sceneOf(input, whole(picture));
    expect(scene.shapes.some(({ shape }) => shape === 'cell')).toBe(false);
    expect(scene.shapes.filter(({ shape }) => shape === 'group')).toHaveLength(12 * 8);
    expect(textOf(scene, 'name host/compute03')).toMatch(/^(compute03|…03)$/);
  });

  test('near by every cell in sight has its name, and nothing out of sight is drawn', () => {
    const host = picture.nodes[1];
    const view = viewAt(1, host?.x ?? 0, host?.y ?? 0);
    const scene = sceneOf(input, view);
    const cells = scene.shapes.filter((shape) => shape.shape === 'cell');
    expect(cells.length).toBeGreaterThan(50);
    for (const shape of scene.shapes) {
      if (shape.kind !== 'box') continue;
      expect(shape.x).toBeLessThan(view.visible.x + view.visible.width);
      expect(shape.x + shape.width).toBeGreaterThan(view.visible.x);
    }
    const named = new Set(scene.texts.map(({ id }) => id));
    const inner = cells.filter(
      (cell) =>
        cell.kind === 'box' &&
        cell.x >= view.visible.x &&
        cell.x + cell.width <= view.visible.x + view.visible.width,
    );
    for (const { key } of inner) expect(named.has(`name ${key}`)).toBe(true);
    expect(textOf(scene, 'mark host/compute02')).toBe('× 2 faults');
  });
});

test('as a file it is well-formed SVG with every host, and as DOT every tunnel', () => {
  const colour = (name: string): string => `#${name.length.toString(16).padStart(6, '0')}`;
  const drawing = drawCase(input, hostColours(colour), {
    title: 'a <case>',
    footer: '12 hosts',
    changes: [],
  });
  const svg = drawingSvg(drawing);
  const parser = new SaxesParser();
  const faults: string[] = [];
  parser.on('error', ({ message }) => faults.push(message));
  parser.write(svg).close();
  expect(faults).toEqual([]);
  expect(svg).toContain('a &lt;case&gt;');
  for (const { host } of overview.hosts) expect(svg).toContain(`>${host}<`);
  const dot = dotText(caseDot(overview, 'case'));
  expect([...dot.matchAll(/ -> /g)]).toHaveLength(66 + 12);
});

describe('the arrow keys', () => {
  /** Every stop that can be come to from the first. */
  function reached(stops: readonly Stop[]): ReadonlySet<string> {
    const seen = new Set<string>();
    const edge = [stepTo(stops, null, 'ArrowDown')];
    for (let next = edge.pop(); next !== undefined; next = edge.pop()) {
      if (next === null || seen.has(next)) continue;
      seen.add(next);
      for (const arrow of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'] as const)
        edge.push(stepTo(stops, next, arrow));
    }
    return seen;
  }

  test('reach every host, bar and instance of a case with a host unfolded', () => {
    const [first] = [...insides.values()];
    const only = new Map(first === undefined ? [] : [['host/compute06', first]]);
    const stops = stopsOf(placeCase(overview, only), only, []);
    const keys = stops.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.filter((key) => parseKey(key).kind === 'device').length).toBeGreaterThan(200);
    const seen = reached(stops);
    expect(keys.filter((key) => !seen.has(key))).toEqual([]);
  });

  test('reach every tunnel of a row of hosts', async () => {
    const { overview: row, inside } = generatedCase(4, 3, 2);
    const only = new Map([['host/compute02', await laidOut(row, inside('host/compute02'))]]);
    const stops = stopsOf(placeCase(row, only), only, []);
    const seen = reached(stops);
    expect(stops.filter(({ key }) => key.startsWith('tunnel/'))).toHaveLength(6);
    expect(stops.map(({ key }) => key).filter((key) => !seen.has(key))).toEqual([]);
  });
});

test('names that begin alike are told by their ends, numbers kept whole', () => {
  const host = (name: string): { readonly id: string; readonly host: string } => ({ id: name, host: name });
  expect([...shortNames(['compute10', 'compute11'].map(host)).values()]).toEqual(['…10', '…11']);
  expect([...shortNames(['network1', 'compute1'].map(host)).values()]).toEqual(['network1', 'compute1']);
  expect([...shortNames([host('compute1')]).values()]).toEqual(['compute1']);
});

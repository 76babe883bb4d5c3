// A route as a picture: where it ends and why is said below it, whatever names and reasons are.
import { describe, expect, test } from 'vitest';
import { drawnWay, drawRoutes } from '../../../shared/drawing/route-drawing.ts';
import { drawingSvg } from '../../../shared/drawing/drawing-svg.ts';
import { asWritten, cutTo, monoWidth, sansWidth } from '../../../shared/drawing/text-size.ts';
import type { Route } from '../../../shared/network/route/route.ts';

const colours = {
  ...{ surface: '#fff', text: '#000', quiet: '#555', raised: '#fff', sunken: '#eee', line: '#ccc' },
  ...{ warning: '#850', error: '#b22', none: '#889' },
};
const point = (name: string): Route['from'] => ({
  ...{ id: name, kind: 'port', name, host: 'compute1', device: null, portId: null, mac: null },
  ...{ addresses: [], network: null },
});
const route: Route = {
  ...{ id: 'a b', from: point('web1'), to: point('web2'), hops: [], complete: false },
  ...{ end: 'broken', reason: null, wants: [] },
} as unknown as Route;
const text = { title: 'Path', footer: '', heads: ['There', 'Back'], missing: 'missing' };

describe('a route as a picture', () => {
  test('says below each way where it ends, in lines as broad as the way', () => {
    const why = `Broken: ${'the peer has no tunnel back to this host; '.repeat(5)}`;
    const ends = [
      { text: why, bad: true },
      { text: 'Reached', bad: false },
    ];
    const { shapes } = drawRoutes([route, route].map(drawnWay), colours, { ...text, ends });
    const said = shapes.filter((shape) => shape.kind === 'text' && shape.fill === colours.error);
    expect(said.map((shape) => (shape.kind === 'text' ? shape.text : '')).join(' ')).toBe(why.trim());
    expect(said.length).toBeGreaterThan(2);
    for (const shape of said)
      if (shape.kind === 'text') expect(sansWidth(shape.text, shape.size)).toBeLessThanOrEqual(420);
    expect(shapes.some((shape) => shape.kind === 'text' && shape.text === 'Reached')).toBe(true);
  });

  test('has a bounded size, however long the reason is', () => {
    const ends = [{ text: 'x'.repeat(1_000_000) + ' y'.repeat(1_000_000), bad: true }];
    const drawing = drawRoutes([route].map(drawnWay), colours, { ...text, ends });
    expect(drawing.height).toBeLessThan(300);
    expect(drawingSvg(drawing).length).toBeLessThan(5000);
  });
});

describe('a text in a width', () => {
  test('is as much of it as there is room for, with what says that it was cut', () => {
    const width = (part: string): number => monoWidth(part, 10);
    expect(cutTo('qvo48e06cd2-60', 36, width)).toBe('qvo48…');
    expect(cutTo('br-int', 36, width)).toBe('br-int');
    expect(cutTo('缺失缺失', 30, width)).toBe('缺失…');
    expect(cutTo('ab', 1, width)).toBe('a…');
    expect(cutTo('👩‍🚀👩‍🚀', 18, width)).not.toMatch(/[\ud800-\udbff]…$/);
  });

  test('reads in one direction, whatever marks are in it', () => {
    expect(asWritten('\u202egnp.exe\u202c')).toBe('\ufffdgnp.exe\ufffd');
    expect(asWritten('br-int 缺失')).toBe('br-int 缺失');
  });

  test('takes no time over a name of a megabyte', () => {
    const name = 'qvo'.repeat(350_000);
    const begun = performance.now();
    for (let i = 0; i < 50; i++) expect(cutTo(name, 200, (part) => monoWidth(part, 11))).toHaveLength(30);
    expect(performance.now() - begun).toBeLessThan(2000);
  });
});

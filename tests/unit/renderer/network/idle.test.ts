// Where devices without links go: beside the rest, wrapped, and never on top of each other.
import { describe, expect, it } from 'vitest';
import { placeIdle } from '../../../../renderer/views/network/idle.ts';
import type { SketchNode } from '../../../../renderer/views/network/sketch.ts';

const node = (id: string, width: number): SketchNode =>
  ({ device: { id }, width, height: 24, ports: [] }) as unknown as SketchNode;
const taken = { x: 10, y: 20, width: 300, height: 100 };

describe('placeIdle', () => {
  it('fills columns to the right of a picture that runs down', () => {
    const places = placeIdle([node('a', 60), node('b', 80), node('c', 50), node('d', 40)], taken, 'down');
    expect(Object.fromEntries(places)).toEqual({
      a: { x: 338, y: 20, width: 60, height: 24 },
      b: { x: 338, y: 56, width: 80, height: 24 },
      c: { x: 338, y: 92, width: 50, height: 24 },
      d: { x: 430, y: 20, width: 40, height: 24 },
    });
  });

  it('fills rows below a picture that runs to the right', () => {
    const places = placeIdle([node('a', 200), node('b', 80), node('c', 90)], taken, 'right');
    expect(Object.fromEntries(places)).toEqual({
      a: { x: 10, y: 148, width: 200, height: 24 },
      b: { x: 222, y: 148, width: 80, height: 24 },
      c: { x: 10, y: 184, width: 90, height: 24 },
    });
  });

  it('takes no room when nothing is idle', () => {
    expect(placeIdle([], taken, 'down').size).toBe(0);
  });
});

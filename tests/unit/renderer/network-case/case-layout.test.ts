// Where hosts and tunnels stand: in their order, the same for the same case, and staying where they are when
// one of them unfolds.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  placeCase,
  type CasePicture,
  type InsideSize,
  type PlacedTunnel,
} from '../../../../renderer/views/network/case/case-layout.ts';
import { overlaps, type Rect } from '../../../../renderer/ui/geometry.ts';
import type { CaseOverview } from '../../../../shared/network/case/overview.ts';
import { generatedCase, laidOut } from './generated.ts';

const small = generatedCase(4, 6, 3);
const large = generatedCase(50, 2, 2);

const none: ReadonlyMap<string, InsideSize> = new Map();
const unfolded = (...ids: readonly string[]): ReadonlyMap<string, InsideSize> =>
  new Map(ids.map((id) => [id, { width: 620, height: 480 }]));

function moves(before: CasePicture, after: CasePicture): ReadonlyMap<string, readonly [number, number]> {
  const places = new Map(before.nodes.map((node) => [node.id, node]));
  return new Map(
    after.nodes.map(({ id, x, y }) => {
      const old = places.get(id);
      if (old === undefined) throw new Error(`${id} is new`);
      return [id, [x - old.x, y - old.y]];
    }),
  );
}

describe('a case in one row', () => {
  test('each host and each tunnel is there once, the tunnels above and the physical network below', () => {
    const picture = placeCase(small.overview, none);
    expect(picture.arcs).toBe(true);
    expect(picture.nodes.map(({ id }) => id)).toEqual(small.overview.hosts.map(({ id }) => id));
    expect(picture.tunnels.map(({ id }) => id).sort()).toEqual(
      small.overview.tunnels.map(({ id }) => id).sort(),
    );
    expect(picture.tunnels).toHaveLength(6);
    const top = Math.min(...picture.nodes.map(({ y }) => y));
    for (const { points } of picture.tunnels) for (const { y } of points) expect(y).toBeLessThanOrEqual(top);
    const bottom = Math.max(...picture.nodes.map(({ y, height }) => y + height));
    expect(picture.bars.map(({ of }) => of.kind)).toEqual(['physical-network']);
    for (const { y } of picture.bars) expect(y).toBeGreaterThan(bottom);
  });

  test('no two tunnels share a stretch, and those of one host do not cross', () => {
    for (const hosts of [3, 5, 7]) {
      const { tunnels } = placeCase(generatedCase(hosts, 1, 1).overview, none);
      for (const one of tunnels) {
        for (const other of tunnels) {
          if (one.id >= other.id) continue;
          for (const a of stretches(one))
            for (const b of stretches(other)) expect(overlaps(a, b)).toBe(false);
          const shared = [one.tunnel.from, one.tunnel.to].some((end) =>
            [other.tunnel.from, other.tunnel.to].includes(end),
          );
          if (shared && sameSide(one, other)) expect(crossings(one, other)).toBe(0);
        }
      }
    }
  });

  test('unfolding a host moves what is right of it by what it grows, and nothing else', () => {
    const [first, second, third, fourth] = small.overview.hosts.map(({ id }) => id);
    const before = placeCase(small.overview, none);
    const after = placeCase(small.overview, unfolded(second ?? ''));
    const moved = moves(before, after);
    expect(moved.get(first ?? '')).toEqual([0, 0]);
    expect(moved.get(second ?? '')).toEqual([0, 0]);
    const grown = 644 - 240;
    expect(moved.get(third ?? '')).toEqual([grown, 0]);
    expect(moved.get(fourth ?? '')).toEqual([grown, 0]);
    // Lanes stay, and folding it again brings back the picture as it was.
    const lanes = ({ tunnels }: CasePicture): readonly number[] =>
      tunnels.map(({ points }) => points[1]?.y ?? 0);
    expect(lanes(after)).toEqual(lanes(before));
    expect(placeCase(small.overview, none)).toEqual(before);
  });
});

describe('a case of fifty hosts', () => {
  const { overview } = large;
  const picture = placeCase(overview, none);

  test('its 1,225 tunnels are one bar in each row, joined on the left', () => {
    expect(overview.tunnels).toHaveLength(1225);
    expect(picture.arcs).toBe(false);
    expect(picture.tunnels).toEqual([]);
    const mesh = picture.bars.filter(({ of }) => of.kind === 'mesh');
    expect(mesh.map(({ first }) => first)).toEqual([true, false, false, false, false, false]);
    expect(mesh[0]?.of).toMatchObject({ type: 'vxlan', tunnels: 1225, hosts: 50, whole: true });
    expect(picture.trunks.map(({ bar }) => bar)).toEqual(['mesh/vxlan', 'physical/physnet1']);
    expect(picture.drops).toHaveLength(100);
  });

  test('unfolding one moves only its own row to the right, and only the rows below down', () => {
    for (const index of [0, 13, 26, 49]) {
      const host = overview.hosts[index]?.id ?? '';
      const moved = [...moves(picture, placeCase(overview, unfolded(host)))];
      const row = Math.floor(index / 9);
      moved.forEach(([, [dx, dy]], at) => {
        const sameRow = Math.floor(at / 9) === row;
        expect(dx).toBe(sameRow && at > index ? 404 : 0);
        expect(dy).toBe(Math.floor(at / 9) > row ? 444 : 0);
      });
      const unmoved = moved.filter(([, [dx, dy]]) => dx === 0 && dy === 0).length;
      expect(unmoved).toBe(row * 9 + (index % 9) + 1);
    }
  });

  test('whatever is unfolded, no two boxes overlap and the order is kept', () => {
    const ids = overview.hosts.map(({ id }) => id);
    fc.assert(
      fc.property(
        fc.subarray(ids, { maxLength: 12 }),
        fc.integer({ min: 0, max: 900 }),
        fc.integer({ min: 0, max: 700 }),
        (chosen, width, height) => {
          const { nodes, bars } = placeCase(overview, new Map(chosen.map((id) => [id, { width, height }])));
          expect(nodes.map(({ id }) => id)).toEqual(ids);
          nodes.forEach((one, i) => {
            for (const other of nodes.slice(i + 1)) expect(overlaps(one, other)).toBe(false);
            for (const bar of bars) expect(overlaps(one, bar)).toBe(false);
          });
        },
      ),
      { numRuns: 25 },
    );
  });

  test('a broken tunnel is drawn by itself, whatever the bar says', () => {
    const broken: CaseOverview = {
      ...overview,
      tunnels: overview.tunnels.map((tunnel, i) =>
        i === 700
          ? { ...tunnel, knowledge: 'one-side', status: 'missing', ends: [tunnel.ends[0], null] }
          : tunnel,
      ),
    };
    expect(placeCase(broken, none).tunnels.map(({ id }) => id)).toEqual([overview.tunnels[700]?.id]);
  });
});

test('an empty case, one host, and hosts without tunnels have a picture', () => {
  const nothing = { hosts: [], peers: [], tunnels: [], physicalNetworks: [], networks: [] };
  expect(placeCase(nothing, none).nodes).toEqual([]);
  const one = placeCase(generatedCase(1, 2, 1).overview, none);
  expect(one.nodes).toHaveLength(1);
  expect(one.tunnels).toEqual([]);
  expect(placeCase({ ...small.overview, tunnels: [] }, none).nodes).toHaveLength(4);
});

test('the inside of a host is the same whatever the order of its facts, and its groups stand apart', async () => {
  const inside = small.inside('host/compute02');
  const picture = await laidOut(small.overview, inside);
  expect(await laidOut(small.overview, inside)).toEqual(picture);
  const turned = {
    ...inside,
    instances: inside.instances.toReversed(),
    links: inside.links.toReversed(),
  };
  const again = await laidOut(small.overview, turned);
  expect(again.groups).toEqual(picture.groups);
  expect(picture.groups.map(({ cells }) => cells.length)).toEqual([2, 2, 2]);
  const parts: readonly Rect[] = [...picture.groups, ...picture.boxes];
  parts.forEach((one, i) => {
    for (const other of parts.slice(i + 1)) expect(overlaps(one, other)).toBe(false);
  });
  for (const { x, y, width, height } of parts) {
    expect(x + width).toBeLessThanOrEqual(picture.width + 0.5);
    expect(y + height).toBeLessThanOrEqual(picture.height + 0.5);
  }
});

/** The horizontal stretch of a tunnel's way, as thick as its line. */
function stretches({ points }: PlacedTunnel): readonly Rect[] {
  return points.flatMap((to, i) => {
    const from = points[i - 1];
    if (from === undefined || from.y !== to.y) return [];
    return [{ x: Math.min(from.x, to.x), y: to.y - 1, width: Math.abs(from.x - to.x), height: 2 }];
  });
}

/** Do both leave the host they share to the same side? */
function sameSide(one: PlacedTunnel, other: PlacedTunnel): boolean {
  const spans = [one, other].map(({ points }) => {
    const xs = points.map(({ x }) => x);
    return [Math.min(...xs), Math.max(...xs)] as const;
  });
  const [a, b] = spans;
  return a !== undefined && b !== undefined && a[0] < b[1] && b[0] < a[1];
}

function crossings(one: PlacedTunnel, other: PlacedTunnel): number {
  let count = 0;
  for (const [across, upright] of [
    [one, other],
    [other, one],
  ] as const) {
    const [start, end] = [across.points[1], across.points[2]];
    for (const [top, bottom] of [
      [upright.points[1], upright.points[0]],
      [upright.points[2], upright.points[3]],
    ] as const) {
      if (!start || !end || !top || !bottom) continue;
      const between = top.x > Math.min(start.x, end.x) && top.x < Math.max(start.x, end.x);
      if (between && start.y > top.y && start.y < bottom.y) count++;
    }
  }
  return count;
}

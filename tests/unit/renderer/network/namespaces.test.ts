// Namespaces in the picture: frames that hold their devices, joined to the bridges that these sit on; of the lab's
// network node and of the real sos report with its router, snat and fip namespaces.
import { createRequire } from 'node:module';
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildNode } from '../../../../shared/network/build-node.ts';
import type { NodeModel } from '../../../../shared/network/model.ts';
import { drawnPart } from '../../../../renderer/views/network/focus.ts';
import { elkGraph, pictureOf, type Picture } from '../../../../renderer/views/network/graph.ts';
import { sketchOf } from '../../../../renderer/views/network/sketch.ts';
import type { Direction } from '../../../../renderer/views/network/sketch.ts';
import { overlaps, type Rect } from '../../../../renderer/ui/geometry.ts';
import { addArchive, emptyFacts, hostFacts, type FilledFacts } from '../../../bundle-facts.ts';
import { hasShared, sharedData } from '../../../shared-data.ts';
import { words } from './article-node.ts';

const Elk = createRequire(import.meta.url)('elkjs/lib/elk.bundled.js') as new () => {
  layout(graph: ElkNode): Promise<ElkNode>;
};

async function draw(model: NodeModel, direction: Direction): Promise<Picture> {
  const sketch = sketchOf(drawnPart(model, false), words);
  return pictureOf(sketch, await new Elk().layout(elkGraph(sketch, direction)), direction);
}

function inside(inner: Rect, outer: Rect): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function modelOf(facts: FilledFacts): NodeModel {
  return buildNode(facts, { flowsOf: facts.flowsOf, peers: [] });
}

/** The same list in another order, the same each time. */
function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  let state = seed;
  const keyed = items.map((item) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return { item, key: state };
  });
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

describe.skipIf(!hasShared).each(['the network node of the lab', 'the real sos report'])('%s', (which) => {
  let model: NodeModel;
  beforeAll(async () => {
    if (which === 'the real sos report') {
      const facts = emptyFacts('compute4');
      await addArchive(facts, sharedData('hotsos-openstack/sosreport-compute4-2022-02-10-real.tar.xz'));
      model = modelOf(facts);
    } else model = modelOf(await hostFacts(sharedData('lab/bundles/T0-healthy'), 'network1', 'both'));
  });

  test.each(['down', 'right'] as const)(
    'holds the devices of its namespaces in their frames, %s',
    async (direction) => {
      const { boxes, lines } = await draw(model, direction);
      const frames = new Map(
        boxes.filter(({ shape }) => shape === 'frame').map((box) => [box.device.name, box]),
      );
      expect(frames.size).toBeGreaterThan(2);
      const framed = boxes.filter(({ device }) => device.netns !== null && device.kind !== 'namespace');
      expect(framed.length).toBeGreaterThan(2);
      for (const box of framed) {
        const frame = frames.get(box.device.netns ?? '');
        if (frame === undefined) throw new Error(`${box.device.id} has no frame`);
        expect(inside(box, frame)).toBe(true);
        if (frame.title !== null) expect(overlaps(box, frame.title)).toBe(false);
      }
      const clashes = boxes.flatMap((one, index) =>
        boxes
          .slice(index + 1)
          .filter(
            (other) =>
              overlaps(one, other) &&
              one.device.name !== other.device.netns &&
              other.device.name !== one.device.netns,
          )
          .map((other) => [one.device.id, other.device.id]),
      );
      expect(clashes).toEqual([]);
      // A port in a namespace is joined to the bridge that it is a port of.
      for (const { device } of framed) {
        if (device.parent === null || !device.parent.startsWith('ovs-bridge/')) continue;
        const line = lines.find(({ link }) => link.from === device.id && link.to === device.parent);
        expect(line, device.id).toBeDefined();
        const box = boxes.find((each) => each.device.id === device.id);
        const [start, end] = [line?.points[0], line?.points.at(-1)];
        const touches = [start, end].some(
          (point) => point && box && inside({ ...point, width: 0, height: 0 }, box),
        );
        expect(touches, device.id).toBe(true);
      }
    },
  );

  test('is the same picture whatever the order of devices and links', async () => {
    const first = await draw(model, 'down');
    const other = {
      ...model,
      devices: shuffled(model.devices, 7),
      links: shuffled(model.links, 11),
    };
    expect(await draw(other, 'down')).toEqual(first);
  });
});

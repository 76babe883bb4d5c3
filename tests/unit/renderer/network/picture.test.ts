// The picture of a node, laid out by the same ELK that the interface's worker runs.
import { createRequire } from 'node:module';
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { describe, expect, test } from 'vitest';
import type { NodeModel } from '../../../../shared/network/model.ts';
import {
  elkGraph,
  pictureOf,
  usualDirection,
  type Picture,
} from '../../../../renderer/views/network/graph.ts';
import { boundsOf } from '../../../../renderer/views/network/focus.ts';
import { overlaps } from '../../../../renderer/ui/geometry.ts';
import { labelsFor } from '../../../../renderer/views/network/labels.ts';
import { sketchOf } from '../../../../renderer/views/network/sketch.ts';
import type { Direction } from '../../../../renderer/views/network/sketch.ts';
import { monoWidth } from '../../../../shared/drawing/text-size.ts';
import { step } from '../../../../renderer/views/network/walk.ts';
import { articleNode, nodeWith, words } from './article-node.ts';

// The bundled build runs without a worker.
const Elk = createRequire(import.meta.url)('elkjs/lib/elk.bundled.js') as new () => {
  layout(graph: ElkNode): Promise<ElkNode>;
};

async function draw(model: NodeModel, direction: Direction): Promise<Picture> {
  const sketch = sketchOf(model, words);
  return pictureOf(sketch, await new Elk().layout(elkGraph(sketch, direction)), direction);
}

const way = [
  'instance-0000001e',
  'tap48e06cd2-60',
  'qbr48e06cd2-60',
  'qvb48e06cd2-60',
  'qvo48e06cd2-60',
  'br-int',
  'patch-tun',
  'patch-int',
  'br-tun',
  'gre-1',
  '192.168.10.10',
];

function tops(picture: Picture, names: readonly string[]): readonly number[] {
  return names.map((name) => {
    const box = picture.boxes.find(({ device }) => device.name === name);
    if (!box) throw new Error(`${name} is not in the picture`);
    return box.y;
  });
}

describe('the picture of the article', () => {
  test('runs down, from the instance to the peer, as the article draws it', async () => {
    const picture = await draw(articleNode(), usualDirection(sketchOf(articleNode(), words)));
    expect(picture.direction).toBe('down');
    const ys = tops(picture, way);
    expect(ys).toEqual([...ys].sort((a, b) => a - b));
    expect(new Set(ys).size).toBe(way.length);
  });

  test('puts every port on its bar', async () => {
    const picture = await draw(articleNode(), 'down');
    const boxes = new Map(picture.boxes.map((box) => [box.device.id, box]));
    const ports = picture.boxes.filter(({ shape }) => shape === 'port');
    expect(ports.map(({ device }) => device.name).sort()).toEqual([
      'gre-1',
      'patch-int',
      'patch-tun',
      'qvb48e06cd2-60',
      'qvo18cec000-80',
      'qvo48e06cd2-60',
      'qvob86d15f1-8f',
      'qvodfdc29e2-9a',
      'tap48e06cd2-60',
    ]);
    for (const port of ports) {
      const bar = boxes.get(port.device.parent ?? '');
      if (!bar) throw new Error(`${port.device.name} has no bar`);
      expect([port.y + port.height, port.y]).toContain(port.y < bar.y ? bar.y : bar.y + bar.height);
      expect(port.x).toBeGreaterThanOrEqual(bar.x);
      expect(port.x + port.width).toBeLessThanOrEqual(bar.x + bar.width);
    }
  });

  test('draws the lines of a lane straight', async () => {
    const picture = await draw(articleNode(), 'down');
    expect(
      picture.lines
        .toSorted((a, b) => a.points[0]!.y - b.points[0]!.y)
        .map(({ link, points }) => [link.kind, new Set(points.map(({ x }) => x)).size]),
    ).toEqual([
      ['attached', 1],
      ['veth', 1],
      ['patch', 1],
      ['tunnel', 1],
    ]);
  });

  test('frames what is on the host, and leaves its peer outside', async () => {
    const { hostFrame, boxes } = await draw(articleNode(), 'down');
    if (!hostFrame) throw new Error('no frame');
    const outside = boxes.filter((box) => !overlaps(box, hostFrame)).map(({ device }) => device.name);
    expect(outside).toEqual(['192.168.10.10']);
  });

  test('is the same for the same model', async () => {
    expect(await draw(articleNode(), 'down')).toEqual(await draw(articleNode(), 'down'));
  });

  test('leaves a link out whose device the model does not have, and hangs on no parent loop', async () => {
    const article = articleNode();
    const devices = article.devices.map((device) =>
      device.name === 'br-tun' ? { ...device, parent: device.id } : device,
    );
    const torn = { ...article, devices: devices.filter(({ kind }) => kind !== 'peer') };
    const picture = await draw(torn, 'right');
    expect(picture.lines.map(({ link }) => link.kind).sort()).toEqual(['attached', 'patch', 'veth']);
  });
});

describe.each(['down', 'right'] as const)('a node of forty instances, %s', (direction) => {
  test('has no box over another', async () => {
    const { boxes } = await draw(nodeWith(40), direction);
    expect(boxes.filter(({ device }) => device.kind === 'instance')).toHaveLength(40);
    const clashes = boxes.flatMap((one, index) =>
      boxes
        .slice(index + 1)
        .filter((other) => overlaps(one, other))
        .map((other) => [one.device.id, other.device.id]),
    );
    expect(clashes).toEqual([]);
  });

  test('keeps the order of the instances', async () => {
    const { boxes } = await draw(nodeWith(40), direction);
    const along = boxes
      .filter(({ device }) => device.kind === 'instance')
      .map(({ device, x, y }) => ({ name: device.name, at: direction === 'down' ? x : y }))
      .sort((a, b) => a.at - b.at)
      .map(({ name }) => name);
    expect(along).toEqual([...along].sort());
  });

  test.each([0.05, 0.3, 0.7, 1, 2.5])('has readable labels that never overlap, at %s', async (scale) => {
    const picture = await draw(nodeWith(40), direction);
    const visible = { x: 0, y: 0, width: picture.width, height: picture.height };
    const labels = labelsFor(picture, { scale, visible }, new Set());
    expect(labels.length).toBeGreaterThan(0);
    for (const { size } of labels) expect(size * scale).toBeGreaterThanOrEqual(11 - 1e-9);
    const rects = labels.map(({ x, y, size, text }) => {
      const width = monoWidth(text, size);
      return { x: x - width / 2, y: y - size * 0.8, width, height: size };
    });
    const clashes = rects.flatMap((one, index) =>
      rects
        .slice(index + 1)
        .flatMap((other, at) =>
          overlaps(one, other) ? [[labels[index]!.text, labels[index + 1 + at]!.text]] : [],
        ),
    );
    expect(clashes).toEqual([]);
  });
});

test('far out, what the user follows keeps its name', async () => {
  const picture = await draw(nodeWith(40), 'right');
  const visible = { x: 0, y: 0, width: picture.width, height: picture.height };
  const followed = new Set(['tap/tap1010']);
  const named = labelsFor(picture, { scale: 0.2, visible }, followed).map(({ text }) => text);
  expect(named).toContain('tap1010');
  expect(named).not.toContain('tap1011');
});

test('following a path brings it into sight whole, or as far as it can be read', async () => {
  const model = nodeWith(40);
  const picture = await draw(model, 'right');
  const lane = ['instance/instance-1027', 'tap/tap1027', 'veth/qvo1027'];
  const devices = new Set([...lane, 'ovs-bridge/br-int', 'patch/patch-tun', 'tunnel/gre-1']);
  const box = (id: string) => picture.boxes.find(({ device }) => device.id === id)!;
  const whole = boundsOf(picture, devices, { width: 1e5, height: 1e5 })!;
  expect(whole.height).toBeGreaterThanOrEqual(box('ovs-bridge/br-int').height);
  const seen = boundsOf(picture, devices, { width: 1200, height: 300 })!;
  expect(seen.height).toBeLessThanOrEqual(300);
  expect(lane.every((id) => overlaps(box(id), seen))).toBe(true);
  expect(boundsOf(picture, new Set(['tap/nowhere']), { width: 10, height: 10 })).toBe(null);
});

test('arrow keys walk along links, and along a bar from port to port', async () => {
  const model = articleNode();
  const picture = await draw(model, 'down');
  const walked: (string | null)[] = ['instance/instance-0000001e'];
  for (let i = 0; i < 5; i++) walked.push(step(model, picture, walked.at(-1) ?? null, 'ArrowDown'));
  expect(walked).toEqual([
    'instance/instance-0000001e',
    'tap/tap48e06cd2-60',
    'linux-bridge/qbr48e06cd2-60',
    'veth/qvb48e06cd2-60',
    'veth/qvo48e06cd2-60',
    'ovs-bridge/br-int',
  ]);
  expect(step(model, picture, 'veth/qvo48e06cd2-60', 'ArrowRight')).toBe('veth/qvob86d15f1-8f');
  expect(step(model, picture, 'instance/instance-0000001e', 'ArrowUp')).toBe(null);
  expect(step(model, picture, null, 'ArrowUp')).toBe(picture.boxes[0]!.device.id);
});

test("the article's figure: its devices in the article's order, each once, and nothing but what the transcript has", async () => {
  // "How a virtual machine's packets leave the node": the order in which the article follows them.
  const figure = [
    ...['instance-0000001e', 'tap48e06cd2-60', 'qbr48e06cd2-60', 'qvb48e06cd2-60', 'qvo48e06cd2-60'],
    ...['br-int', 'patch-tun', 'patch-int', 'br-tun', 'gre-1'],
  ];
  const model = articleNode();
  const picture = await draw(model, 'down');
  const own = picture.boxes.filter(
    ({ device }) => figure.includes(device.name) && device.kind !== 'internal',
  );
  expect(own.toSorted((a, b) => a.y - b.y).map(({ device }) => device.name)).toEqual(figure);
  const ids = picture.boxes.map(({ device }) => device.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(ids)).toEqual(
    new Set(model.devices.filter(({ role }) => role === null).map(({ id }) => id)),
  );
});

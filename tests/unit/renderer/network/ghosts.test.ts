// What went since another snapshot is drawn where it was: in the picture, its table and its files.
import { createRequire } from 'node:module';
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { describe, expect, test } from 'vitest';
import { drawHost, hostColours } from '../../../../renderer/views/network/export.ts';
import { withGhosts } from '../../../../renderer/views/network/ghosts.ts';
import { elkGraph, pictureOf } from '../../../../renderer/views/network/graph.ts';
import { hostTable } from '../../../../renderer/views/network/host-table.ts';
import { changesOverlay } from '../../../../renderer/views/network/overlays.ts';
import { step } from '../../../../renderer/views/network/walk.ts';
import { sketchOf } from '../../../../renderer/views/network/sketch.ts';
import { networkChanges } from '../../../../shared/compare/network-changes.ts';
import { dotText, nodeDot } from '../../../../shared/network/dot.ts';
import type { NodeModel } from '../../../../shared/network/model.ts';
import { readDot } from '../../network/dot-reader.ts';
import { articleNode, words } from './article-node.ts';

const Elk = createRequire(import.meta.url)('elkjs/lib/elk.bundled.js') as new () => {
  layout(graph: ElkNode): Promise<ElkNode>;
};

const say = (key: string): string => key;
const before = articleNode();
/** The first instance with all that is its own, up to its port on br-int. */
const gone = new Set(
  before.paths[0]!.hops.flatMap(({ deviceId }) => deviceId ?? []).filter(
    (id) => !/^(ovs-|patch|tunnel|internal)/.test(id),
  ),
);
const after: NodeModel = {
  ...before,
  devices: before.devices.filter(({ id }) => !gone.has(id)),
  links: before.links.filter(({ from, to }) => !gone.has(from) && !gone.has(to)),
  paths: before.paths.slice(1),
};
const side = (model: NodeModel) => ({ model, sources: new Map() });
const ghostsOf = (model: NodeModel, of: NodeModel) => {
  const { devices, links } = networkChanges(side(of), side(model));
  const changes = { devices: [...devices], links: [...links] } as Parameters<typeof withGhosts>[1];
  return { changes, ghosts: withGhosts(model, changes, false) };
};

describe('what a host has no more', () => {
  const { changes, ghosts } = ghostsOf(after, before);

  test('is an instance with its tap, bridge and pair, and the links between them', () => {
    expect([...gone].map((id) => id.split('/')[0])).toEqual([
      ...['instance', 'tap', 'linux-bridge', 'veth', 'veth'],
    ]);
    expect(new Set(ghosts.devices.keys())).toEqual(gone);
    expect(ghosts.links.size).toBe(before.links.length - after.links.length);
    expect(ghosts.links.size).toBeGreaterThan(2);
  });

  test.each(['down', 'right'] as const)('has a place in the picture, %s, and a sign', async (direction) => {
    const sketch = sketchOf(ghosts.model, words, ghosts.ways);
    const picture = pictureOf(sketch, await new Elk().layout(elkGraph(sketch, direction)), direction);
    expect(new Set(picture.boxes.map(({ device }) => device.id))).toEqual(
      new Set(before.devices.map(({ id }) => id)),
    );
    const { marks } = changesOverlay(changes, say);
    for (const id of gone) expect(marks.get(id)?.text).toBe('−');
    const labels = picture.lines
      .filter(({ link }) => ghosts.links.has(link.id))
      .map(({ label }) => label?.text);
    expect(labels.length).toBeGreaterThan(0);
    for (const label of labels) expect(label).toMatch(/^−/);
    // The arrow keys reach every device, ghosts too.
    const first = step(ghosts.model, picture, null, 'ArrowDown');
    const reached = new Set(first === null ? [] : [first]);
    for (const from of reached)
      for (const arrow of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'] as const) {
        const next = step(ghosts.model, picture, from, arrow);
        if (next !== null) reached.add(next);
      }
    expect(reached).toEqual(new Set(picture.boxes.map(({ device }) => device.id)));
    // The other snapshot's local VLAN may be another network here.
    for (const { device } of picture.boxes) if (gone.has(device.id)) expect(device.network).toBe(null);
    // What is drawn of it is not what is drawn of the same device while it is there.
    const colours = hostColours((token) => `#${token}`);
    const page = {
      ...{ title: '', footer: '', networks: new Map(), found: new Map(), overlay: marks, legend: [] },
      ...{ broken: new Set<string>(), gone: new Set([...ghosts.devices.keys(), ...ghosts.links.keys()]) },
    };
    const dotted = drawHost(picture, colours, page).shapes.filter(
      (shape) => shape.kind !== 'text' && shape.dash?.join() === '1.5,3.5',
    );
    expect(dotted).toHaveLength(gone.size + labels.length);
  });

  test('is in the tables and in DOT as gone', () => {
    const input = {
      ghosts,
      findings: [],
      signs: new Map(),
      overlay: new Map(),
      marks: new Map(),
      noted: new Map(),
      say,
    };
    const said = (kind: 'devices' | 'links') =>
      hostTable(kind, input)
        .rows.filter(({ cells }) => cells.at(-1)?.text === '− network.change.removed')
        .map(({ id }) => id);
    expect(new Set(said('devices'))).toEqual(gone);
    expect(new Set(said('links'))).toEqual(new Set(ghosts.links.keys()));
    const marks = new Map([...gone, ...ghosts.links.keys()].map((id) => [id, { sign: '−', gone: true }]));
    const read = readDot(dotText(nodeDot(ghosts.model, marks)));
    for (const id of gone) {
      expect(read.nodes.get(id)?.['label']).toMatch(/^− /);
      expect(read.nodes.get(id)?.['style']).toBe('dotted');
    }
  });

  test('nothing is a ghost the other way round, where it is new', () => {
    const { changes: turned, ghosts: none } = ghostsOf(before, after);
    expect(none.devices.size + none.links.size).toBe(0);
    expect(none.model.devices.map(({ id }) => id)).toEqual(before.devices.map(({ id }) => id));
    const { marks } = changesOverlay(turned, say);
    for (const id of gone) expect(marks.get(id)?.text).toBe('+');
  });
});

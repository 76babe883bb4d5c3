// What lies over the picture of a host, how much of a large picture has elements, and the tables beside it.
import { createRequire } from 'node:module';
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { describe, expect, test } from 'vitest';
import {
  drawnParts,
  keyAt,
  mostElements,
  regionAround,
  stillCovers,
} from '../../../../renderer/views/network/culling.ts';
import { drawHost, type HostColours } from '../../../../renderer/views/network/export.ts';
import { elkGraph, pictureOf, type Picture } from '../../../../renderer/views/network/graph.ts';
import { delimitedTable } from '../../../../shared/delimited-row.ts';
import { sortedRows, textTable } from '../../../../renderer/ui/cell-table.ts';
import { noGhosts } from '../../../../renderer/views/network/ghosts.ts';
import { hostTable } from '../../../../renderer/views/network/host-table.ts';
import { monoWidth } from '../../../../shared/drawing/text-size.ts';
import { labelsFor } from '../../../../renderer/views/network/labels.ts';
import { placeMarks } from '../../../../renderer/views/network/marks.ts';
import { hostSigns, letterOf } from '../../../../renderer/views/network/network-signs.ts';
import { hostNetworks } from '../../../../shared/network/case/host-networks.ts';
import {
  changesOverlay,
  type HostChanges,
  dropsOverlay,
  findingMarks,
  hitsOverlay,
  mtuOverlay,
  networkOverlay,
  type HostCounters,
} from '../../../../renderer/views/network/overlays.ts';
import { sketchOf } from '../../../../renderer/views/network/sketch.ts';
import { drawingSvg } from '../../../../shared/drawing/drawing-svg.ts';
import { overlaps } from '../../../../renderer/ui/geometry.ts';
import type { NodeModel } from '../../../../shared/network/model.ts';
import { articleNode, nodeWith, words } from './article-node.ts';

const Elk = createRequire(import.meta.url)('elkjs/lib/elk.bundled.js') as new () => {
  layout(graph: ElkNode): Promise<ElkNode>;
};

async function draw(model: NodeModel): Promise<Picture> {
  const sketch = sketchOf(model, words);
  return pictureOf(sketch, await new Elk().layout(elkGraph(sketch, 'right')), 'right');
}

const say = (key: string, params: Readonly<Record<string, string | number>> = {}): string =>
  [key, ...Object.values(params)].join(' ');

const counters = (rxPackets: number, rxDropped: number, rxErrors = 0) => ({
  from: 'ip-link' as const,
  ...{ rxPackets, rxBytes: 0, rxErrors, rxDropped, txPackets: 0, txBytes: 0, txErrors: 0, txDropped: 0 },
  evidence: [],
});
const change = (rxPackets: number, rxDropped: number, restarted = false) => {
  const { evidence, from, ...counted } = counters(rxPackets, rxDropped);
  return { from, counted, restarted, before: { ...counters(0, 0), evidence } };
};
const answer: HostCounters = {
  seconds: 60,
  devices: [
    { device: 'tap/a', counters: [counters(1000, 0, 3)], changes: [change(120, 30)] },
    { device: 'tap/b', counters: [counters(10, 7)], changes: [change(10, 0, true)] },
    { device: 'tap/c', counters: [counters(0, 0)], changes: [change(0, 0)] },
  ],
};

/** In a case that knows no network. */
const signsOf = (model: NodeModel) =>
  hostSigns({ networks: hostNetworks(model, { networks: [], ofVlan: () => null }) }, model);

describe('overlays', () => {
  test('networks have letters beside their colours', () => {
    const model = articleNode();
    const { marks, legend } = networkOverlay(model.devices, signsOf(model));
    expect(legend.map(({ sign, text }) => [sign, text])).toEqual([
      ['A', 'vlan 1'],
      ['B', 'vlan 2'],
    ]);
    expect(marks.get('veth/qvo48e06cd2-60')?.text).toBe('A');
    expect(marks.has('veth/qvb48e06cd2-60')).toBe(false);
    expect([letterOf(0), letterOf(25), letterOf(26), letterOf(27)]).toEqual(['A', 'Z', 'AA', 'AB']);
  });

  test('a port of OVN, which has no tag, has its letter, too', () => {
    const [port] = articleNode().devices.filter(({ id }) => id === 'veth/qvo48e06cd2-60');
    const binding = { logicalPort: 'a', type: '', name: null, datapath: null, chassis: null, up: true };
    const devices = port === undefined ? [] : [{ ...port, tag: null, binding }];
    expect(networkOverlay(devices, signsOf({ ...articleNode(), devices })).marks.size).toBe(1);
  });

  test('MTUs are numbers, the smaller the warmer', () => {
    const devices = articleNode().devices.map((device, index) => ({
      ...device,
      mtu: index % 2 === 0 ? 1500 : 1450,
    }));
    const { marks, legend } = mtuOverlay(devices, say);
    expect(legend.map(({ tone }) => tone)).toEqual([{ heat: 1 }, { heat: 2 }]);
    expect(marks.get(devices[1]!.id)).toMatchObject({ text: '1450', tone: { heat: 2 } });
  });

  test('drops and errors: in all, between two snapshots with their rate, and after a restart, which is said', () => {
    const all = dropsOverlay(answer, false, say, String);
    expect([...all.marks].map(([id, { text, tone }]) => [id, text, tone])).toEqual([
      ['tap/a', '! 3', 'error'],
      ['tap/b', '↓ 7', 'warning'],
    ]);
    const since = dropsOverlay(answer, true, say, String);
    expect([...since.marks].map(([id, { text }]) => [id, text])).toEqual([
      ['tap/a', '↓ 30'],
      ['tap/b', '↺'],
    ]);
    expect(since.marks.get('tap/a')?.title).toContain('network.drops.rate 0.50');
    expect(since.marks.get('tap/b')?.title).toContain('network.restarted');
    expect(since.legend.at(-1)?.text).toBe('network.drops.none 1');
  });

  test('packets are heat and a number', () => {
    const { marks } = hitsOverlay(answer, false, say, String);
    expect(marks.get('tap/a')).toMatchObject({ text: '1000', tone: { heat: 5 } });
    expect(marks.get('tap/c')).toMatchObject({ text: '0', tone: 'quiet' });
  });

  test('of several findings at a device the worst gives the sign, and all are said', () => {
    const finding = (id: string, severity: 'error' | 'notice') => ({
      ...{ id, rule: 'r', severity, host: 'h', snapshotId: 1, devices: ['tap/a'] },
      ...{ message: { key: id, params: {} }, evidence: [], wants: [] },
    });
    const marks = findingMarks([finding('one', 'notice'), finding('two', 'error')], ({ id }) => id);
    expect(marks.get('tap/a')).toEqual({ text: '✕ 2', tone: 'error', title: 'two\none' });
  });
});

describe('two hundred instances on a host', () => {
  test('have a bounded number of elements, whatever is in sight, and are found by their places', async () => {
    const picture = await draw(nodeWith(200));
    const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
    const none = { box: () => null, line: () => null };
    const far = drawnParts(picture, whole, new Set(['tap/tap1010']), none);
    expect(far.boxes.length + far.lines.length).toBeLessThan(mostElements);
    expect(far.boxes.map(({ device }) => device.id)).toContain('tap/tap1010');
    expect(far.bulkBoxes.match(/M/g)?.length).toBe(picture.boxes.length - far.boxes.length);
    const near = drawnParts(picture, regionAround({ x: 0, y: 0, width: 800, height: 500 }), new Set(), none);
    expect(near.boxes.length + near.lines.length).toBeLessThan(mostElements);
    expect(near.bulkBoxes).toBe('');
    expect(near.boxes.length).toBeGreaterThan(5);
    const tap = picture.boxes.find(({ device }) => device.id === 'tap/tap1042')!;
    expect(keyAt(picture, { x: tap.x + tap.width / 2, y: tap.y + tap.height / 2 }, 4)).toBe('tap/tap1042');
    expect(keyAt(picture, { x: -500, y: -500 }, 4)).toBe(null);
  });

  test('what is drawn holds until what is in sight leaves it', () => {
    const region = regionAround({ x: 100, y: 100, width: 200, height: 100 });
    expect(stillCovers(region, { x: 150, y: 120, width: 200, height: 100 })).toBe(true);
    expect(stillCovers(region, { x: 500, y: 100, width: 200, height: 100 })).toBe(false);
    expect(stillCovers(null, { x: 0, y: 0, width: 1, height: 1 })).toBe(false);
  });

  test.each([0.1, 0.6, 1, 2])('marks never meet and are never smaller than 11 px, at %s', async (scale) => {
    const picture = await draw(nodeWith(40));
    const marks = new Map(
      picture.boxes.map(({ device }) => [device.id, { text: '! 12', tone: 'error' as const, title: '' }]),
    );
    const visible = { x: 0, y: 0, width: picture.width, height: picture.height };
    const placed = placeMarks(picture, { scale, visible }, marks, marks);
    expect(placed.length).toBeGreaterThan(0);
    for (const { size } of placed) expect(size * scale).toBeGreaterThanOrEqual(11 - 1e-9);
    const clashes = placed.flatMap((one, index) =>
      placed.slice(index + 1).filter((other) => overlaps(one, other)),
    );
    expect(clashes).toEqual([]);
  });

  test.each([0.8, 1, 2])(
    'marks of notes at devices and links cover no name of a bridge and no other mark, at %s',
    async (scale) => {
      const picture = await draw(nodeWith(12));
      const view = { scale, visible: { x: 0, y: 0, width: picture.width, height: picture.height } };
      const bars = picture.boxes.filter(({ shape }) => shape === 'bar');
      const mark = { text: '✎', tone: 'warning' as const, title: '' };
      const laid = new Map(bars.map(({ device }) => [device.id, { ...mark, text: 'B' }]));
      const noted = new Map(
        [...bars.map(({ device }) => device.id), ...picture.lines.map(({ link }) => link.id)].map((id) => [
          id,
          mark,
        ]),
      );
      const labels = labelsFor(picture, view, new Set());
      const placed = placeMarks(picture, view, new Map(), laid, noted, labels);
      const keys = new Set(placed.map(({ key }) => key));
      expect(bars.filter(({ device }) => !keys.has(`note ${device.id}`))).toEqual([]);
      expect(picture.lines.some(({ link }) => keys.has(`note ${link.id}`))).toBe(true);
      const clashes = placed.flatMap((one, index) =>
        placed.slice(index + 1).filter((other) => overlaps(one, other)),
      );
      expect(clashes).toEqual([]);
      const names = labels.filter(({ of }) => bars.some(({ device }) => device.id === of));
      expect(names.length).toBe(bars.length);
      const covered = names.filter(({ x, y, size, text }) => {
        const width = monoWidth(text, size);
        const rect = { x: x - width / 2, y: y - size, width, height: size * 1.3 };
        return placed.some((one) => one.key === `note ${one.of}` && overlaps(one, rect));
      });
      expect(covered).toEqual([]);
    },
  );
});

test('a mark at a device in a namespace leaves the name above it free', () => {
  const device = { id: 'tap', netns: 'qdhcp-1' } as NodeModel['devices'][number];
  const box = {
    device,
    shape: 'box',
    x: 10,
    y: 40,
    width: 90,
    height: 30,
  } as unknown as Picture['boxes'][number];
  const view = { scale: 1, visible: { x: 0, y: 0, width: 200, height: 200 } };
  const marks = new Map([['tap', { text: 'A', tone: { network: 1 }, title: '' }]]);
  const [mark] = placeMarks({ boxes: [box] } as unknown as Picture, view, new Map(), marks);
  expect(mark?.y).toBeGreaterThan(60);
});

test('the file of a picture has every device, its marks and what they mean, and no token', async () => {
  const model = articleNode();
  const tone = { fill: '#fff', line: '#123456', text: '#000' };
  const colours: HostColours = {
    ...{
      surface: '#fff',
      text: '#000',
      quiet: '#555',
      raised: '#fff',
      sunken: '#eee',
      line: '#ccc',
      faint: '#999',
    },
    ...{
      warning: '#850',
      error: '#b22',
      none: '#889',
      tone: () => tone,
      network: (colour) => `#00000${colour}`,
    },
  };
  const networks = signsOf(model);
  const { marks, legend } = networkOverlay(model.devices, networks);
  const page = {
    title: '<article>',
    footer: 'a & b',
    networks,
    found: new Map(),
    overlay: marks,
    legend,
    broken: new Set<string>(),
    gone: new Set<string>(),
  };
  const svg = drawingSvg(drawHost(await draw(model), colours, page));
  for (const { name, kind } of model.devices)
    if (kind !== 'internal') expect(svg).toContain(`>${name}</text>`);
  expect(svg).toContain('&lt;article&gt;');
  expect(svg).toContain('A vlan 1');
  expect(svg).not.toMatch(/var\(|<script|url\(/);
});

describe('tables of a host', () => {
  const model = articleNode();
  const input = {
    ghosts: noGhosts(model),
    findings: [],
    signs: new Map(),
    overlay: new Map(),
    marks: new Map(),
    noted: new Map(),
    say,
  };

  test('have a row for every device and link of the picture', () => {
    expect(hostTable('devices', input).rows.map(({ id }) => id)).toEqual(model.devices.map(({ id }) => id));
    expect(hostTable('links', input).rows.map(({ id }) => id)).toEqual(model.links.map(({ id }) => id));
  });

  test('are sorted by number or by name, empty cells last whichever way', () => {
    const { columns, rows } = hostTable('devices', input);
    const column = columns.indexOf('ofport');
    const up = sortedRows(rows, { column, descending: false }).map(({ cells }) => cells[column]!.text);
    const numbers = up.filter((text) => text !== '').map(Number);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(up.slice(numbers.length).every((text) => text === '')).toBe(true);
    const down = sortedRows(rows, { column, descending: true }).map(({ cells }) => cells[column]!.text);
    expect(down.slice(0, numbers.length).map(Number)).toEqual(numbers.toReversed());
  });

  test('are copied as lines of as many cells as there are columns, whatever a name has in it', () => {
    const rows = [
      { id: 'a', devices: [], cells: [{ text: 'a\tb\nc' }, { text: 'why', status: 'missing' as const }] },
      { id: 'b', devices: [], cells: [{ text: '=1+1' }, { text: '' }] },
    ];
    const table = textTable(['one', 'two, three'], rows, (status) => status);
    const copied = (format: 'tsv' | 'csv'): string => delimitedTable(table.columns, table.rows, format);
    expect(copied('tsv')).toBe("one\ttwo, three\na b c\tmissing why\n'=1+1\t\n");
    expect(copied('csv')).toBe('one,"two, three"\r\na b c,missing why\r\n\'=1+1,\r\n');
  });
});

describe('what changed since another snapshot', () => {
  const of = (
    id: string,
    change: 'added' | 'removed' | 'changed',
    fields: HostChanges['devices'][number]['fields'],
  ) => ({
    ...{ change, fields },
    device: { id, name: id.slice(id.indexOf('/') + 1) } as HostChanges['devices'][number]['device'],
  });
  const link = (change: 'added' | 'removed', from: string, to: string) => ({
    ...{ change, fields: [] },
    link: { from, to } as HostChanges['links'][number]['link'],
  });

  test('is at the devices that are there, and what went at those that it was linked to', () => {
    const { marks, legend } = changesOverlay(
      {
        devices: [
          of('tap/tap1', 'added', []),
          of('veth/qvb1', 'changed', [{ field: 'parent', from: 'linux-bridge/qbr1', to: null }]),
          of('tap/tap9', 'removed', []),
        ],
        links: [
          link('added', 'tap/tap1', 'linux-bridge/qbr1'),
          link('removed', 'veth/qvb1', 'linux-bridge/qbr1'),
        ],
      },
      (key, params) => `${key} ${Object.values(params ?? {}).join(' ')}`.trim(),
    );
    expect(Object.fromEntries([...marks].map(([id, { text, title }]) => [id, `${text} ${title}`]))).toEqual({
      'tap/tap1': '+ network.change.added',
      'tap/tap9': '− network.change.removed',
      'veth/qvb1': '~ parent: qbr1 → –\nnetwork.change.link.removed qbr1',
      'linux-bridge/qbr1': '~ network.change.link.added tap1\nnetwork.change.link.removed qvb1',
    });
    expect(legend.map(({ sign, text }) => `${sign} ${text}`)).toEqual([
      '+ network.change.count.added 1 tap9',
      '− network.change.count.removed 1 tap9',
      '~ network.change.count.changed 2 tap9',
    ]);
  });
});

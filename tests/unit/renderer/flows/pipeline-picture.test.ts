// The picture of a pipeline: places that depend on the pipeline alone, nothing that covers anything else,
// tags instead of lines that run back, texts that can be read at every zoom.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { overlaps, type Rect } from '../../../../renderer/ui/geometry.ts';
import { drawingSvg } from '../../../../shared/drawing/drawing-svg.ts';
import { fileName } from '../../../../renderer/ui/file-name.ts';
import { monoWidth, sansWidth } from '../../../../shared/drawing/text-size.ts';
import { bandsOf } from '../../../../renderer/views/flows/pipeline/bands.ts';
import { boxLabels, countedRibbons, ribbonLabels } from '../../../../renderer/views/flows/pipeline/labels.ts';
import { backEdges, columnsOf } from '../../../../renderer/views/flows/pipeline/layers.ts';
import { layOutPipeline, type PipelinePicture } from '../../../../renderer/views/flows/pipeline/layout.ts';
import { litBy } from '../../../../renderer/views/flows/pipeline/lit.ts';
import { orderColumns } from '../../../../renderer/views/flows/pipeline/order.ts';
import { walk } from '../../../../renderer/views/flows/pipeline/walk.ts';
import { heatLimits, heatOf } from '../../../../renderer/ui/heat.ts';
import { edgeWidth } from '../../../../renderer/views/flows/pipeline/widths.ts';
import type { Pipeline } from '../../../../shared/pipeline/pipeline.ts';
import { articleFacts } from '../../../article-facts.ts';
import { addArchive, emptyFacts } from '../../../bundle-facts.ts';
import { pipelineOf, pipelineOfLines } from '../../../pipeline-lines.ts';
import { fixtures, hasShared, sharedData } from '../../../shared-data.ts';

const transcript = readFileSync(join(fixtures, 'article/transcript.txt'), 'utf8');
const article = pipelineOf(articleFacts(transcript), 'br-tun');
const draw = (pipeline: Pipeline, everyPort = false): PipelinePicture =>
  layOutPipeline(bandsOf(pipeline, everyPort), 'log');
/** The end of a key: rows and roles come before. */
const boxNamed = (picture: PipelinePicture, end: string) =>
  picture.boxes.find(({ key }) => key.endsWith(end))!;

async function labPipeline(deployment: string, host: string, ...bridges: string[]): Promise<Pipeline> {
  const facts = emptyFacts(host);
  await addArchive(facts, sharedData(deployment, 'bundles/T0-healthy', host, 'commands.tar.gz'));
  return pipelineOf(facts, ...bridges);
}

/** Boxes on boxes, ends of ribbons off their boxes, nodes and edges that are drawn nowhere. */
function faults(picture: PipelinePicture, pipeline: Pipeline): readonly string[] {
  const { boxes, ribbons, width, height } = picture;
  const found: string[] = [];
  for (const [index, box] of boxes.entries()) {
    if (box.x < 0 || box.y < 0 || box.x + box.width > width || box.y + box.height > height)
      found.push(`${box.key} is outside`);
    for (const other of boxes.slice(index + 1))
      if (overlaps(box, other)) found.push(`${box.key} on ${other.key}`);
  }
  const byKey = new Map(boxes.map((box) => [box.key, box]));
  for (const { key, from, to, start, end, width: thick } of ribbons) {
    const [source, target] = [byKey.get(from)!, byKey.get(to)!];
    const on = (box: Rect, y: number): boolean =>
      y - thick / 2 >= box.y - 0.01 && y + thick / 2 <= box.y + box.height + 0.01;
    if (start.x !== source.x + source.width || !on(source, start.y))
      found.push(`${key} does not begin at its box`);
    if (end.x !== target.x || !on(target, end.y)) found.push(`${key} does not end at its box`);
    if (end.x <= start.x) found.push(`${key} runs back`);
  }
  const idle = new Set(
    boxes.filter(({ role }) => role === 'idle').flatMap(({ nodes }) => nodes.map(({ id }) => id)),
  );
  const drawnNodes = new Set(boxes.flatMap(({ nodes }) => nodes.map(({ id }) => id)));
  const drawnEdges = new Set(ribbons.flatMap(({ edges }) => edges.map(({ id }) => id)));
  for (const { id, from, to } of pipeline.edges)
    if (!drawnEdges.has(id) && !idle.has(from) && !idle.has(to)) found.push(`${id} is not drawn`);
  for (const { id, kind } of pipeline.nodes)
    if (!drawnNodes.has(id) && kind === 'table') found.push(`${id} is not drawn`);
  return found;
}

describe("the article's br-tun", () => {
  const picture = draw(article);

  test('stands in columns, from the ports to the tunnel', () => {
    const columns = new Map<number, string[]>();
    for (const { x, role, nodes } of picture.boxes) {
      const name = role === 'learn' ? 'learn' : nodes.map(({ id }) => id.replace('br-tun ', '')).join();
      columns.set(x, [...(columns.get(x) ?? []), name].sort());
    }
    expect([...columns].sort(([a], [b]) => a - b).map(([, names]) => names)).toEqual([
      ['any-port', 'port gre-1', 'port patch-int', 'table 3'],
      ['table 0'],
      ['drop 0', 'table 1', 'table 2'],
      ['drop 2', 'table 10', 'table 20'],
      ['learn', 'output patch-int', 'table 21'],
      ['drop 21', 'output gre-1'],
    ]);
    expect(faults(picture, article)).toEqual([]);
  });

  test('is the same whenever it is drawn', () => {
    expect(draw(pipelineOf(articleFacts(transcript), 'br-tun'))).toEqual(picture);
  });

  test('arrow keys walk along its ways', () => {
    let at: string | null = boxNamed(picture, 'table 0').key;
    const seen: string[] = [];
    for (const arrow of [
      'ArrowRight',
      'ArrowRight',
      'ArrowRight',
      'ArrowDown',
      'ArrowRight',
      'ArrowLeft',
    ] as const) {
      at = walk(picture, at, arrow);
      seen.push(at!.replace('br-tun 0 ', '').replaceAll('table br-tun ', ''));
    }
    expect(seen).toEqual([
      'table 0 → table 1',
      'table 1',
      'table 1 → table 20',
      'table 1 → table 21',
      'table 21',
      'table 1 → table 21',
    ]);
    expect(walk(picture, null, 'ArrowUp')).toBe(boxNamed(picture, 'table 0').key);
    expect(walk(picture, boxNamed(picture, 'output gre-1').key, 'ArrowRight')).toBe(
      boxNamed(picture, 'output gre-1').key,
    );
  });

  test('what is pointed at is lit with the ways in and out of it', () => {
    const { boxes, ribbons } = litBy(picture, new Set([boxNamed(picture, 'table 1').key]));
    expect([...boxes].map((key) => key.slice('br-tun 0 table br-tun '.length)).sort()).toEqual([
      'table 0',
      'table 1',
      'table 20',
      'table 21',
    ]);
    expect(ribbons.size).toBe(3);
  });
});

describe('what runs back', () => {
  const flow = (table: number, actions: string): string =>
    ` cookie=0x0, duration=9s, table=${table}, n_packets=${table + 1}, n_bytes=0, actions=${actions}`;
  const pipeline = pipelineOfLines([
    flow(0, 'resubmit(,1)'),
    flow(1, 'resubmit(,2)'),
    flow(2, 'resubmit(,1),output:1,resubmit(,2)'),
  ]);
  const picture = draw(pipeline);

  test('ends in a tag and begins with one', () => {
    expect(faults(picture, pipeline)).toEqual([]);
    const tags = picture.boxes.filter(({ role }) => role.startsWith('jump'));
    expect(tags.map(({ role, nodes }) => `${role} ${nodes.map(({ table }) => table).join()}`).sort()).toEqual(
      ['jump-in 2', 'jump-in 2', 'jump-out 1', 'jump-out 2'],
    );
    const out = tags.find(({ role, nodes }) => role === 'jump-out' && nodes[0]?.table === 1)!;
    expect(picture.jumps.get(out.key)).toBe(boxNamed(picture, 'table 1').key);
    // Pointing at the one tag shows where it goes on.
    expect([...litBy(picture, new Set([out.key])).boxes]).toContain(boxNamed(picture, 'table 1').key);
  });

  test('is cut, and everything else stands behind what leads to it', () => {
    const edges = [
      { key: 'ab', from: 'a', to: 'b' },
      { key: 'bc', from: 'b', to: 'c' },
      { key: 'ca', from: 'c', to: 'a' },
      { key: 'cc', from: 'c', to: 'c' },
      { key: 'zb', from: 'z', to: 'b' },
    ];
    const back = backEdges(['a', 'b', 'c', 'z'], edges);
    expect([...back]).toEqual(['ca', 'cc']);
    expect(
      Object.fromEntries(
        columnsOf(
          ['a', 'b', 'c', 'z'],
          edges.filter(({ key }) => !back.has(key)),
        ),
      ),
    ).toEqual({ a: 0, b: 1, c: 2, z: 0 });
  });
});

test('columns are ordered so that few edges cross', () => {
  const joints = [
    { from: 'a', to: 'y', weight: 1 },
    { from: 'b', to: 'x', weight: 1 },
  ];
  expect(
    orderColumns(
      [
        ['a', 'b'],
        ['x', 'y'],
      ],
      joints,
    ),
  ).toEqual([
    ['a', 'b'],
    ['y', 'x'],
  ]);
});

test('many ports of a kind are one box, until each is asked for', () => {
  const lines = Array.from(
    { length: 30 },
    (_, i) =>
      ` cookie=0x0, duration=9s, table=0, n_packets=${i}, n_bytes=0, in_port=${i + 1} actions=output:${i + 101}`,
  );
  const pipeline = pipelineOfLines(lines);
  const folded = draw(pipeline);
  expect(folded.boxes.map(({ role, nodes }) => `${role} ${nodes.length}`).sort()).toEqual([
    'in 30',
    'out 30',
    'table 1',
  ]);
  expect(folded.ribbons.map(({ packets }) => packets)).toEqual([435, 435]);
  expect(draw(pipeline, true).boxes).toHaveLength(61);
  expect(faults(draw(pipeline, true), pipeline)).toEqual([]);
});

test('widths and heat follow the packets; what was not counted is no colour', () => {
  expect(edgeWidth(1000, 1000, 'linear') / edgeWidth(500, 1000, 'linear')).toBe(2);
  expect(edgeWidth(9, 99, 'log') / edgeWidth(99, 99, 'log')).toBe(0.5);
  expect([0, null].map((packets) => edgeWidth(packets, 99, 'log'))).toEqual([1.25, 1.25]);
  expect([null, 0, 1, 10, 1000].map((packets) => heatOf(packets, 1000))).toEqual([null, 0, 1, 2, 5]);
  const limits = heatLimits(1000);
  expect(limits).toEqual([1, 3, 15, 63, 251]);
  for (const [step, limit] of limits.entries()) expect(heatOf(limit, 1000)).toBe(step + 1);
  expect(heatLimits(1)).toEqual([1]);
  expect(heatLimits(0)).toEqual([]);
});

describe.skipIf(!hasShared)('real bridges', () => {
  test.each([
    ['lab', 'compute2', ['br-int', 'br-tun', 'br-phy']],
    ['ovn', 'compute1', ['br-int']],
  ])(
    '%s %s: nothing covers anything, and texts are read at every zoom',
    async (deployment, host, bridges) => {
      const pipeline = await labPipeline(deployment, host, ...bridges);
      const picture = draw(pipeline);
      expect(faults(picture, pipeline)).toEqual([]);
      expect(draw(pipeline)).toEqual(picture);
      for (const scale of [0.2, 0.45, 1, 2]) {
        const line = { short: '7', kind: 'name', mono: true } as const;
        const role = {
          text: 'firewall: from instances, connection known',
          short: null,
          kind: 'detail',
          mono: false,
          lines: 2,
        } as const;
        for (const box of picture.boxes) {
          for (const label of boxLabels(
            box,
            [{ ...line, text: `table ${box.nodes[0]?.table}` }, role],
            scale,
          )) {
            expect(label.size * scale).toBeGreaterThanOrEqual(10.999);
            const width = (label.mono ? monoWidth : sansWidth)(label.text, label.size);
            const left = label.anchor === 'middle' ? label.x - width / 2 : label.x;
            expect(left).toBeGreaterThanOrEqual(box.x);
            expect(left + width).toBeLessThanOrEqual(box.x + box.width);
            expect(label.y).toBeLessThanOrEqual(box.y + box.height);
          }
        }
        const counts = ribbonLabels(
          countedRibbons(picture.ribbons, picture.boxes),
          picture.boxes,
          String,
          new Set(),
          scale,
        );
        const rects = counts.map(({ text, x, y, size }): Rect => ({
          x: x - monoWidth(text, size) / 2,
          y: y - size * 0.7,
          width: monoWidth(text, size),
          height: size * 0.7,
        }));
        for (const [index, rect] of rects.entries())
          for (const other of [...rects.slice(index + 1), ...picture.boxes])
            expect(overlaps(rect, other)).toBe(false);
      }
      // A picture about as broad as a screen, however many tables there are.
      expect(picture.width / picture.height).toBeGreaterThan(0.9);
      expect(picture.width / picture.height).toBeLessThan(7);
    },
  );
});

describe('a drawing as a file', () => {
  test('is an SVG by itself: no script, no address, nothing unescaped', () => {
    const svg = drawingSvg({
      width: 100,
      height: 50,
      background: '#ffffff',
      title: 'br-int <of> "host"\u0000',
      origin: { x: 10, y: 20 },
      shapes: [
        { kind: 'path', path: 'M0,0H10', stroke: '#000000', width: 2, dash: [3, 4], opacity: 0.5 },
        { kind: 'rect', x: 1, y: 2, width: 3, height: 4, fill: null, stroke: '#111111', radius: 2 },
        {
          kind: 'text',
          x: 5,
          y: 6,
          text: '<script>&',
          size: 12,
          fill: '#222222',
          anchor: 'middle',
          mono: true,
          strong: true,
          rim: '#ffffff',
        },
      ],
    });
    expect(svg)
      .toBe(`<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" viewBox="0 0 100 50" role="img">
<title>br-int &lt;of&gt; &quot;host&quot;\u2400</title>
<rect width="100" height="50" fill="#ffffff"/>
<g transform="translate(10,20)">
<path d="M0,0H10" fill="none" stroke="#000000" stroke-width="2" stroke-opacity="0.5" stroke-dasharray="3 4"/>
<rect x="1" y="2" width="3" height="4" rx="2" fill="none" stroke="#111111"/>
<text x="5" y="6" fill="#222222" font-family="'JetBrains Mono', ui-monospace, 'Noto Sans Mono CJK SC', 'Microsoft YaHei', monospace" font-size="12" font-weight="600" text-anchor="middle" paint-order="stroke" stroke="#ffffff" stroke-width="3" stroke-linejoin="round">&lt;script&gt;&amp;</text>
</g>
</svg>
`);
  });

  test('has a name that every file system takes', () => {
    expect(fileName('my case-compute1-br-int-pipeline.svg')).toBe('my-case-compute1-br-int-pipeline.svg');
    expect(fileName('../../etc/pass wd')).toBe('etc-pass-wd');
    expect(fileName('案例.png')).toBe('案例.png');
    expect(fileName('///')).toBe('coldtrace');
  });
});

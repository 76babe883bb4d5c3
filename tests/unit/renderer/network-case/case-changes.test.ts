// What changed since other snapshots over the picture of the whole case: an instance that moved, a tunnel that lost an
// end, parts that went; drawn, walked to, in the table, in the file, and with the way to the comparison.
import { createRequire } from 'node:module';
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { describe, expect, test } from 'vitest';
import {
  caseMarks,
  changeLegend,
  compareParams,
  drawnChanges,
  goneKeys,
  nextMarked,
  otherMoments,
  withGoneParts,
  withGoneThings,
  type CaseChanges,
} from '../../../../renderer/views/network/case/case-changes.ts';
import { drawCase } from '../../../../renderer/views/network/case/case-drawing.ts';
import { placeCase } from '../../../../renderer/views/network/case/case-layout.ts';
import { stopsOf } from '../../../../renderer/views/network/case/case-walk.ts';
import { insideGraph, insidePicture } from '../../../../renderer/views/network/case/inside-layout.ts';
import { deviceKey } from '../../../../renderer/views/network/case/keys.ts';
import { sceneOf } from '../../../../renderer/views/network/case/scene.ts';
import type { SceneInput } from '../../../../renderer/views/network/case/scene-shapes.ts';
import { hostColours } from '../../../../renderer/views/network/export.ts';
import { networkSigns, networksByHost } from '../../../../renderer/views/network/network-signs.ts';
import type { SnapshotInfo } from '../../../../shared/api.ts';
import { drawingSvg } from '../../../../shared/drawing/drawing-svg.ts';
import { caseDot } from '../../../../shared/network/case/case-dot.ts';
import { overviewOf, partSummary, type CaseOverview } from '../../../../shared/network/case/overview.ts';
import { dotText } from '../../../../shared/network/dot.ts';
import { hasShared } from '../../../shared-data.ts';
import { changesBetween, sharedSide, sideOf, type PictureSide } from '../../compare/picture-sides.ts';
import { generatedCase } from './generated.ts';

const Elk = createRequire(import.meta.url)('elkjs/lib/elk.bundled.js') as new () => {
  layout(graph: ElkNode): Promise<ElkNode>;
};
const say = (key: string, params?: Readonly<Record<string, string | number>>): string =>
  params === undefined ? key : `${key} ${Object.values(params).join(' ')}`;

async function sidesOf(name: string): Promise<readonly [PictureSide, PictureSide]> {
  return [
    sideOf(await sharedSide('lab', `${name}-before`, 1)),
    sideOf(await sharedSide('lab', `${name}-after`, 11)),
  ];
}

/** What the view has of two sides. */
async function shown([from, to]: readonly [PictureSide, PictureSide]) {
  const { pairs, parts, insides } = changesBetween(from, to);
  const changes: CaseChanges = {
    pairs,
    parts: parts.map(({ part, ...rest }) => ({ ...rest, part: partSummary(part) })),
  };
  const overview = withGoneParts(overviewOf(to.model), changes);
  const order = overview.networks.map(({ id }) => id);
  const pictures = new Map(
    await Promise.all(
      overview.hosts.map(async ({ id, host }) => {
        const found = insides.get(host);
        const own = to.insideOf(host).inside;
        const inside = found === undefined ? own : withGoneThings(own, found, order);
        return [
          id,
          insidePicture(inside, order, await new Elk().layout(insideGraph(inside, order))),
        ] as const;
      }),
    ),
  );
  const marks = caseMarks(changes, insides, say);
  const picture = placeCase(overview, pictures, goneKeys(marks));
  return { changes, overview, marks, insides: pictures, picture };
}

function inputOf({ overview, marks, insides, picture }: Awaited<ReturnType<typeof shown>>): SceneInput {
  return {
    ...{ picture, insides, extra: [], marks: new Map(), shortNames: new Map() },
    signs: networkSigns(overview),
    networksAt: networksByHost(overview),
    changes: drawnChanges(marks),
    words: {
      ...{ hostLines: () => [], outside: 'outside', carries: () => null, noNetwork: 'none' },
      barText: ({ id }) => id,
      tunnelText: ({ type }) => [type],
    },
  };
}

const app1 = (host: string): string => deviceKey(host, 'instance/instance-00000003');

describe.skipIf(!hasShared)('changes over the case', () => {
  test('an instance that moved is a ghost where it was, marked where it is, each with the way to the other', async () => {
    const view = await shown(await sidesOf('S02-instance-moved'));
    const { marks, picture, insides } = view;
    expect(marks.get(app1('compute1'))).toMatchObject({
      ...{ change: 'moved', gone: true, lines: ['hosts.change.movedTo compute2'] },
      other: { host: 'compute2', key: app1('compute2') },
    });
    expect(marks.get(app1('compute2'))).toMatchObject({
      ...{ change: 'moved', gone: false, lines: ['hosts.change.movedFrom compute1'] },
      other: { host: 'compute1', key: app1('compute1') },
    });
    // The comparison of that host, and words of its rows.
    const way = marks.get(app1('compute1'))!.way!;
    const pair = view.changes.pairs.find(({ host }) => host === 'compute1')!;
    expect(compareParams(way)).toMatchObject({
      ...{ from: String(pair.from), to: String(pair.to), filter: 'instance-00000003' },
    });
    // Both hosts tell of it when they are folded; nothing else is marked.
    expect([...marks.keys()].sort()).toEqual(
      [app1('compute1'), app1('compute2'), 'host/compute1', 'host/compute2'].sort(),
    );
    const counts = changeLegend(marks, ['network9'], say).map(({ sign, text }) => `${sign} ${text}`.trim());
    expect(counts).toEqual([
      ...['+ hosts.change.count.added 0', '− hosts.change.count.removed 0'],
      ...['~ hosts.change.count.changed 2', '→ hosts.change.count.moved 1'],
      'hosts.change.notCompared network9',
    ]);

    const scene = sceneOf(inputOf(view), {
      scale: 1,
      visible: { x: 0, y: 0, width: picture.width, height: picture.height },
    });
    const texts = scene.texts.map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(['~ compute1', '~ compute2']));
    const names = texts.filter((text) => text.includes('app1'));
    expect(names.sort()).toEqual(['app1 → compute2', 'compute1 → app1']);
    const ghost = scene.shapes.find((shape) => shape.kind === 'box' && shape.id === app1('compute1'));
    expect(ghost?.change).toEqual({ sign: '→', tone: 'warning', gone: true, other: 'compute2' });
    expect(scene.shapes.filter(({ change }) => change?.gone === true)).toHaveLength(1);

    // The keys come to the ghost, and go from mark to mark and round.
    const keys = stopsOf(picture, insides, []).map(({ key }) => key);
    const gone: string[] = [];
    for (let at: string | null = null; gone.length < 5; gone.push(at!)) at = nextMarked(keys, marks, at, 1);
    expect(gone.slice(0, 4).sort()).toEqual([...marks.keys()].sort());
    expect(gone[4]).toBe(gone[0]);
    expect(nextMarked(keys, marks, gone[1]!, -1)).toBe(gone[0]);
    expect(nextMarked(keys, marks, null, -1)).toBe(gone[3]);
    expect(nextMarked(keys, new Map(), null, 1)).toBe(null);

    // The file has the marks and what they mean, and what is gone looks otherwise than what is there.
    const colours = hostColours((token) => `#${token}`);
    const page = { title: 'S02', footer: 'since before', changes: changeLegend(marks, [], say) };
    const svg = drawingSvg(drawCase(inputOf(view), colours, page));
    expect(svg).toContain('app1 → compute2');
    expect(svg).toContain('→ hosts.change.count.moved 1');
    expect(svg.match(/stroke-dasharray="1.5 3.5"/g)).toHaveLength(1);
  }, 60_000);

  test('a tunnel that lost an end is marked, with its way to the port that went', async () => {
    const view = await shown(await sidesOf('S03-gre-port-missing'));
    const key = 'tunnel/gre/compute1/gre-c0a80a0c';
    const mark = view.marks.get(key)!;
    expect(mark).toMatchObject({
      ...{ change: 'changed', gone: false, lines: ['compute2 hosts.field.port: gre-c0a80a0b → –'] },
    });
    const pair = view.changes.pairs.find(({ host }) => host === 'compute2')!;
    expect(mark.way).toEqual({ from: pair.from, to: pair.to, filter: 'gre-c0a80a0b' });
    const bridge = view.marks.get(deviceKey('compute2', 'ovs-bridge/br-tun'))!;
    expect(bridge).toMatchObject({ change: 'changed', way: { filter: 'gre-c0a80a0b' } });
    expect(bridge.lines).toEqual(['− gre-c0a80a0b network.change.removed']);
    const dot = dotText(caseDot(view.overview, 'S03', drawnChanges(view.marks)));
    expect(dot).toContain('~ gre 192.168.10.11 – 192.168.10.12');
    expect(dot).not.toContain('~ gre 192.168.10.11 – 192.168.10.13');
  }, 60_000);

  test('parts that went are drawn where they were, and in a mesh as lines of their own', async () => {
    const overview: CaseOverview = generatedCase(12, 4).overview;
    const gone = overview.tunnels.at(-1)!;
    const network = overview.networks.at(-1)!;
    const without: CaseOverview = {
      ...overview,
      tunnels: overview.tunnels.slice(0, -1),
      networks: overview.networks.slice(0, -1),
    };
    const changes: CaseChanges = {
      pairs: overview.hosts.map(({ host }, at) => ({ host, from: at + 1, to: at + 101 })),
      parts: [gone, network].map((part) => ({
        ...{ change: 'removed' as const, part, fields: [] },
        seen: { host: overview.hosts[0]!.host, words: ['a b'] },
      })),
    };
    const merged = withGoneParts(without, changes);
    expect(merged.tunnels.map(({ id }) => id)).toEqual(overview.tunnels.map(({ id }) => id));
    expect(merged.networks).toHaveLength(overview.networks.length);
    // What is there already is not put there twice.
    expect(withGoneParts(overview, changes)).toEqual(overview);
    const marks = caseMarks(changes, new Map(), say);
    expect(marks.get(gone.id)?.way?.filter).toBe('"a b"');
    const picture = placeCase(merged, new Map(), goneKeys(marks));
    expect(picture.arcs).toBe(false);
    expect(picture.tunnels.map(({ id }) => id)).toEqual([gone.id]);
    const counted = (of: CaseOverview, ids: ReadonlySet<string>): number[] =>
      placeCase(of, new Map(), ids).bars.flatMap((bar) => (bar.of.kind === 'mesh' ? [bar.of.tunnels] : []));
    expect(counted(merged, goneKeys(marks))).toEqual(counted(without, new Set()));
  });
});

test('another moment of the case is one of the host, or of any that has another label', () => {
  const snapshot = (id: number, host: string, label: string | null, hour: number): SnapshotInfo =>
    ({ id, host, label, capturedAt: `2026-01-01T${String(hour).padStart(2, '0')}:00:00Z` }) as SnapshotInfo;
  const all = [
    snapshot(1, 'compute1', 'monday', 1),
    snapshot(2, 'compute1', 'tuesday', 5),
    snapshot(3, 'network1', 'monday', 2),
    snapshot(4, 'network1', 'sunday', 0),
    snapshot(5, 'network1', null, 6),
    snapshot(6, 'compute2', 'sunday', 0),
  ];
  expect(otherMoments(all[1]!, all).map(({ id }) => id)).toEqual([1, 4]);
  expect(otherMoments(all[2]!, all).map(({ id }) => id)).toEqual([5, 2, 4]);
});

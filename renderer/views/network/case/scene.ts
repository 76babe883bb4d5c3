// What of the case's picture is drawn for a part in sight and a zoom: only what is in sight, and only as much
// as can be read; instances become plain cells, and a group of them one plate. How it is written: scene-canvas.ts.
import { sansWidth } from '../../../../shared/drawing/text-size.ts';
import { overlaps, type Point, type Rect } from '../../../ui/geometry.ts';
import {
  isDown,
  type Drop,
  type PlacedBar,
  type PlacedHost,
  type PlacedPeer,
  type PlacedTunnel,
} from './case-layout.ts';
import { groupHead, type Group, type InsidePicture } from './inside-layout.ts';
import { deviceKey, groupKey } from './keys.ts';
import type { NetworkSign } from '../network-signs.ts';
import {
  box,
  leading,
  least,
  line,
  nameBase,
  signed,
  signedTone,
  textBase,
  worldSize,
  write,
  type Canvas,
} from './scene-canvas.ts';
import type { Scene, SceneInput, SceneView, SceneWords } from './scene-shapes.ts';

/** A cell that would be lower than this many pixels on screen is not drawn by itself. */
const leastCell = 4;
const chip = { size: 15, gap: 4 } as const;

/** The scene for one view. Everything in it is in the picture's pixels. */
export function sceneOf(input: SceneInput, view: SceneView): Scene {
  const { picture, changes } = input;
  const canvas: Canvas = { view, changes, shapes: [], texts: [], taken: [] };
  for (const { bar, x, from, to } of picture.trunks) {
    line(canvas, {
      id: `trunk ${bar}`,
      key: bar,
      shape: 'trunk',
      points: [
        { x, y: from },
        { x, y: to },
      ],
    });
  }
  for (const drop of picture.drops) drawDrop(canvas, drop);
  for (const bar of picture.bars) drawBar(canvas, bar, input.words);
  const exceptions = new Set(picture.tunnels.map(({ id }) => id));
  for (const tunnel of picture.tunnels) drawTunnel(canvas, tunnel, input.words);
  for (const node of picture.nodes) {
    if (!overlaps(node, view.visible)) continue;
    if (node.kind === 'peer') drawPeer(canvas, node, input.words);
    else drawHost(canvas, node, input);
  }
  for (const tunnel of input.extra) if (!exceptions.has(tunnel.id)) drawTunnel(canvas, tunnel, input.words);
  return canvas;
}

function drawHost(canvas: Canvas, node: PlacedHost, input: SceneInput): void {
  const { host, id } = node;
  box(canvas, { id, key: id, shape: 'host', ...rectOf(node) });
  const inside = node.inside === null ? undefined : input.insides.get(id);
  const names = signed(canvas, id, [host.host, input.shortNames.get(id) ?? host.host]);
  const changed = signedTone(canvas, id);
  const struck = changed.struck ?? false;
  const size = worldSize(canvas, nameBase);
  const pitch = Math.max(size, worldSize(canvas, textBase)) * leading;
  const mark = input.marks.get(id);
  const markWidth = mark === undefined ? 0 : sansWidth(mark.text, worldSize(canvas, textBase)) + 8;
  const pad = 10;
  const room = inside === undefined ? node.height - 12 : (node.inside?.y ?? node.y) - node.y - 4;
  const count = Math.floor(room / pitch);
  const row = (index: number): Rect => ({
    x: node.x + pad,
    y: node.y + 6 + index * pitch,
    width: node.width - 2 * pad - (index === 0 ? markWidth : 0),
    height: pitch,
  });
  if (count < 1) {
    const middle = { x: node.x, y: node.y + node.height / 2 - pitch / 2, width: node.width, height: pitch };
    write(canvas, `name ${id}`, names, middle, {
      tone: 'strong',
      base: nameBase,
      mono: true,
      anchor: 'middle',
      rim: true,
      struck,
    });
  } else {
    write(canvas, `name ${id}`, names, row(0), { tone: 'strong', base: nameBase, mono: true, struck });
    if (mark !== undefined) {
      const at = { ...row(0), width: node.width - 2 * pad };
      write(canvas, `mark ${id}`, [mark.text], at, { tone: mark.tone, anchor: 'end' });
    }
    const lines = input.words.hostLines(host);
    const shown = inside === undefined ? lines : [lines.join(' · ')];
    shown.slice(0, count - 1).forEach((text, index) => {
      write(canvas, `line ${index} ${id}`, [text], row(index + 1), { tone: 'quiet' });
    });
    if (inside === undefined)
      drawChips(canvas, node, input, node.y + 6 + Math.min(count, 1 + shown.length) * pitch);
  }
  if (inside !== undefined && node.inside !== null) drawInside(canvas, node, inside, node.inside, input);
}

/** The host's networks by their letters, as far as there is room for one row of them. */
function drawChips(canvas: Canvas, node: PlacedHost, input: SceneInput, from: number): void {
  const size = Math.max(chip.size, (least * 1.3) / canvas.view.scale);
  const y = node.y + node.height - size - 7;
  if (y < from - 2) return;
  const networks = input.networksAt.get(node.id) ?? [];
  const pitch = size + chip.gap;
  const most = Math.floor((node.width - 20 + chip.gap) / pitch);
  const shown = networks.length > most ? networks.slice(0, Math.max(0, most - 2)) : networks;
  shown.forEach((network, index) => {
    const sign = input.signs.get(network);
    if (sign !== undefined)
      drawChip(canvas, `chip ${node.id} ${network}`, sign, { x: node.x + 10 + index * pitch, y, size });
  });
  if (shown.length < networks.length) {
    const room = { x: node.x + 10 + shown.length * pitch, y, width: 2 * pitch, height: size };
    write(canvas, `more ${node.id}`, [`+${networks.length - shown.length}`], room, { tone: 'quiet' });
  }
}

function drawChip(
  canvas: Canvas,
  id: string,
  sign: NetworkSign,
  { x, y, size }: { readonly x: number; readonly y: number; readonly size: number },
): void {
  box(canvas, { id, key: null, shape: 'chip', colour: sign.colour, x, y, width: size, height: size });
  const room = { x, y, width: size, height: size };
  write(canvas, `letter ${id}`, [sign.letter], room, { tone: 'chip', anchor: 'middle', fewest: 1 });
}

function drawInside(
  canvas: Canvas,
  node: PlacedHost,
  inside: InsidePicture,
  origin: Point,
  input: SceneInput,
): void {
  const { host } = node.host;
  const at = (rect: Rect): Rect => ({
    x: rect.x + origin.x,
    y: rect.y + origin.y,
    width: rect.width,
    height: rect.height,
  });
  for (const { key, kind, points } of inside.lines) {
    line(canvas, {
      id: `inner ${host} ${key}`,
      key: null,
      shape: kind === 'carried' ? 'carried' : 'inner',
      points: points.map(({ x, y }) => ({ x: x + origin.x, y: y + origin.y })),
    });
  }
  for (const group of inside.groups) drawGroup(canvas, host, group, at, input);
  for (const each of inside.boxes) {
    const rect = at(each);
    const key = deviceKey(host, each.device.id);
    box(canvas, { id: key, key, shape: each.shape, status: each.device.status, ...rect });
    write(
      canvas,
      `name ${key}`,
      signed(canvas, key, [each.text]),
      { ...rect, x: rect.x + 4, width: rect.width - 8 },
      { mono: true, anchor: 'middle', ...signedTone(canvas, key) },
    );
  }
}

function drawGroup(
  canvas: Canvas,
  host: string,
  group: Group,
  at: (rect: Rect) => Rect,
  { signs, words }: SceneInput,
): void {
  const rect = at(group);
  if (!overlaps(rect, canvas.view.visible)) return;
  const sign = group.network === null ? undefined : signs.get(group.network);
  const colour = sign?.colour ?? null;
  const key = groupKey(host, group.network);
  box(canvas, { id: key, key, shape: 'group', colour, ...rect });
  const plain = sign === undefined ? words.noNetwork : `${sign.letter} ${sign.name}`;
  const [title = plain] = group.network === null ? [plain] : signed(canvas, group.network, [plain]);
  const count = String(group.cells.length);
  const { scale } = canvas.view;
  const head = { x: rect.x + 8, y: rect.y + 1, width: rect.width - 14, height: groupHead - 2 };
  const drawn = write(canvas, `name ${key}`, [`${title} · ${count}`, title], head, { tone: 'quiet' });
  const cellHeight = (group.cells[0]?.height ?? 0) * scale;
  if (cellHeight >= leastCell) {
    for (const cell of group.cells) {
      const place = at(cell);
      if (!overlaps(place, canvas.view.visible)) continue;
      const { device, name, networks } = cell.instance;
      const id = deviceKey(host, device.id);
      box(canvas, { id, key: id, shape: 'cell', colour, status: device.status, ...place });
      const others = networks.slice(1).flatMap((network) => signs.get(network)?.letter ?? []);
      const text = name ?? device.name;
      const full = others.length > 0 ? `${text} +${others.join('')}` : text;
      const room = { ...place, x: place.x + 8, width: place.width - 12 };
      write(canvas, `name ${id}`, signed(canvas, id, [full, text]), room, {
        mono: true,
        ...signedTone(canvas, id),
      });
    }
  }
  if (drawn) return;
  // Too far away for a heading: over the group, where its cells have no names that it would cover.
  const nameless = worldSize(canvas, textBase) * 1.1 > (group.cells[0]?.height ?? 0);
  if (!nameless) return;
  const short = sign === undefined ? count : `${sign.letter} ${count}`;
  write(canvas, `plate ${key}`, [`${title} · ${count}`, short], rect, {
    tone: 'strong',
    anchor: 'middle',
    rim: true,
    fewest: short.length,
  });
}

function drawPeer(canvas: Canvas, node: PlacedPeer, words: SceneWords): void {
  const { id, peer } = node;
  box(canvas, { id, key: id, shape: 'peer', status: 'missing', ...rectOf(node) });
  const pitch = worldSize(canvas, nameBase) * leading;
  const count = Math.floor((node.height - 6) / pitch);
  const name = peer.name ?? peer.addresses[0] ?? '';
  const top = node.y + (node.height - Math.min(count, 2) * pitch) / 2;
  const row = (index: number): Rect => ({
    x: node.x + 8,
    y: top + index * pitch,
    width: node.width - 16,
    height: pitch,
  });
  if (count < 1) return;
  write(canvas, `name ${id}`, signed(canvas, id, [name]), row(0), {
    tone: 'strong',
    base: nameBase,
    mono: true,
    anchor: 'middle',
    struck: signedTone(canvas, id).struck ?? false,
  });
  if (count > 1) write(canvas, `line ${id}`, [words.outside], row(1), { tone: 'quiet', anchor: 'middle' });
}

function drawTunnel(canvas: Canvas, placed: PlacedTunnel, words: SceneWords): void {
  const { id, tunnel, points, above, below } = placed;
  const down = tunnel.ends.some((end) => end !== null && isDown(end));
  line(canvas, { id, key: id, shape: 'tunnel', points, status: tunnel.status, down });
  const [start, end] = [points[0], points.at(-1)];
  if (start === undefined || end === undefined) return;
  if (above === null) {
    // Straight across there is no room for words: what became of it has its sign in the middle.
    const [sign = ''] = signed(canvas, id, ['']);
    const room = { x: (start.x + end.x) / 2 - 16, y: (start.y + end.y) / 2 - 12, width: 32, height: 24 };
    write(canvas, `sign ${id}`, [sign.trim()], room, {
      ...{ mono: true, anchor: 'middle', rim: true, fewest: 1 },
      ...signedTone(canvas, id),
    });
    return;
  }
  for (const [point, known, side] of [
    [start, tunnel.ends[0] !== null, 'from'],
    [end, tunnel.ends[1] !== null, 'to'],
  ] as const) {
    // An end that is known is a port of its host; one that is not has no stub, only a line that arrives.
    if (known)
      box(canvas, {
        id: `stub ${side} ${id}`,
        key: id,
        shape: 'stub',
        x: point.x - 4,
        y: point.y - 6,
        width: 8,
        height: 6,
      });
  }
  const broken = tunnel.status === 'missing' || down;
  const texts = signed(canvas, id, words.tunnelText(tunnel));
  write(canvas, `tunnel ${id}`, texts, above, {
    mono: true,
    anchor: 'middle',
    tone: broken ? 'error' : 'plain',
    fewest: 99,
    ...signedTone(canvas, id),
  });
  const carries = words.carries(id);
  if (below !== null && carries !== null)
    write(canvas, `carries ${id}`, [carries], below, {
      mono: true,
      anchor: 'middle',
      tone: 'quiet',
      fewest: 8,
    });
}

function drawBar(canvas: Canvas, { key, id, of, first, ...rect }: PlacedBar, words: SceneWords): void {
  const place = rectOf(rect);
  const status = of.kind === 'physical-network' && of.name === null ? 'inferred' : 'known';
  box(canvas, { id: `bar ${key}`, key: id, shape: of.kind === 'mesh' ? 'mesh' : 'bar', status, ...place });
  const room = { ...place, x: place.x + 8, width: place.width - 16 };
  const texts = signed(canvas, id, [words.barText(of)]);
  if (first || place.height * canvas.view.scale > 18)
    write(canvas, `bar ${key}`, texts, room, signedTone(canvas, id));
}

function drawDrop(canvas: Canvas, { key, bar, from, to, text, label, missing }: Drop): void {
  line(canvas, {
    id: `drop ${key}`,
    key: bar,
    shape: 'drop',
    points: [from, to],
    status: missing ? 'missing' : 'known',
  });
  write(canvas, `drop ${key}`, [text], label, { mono: true, tone: missing ? 'error' : 'quiet' });
}

function rectOf({ x, y, width, height }: Rect): Rect {
  return { x, y, width, height };
}

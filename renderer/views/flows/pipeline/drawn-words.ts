// What a drawn box or ribbon says when it is pointed at, and which flows it opens. It stands for one place or way of the
// pipeline, or for several ports.
import type { PipelineEdge, PipelineNode } from '../../../../shared/pipeline/pipeline.ts';
import { t } from '../../../state/locale.svelte.ts';
import type { NotedMark } from '../../../ui/noted-mark.ts';
import { longName, nodeName } from '../../../ui/pipeline-node-name.ts';
import type { PictureBox, PictureRibbon } from './layout.ts';
import { listed, packetsText, waysText } from './names.ts';
import { noteOf } from './pipeline-notes.ts';

/** More conditions than this in one filter are read by nobody. */
const mostJoined = 12;

export interface DrawnWords {
  /** Names say their bridge: several are in the picture. */
  readonly withBridge: boolean;
  readonly nodeOf: ReadonlyMap<string, PipelineNode>;
  readonly roleOf: (node: PipelineNode) => string | null;
  readonly noted: ReadonlyMap<string, NotedMark>;
}

/** What it stands for. */
export function drawnItems(what: PictureBox | PictureRibbon): readonly (PipelineNode | PipelineEdge)[] {
  return 'role' in what ? what.nodes : what.edges;
}

/** One line: names, then counts, then its notes. */
export function describeDrawn(what: PictureBox | PictureRibbon, words: DrawnWords): string {
  return 'role' in what ? describeBox(what, words) : describeRibbon(what, words);
}

function describeBox(box: PictureBox, { withBridge, roleOf, noted }: DrawnWords): string {
  const [node] = box.nodes;
  if (node === undefined) return '';
  const name =
    box.nodes.length === 1 ? longName(node, withBridge) : listed(box.nodes.map((each) => nodeName(each)));
  const role = roleOf(node);
  const counts = [
    t('pipeline.flows', { count: box.nodes.reduce((sum, { flows }) => sum + flows, 0) }),
    packetsText(box.packets),
    ...(node.entered !== null && node.entered !== node.packets
      ? [t('pipeline.entered', { count: node.entered })]
      : []),
    ...(node.neverHit > 0 ? [t('pipeline.unused', { count: node.neverHit })] : []),
    ...(node.kind === 'miss' ? [t('pipeline.missHint')] : []),
    ...saidNotes(box, noted),
  ];
  return t('pipeline.describe.box', {
    name: role === null ? name : `${name} (${role})`,
    counts: listed(counts),
  });
}

function describeRibbon(ribbon: PictureRibbon, { withBridge, nodeOf, noted }: DrawnWords): string {
  const [edge] = ribbon.edges;
  if (edge === undefined) return '';
  const nameOf = (id: string): string => {
    const node = nodeOf.get(id);
    return node === undefined ? id : longName(node, withBridge);
  };
  const { length } = ribbon.edges;
  return t('pipeline.describe.ribbon', {
    from: length > 1 ? t('pipeline.edges', { count: length }) : nameOf(edge.from),
    to: nameOf(edge.to),
    ways: listed([...new Set(ribbon.edges.map(waysText))]),
    counts: listed([
      t('pipeline.flows', { count: ribbon.edges.reduce((sum, { flows }) => sum + flows, 0) }),
      packetsText(ribbon.packets),
      ...saidNotes(ribbon, noted),
    ]),
  });
}

function saidNotes(
  what: PictureBox | PictureRibbon,
  noted: ReadonlyMap<string, NotedMark>,
): readonly string[] {
  return noteOf(what, noted)?.title.split('\n') ?? [];
}

/** Of what stands for several: their filters joined, or what they have in common; null where one has none. */
export function joinedFilter(what: PictureBox | PictureRibbon): string | null {
  const filters = drawnItems(what).map(({ filter }) => filter);
  // All ports of a side: what they have in common is what a person can read.
  if (filters.length > mostJoined)
    return 'role' in what && what.role === 'in' ? 'table=0 and has in_port' : 'actions~output';
  if (filters.includes(null)) return null;
  return filters.map((filter) => (filter?.includes(' ') ? `(${filter})` : filter)).join(' or ');
}

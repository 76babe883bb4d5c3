// What is said of nodes, edges and boxes of a pipeline, beside their names: ui/pipeline-node-name.ts.
import { tableText } from '../../../../shared/openflow/table-id.ts';
import type { PipelineEdge, PipelineNode } from '../../../../shared/pipeline/pipeline.ts';
import { t } from '../../../state/locale.svelte.ts';
import { shortNumber } from '../../../ui/number-text.ts';
import { nodeName } from '../../../ui/pipeline-node-name.ts';
import type { BoxLine } from './labels.ts';
import type { PictureBox } from './layout.ts';

export function kindName(node: PipelineNode): string {
  const kind = t(`pipeline.kind.${node.kind}`);
  return node.portType === null || node.portType === '' ? kind : listed([kind, node.portType]);
}

/** Words one behind the other, as the language parts them. */
export function listed(words: readonly string[]): string {
  return words.join(t('app.comma'));
}

export function waysText(edge: PipelineEdge): string {
  return listed(edge.ways.map((way) => t(`pipeline.way.${way}`)));
}

export function packetsText(packets: number | null): string {
  return packets === null ? t('pipeline.unknownCount') : t('pipeline.packets', { count: packets });
}

/** What is written in a box, the most important first. `roleOf`: what a table is for, as far as that is known. */
export function linesOf(box: PictureBox, roleOf: (node: PipelineNode) => string | null): readonly BoxLine[] {
  const [node] = box.nodes;
  if (node === undefined) return [];
  const name = (text: string, short: string | null = null): BoxLine => ({
    text,
    short,
    kind: 'name',
    mono: true,
  });
  switch (box.role) {
    case 'table':
    case 'idle': {
      const title = name(nodeName(node), node.table === null ? null : tableText(node.table));
      if (box.role === 'idle') return [title];
      return [title, countLine(node.packets), ...detailLines(node, roleOf(node))];
    }
    case 'in':
    case 'out': {
      if (box.nodes.length === 1) {
        const into = node.kind === 'patch' && box.role === 'in' ? node.bridge : node.peerBridge;
        const far: BoxLine[] =
          node.kind === 'patch' || node.portType === 'patch'
            ? [
                {
                  text: `${box.role === 'in' ? '←' : '→'} ${into ?? '?'}`,
                  short: null,
                  kind: 'detail',
                  mono: true,
                },
              ]
            : [];
        return [name(nodeName(node)), countLine(box.packets), ...far];
      }
      const ports = t('pipeline.ports', { count: box.nodes.length });
      const type: BoxLine[] = node.portType
        ? [{ text: node.portType, short: null, kind: 'detail', mono: true }]
        : [];
      return [name(ports), countLine(box.packets), ...type];
    }
    case 'end':
      return [
        name(`${endSign[node.kind] ?? ''} ${shortCount(node.packets)}`.trim(), endSign[node.kind] ?? null),
      ];
    case 'jump-out':
      return [name(`→ ${nodeName(node)}`, `→ ${node.table ?? ''}`)];
    case 'jump-in': {
      const tables = listed(box.nodes.map((each) => String(each.table ?? nodeName(each))));
      const many = t('pipeline.fromTables', { count: box.nodes.length });
      return [name(box.nodes.length > 3 ? `${many} →` : `${tables} →`, '→')];
    }
    case 'learn':
      return [name(t('pipeline.writes', { table: String(node.table ?? '?') }), `✎ ${node.table ?? ''}`)];
  }
}

/** Signs beside the words: an end is not told by its colour alone. */
export const endSign: Partial<Readonly<Record<PipelineNode['kind'], string>>> = {
  drop: '⊘',
  return: '↩',
  miss: '∅',
};

function detailLines(node: PipelineNode, role: string | null): readonly BoxLine[] {
  const flows = t('pipeline.flows', { count: node.flows });
  const unused = node.neverHit > 0 ? t('pipeline.unused', { count: node.neverHit }) : '';
  const both = unused === '' ? flows : listed([flows, unused]);
  return [
    ...(role === null ? [] : [{ text: role, short: null, kind: 'detail' as const, mono: false, lines: 2 }]),
    { text: both, short: flows, kind: 'detail', mono: false },
  ];
}

function countLine(packets: number | null): BoxLine {
  return { text: shortCount(packets), short: null, kind: 'count', mono: true };
}

function shortCount(packets: number | null): string {
  return packets === null ? '?' : shortNumber(packets);
}

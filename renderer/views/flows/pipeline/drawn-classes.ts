// How busy or lost a drawn box or ribbon is, as classes of its shape.
import { heatOf } from '../../../ui/heat.ts';
import type { PictureBox, PictureRibbon, PipelinePicture } from './layout.ts';

function heatClass(packets: number | null, most: PipelinePicture['most']): string {
  const heat = heatOf(packets, most);
  return heat === null ? 'unknown' : `heat-${heat}`;
}

export function boxClass(box: PictureBox, most: PipelinePicture['most']): string {
  const [node] = box.nodes;
  if (box.role === 'table' || box.role === 'idle')
    return node?.kind === 'group' ? 'group' : heatClass(node?.packets ?? null, most);
  if (box.role !== 'end') return '';
  // Where nothing was lost there is nothing to warn of.
  return node?.packets === 0 ? 'quiet' : (node?.kind ?? '');
}

/** An end at which packets were lost. */
export function isLost(box: PictureBox): boolean {
  const [node] = box.nodes;
  return box.role === 'end' && node?.packets !== 0 && node?.kind !== 'return';
}

/** `to`: the box that it leads to. */
export function ribbonClass(
  ribbon: PictureRibbon,
  to: PictureBox | undefined,
  most: PipelinePicture['most'],
): string {
  if (ribbon.learn) return 'learn';
  const end = to?.role === 'end' ? to.nodes[0]?.kind : undefined;
  return `${end === 'drop' || end === 'miss' ? 'lost ' : ''}${heatClass(ribbon.packets, most)}`;
}

// Arrow keys in the picture: right and left along edges, from a box to a ribbon to the next box; up and
// down among the ribbons of one side, or the boxes of one column.
import type { Arrow } from '../../../ui/arrow-keys.ts';
import type { PictureBox, PictureRibbon, PipelinePicture } from './layout.ts';

/** Key of the box or ribbon to go to from `active`; `active` again where there is none. */
export function walk(picture: PipelinePicture, active: string | null, arrow: Arrow): string | null {
  const { boxes, ribbons } = picture;
  const box = boxes.find(({ key }) => key === active);
  if (box) return fromBox(picture, box, arrow) ?? active;
  const ribbon = ribbons.find(({ key }) => key === active);
  if (!ribbon) return (boxes.find(({ role }) => role === 'table') ?? boxes[0])?.key ?? null;
  if (arrow === 'ArrowRight') return ribbon.to;
  if (arrow === 'ArrowLeft') return ribbon.from;
  const siblings = ribbons.filter(({ from }) => from === ribbon.from).sort((a, b) => a.start.y - b.start.y);
  const next = siblings[siblings.indexOf(ribbon) + (arrow === 'ArrowDown' ? 1 : -1)];
  return next?.key ?? active;
}

function fromBox({ boxes, ribbons, jumps }: PipelinePicture, box: PictureBox, arrow: Arrow): string | null {
  if (arrow === 'ArrowUp' || arrow === 'ArrowDown') {
    const down = arrow === 'ArrowDown';
    const column = boxes.filter((each) => each.x === box.x && (down ? each.y > box.y : each.y < box.y));
    return column.sort((a, b) => (down ? a.y - b.y : b.y - a.y))[0]?.key ?? null;
  }
  const right = arrow === 'ArrowRight';
  const sides = ribbons.filter((ribbon) => (right ? ribbon.from : ribbon.to) === box.key);
  const widest = sides.reduce<PictureRibbon | null>(
    (best, ribbon) => (best === null || ribbon.width > best.width ? ribbon : best),
    null,
  );
  // A tag goes on where its table is.
  return widest?.key ?? jumps.get(box.key) ?? null;
}

// What stays strong around what is pointed at or selected.
import type { PictureBox, PictureRibbon, PipelinePicture } from './layout.ts';

export interface Lit {
  readonly boxes: ReadonlySet<string>;
  readonly ribbons: ReadonlySet<string>;
}

/**
 * Of a box, all its ribbons and the boxes at their other ends; of a ribbon, its ends. Where an edge goes on
 * at another tag, that one with its table too.
 */
export function litBy({ boxes: all, ribbons: ways }: PipelinePicture, keys: ReadonlySet<string>): Lit {
  const boxes = new Set<string>();
  const ribbons = new Set<string>();
  const tags = new Map(all.filter(isTag).map((box) => [box.key, box]));
  const add = (ribbon: PictureRibbon): void => {
    ribbons.add(ribbon.key);
    boxes.add(ribbon.from);
    boxes.add(ribbon.to);
  };
  for (const box of all) if (keys.has(box.key)) boxes.add(box.key);
  for (const ribbon of ways) {
    if (keys.has(ribbon.key) || keys.has(ribbon.from) || keys.has(ribbon.to)) add(ribbon);
  }
  const edges = new Set([...boxes].flatMap((key) => (tags.get(key)?.edges ?? []).map(({ id }) => id)));
  for (const ribbon of ways) {
    const tagged = tags.has(ribbon.from) || tags.has(ribbon.to);
    if (tagged && ribbon.edges.some(({ id }) => edges.has(id))) add(ribbon);
  }
  return { boxes, ribbons };
}

export function isTag({ role }: PictureBox): boolean {
  return role === 'jump-out' || role === 'jump-in';
}

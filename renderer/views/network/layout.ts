// Asks ELK, in its worker, for the places of a sketch. One worker serves the window.
import ELK from 'elkjs/lib/elk-api.js';
import { elkGraph, pictureOf, type Picture } from './graph.ts';
import type { Sketch } from './sketch.ts';
import type { Direction } from './stacks.ts';

let elk: InstanceType<typeof ELK> | null = null;

function engine(): InstanceType<typeof ELK> {
  elk ??= new ELK({
    workerFactory: () => new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' }),
  });
  return elk;
}

/** The picture of a sketch. Rejects when ELK does. */
export async function layOut(sketch: Sketch, direction: Direction): Promise<Picture> {
  const graph = elkGraph(sketch, direction);
  return pictureOf(sketch, await engine().layout(graph), direction);
}

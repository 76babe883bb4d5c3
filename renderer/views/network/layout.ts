// Asks ELK, in its worker, for the places of a sketch. One worker serves the window.
import ELK from 'elkjs/lib/elk-api.js';
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { elkGraph, pictureOf, type Picture } from './graph.ts';
import type { Sketch } from './sketch.ts';
import type { Direction } from './sketch.ts';

let elk: InstanceType<typeof ELK> | null = null;

function engine(): InstanceType<typeof ELK> {
  elk ??= new ELK({
    workerFactory: () => new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' }),
  });
  return elk;
}

/** The picture of a sketch. Rejects when ELK does. */
export async function layOut(sketch: Sketch, direction: Direction): Promise<Picture> {
  return pictureOf(sketch, await layOutGraph(elkGraph(sketch, direction)), direction);
}

/** A graph with the places that ELK gives its parts. Rejects when ELK does. */
export function layOutGraph(graph: ElkNode): Promise<ElkNode> {
  return engine().layout(graph);
}

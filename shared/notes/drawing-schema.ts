// A picture's shapes as they are kept in a case: what comes back from a file is checked before it is drawn.
import { z } from 'zod';

const number = z.number();
const colour = z.string().max(100);
const dash = z.array(number).max(20).readonly().optional();

const shape = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('path'),
    path: z.string(),
    stroke: colour,
    width: number,
    opacity: number.optional(),
    dash,
  }),
  z.object({
    kind: z.literal('rect'),
    ...{ x: number, y: number, width: number, height: number },
    fill: colour.nullable(),
    stroke: colour.nullable(),
    radius: number.optional(),
    dash,
    title: z.string().optional(),
  }),
  z.object({
    kind: z.literal('text'),
    x: number,
    y: number,
    text: z.string(),
    size: number,
    fill: colour,
    anchor: z.enum(['start', 'middle', 'end']),
    strong: z.boolean().optional(),
    mono: z.boolean().optional(),
    rim: colour.optional(),
  }),
]);

/** A `Drawing`. */
export const drawingSchema = z.object({
  width: number,
  height: number,
  background: colour,
  title: z.string(),
  origin: z.object({ x: number, y: number }),
  shapes: z.array(shape).max(500_000).readonly(),
});

// A picture as a list of shapes, as it is drawn and as it is kept in a case: what comes back from a file is checked
// before it is drawn again. Colours are values, not tokens; fonts are named; there is no script and no style.
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
    /** Of the baseline. */
    y: number,
    text: z.string(),
    size: number,
    fill: colour,
    anchor: z.enum(['start', 'middle', 'end']),
    strong: z.boolean().optional(),
    mono: z.boolean().optional(),
    /** Colour of a rim that keeps the text readable over lines. */
    rim: colour.optional(),
  }),
]);

export const drawingSchema = z.object({
  width: number,
  height: number,
  background: colour,
  /** What it shows, for whoever cannot see it. */
  title: z.string(),
  /** Where the shapes' own 0,0 is. */
  origin: z.object({ x: number, y: number }),
  shapes: z.array(shape).max(500_000).readonly(),
});

export type Shape = z.infer<typeof shape>;
export type Drawing = z.infer<typeof drawingSchema>;

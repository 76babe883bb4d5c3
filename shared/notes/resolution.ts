// Where the thing that an anchor names is in the case as it is now.
import { z } from 'zod';
import { thing } from './thing.ts';

/** A thing with its key for the address and for marks. */
const place = z.object({ thing, key: z.string() });

/** Why a thing was not found: its snapshot or its source is not in the case, or it is not in them. */
export const goneReasons = ['no-snapshot', 'no-source', 'no-thing'] as const;

export const resolution = z.discriminatedUnion('state', [
  place.extend({ state: z.literal('found') }),
  /** Several fit equally well, the likeliest first. */
  z.object({ state: z.literal('several'), places: z.array(place).min(2).readonly() }),
  /** Not there (any more): `nearest` is what still is of where it was. */
  z.object({ state: z.literal('gone'), reason: z.enum(goneReasons), nearest: place }),
]);
export type Resolution = z.infer<typeof resolution>;

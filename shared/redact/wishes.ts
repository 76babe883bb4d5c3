// What the user says about a redaction: what is to be replaced beside what is found, and what is to stay.
import { z } from 'zod';

const text = z
  .string()
  .max(1000)
  .refine(
    (it) => it.trim() === it && it.length > 0 && !it.includes('\n'),
    'a text of one line, without space around',
  );

export const redactionWishes = z.object({
  /** Texts to be replaced wherever they stand as whole words, in any case. */
  additions: z.array(text).max(10_000).readonly(),
  /** Addresses and ids, in any spelling, and names that stay. */
  exceptions: z.array(text).max(10_000).readonly(),
});
export type RedactionWishes = z.infer<typeof redactionWishes>;

// Signs are drawn by whatever font the system has: they must be of blocks that all of them have.
import { expect, test } from 'vitest';
import { knowledgeSigns, severitySigns, stateSigns } from '../../../renderer/ui/signs.ts';

/** Of DejaVu, Segoe UI Symbol and Apple Symbols alike. */
const blocks: Readonly<Record<string, readonly [number, number]>> = {
  'Latin-1': [0x21, 0xff],
  'General Punctuation': [0x2000, 0x206f],
  'Mathematical Operators': [0x2200, 0x22ff],
  'Block Elements and Geometric Shapes': [0x2580, 0x25ff],
  Dingbats: [0x2700, 0x27bf],
};

test('every sign is in a block that the systems’ own fonts have', () => {
  const signs = [stateSigns, severitySigns, knowledgeSigns].flatMap((each) => Object.entries(each));
  const strange = signs.filter(([, { sign }]) => {
    const code = sign.codePointAt(0) ?? 0;
    return !Object.values(blocks).some(([first, last]) => first <= code && code <= last);
  });
  expect(strange).toEqual([]);
});

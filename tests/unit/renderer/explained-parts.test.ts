// Where the line of a flow breaks in the inspector: behind a comma, nowhere else while a piece fits.
import { expect, test } from 'vitest';
import { piecesOf } from '../../../renderer/frame/inspector/explained-parts.ts';

test('pieces end behind their commas, the comma of a resubmit is within one, long ones may break', () => {
  const text = 'load:0x8c->NXM_NX_TUN_ID[],resubmit(,8),NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[]';
  const pieces = piecesOf(text);
  expect(pieces).toEqual([
    { text: 'load:0x8c->NXM_NX_TUN_ID[],', whole: true },
    { text: 'resubmit(,8),', whole: true },
    { text: 'NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[]', whole: false },
  ]);
  expect(piecesOf(',')).toEqual([{ text: ',', whole: true }]);
});

// Lines of megabytes are shown as far as a row can take them, without cutting a field or an action.
import { describe, expect, it } from 'vitest';
import { beginningOf } from '../../../../renderer/views/flows/flow-text.ts';

describe('beginningOf', () => {
  it('leaves short text alone', () => {
    expect(beginningOf('output:1,output:2', 17)).toBe('output:1,output:2');
  });
  it('ends behind a whole action', () => {
    expect(beginningOf('output:1,output:2', 16)).toBe('output:1');
  });
  it('cuts what has no end', () => {
    expect(beginningOf(`note:${'00.'.repeat(400_000)}`, 12)).toBe('note:00.00.0');
  });
});

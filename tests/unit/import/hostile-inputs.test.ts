// The first of the hostile inputs of tests/long/hostile.ts, always the same ones; all of them run there.
import { expect, onTestFinished, test } from 'vitest';
import { HostileInputs } from '../../long/try-input.ts';

test('two thousand mutated archives and outputs: no crash, no member left open, no fact of lines that are not there', async () => {
  const inputs = new HostileInputs();
  onTestFinished(() => inputs.close());
  const wrong: string[] = [];
  for (let seed = 1; seed <= 2000; seed++) {
    const why = await inputs.try(seed);
    if (why !== null) wrong.push(`node tests/long/hostile.ts --seed ${seed} --count 1: ${why}`);
  }
  expect(wrong).toEqual([]);
}, 300_000);

// What every registered command must have. What its fixtures go through is in the damage tests.
import { expect, test } from 'vitest';
import { commands } from '../../../shared/commands/registry.ts';
import { factKinds } from '../../../shared/facts.ts';
import { fixtureOutputs } from '../../fixture-outputs.ts';

test('every command has an output in tests/fixtures, and an id of its own', () => {
  const ids = commands.map((command) => command.id);
  expect(new Set(ids).size).toBe(ids.length);
  const shown = [
    ...fixtureOutputs('openvswitch'),
    ...fixtureOutputs('linux'),
    ...fixtureOutputs('system'),
  ].map(({ id }) => id);
  expect([...new Set(shown)].sort()).toEqual([...ids].sort());
});

test('every kind of fact comes from a command', () => {
  expect([...new Set(commands.flatMap((command) => command.facts))].sort()).toEqual([...factKinds].sort());
});

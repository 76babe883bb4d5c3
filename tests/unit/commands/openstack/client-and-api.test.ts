// What the clients print of a thing is what the API says of it, field by field wherever both print it:
// every form of one client's output, two versions of the client, and all bundles of the lab.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ParsedFact } from '../../../../shared/facts.ts';
import { commandLineFromPath, recogniseCommandLine } from '../../../../shared/bundle/command-line.ts';
import { fixtureOutputs } from '../../../fixture-outputs.ts';
import { readArchive } from '../../../read-archive.ts';
import { readLines } from '../../../read-lines.ts';
import { hasShared, sharedData } from '../../../shared-data.ts';

interface Output {
  readonly name: string;
  readonly facts: readonly ParsedFact[];
}

/** `kind id` of a fact that has an id. */
function keyOf(fact: ParsedFact): string | null {
  return 'id' in fact.data && typeof fact.data.id === 'string' ? `${fact.kind} ${fact.data.id}` : null;
}

/** Rows of `other` are the same only by name: the client renames and adds some. */
const loose = new Set(['other']);

/** The fields in which two facts of one thing contradict each other; null and absent contradict nothing. */
function contradictions(client: ParsedFact, api: ParsedFact): string[] {
  const theirs = api.data as unknown as Readonly<Record<string, unknown>>;
  return Object.entries(client.data).flatMap(([field, value]) => {
    const other = theirs[field];
    // `nova interface-list` prints addresses without their subnets.
    if (JSON.stringify(value).includes('"subnetId":null')) return [];
    if (loose.has(field) || value === null || other === null || other === undefined) return [];
    const same = JSON.stringify(inOrder(value)) === JSON.stringify(inOrder(other));
    return same ? [] : [`${field}: ${JSON.stringify(value)} and ${JSON.stringify(other)}`];
  });
}

/** Lists without their order, names in order. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value))
    return value
      .map(inOrder)
      .map((one) => JSON.stringify(one))
      .sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, one]) => [name, inOrder(one)]);
}

/** How many fields were compared, and what contradicts. */
function compare(outputs: readonly Output[], api: Output): { things: number; wrong: string[] } {
  const known = new Map(api.facts.map((fact) => [keyOf(fact), fact]));
  let things = 0;
  const wrong = outputs.flatMap(({ name, facts }) =>
    facts.flatMap((fact) => {
      const key = keyOf(fact);
      const other = key === null ? undefined : known.get(key);
      if (other === undefined) return [];
      things++;
      return contradictions(fact, other).map((text) => `${name}: ${String(key)}: ${text}`);
    }),
  );
  return { things, wrong };
}

test('every form and version of the client says what the API says', () => {
  const outputs = fixtureOutputs('linux')
    .filter(({ name }) => name.startsWith('openstack/'))
    .map(({ name, command, lines, context }) => ({ name, facts: readLines(command, lines, context).facts }));
  const api = outputs.find(({ name }) => name.endsWith('neutron-api.json'))!;
  const { things, wrong } = compare(
    outputs.filter((one) => one !== api),
    api,
  );
  expect(wrong).toEqual([]);
  expect(things).toBeGreaterThanOrEqual(103);
});

describe.skipIf(!hasShared)('in the bundles', () => {
  const archives = ['lab', 'ovn'].flatMap((folder) =>
    hasShared
      ? readdirSync(sharedData(folder, 'bundles')).map((name) => ({
          name: `${folder}/${name}`,
          path: join(sharedData(folder, 'bundles'), name, 'controller1', 'commands.tar.gz'),
        }))
      : [],
  );

  test.each(archives)('$name: no problem, no contradiction', async ({ path }) => {
    const outputs: Output[] = [];
    const isClients = (name: string): boolean => /(?:^|\/)(?:openstack|neutron|nova)[_-][^/]*$/.test(name);
    for (const [name, text] of await readArchive(path, isClients)) {
      const found = recogniseCommandLine(commandLineFromPath(name) ?? '');
      expect(found, name).not.toBeNull();
      const lines = text.split('\n');
      if (lines.at(-1) === '') lines.pop();
      const { facts, problems } = readLines(found!.command, lines, found!.context);
      expect(problems, name).toEqual([]);
      expect(facts.length, name).toBeGreaterThan(0);
      outputs.push({ name, facts });
    }
    const api = outputs.find(({ name }) => name.endsWith('neutron-api.json'))!;
    const others = outputs.filter((one) => one !== api);
    const { things, wrong } = compare(others, api);
    expect(wrong).toEqual([]);
    if (others.some(({ name }) => name.includes('port'))) expect(things).toBeGreaterThan(13);
  });
});

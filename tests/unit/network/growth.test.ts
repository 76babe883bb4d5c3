// The work for a host grows with its instances and no faster: facts are read through indices, never all of them for each
// device. Counted are reads of facts, which do not depend on the machine.
import { expect, test } from 'vitest';
import { modelOf } from '../../../shared/network/build-node.ts';
import { indexNode } from '../../../shared/network/node-index.ts';
import type { FactKind, StoredFact } from '../../../shared/facts.ts';
import type { SnapshotFacts } from '../../../shared/snapshot-facts.ts';
import { hostOutputs } from '../../bench/generate-case.ts';
import { emptyFacts } from '../../bundle-facts.ts';

interface Reads {
  readonly reads: number;
  readonly devices: number;
}

/** Reads of `data` while a model is built of a generated host; `left` says which of its outputs it has. */
function readsOf(instances: number, left: (name: string) => boolean): Reads {
  const facts = emptyFacts('generated');
  const options = { hosts: 2, instances, networks: 20, seed: 7 };
  for (const [name, text] of hostOutputs(options, 0)) if (left(name)) facts.add(name, text);
  let reads = 0;
  const counted = <K extends FactKind>(list: readonly StoredFact<K>[]): readonly StoredFact<K>[] =>
    list.map((fact) => ({
      ...fact,
      get data() {
        reads++;
        return fact.data;
      },
    }));
  const kinds = new Map<FactKind, readonly StoredFact[]>();
  const watched: SnapshotFacts = {
    ...facts,
    of: <K extends FactKind>(kind: K): readonly StoredFact<K>[] => {
      const known = kinds.get(kind) ?? counted(facts.of(kind));
      kinds.set(kind, known);
      return known as unknown as readonly StoredFact<K>[];
    },
  };
  const flows = new Map<string, readonly StoredFact<'flow'>[]>();
  const flowsOf = (bridge: string): readonly StoredFact<'flow'>[] => {
    const known = flows.get(bridge) ?? counted(facts.flowsOf(bridge));
    flows.set(bridge, known);
    return known;
  };
  const model = modelOf(indexNode(watched, { flowsOf, peers: [] }));
  return { reads, devices: model.devices.length };
}

test.each<[string, (name: string) => boolean]>([
  ['with all outputs', () => true],
  ['without domains', (name) => !/virsh/.test(name)],
  ['without Open vSwitch', (name) => !/ovs/.test(name)],
  ['without links', (name) => !/ip_/.test(name)],
])('%s twice the instances are twice the work', (_, left) => {
  const once = readsOf(60, left);
  const twice = readsOf(120, left);
  expect(twice.devices / once.devices).toBeGreaterThan(1.5);
  // Facts that do not grow with the instances make it less than two.
  expect(twice.reads / once.reads).toBeLessThan(2.1);
  expect(twice.reads / twice.devices).toBeLessThan(60);
});

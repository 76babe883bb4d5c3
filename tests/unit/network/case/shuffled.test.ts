// The case model is a function of what was printed, not of the order in which hosts and outputs were read; and
// whatever single output is left out, the rest stands.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandLineFromPath } from '../../../../shared/bundle/command-line.ts';
import { caseModel } from '../../../../shared/network/case/build-case.ts';
import type { CaseModel } from '../../../../shared/network/case/model.ts';
import { overviewOf, type CaseOverview } from '../../../../shared/network/case/overview.ts';
import { hostName, hostOutputs } from '../../../bench/generate-case.ts';
import { emptyFacts, type FilledFacts } from '../../../bundle-facts.ts';
import { caseOf } from './case-index.ts';

const options = { hosts: 4, instances: 5, networks: 3, seed: 7 };
const outputs = Array.from({ length: options.hosts }, (_, index) => [...hostOutputs(options, index)]);

function host(index: number, files: readonly (readonly [string, string])[]): FilledFacts {
  const facts = emptyFacts(hostName(index), index + 1);
  for (const [name, text] of files) facts.add(name, text, commandLineFromPath(name) ?? undefined);
  return facts;
}

function modelOf(hosts: readonly FilledFacts[]): CaseModel {
  return caseModel(caseOf(hosts)).model;
}

/** Sources are numbered as they are read, so numbers are left out of the comparison. */
function withoutNumbers(model: CaseModel): unknown {
  return JSON.parse(
    JSON.stringify(model, (key, value: unknown) => (key === 'sourceId' ? undefined : value)),
  ) as unknown;
}

const whole = modelOf(outputs.map((files, index) => host(index, files)));

test('the generated case has what it was made of', () => {
  expect(whole.hosts.map(({ roles, counts }) => [roles.map(({ role }) => role), counts.instances])).toEqual(
    Array.from({ length: 4 }, () => [['compute'], 5]),
  );
  expect(whole.tunnels.map(({ knowledge }) => knowledge)).toEqual(Array.from({ length: 6 }, () => 'both'));
  expect(whole.networks.map(({ segmentationId, hosts }) => [segmentationId, hosts.length])).toEqual([
    [1001, 4],
    [1002, 4],
    [1003, 4],
  ]);
  expect(whole.physicalNetworks.map(({ name, attachments }) => [name, attachments.length])).toEqual([
    ['physnet1', 4],
  ]);
});

test('hosts and outputs in another order give the identical model', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
      fc.infiniteStream(fc.nat()),
      (order, keys) => {
        const shuffled = order.map((index) =>
          host(
            index,
            (outputs[index] ?? [])
              .map((file) => ({ file, key: keys.next().value ?? 0 }))
              .sort((a, b) => a.key - b.key)
              .map(({ file }) => file),
          ),
        );
        expect(withoutNumbers(modelOf(shuffled))).toEqual(withoutNumbers(whole));
      },
    ),
    { numRuns: 15 },
  );
});

test('without any one output of a host the case still stands, with less', () => {
  const shape = ({ hosts, tunnels }: CaseOverview): unknown => [hosts.map(({ id }) => id), tunnels.length];
  const files = outputs[0] ?? [];
  for (const [left] of files) {
    const less = modelOf([
      host(
        0,
        files.filter(([name]) => name !== left),
      ),
      ...outputs.slice(1).map((rest, i) => host(i + 1, rest)),
    ]);
    const { hosts, tunnels } = less;
    expect(hosts).toHaveLength(4);
    // The other hosts' ends are there whatever is missing here.
    expect(tunnels).toHaveLength(6);
    const knowledge = new Set(
      tunnels.filter(({ from }) => from === hosts[0]?.id).map((each) => each.knowledge),
    );
    if (left === 'ovs-vsctl_show.txt') expect([...knowledge]).not.toContain('both');
    else expect([shape(overviewOf(less)), [...knowledge]]).toEqual([shape(overviewOf(whole)), ['both']]);
  }
});

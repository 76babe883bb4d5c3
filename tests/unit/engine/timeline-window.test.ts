// The timeline as the Compare view asks for it, of the lab: what changed without coming or going, restarts, and what a
// snapshot did not collect.
import { expect, test } from 'vitest';
import { comparisonsOf } from '../../../electron/engine/case-comparisons.ts';
import { timelineWindow } from '../../../electron/engine/comparison-views.ts';
import { changeKinds } from '../../../shared/compare/change.ts';
import { importBundles, openedCase } from '../../import-bundles.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

const bundle = (scenario: string, host: string): string =>
  sharedData('lab/bundles', scenario, host, 'commands.tar.gz');

async function timelineOf(scenarios: readonly string[]): Promise<ReturnType<typeof timelineWindow>> {
  const { casePath } = await importBundles([bundle(scenarios[0] ?? '', 'compute1')], { label: 'first' });
  for (const scenario of scenarios.slice(1))
    await importBundles([bundle(scenario, 'compute1')], { casePath, label: scenario });
  const session = openedCase(casePath);
  const request = { host: 'compute1', kinds: [...changeKinds], offset: 0, limit: 1000 };
  return timelineWindow(comparisonsOf(session).timeline(request.host, request.kinds), request);
}

test.skipIf(!hasShared)('a port that got another tag is there all the time, and changed', async () => {
  const { snapshots, rows, restarts } = await timelineOf([
    'S05-port-dead-vlan-before',
    'S05-port-dead-vlan-after',
  ]);
  const [before, after] = snapshots;
  expect(rows).toEqual([
    {
      ...{ kind: 'ovs-ports', key: 'qvo1476e4c9-4e', seen: [true, true], appeared: [], went: [] },
      changed: [{ at: after, fields: ['tag'] }],
      steps: [{ from: before, to: after }],
    },
    {
      ...{ kind: 'flows', key: 'br-int table=0 priority=2 in_port=15', seen: [false, true] },
      ...{ appeared: [after], went: [], changed: [], steps: [{ from: before, to: after }] },
    },
  ]);
  expect(restarts).toEqual([]);
});

test.skipIf(!hasShared)(
  'an agent that was restarted is told once, by the snapshot that shows it',
  async () => {
    const { snapshots, rows, restarts } = await timelineOf([
      'S12-agent-restarted-before',
      'S12-agent-restarted-after',
    ]);
    expect(rows).toEqual([]);
    expect(restarts).toMatchObject([{ at: snapshots[1], scope: 'agent' }]);
  },
);

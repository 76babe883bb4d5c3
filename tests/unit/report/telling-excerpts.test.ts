// A report shows three of the outputs that tell of a device: those that say the most of what it says of the device.
import { expect, test } from 'vitest';
import { networkOf } from '../../../electron/engine/case-network.ts';
import { mostTelling } from '../../../electron/engine/report/excerpts.ts';
import { importBundles, openedCase } from '../../import-bundles.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

test.skipIf(!hasShared)(
  'the lines with the tag and the address come before those with statistics',
  async () => {
    const { casePath } = await importBundles([
      sharedData('lab/bundles/S05-port-dead-vlan-after/compute1/commands.tar.gz'),
    ]);
    const session = openedCase(casePath);
    const [{ id = 0 } = {}] = session.snapshots();
    const device = networkOf(session)
      .node(id)
      .devices.find(({ name }) => name === 'qvo1476e4c9-4e');
    const evidence = device?.evidence ?? [];
    const places = (values: readonly string[]): readonly string[] =>
      mostTelling(session, evidence, values).map(({ source }) => source.replace(/^.*\//, ''));

    expect(places(['4095', '26:31:c5:78:09:2f', '1458', '61']).slice(0, 2)).toEqual([
      'ip_-d_addr.txt',
      'ovs-vsctl_show.txt',
    ]);
    // 15 is in `n_packets=1511`, too, but not as a word.
    expect(places(['15'])[0]).toBe('ovs-vsctl_list_Interface.txt');
    // Nothing is lost, and what says none of it keeps its order.
    expect(places([])).toEqual(evidence.map(({ source }) => source.replace(/^.*\//, '')));
    expect(places(['4095']).toSorted()).toEqual(places([]).toSorted());
  },
);

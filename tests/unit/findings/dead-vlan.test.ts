import { expect, test } from 'vitest';
import { factsOf, findingsOfRule } from './rule-facts.ts';

const show = (tag: number): string => `f3c7a3f5-6d53-4b43-a08a-7b2b3a1c9f10
    Bridge br-int
        Port qvo1476e4c9-4e
            tag: ${tag}
            Interface qvo1476e4c9-4e
        Port br-int
            Interface br-int
                type: internal
    ovs_version: "3.1.0"
`;

test('a port in VLAN 4095 is found with the lines of its port', () => {
  const found = findingsOfRule('dead-vlan', factsOf({ 'ovs-vsctl show': show(4095) }));
  expect(found).toMatchObject([
    {
      id: 'dead-vlan compute1 qvo1476e4c9-4e',
      severity: 'error',
      host: 'compute1',
      devices: ['veth/qvo1476e4c9-4e'],
      message: { key: 'findings.dead-vlan.port', params: { port: 'qvo1476e4c9-4e', bridge: 'br-int' } },
      evidence: [{ source: 'ovs-vsctl show', firstLine: 3 }],
      wants: [],
    },
  ]);
});

test('a port in any other VLAN is none', () => {
  expect(findingsOfRule('dead-vlan', factsOf({ 'ovs-vsctl show': show(4094) }))).toEqual([]);
});

// What a hop of a path shows beside its name.
import { describe, expect, test } from 'vitest';
import { numbersOf, type ShownHop } from '../../../../shared/network/route/hop-text.ts';

const hop: ShownHop = {
  ...{ device: 'br-int', kind: 'ovs-bridge', status: 'known', reason: null, break: null },
  ...{
    host: 'compute1',
    mac: null,
    deviceId: null,
    tag: null,
    ofport: null,
    ifindex: null,
    tunnelId: null,
    local: null,
    remote: null,
  },
  ...{ mtu: 1500, addresses: ['fe80::1/64', '10.0.0.5/24'], evidence: [], wants: [] },
};

describe('the numbers of a hop', () => {
  test('are MTU, state and addresses, without the link-local one', () => {
    expect(numbersOf({ ...hop, kind: 'veth', device: 'qvo1', state: 'DOWN' })).toEqual([
      'mtu 1500',
      'DOWN',
      '10.0.0.5/24',
    ]);
  });

  test('do not call an OVS bridge down, which forwards all the same', () => {
    expect(numbersOf({ ...hop, state: 'DOWN' })).toEqual(['mtu 1500', '10.0.0.5/24']);
    expect(numbersOf({ ...hop, state: 'UNKNOWN' })).toContain('UNKNOWN');
  });
});

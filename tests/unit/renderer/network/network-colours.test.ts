// What a network is called and coloured in the picture of a node.
import { expect, it } from 'vitest';
import type { NetworkDevice } from '../../../../shared/network/model.ts';
import { networkColours, networkName } from '../../../../renderer/views/network/network-colours.ts';

const device = (network: string | null, tag: number | null) => ({ network, tag }) as NetworkDevice;
const internal2 = '7e4ebe00-9c5e-44a1-b5b3-ed89f32a6912';

it('names a network by its VLAN on this node and the beginning of its UUID', () => {
  const model = { devices: [device(internal2, 4), device(internal2, 4095), device(internal2, null)] };
  expect(networkName(internal2, model)).toBe('vlan 4 · 7e4ebe00');
  expect(networkName(internal2, { devices: [device(internal2, 4095)] })).toBe('7e4ebe00');
  expect(networkName('vlan 2', { devices: [device('vlan 2', 2)] })).toBe('vlan 2');
});

it('colours networks in the order of their numbers', () => {
  const devices = [device('vlan 10', 10), device('vlan 2', 2), device(null, null)];
  expect([...networkColours({ devices })]).toEqual([
    ['vlan 2', 1],
    ['vlan 10', 2],
  ]);
});

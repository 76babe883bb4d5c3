// What a network is called and coloured: by its place in the case, whichever host shows it.
import { describe, expect, it } from 'vitest';
import { hostNetworks } from '../../../../shared/network/case/host-networks.ts';
import type { CaseNetwork } from '../../../../shared/network/case/model.ts';
import type { NetworkDevice } from '../../../../shared/network/model.ts';
import { hostSigns, networkSigns } from '../../../../renderer/views/network/network-signs.ts';

const device = (network: string | null, tag: number | null) => ({ network, tag }) as NetworkDevice;
const external = '00000000-9c5e-44a1-b5b3-ed89f32a6912';
const internal = 'f4740671-9c5e-44a1-b5b3-ed89f32a6912';
const unnamed = '7e4ebe00-9c5e-44a1-b5b3-ed89f32a6912';
const networks = [
  { id: external, name: 'External' },
  { id: internal, name: 'Internal' },
  { id: unnamed, name: null },
  { id: 'tunnel 0x22a', name: null },
  { id: 'compute1 vlan 9', name: null },
] as unknown as readonly CaseNetwork[];
const vlans: Readonly<Record<string, string>> = {
  'compute1 5': 'tunnel 0x22a',
  'compute1 9': 'compute1 vlan 9',
  'compute2 7': 'tunnel 0x22a',
};
const places = { networks, ofVlan: (host: string, vlan: number) => vlans[`${host} ${vlan}`] ?? null };
const signsAt = (host: string, devices: readonly NetworkDevice[]) => {
  const answer = { networks: [...hostNetworks({ host, devices }, places)] };
  return [...hostSigns(answer, { devices })].map(
    ([network, { letter, colour, name }]) => `${network}: ${letter} ${colour} ${name}`,
  );
};

describe('a network has one sign', () => {
  it('by its place in the case, not among the networks of a host', () => {
    const [, one] = signsAt('compute1', [device(unnamed, 4), device(internal, 1)]).toReversed();
    expect(one).toBe(`${internal}: B 2 Internal · vlan 1`);
    expect(signsAt('compute2', [device(internal, 6)])).toEqual([`${internal}: B 2 Internal · vlan 6`]);
    expect(networkSigns({ networks }).get(internal)).toMatchObject({ letter: 'B', colour: 2 });
  });

  it('where only the local VLAN is known, by what the case takes it for', () => {
    expect(signsAt('compute1', [device('vlan 5', 5), device('vlan 9', 9)])).toEqual([
      'vlan 5: D 4 tunnel 0x22a · vlan 5',
      'vlan 9: E 5 vlan 9',
    ]);
    expect(signsAt('compute2', [device('vlan 7', 7)])).toEqual(['vlan 7: D 4 tunnel 0x22a · vlan 7']);
  });

  it('what no host of the case places comes after its networks, in the order of numbers', () => {
    expect(signsAt('x', [device('vlan 10', 10), device('vlan 2', 2), device(null, null)])).toEqual([
      'vlan 2: F 6 vlan 2',
      'vlan 10: G 7 vlan 10',
    ]);
  });

  it('without a name it is the beginning of the UUID; the VLAN of dead ports is no network’s', () => {
    expect(signsAt('compute1', [device(unnamed, 4), device(unnamed, 4095)])).toEqual([
      `${unnamed}: C 3 7e4ebe00 · vlan 4`,
    ]);
  });
});

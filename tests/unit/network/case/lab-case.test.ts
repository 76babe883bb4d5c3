// The case model against the measured truth: every tunnel of every host with both its ends, the physical
// network, and where each network has its ports.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { caseModel, type CasePlan } from '../../../../shared/network/case/build-case.ts';
import { tunnelUses } from '../../../../shared/network/case/tunnel-use.ts';
import type { CaseIndex } from '../../../../shared/network/case-index.ts';
import type { CaseTunnel } from '../../../../shared/network/case/model.ts';
import { hasShared, sharedData } from '../../../shared-data.ts';
import { caseOf, sharedCase } from './case-index.ts';

interface TruthCase {
  readonly hosts: Readonly<
    Record<
      string,
      {
        readonly bridges: Readonly<
          Record<
            string,
            {
              readonly ports: Readonly<
                Record<
                  string,
                  {
                    readonly ofport: number;
                    readonly type: string;
                    readonly tag?: number | null;
                    readonly options: Readonly<Record<string, string>>;
                    readonly external_ids: Readonly<Record<string, string>>;
                    readonly other_config?: Readonly<Record<string, string>>;
                  }
                >
              >;
            }
          >
        >;
        readonly br_tun_tun_id_to_lvid?: Readonly<Record<string, number>>;
      }
    >
  >;
  readonly networks: Readonly<
    Record<string, { readonly id: string; readonly type?: string; readonly segmentation_id?: number | null }>
  >;
}

/** One end a line: `compute1 br-tun gre-c0a80a0c 3 192.168.10.12`. */
function truthEnds(truth: TruthCase, hosts: readonly string[]): string[] {
  return hosts
    .flatMap((host) =>
      Object.entries(truth.hosts[host]?.bridges ?? {}).flatMap(([bridge, { ports }]) =>
        Object.entries(ports).flatMap(([port, { ofport, options }]) =>
          options['remote_ip'] === undefined
            ? []
            : [`${host} ${bridge} ${port} ${ofport} ${options['remote_ip']}`],
        ),
      ),
    )
    .sort();
}

function modelEnds(tunnels: readonly CaseTunnel[]): string[] {
  return tunnels
    .flatMap(({ ends }) =>
      ends.flatMap((end) =>
        end === null ? [] : [`${end.host} ${end.bridge} ${end.port} ${end.ofport} ${end.remote}`],
      ),
    )
    .sort();
}

const cases = [
  { room: 'lab', snapshot: 'T0-healthy', both: 3 },
  { room: 'lab', snapshot: 'L2POP-T0-healthy', both: 3 },
  { room: 'lab', snapshot: 'S03-gre-port-missing-after', both: 0 },
  { room: 'lab', snapshot: 'S13-host-rebooted-after', both: 1 },
  { room: 'ovn', snapshot: 'T0-healthy', both: 3 },
  { room: 'ovn', snapshot: 'S08-encap-ip-wrong-after', both: 3 },
] as const;

describe.skipIf(!hasShared)('the case model', () => {
  describe.each(cases)('of $room $snapshot', ({ room, snapshot, both }) => {
    let index: CaseIndex;
    let plan: CasePlan;
    let truth: TruthCase;
    beforeAll(async () => {
      index = caseOf(await sharedCase(`${room}/bundles/${snapshot}`));
      plan = caseModel(index);
      truth = JSON.parse(
        readFileSync(sharedData(`${room}/truth`, snapshot, 'topology.json'), 'utf8'),
      ) as TruthCase;
    });

    test('has each end of each tunnel once, and joins those of one tunnel', () => {
      const { tunnels } = plan.model;
      expect(modelEnds(tunnels)).toEqual(truthEnds(truth, index.hosts));
      expect(tunnels.filter(({ knowledge }) => knowledge === 'both')).toHaveLength(both);
      expect(tunnels.map(({ knowledge }) => knowledge)).not.toContain('other-unread');
    });

    test('has the physical network where the truth has its NIC', () => {
      const { physicalNetworks } = plan.model;
      const attached = physicalNetworks.flatMap(({ name, attachments }) =>
        attachments.map(({ host, bridge, nics, status }) => ({ name, host, bridge, nics, status })),
      );
      const host = room === 'ovn' ? 'controller1' : 'network1';
      const expected = { name: 'external', host, bridge: 'br-ex', nics: ['eth2'], status: 'known' };
      expect(attached).toEqual(index.hosts.includes(host) ? [expected] : []);
    });

    test('places every Neutron port in its network', () => {
      for (const network of plan.model.networks) {
        for (const { host, ports } of network.hosts) {
          const bridges = Object.values(truth.hosts[host]?.bridges ?? {});
          const ofNetwork = bridges.flatMap((bridge) =>
            Object.values(bridge.ports).filter(
              ({ other_config, external_ids }) =>
                other_config?.['net_uuid'] === network.id ||
                plan.places.ofPort(external_ids['iface-id'] ?? '') === network.id,
            ),
          );
          const localnet = room === 'ovn' && network.name === 'External' ? 1 : 0;
          expect([host, network.name, ports]).toEqual([host, network.name, ofNetwork.length + localnet]);
        }
      }
      const named = plan.model.networks.map(({ id, name }) => `${name} ${id}`).sort();
      expect(named).toEqual(
        Object.entries(truth.networks)
          .map(([name, { id }]) => `${name} ${id}`)
          .sort(),
      );
    });

    test.runIf(room === 'lab')('knows what a tunnel carries by the flows of its hosts', () => {
      const segments = Object.values(truth.networks).flatMap(({ segmentation_id: id }) => id ?? []);
      for (const tunnel of plan.model.tunnels) {
        const uses = tunnelUses(index, plan.model, plan.places, tunnel);
        const ids = uses.map(({ tunnelId }) => Number(tunnelId));
        expect(ids.every((id) => segments.includes(id))).toBe(true);
        for (const use of uses) {
          const network = plan.model.networks.find(({ id }) => id === use.network);
          expect(network?.segmentationId).toBe(Number(use.tunnelId));
          expect(use.evidence.length).toBeGreaterThan(0);
        }
        if (tunnel.knowledge === 'both') expect(ids).toEqual([...segments].sort((a, b) => a - b));
      }
    });
  });

  test('a tunnel known on one side only says which side lacks it', async () => {
    const plan = caseModel(caseOf(await sharedCase('lab/bundles/S03-gre-port-missing-after')));
    const [broken] = plan.model.tunnels.filter(({ knowledge }) => knowledge === 'one-side');
    expect(broken).toMatchObject({ from: 'host/compute1', to: 'host/compute2', status: 'missing' });
    expect(broken?.ends[1]).toBeNull();
    expect(broken?.reason).toContain('compute2 has no gre tunnel towards 192.168.10.11');
    // network1 is not in this case, but a list of Neutron's agents or its address is.
    expect(plan.model.peers.map(({ addresses }) => addresses)).toEqual([['192.168.10.13']]);
  });

  test('a tunnel to an address that its host does not hold is told from one that works', async () => {
    const plan = caseModel(caseOf(await sharedCase('ovn/bundles/S08-encap-ip-wrong-after')));
    const broken = plan.model.tunnels.filter(({ status }) => status === 'missing');
    expect(broken.map(({ from, to }) => [from, to])).toEqual([
      ['host/compute1', 'host/compute2'],
      ['host/compute2', 'host/controller1'],
    ]);
    expect(plan.model.peers).toEqual([]);
  });

  test('roles are those of the deployments, by evidence', async () => {
    const rolesOf = async (snapshot: string): Promise<readonly string[]> =>
      caseModel(caseOf(await sharedCase(snapshot))).model.hosts.map(
        ({ host, roles }) => `${host} ${roles.map(({ role }) => role).join('+')}`,
      );
    expect(await rolesOf('lab/bundles/T0-healthy')).toEqual([
      'compute1 compute',
      'compute2 compute',
      'controller1 controller',
      'network1 network',
    ]);
    const ovn = await rolesOf('ovn/bundles/T0-healthy');
    expect(ovn.slice(0, 2)).toEqual(['compute1 compute', 'compute2 compute']);
    expect(ovn[2]).toContain('gateway');
  });
});

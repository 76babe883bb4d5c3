// The instances of a host, of many hosts' outputs: what cannot be here is not looked at, which must change nothing.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FactKind, StoredFact } from '../../../shared/facts.ts';
import { indexInstances, peerInstances, type PeerInstances } from '../../../shared/network/instance-index.ts';
import type { SnapshotFacts } from '../../../shared/snapshot-facts.ts';

interface Said {
  readonly uuid: string | null;
  readonly libvirtName: string | null;
  readonly host: string | null;
}

function snapshot(
  id: number,
  host: string,
  instances: readonly Said[],
  domains: readonly string[],
): SnapshotFacts {
  const fact = (kind: FactKind, data: object, line: number) =>
    ({ id: id * 1000 + line, kind, data, sourceId: id, firstLine: line, lastLine: line }) as StoredFact;
  const all = [
    ...instances.map((said, index) =>
      fact('instance', { name: null, status: null, addresses: [], ...said }, index + 1),
    ),
    ...domains.map((domain, index) =>
      fact('domain-interface', { domain, target: `tap${index}`, mac: null, index }, 100 + index),
    ),
  ];
  const source = { id, path: `s${id}`, commandLine: null, commandId: 'nova-list', target: null };
  return {
    snapshotId: id,
    host,
    sources: new Map([[id, source]]),
    of: (kind: FactKind) => all.filter((each) => each.kind === kind),
  } as unknown as SnapshotFacts;
}

const name = (prefix: string) =>
  fc.option(
    fc.integer({ min: 1, max: 6 }).map((n) => `${prefix}${n}`),
    { nil: null },
  );
const hosts = ['compute1', 'compute1.maas', 'COMPUTE2', 'compute2', 'compute3'];
const instances = fc.array(
  fc.record({
    uuid: name('u'),
    libvirtName: name('i'),
    host: fc.option(fc.constantFrom(...hosts), { nil: null }),
  }),
  { maxLength: 5 },
);
const domains = fc.uniqueArray(
  fc.integer({ min: 1, max: 6 }).map((n) => `i${n}`),
  { maxLength: 3 },
);

/** Everything that it says may be here. */
const whole = (peer: PeerInstances): PeerInstances => {
  const all = [...peer.facts.of('instance').keys()];
  return { ...peer, byHost: { get: () => all } as unknown as PeerInstances['byHost'] };
};

describe('the instances of a host', () => {
  test('are the same whether or not all that other hosts say is looked at', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(instances, domains), { minLength: 2, maxLength: 4 }), (all) => {
        const [own, ...others] = all.map(([said, here], at) =>
          snapshot(at + 1, hosts[at] ?? 'x', said, here),
        );
        const peers = others.map(peerInstances);
        expect(indexInstances(own!, peers)).toEqual(indexInstances(own!, peers.map(whole)));
      }),
      { numRuns: 500 },
    );
  });

  test('are found over a chain of names: a host by UUID, the UUID by libvirt’s name', () => {
    const own = snapshot(1, 'compute1', [], []);
    const others = [
      snapshot(2, 'controller1', [{ uuid: 'u1', libvirtName: null, host: 'compute1.maas' }], []),
      snapshot(3, 'controller2', [{ uuid: 'u1', libvirtName: 'i1', host: null }], []),
      snapshot(4, 'compute9', [{ uuid: 'u9', libvirtName: 'i9', host: 'compute9' }], []),
    ];
    const [found, ...more] = indexInstances(own, others.map(peerInstances));
    expect([found?.uuid, found?.libvirtName, found?.evidence.length, more.length]).toEqual([
      'u1',
      'i1',
      2,
      0,
    ]);
  });
});

// A second node of a DVR deployment, made of the first: the real report of one node is all there is. What the node
// says of itself (its MAC as a distributed router, its tunnel end, its instance) and of one of its peers changes
// places, as that peer would say it; then its own numbers are drawn anew.
import type { SnapshotFacts } from '../shared/snapshot-facts.ts';
import { addArchive, emptyFacts, type FilledFacts } from './bundle-facts.ts';
import { renumbered, withFacts } from './renumbered-node.ts';
import { sharedData } from './shared-data.ts';

/** The node of the report: Ussuri, `dvr_snat`, Neutron's firewall in rules, two VXLAN peers. */
export async function dvrNode(): Promise<FilledFacts> {
  const facts = emptyFacts('compute4', 1);
  await addArchive(facts, sharedData('hotsos-openstack/sosreport-compute4-2022-02-10-real.tar.xz'));
  return facts;
}

/** What `dvr_base_mac` made for the two nodes. */
export const dvrMacs = { node: 'fa:16:3f:9a:5d:e2', peer: 'fa:16:3f:0a:04:80' } as const;

const exchanged: readonly (readonly [string, string])[] = [
  [dvrMacs.node, dvrMacs.peer],
  ['10.0.0.128', '10.0.0.114'],
  ['vxlan-0a000080', 'vxlan-0a000072'],
  // The instance: its port, its MAC and the addresses that are made of it.
  ['0e778df8', '1f889e09'],
  ['fa:16:3e:a7:45:cb', 'fa:16:3e:11:22:33'],
  ['fe16:3eff:fea7:45cb', 'fe16:3eff:fe11:2233'],
  ['f816:3eff:fea7:45cb', 'f816:3eff:fe11:2233'],
];

export function dvrPeer(node: SnapshotFacts, shuffle: number): SnapshotFacts {
  const other = new Map(
    exchanged.flatMap(([a, b]) => [
      [a, b],
      [b, a],
    ]),
  );
  const words = new RegExp([...other.keys()].map((word) => word.replaceAll('.', '\\.')).join('|'), 'g');
  const said = <T>(data: T): T =>
    JSON.parse(JSON.stringify(data).replace(words, (word) => other.get(word) ?? word)) as T;
  const peer = withFacts(node, (_, list) => list.map((fact) => ({ ...fact, data: said(fact.data) })));
  return { ...renumbered({ ...peer, host: 'compute5' }, shuffle, 'permuted'), snapshotId: 2 };
}

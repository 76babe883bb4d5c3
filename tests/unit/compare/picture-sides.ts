// Two sets of hosts, before and after, as the engine makes the pictures of both and what changed between them.
import { readdirSync } from 'node:fs';
import { caseChanges, hostPairs } from '../../../shared/compare/case-changes.ts';
import type { CaseSide } from '../../../shared/compare/case-parts.ts';
import { insideChanges, type InsideSide } from '../../../shared/compare/inside-changes.ts';
import { hostOfInstance } from '../../../shared/compare/moved-instances.ts';
import { modelOf } from '../../../shared/network/build-node.ts';
import { caseModel } from '../../../shared/network/case/build-case.ts';
import { insideOf } from '../../../shared/network/case/inside.ts';
import { hostFacts, type FilledFacts } from '../../bundle-facts.ts';
import { sharedData } from '../../shared-data.ts';
import { caseOf } from '../network/case/case-index.ts';

export interface PictureSide extends CaseSide {
  readonly hosts: readonly FilledFacts[];
  insideOf(host: string): InsideSide;
}

export function sideOf(hosts: readonly FilledFacts[]): PictureSide {
  const index = caseOf(hosts);
  const { model, places } = caseModel(index);
  return {
    hosts,
    model,
    facts: (host) => index.facts(host),
    insideOf: (host) => {
      const [node, facts] = [index.node(host), index.facts(host)];
      if (node === null || facts === null) throw new Error(`no ${host}`);
      const own = modelOf(node);
      return {
        model: own,
        sources: facts.sources,
        inside: insideOf(own, places),
        networkOfVlan: (vlan) => places.ofVlan(host, vlan),
        elsewhere: (instance) =>
          hostOfInstance(
            hosts.filter((each) => each.host !== host),
            instance,
          ),
      };
    },
  };
}

/** The hosts of a folder of bundles; `first`: the number of the first one's snapshot. */
export async function sharedSide(
  set: 'lab' | 'ovn',
  name: string,
  first: number,
  isWanted: (host: string) => boolean = () => true,
): Promise<readonly FilledFacts[]> {
  const folder = sharedData(set, 'bundles', name);
  const hosts: FilledFacts[] = [];
  for (const host of readdirSync(folder).filter(isWanted).sort())
    hosts.push(await hostFacts(folder, host, 'commands', first + hosts.length));
  return hosts;
}

export function changesBetween(from: PictureSide, to: PictureSide) {
  const pairs = hostPairs(from.model, to.model);
  return {
    pairs,
    parts: caseChanges(from, to),
    insides: new Map(
      pairs
        .filter((pair) => pair.from !== pair.to)
        .map(({ host }) => [host, insideChanges(from.insideOf(host), to.insideOf(host))] as const),
    ),
  };
}

const fieldText = ({ field, from, to }: { field: string; from: string | null; to: string | null }): string =>
  `${field} ${from ?? 'none'} → ${to ?? 'none'}`;

/** A change a line: `changed tunnel/gre/…: compute2 port gre-c0a80a0b → none`. */
export function linesOf({ parts, insides }: ReturnType<typeof changesBetween>): string[] {
  return [
    ...parts.map(({ change, part, fields }) =>
      [
        `${change} ${part.id}`,
        ...fields.map((each) =>
          fieldText({ ...each, field: [each.host, each.field].filter((name) => name !== null).join(' ') }),
        ),
      ].join(', '),
    ),
    ...[...insides].flatMap(([host, { things, others }]) => [
      ...things.map(({ change, device, name, gone, otherHost, differs }) =>
        [
          `${host}: ${change} ${name ?? device.name}`,
          ...(otherHost === null ? [] : [`${gone ? 'to' : 'from'} ${otherHost}`]),
          ...differs
            .filter((each) => each.device !== device.name)
            .flatMap((each) =>
              each.fields.length === 0
                ? [`${each.change} ${each.device}`]
                : each.fields.map((field) => `${each.device} ${fieldText(field)}`),
            ),
        ].join(', '),
      ),
      ...others.map(({ device, change }) => `${host}: ${change} ${device}`),
    ]),
  ];
}

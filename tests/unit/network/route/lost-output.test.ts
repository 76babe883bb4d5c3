// Any kind of output may be missing from every host at once: nothing throws, no route turns broken by that (what is not
// shown is no fault), and what is still complete goes over the same devices, or leaves out what is not shown.
import { beforeAll, describe, expect, test } from 'vitest';
import type { FactKind, StoredFact } from '../../../../shared/facts.ts';
import { RouteFinder } from '../../../../shared/network/route/find-route.ts';
import type { Route } from '../../../../shared/network/route/route.ts';
import { chooseDump } from '../../../../shared/flows/choose-dump.ts';
import { dumpsOf, type FilledFacts, type Part } from '../../../bundle-facts.ts';
import { hasShared } from '../../../shared-data.ts';
import { caseOf, caseOfFacts, type Deployment } from './measured.ts';

interface Example {
  readonly deployment: Deployment;
  readonly part: Part;
  /** Two ends on different hosts and in different networks, one in a third place, and what is outside. */
  readonly pairs: readonly (readonly [string, string])[];
}

const examples: readonly Example[] = [
  {
    deployment: 'lab',
    part: 'commands',
    pairs: [
      ['app1', 'web2'],
      ['app1', 'db2'],
      ['web1', 'outside'],
      ['outside', '172.16.0.120'],
    ],
  },
  {
    deployment: 'lab',
    part: 'sos',
    pairs: [
      ['instance-00000003', 'instance-00000002'],
      ['instance-00000003', 'instance-00000005'],
      ['instance-00000001', 'outside'],
    ],
  },
  {
    deployment: 'ovn',
    part: 'commands',
    pairs: [
      ['10.18.0.242', '10.22.22.42'],
      ['10.18.0.178', 'outside'],
      ['outside', '172.16.0.160'],
    ],
  },
];

function commandsOf(all: readonly FilledFacts[]): readonly string[] {
  const told = new Set<string>();
  for (const facts of all)
    for (const { commandId } of facts.sources.values()) if (commandId !== null) told.add(commandId);
  return [...told].sort();
}

function without(facts: FilledFacts, command: string): FilledFacts {
  const lost = new Set(
    [...facts.sources.values()].flatMap((source) => (source.commandId === command ? [source.id] : [])),
  );
  const of = <K extends FactKind>(kind: K): readonly StoredFact<K>[] =>
    facts.of(kind).filter((fact) => !lost.has(fact.sourceId));
  const left = { ...facts, sources: new Map([...facts.sources].filter(([id]) => !lost.has(id))), of };
  return {
    ...left,
    flowsOf: (bridge) => {
      const dumps = dumpsOf(left, bridge);
      const chosen = chooseDump(dumps);
      return dumps.find((dump) => dump === chosen)?.rows ?? [];
    },
  };
}

const devicesOf = (route: Route): readonly string[] =>
  route.hops.map((hop) => `${hop.host} ${hop.device ?? '?'}`);

/** In the order of `whole`, with some left out. */
function isPartOf(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  return part.every((one) => {
    at = whole.indexOf(one, at) + 1;
    return at > 0;
  });
}

describe.skipIf(!hasShared).each(examples)('$deployment, $part', ({ deployment, part, pairs }) => {
  let facts: readonly FilledFacts[] = [];
  let whole: readonly Route[] = [];
  const routesOf = (all: readonly FilledFacts[]): readonly (Route | null)[] => {
    const finder = new RouteFinder(caseOfFacts(all));
    return pairs.flatMap(([from, to]) => {
      const answer = finder.find(from, to);
      return answer.kind === 'routes' ? [answer.forward, answer.backward] : [null, null];
    });
  };
  beforeAll(async () => {
    facts = (await caseOf(deployment, 'T0-healthy', part)).facts;
    whole = routesOf(facts).flatMap((route) => (route === null ? [] : [route]));
  });

  test('all is complete with all outputs', () => {
    expect(whole.map((route) => `${route.id}: ${route.reason ?? 'complete'}`)).toEqual(
      whole.map((route) => `${route.id}: complete`),
    );
    expect(whole).toHaveLength(pairs.length * 2);
  });

  test('without the outputs of any one command', () => {
    const wrong: string[] = [];
    for (const command of commandsOf(facts)) {
      routesOf(facts.map((one) => without(one, command))).forEach((route, i) => {
        const before = whole[i];
        if (route === null || before === undefined) return;
        if (route.end === 'broken')
          wrong.push(`${command}: ${before.id} is broken: ${route.code}: ${route.reason}`);
        else if (route.complete && !isPartOf(devicesOf(route), devicesOf(before)))
          wrong.push(`${command}: ${before.id} goes another way: ${devicesOf(route).join(' > ')}`);
      });
    }
    expect(wrong).toEqual([]);
  });
});

// Every pair of every matrix of both real deployments, there and back: a complete route exactly where wiring
// joins them, and where a fault broke it, for the fault's own reason (`measured.ts` says how wiring is told).
import { beforeAll, describe, expect, test } from 'vitest';
import { RouteFinder } from '../../../../shared/network/route/find-route.ts';
import type { Route } from '../../../../shared/network/route/route.ts';
import { hasShared } from '../../../shared-data.ts';
import {
  caseOf,
  explained,
  hostsOf,
  measuredPairs,
  snapshotsOf,
  truthOf,
  type Deployment,
  type MeasuredPair,
} from './measured.ts';

/** The codes that name what was done to a snapshot. */
const faults: readonly { readonly snapshot: string; readonly codes: readonly string[] }[] = [
  { snapshot: 'S03-gre-port-missing-after', codes: ['tunnel-port-missing', 'one-sided-tunnel'] },
  { snapshot: 'S05-port-dead-vlan-after', codes: ['dead-vlan'] },
  { snapshot: 'S06-qvb-unplugged-after', codes: ['not-in-bridge'] },
  { snapshot: 'S11-duplicate-mac-after', codes: ['duplicate-mac'] },
  { snapshot: 'S08-encap-ip-wrong-after', codes: ['wrong-encap'] },
];

/** One MAC for two: which of them gets a frame changes from one to the next, and the probes with it. */
const flapping: Readonly<Record<string, readonly string[]>> = { 'S11-duplicate-mac-after': ['db2', 'mon1'] };

const deployments: readonly Deployment[] = ['lab', 'ovn'];

describe.skipIf(!hasShared)('routes of the measured pairs', () => {
  describe.each(deployments)('%s', (deployment) => {
    describe.each(hasShared ? snapshotsOf(deployment) : [])('%s', (snapshot) => {
      let routes: readonly { readonly pair: MeasuredPair; readonly there: Route; readonly back: Route }[] =
        [];
      beforeAll(async () => {
        const finder = new RouteFinder((await caseOf(deployment, snapshot)).index);
        routes = measuredPairs(deployment, snapshot).map((pair) => {
          const answer = finder.find(pair.from, pair.to);
          if (answer.kind !== 'routes') throw new Error(`${pair.src} to ${pair.dst}: ${answer.kind}`);
          return { pair, there: answer.forward, back: answer.backward };
        });
      });

      test('complete where wiring joins, and nowhere else', () => {
        const hosts = hostsOf(deployment, snapshot);
        const codes = faults.find((fault) => fault.snapshot === snapshot)?.codes ?? [];
        const shaky = flapping[snapshot] ?? [];
        let joined = 0;
        let broken = 0;
        let beyond = 0;
        for (const { pair, there, back } of routes) {
          const name = `${pair.src} to ${pair.dst}: ${[there, back].map((one) => `${one.end} ${one.code ?? ''} ${one.reason ?? ''}`).join(' | ')}`;
          const incomplete = [there, back].filter((one) => !one.complete);
          const ends = [pair.src, pair.dst.split('.')[0] ?? ''];
          if (shaky.some((one) => ends.includes(one))) {
            for (const one of incomplete) expect(one.code, name).toBe('duplicate-mac');
            const noted = [there, back].some((one) =>
              one.hops.some((hop) => hop.notes.some((note) => note.code === 'duplicate-mac')),
            );
            if (pair.changed) expect(incomplete.length > 0 || noted, name).toBe(true);
            if (pair.wiring === 'broken') expect(incomplete.length, name).toBeGreaterThan(0);
          } else if (pair.wiring === 'broken') {
            broken++;
            const found = incomplete.filter((one) => one.end === 'broken').map((one) => one.code);
            expect(found.length, name).toBeGreaterThan(0);
            for (const code of found) expect(codes, name).toContain(code);
          } else if (pair.wiring === 'joined' && pair.hosts.every((host) => hosts.includes(host))) {
            joined++;
            expect(incomplete, name).toEqual([]);
          } else if (pair.wiring === 'joined') {
            beyond++;
            expect(incomplete.length, name).toBeGreaterThan(0);
            for (const one of incomplete)
              expect([one.end, one.code], name).toEqual(['evidence-ends', 'no-snapshot']);
          }
        }
        expect(joined + beyond).toBeGreaterThan(40);
        expect(broken > 0, `${broken} broken pairs`).toBe(codes.length > 0 && shaky.length === 0);
        expect(routes.filter(({ pair }) => pair.wiring === 'untold').length).toBeLessThan(12);
      });

      test('where no probe gets through joined wiring, a security group or an asymmetric answer explains it', () => {
        const truth = truthOf(deployment, snapshot);
        const removed = /sg-rule-removed-after$/.test(snapshot);
        for (const { pair } of routes) {
          if (pair.stopped && !(removed && pair.changed))
            expect(explained(truth, pair), `${pair.src} to ${pair.dst}`).not.toBeNull();
        }
      });

      test('every hop is known by evidence or says why not, and only the last one breaks', () => {
        for (const { there, back } of routes) {
          for (const route of [there, back]) {
            route.hops.forEach((hop, i) => {
              const name = `${route.id} ${hop.host} ${hop.device ?? '?'}`;
              if (hop.status === 'known') expect(hop.evidence.length, name).toBeGreaterThan(0);
              else expect(hop.reason, name).not.toBeNull();
              if (hop.break !== null)
                expect([i, route.complete], name).toEqual([route.hops.length - 1, false]);
            });
            expect(route.complete).toBe(route.end === 'reached' || route.end === 'outside');
            expect(route.reason === null).toBe(route.complete);
          }
        }
      });
    });
  });
});

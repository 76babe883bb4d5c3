// For each scenario of the real deployments, on each host: the changes in meaning are those that the scenario
// describes, with nothing left over; a restart is no change and one event. The counts are those of the table in
// docs/compare.md.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Change, Comparison } from '../../../shared/compare/change.ts';
import { hasShared } from '../../shared-data.ts';
import { compared, pairsOf, scenarios, textOf, told, type HostPair } from './scenario-pairs.ts';

/**
 * What a change must speak of to be explained by its scenario: the objects that `scenario.json` and the
 * topology name, and the numbers that the moved or changed port has on the host.
 */
const about: Readonly<Record<string, RegExp>> = {
  'S01-sg-rule-removed': /39bc5379-79c0|icmp/,
  'S02-instance-moved':
    /1476e4c9-4|fa:16:3e:fa:13:53|10\.18\.0\.77|instance-00000003|app1|fe80::f816:3eff:fefa:1353|fe80::\/64 of its MAC/,
  'S03-gre-port-missing': /gre-c0a80a0b/,
  'S05-port-dead-vlan': /1476e4c9-4e|in_port=15 actions=drop/,
  'S06-qvb-unplugged': /qvbd2d2ac5d-a7/,
  'S11-duplicate-mac': /fa:16:3e:f1:42:e2/,
  'S01-instance-added':
    /628d4a36-eb|10\.18\.0\.227|fa:16:3e:13:ef:da|reg1[45]=0x9,metadata=0x1|reg15=0x800\d,metadata=0x1/,
  'S02-floating-ip-added': /172\.16\.0\.104|0xac100068|04b98605-fc43|10\.22\.22\.233/,
  'S03-load-balancer-added':
    /10\.22\.22\.240|0xa1616f0|10\.22\.22\.(?:160|42)\D.*3306|fa:16:3e:ab:f4:66|e0672991-06cc|2cd329e2-e02b/,
  'S04-sg-rule-removed': /icmp|864dafd7-dc51/,
  'S08-encap-ip-wrong': /8904b9|192\.168\.20\.112/,
};

/** The port that was plugged or unplugged, as flows of its host call it. */
function ownNumbers(changes: readonly Change[]): RegExp | null {
  const numbers = changes
    .filter(({ kind, change }) => kind === 'ovs-interfaces' && (change === 'added' || change === 'removed'))
    .flatMap(({ from, to }) => [(from ?? to)?.fields['ofport']])
    .filter((ofport) => typeof ofport === 'number');
  if (numbers.length === 0) return null;
  return new RegExp(
    numbers.map((n) => `in_port=${n}\\b|output:${n}\\b|reg5=0x${n.toString(16)}\\b|port=${n}\\b`).join('|'),
  );
}

/** `flows +54 −2, instances ⇄1`: the order of kinds is that of the comparison. */
function counted({ changes }: Comparison): string {
  const signs = { added: '+', removed: '−', changed: '~', moved: '⇄' } as const;
  const kinds = new Map<string, Map<keyof typeof signs, number>>();
  for (const { kind, change } of changes) {
    const counts = kinds.get(kind) ?? new Map<keyof typeof signs, number>();
    kinds.set(kind, counts.set(change, (counts.get(change) ?? 0) + 1));
  }
  return [...kinds]
    .map(([kind, counts]) => `${kind} ${[...counts].map(([type, n]) => `${signs[type]}${n}`).join(' ')}`)
    .join(', ');
}

const documented = readFileSync(join(import.meta.dirname, '../../../docs/compare.md'), 'utf8');
let rows: readonly string[] = [];

describe.skipIf(!hasShared)('scenarios', () => {
  describe.each(scenarios.map((scenario) => [`${scenario.set} ${scenario.name}`, scenario] as const))(
    '%s',
    (_title, scenario) => {
      let pairs: readonly HostPair[] = [];
      let results: readonly (readonly [HostPair, Comparison])[] = [];
      beforeAll(async () => {
        pairs = await pairsOf(scenario);
        results = pairs.map((pair) => [pair, compared(pairs, pair)] as const);
        rows = [
          ...rows,
          ...results.map(([{ host }, comparison]) => {
            const events = comparison.events.map(({ scope }) => `${scope} restarted`).join(', ');
            return `| ${scenario.set} ${scenario.name} | ${host} | ${counted(comparison)} | ${events} |`;
          }),
        ];
      });

      test('every change is one that the scenario describes', () => {
        const expected = about[scenario.name.replace('L2POP-', '')] ?? null;
        const isRestart = told(scenario).kind === 'no-change';
        expect(expected === null).toBe(isRestart);
        for (const [{ host }, { changes }] of results) {
          const own = ownNumbers(changes);
          const left = changes.filter((change) => {
            const text = textOf(change);
            return expected?.test(text) !== true && own?.test(text) !== true;
          });
          const unexplained = left.filter((change) => !isLeftByRecompute(scenario.name, host, change));
          expect(unexplained.map((change) => `${host} ${change.change} ${textOf(change)}`)).toEqual([]);
        }
        if (!isRestart) expect(results.some(([, { changes }]) => changes.length > 0)).toBe(true);
      });

      test('only a restart is one event', () => {
        const restarted = results.filter(([, { events }]) => events.length > 0).map(([{ host }]) => host);
        expect(restarted).toEqual(restartedHosts[scenario.name] ?? []);
        for (const [, { events }] of results) expect(events.length).toBeLessThanOrEqual(1);
      });

      test('both sides were looked at', () => {
        for (const [, { notComparable, renamings }] of results) {
          expect(notComparable).toEqual([]);
          expect(renamings.flatMap(({ contradictions }) => contradictions)).toEqual([]);
        }
      });
    },
    120_000,
  );

  test('docs/compare.md has these counts', () => {
    const table = documented.split('\n').filter((line) => /^\| (?:lab|ovn) /.test(line));
    expect(table.map((line) => line.replace(/ +/g, ' '))).toEqual(rows.map((row) => row.replace(/ +/g, ' ')));
  });
});

const restartedHosts: Readonly<Record<string, readonly string[]>> = {
  'S12-agent-restarted': ['compute1', 'compute2'],
  'S13-host-rebooted': ['compute2'],
  'S11-controller-restarted': ['compute1'],
};

/**
 * When its encapsulation changes, ovn-controller of compute2 works everything out anew and drops the flows that
 * it still had of a port (key 5 of datapath 1) that is bound elsewhere: a difference of the tables, and true.
 */
function isLeftByRecompute(scenario: string, host: string, { kind, change, key }: Change): boolean {
  return (
    scenario === 'S08-encap-ip-wrong' &&
    host === 'compute2' &&
    kind === 'flows' &&
    change === 'removed' &&
    /reg1[45]=0x5,metadata=0x1|reg1[45]=0x5.*metadata=0x1/.test(key)
  );
}

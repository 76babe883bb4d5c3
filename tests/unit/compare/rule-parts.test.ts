// What differs inside of a rule of two hosts: after renaming, not by what is printed. On real hosts, and where one real
// line was edited.
import { beforeAll, describe, expect, test } from 'vitest';
import {
  compareNodes,
  type NodeComparison,
  type RuleResult,
} from '../../../shared/compare/between/compare-nodes.ts';
import { changeOfRule } from '../../../shared/compare/between/rule-change.ts';
import { partsOfRule, type RulePart, type RuleParts } from '../../../shared/compare/between/rule-parts.ts';
import type { SnapshotFacts } from '../../../shared/snapshot-facts.ts';
import { hostFacts, type FilledFacts } from '../../bundle-facts.ts';
import { EditedLab, on, output } from '../../edited-lab.ts';
import { renumbered } from '../../renumbered-node.ts';
import { hasShared, sharedData } from '../../shared-data.ts';
import { ruleDiffs } from '../../../renderer/views/compare/between/rule-diffs.ts';

type Side = 'from' | 'to';
interface Cut extends RulePart {
  readonly text: string;
}

/** The rules that both hosts have, with their parts. */
function both(found: NodeComparison): readonly { readonly rule: RuleResult; readonly parts: RuleParts }[] {
  return found.rules
    .filter(({ from, to }) => from !== null && to !== null)
    .map((rule) => ({ rule, parts: partsOfRule(found.numbers.get(rule.bridge)!, rule) }));
}

function fieldsOf(rule: RuleResult, side: Side): { readonly match: string; readonly actions: string } {
  const { match, actions } = changeOfRule(rule)[side]!.fields;
  return { match: String(match), actions: String(actions) };
}

function cuts(rule: RuleResult, parts: RuleParts, side: Side): readonly Cut[] {
  const fields = fieldsOf(rule, side);
  return (['match', 'actions'] as const).flatMap((name) =>
    parts[side]![name].map((part) => ({ ...part, text: fields[name].slice(part.from, part.to) })),
  );
}

const marks = (rule: RuleResult, parts: RuleParts, side: Side): readonly string[] =>
  cuts(rule, parts, side).flatMap(({ differs, text }) => (differs ? [text] : []));

/** `[differs]`, `{the same in another number}`. */
function drawn(rule: RuleResult, parts: RuleParts, side: Side): string {
  const fields = fieldsOf(rule, side);
  return (['match', 'actions'] as const)
    .map((name) => {
      let text = '';
      let at = 0;
      for (const { from, to, differs } of parts[side]![name]) {
        const part = fields[name].slice(from, to);
        text += fields[name].slice(at, from) + (differs ? `[${part}]` : `{${part}}`);
        at = to;
      }
      return text + fields[name].slice(at);
    })
    .join(' => ');
}

/** What is not marked, each number as what it stands for: in any order, as what is done for a host's own has none. */
function unmarked(rule: RuleResult, parts: RuleParts, side: Side): readonly string[] {
  const fields = fieldsOf(rule, side);
  return (['match', 'actions'] as const).flatMap((name) => {
    let text = '';
    let at = 0;
    for (const { from, to, differs, numbers } of parts[side]![name]) {
      text += fields[name].slice(at, from);
      const known = numbers.map((one) => `${one.space} ${one.name ?? Math.max(one.number, one.other ?? 0)}`);
      const what = fields[name].slice(from, to).replace(/0x[\da-f]+|\d+/, '');
      text += differs ? '' : `<${what} ${known.join()}>`;
      at = to;
    }
    const rest = (text + fields[name].slice(at)).split(/[,.]/).filter((word) => word !== '');
    return [`${name}:`, ...rest.sort()];
  });
}

const lab = 'lab/bundles/T0-healthy';
const ovn = 'ovn/bundles/T0-healthy';

describe.skipIf(!hasShared)('the parts of rules that differ', () => {
  const found = new Map<string, NodeComparison>();
  const facts = new Map<string, FilledFacts>();
  beforeAll(async () => {
    for (const [set, a, b] of [
      [lab, 'compute1', 'compute2'],
      [lab, 'compute1', 'network1'],
      [ovn, 'compute1', 'compute2'],
      [ovn, 'compute1', 'controller1'],
    ] as const) {
      const [from, to] = [
        await hostFacts(sharedData(set), a, 'commands', 1),
        await hostFacts(sharedData(set), b, 'commands', 2),
      ];
      facts.set(`${set} ${a}`, from);
      found.set(`${set} ${a} ${b}`, compareNodes(from, to));
    }
  }, 120_000);

  test.each([
    [`${lab} compute1 compute2`, 23, 3],
    [`${lab} compute1 network1`, 23, 3],
    [`${ovn} compute1 compute2`, 688, 177],
    [`${ovn} compute1 controller1`, null, null],
  ] as const)('%s: none of equal rules, of paired ones only what is of one host', (name, equal, paired) => {
    const rules = both(found.get(name)!);
    const of = (kind: string) => rules.filter(({ rule }) => rule.class === kind);
    if (equal !== null) expect([of('equal').length, of('paired').length]).toEqual([equal, paired]);
    for (const { rule, parts } of of('equal')) {
      expect([rule.from!.text, marks(rule, parts, 'from'), marks(rule, parts, 'to')]).toEqual([
        ...[rule.from!.text, [], []],
      ]);
    }
    expect(of('paired').length).toBeGreaterThan(0);
    for (const { rule, parts } of of('paired')) {
      // All that is the same after renaming is left when the marks are taken out.
      expect(unmarked(rule, parts, 'from')).toEqual(unmarked(rule, parts, 'to'));
      for (const side of ['from', 'to'] as const) {
        const own = cuts(rule, parts, side).filter(({ differs }) => differs);
        for (const { numbers } of own) for (const { other } of numbers) expect(other).toBe(null);
        // Without a number of the host's own: a key of OVN for a port, an address, its bytes, one port more.
        for (const { text, numbers } of own) {
          if (numbers.length > 0) continue;
          expect(text).toMatch(
            /^(?:0x[\da-f]+|set_field:\S+->(?:reg1[45]|tun_metadata0|eth_src|eth_dst|arp_sha|arp_spa|metadata|reg10|nd_\w+|ipv6_src|ip_src|xxreg\d|arp_op)|[\da-f]{2}|(?:[\da-f]{2}:){5}[\da-f]{2}|[\d.]+|[\da-f:]+|resubmit\(,\d+\))$/,
          );
        }
      }
    }
  });

  test('the number of a port says nothing: one port by two numbers is one, two by one number are two', () => {
    const rules = both(found.get(`${lab} compute1 compute2`)!).filter(({ rule }) => rule.class === 'paired');
    expect(
      rules.map(({ rule, parts }) => [drawn(rule, parts, 'from'), drawn(rule, parts, 'to')]).sort(),
    ).toEqual([
      [
        'dl_vlan={1} => pop_vlan,set_field:0x22a->tun_id,{output:2},[output:3]',
        'dl_vlan={6} => pop_vlan,set_field:0x22a->tun_id,[output:2],{output:3}',
      ],
      [
        'dl_vlan={4} => pop_vlan,set_field:0x8c->tun_id,{output:2},[output:3]',
        'dl_vlan={5} => pop_vlan,set_field:0x8c->tun_id,[output:2],{output:3}',
      ],
      ['in_port=[3] => goto_table:3', 'in_port=[2] => goto_table:3'],
    ]);
    const [, flood] = rules.filter(({ rule }) => rule.table === 22);
    expect(flood!.parts.from!.actions.flatMap(({ numbers }) => numbers)).toEqual([
      { space: 'ofport', number: 2, name: 'gre tunnel to 192.168.10.13', other: 3 },
      { space: 'ofport', number: 3, name: 'gre tunnel to compute2', other: null },
    ]);
  });

  test('of bytes for a controller those that differ; the rest of the line is not marked', () => {
    const dhcp = both(found.get(`${ovn} compute1 compute2`)!).find(
      ({ rule }) =>
        rule.class === 'paired' && rule.from!.text.includes('nw_src=10.18.0.242,nw_dst=10.18.0.1,'),
    )!;
    expect(marks(dhcp.rule, dhcp.parts, 'from')).toEqual([
      ...['0x5', 'fa:16:3e:94:43:8d', '10.18.0.242', 'f2'],
    ]);
    expect(marks(dhcp.rule, dhcp.parts, 'to')).toEqual(['0x7', 'fa:16:3e:a3:f4:17', '10.18.0.253', 'fd']);
  });

  test('a node and the same with other numbers: nothing is marked, whatever the numbers are', () => {
    for (const name of [`${lab} compute1`, `${ovn} compute1`]) {
      const own = facts.get(name)!;
      const copy = { ...renumbered(own, 4711, 'permuted'), host: 'copy' };
      const rules = both(compareNodes(own, copy));
      expect(rules.length).toBeGreaterThan(40);
      for (const { rule, parts } of rules) {
        expect([marks(rule, parts, 'from'), marks(rule, parts, 'to')]).toEqual([[], []]);
      }
    }
  }, 60_000);

  test('an output that one host lacks is what is marked, and nothing else', async () => {
    const edited = await EditedLab.open('lab', 'T0-healthy');
    const hosts = edited.changed(
      on(
        'compute2',
        // The tunnel to network1 is port 3 there, and both computes flood to it.
        output(/^ovs-ofctl (?:-O OpenFlow\d+ )?dump-flows br-tun$/, (text) =>
          text
            .replace(/(dl_vlan=6 actions=.*),output:3$/m, '$1')
            .replace(/(dl_vlan=6 actions=.*)output:3,/m, '$1'),
        ),
      ),
    );
    const of = (name: string): SnapshotFacts => hosts.find(({ host }) => host === name)!;
    const comparison = compareNodes(of('compute1'), of('compute2'));
    const [broken, ...rest] = both(comparison).filter(({ rule }) => rule.class === 'differs');
    expect(rest).toEqual([]);
    expect(broken!.rule.table).toBe(22);
    // Each one's tunnel to the other is as it should be.
    expect(drawn(broken!.rule, broken!.parts, 'from')).toBe(
      'dl_vlan={1} => strip_vlan,load:0x22a->NXM_NX_TUN_ID[],[output:2],{output:3}',
    );
    expect(drawn(broken!.rule, broken!.parts, 'to')).toBe(
      'dl_vlan={6} => strip_vlan,load:0x22a->NXM_NX_TUN_ID[],{output:2}',
    );
    expect(broken!.parts.from!.actions.map(({ numbers }) => numbers[0])).toEqual([
      { space: 'ofport', number: 2, name: 'gre tunnel to 192.168.10.13', other: 3 },
      { space: 'ofport', number: 3, name: 'gre tunnel to compute2', other: null },
    ]);
  }, 60_000);

  test('the view shows the lines whole, marked where they differ, with what a number stands for', () => {
    const [{ rule, parts }] = both(found.get(`${lab} compute1 compute2`)!).filter(
      (one) => one.rule.class === 'paired' && one.rule.table === 22,
    ) as [{ rule: RuleResult; parts: RuleParts }];
    const diffs = ruleDiffs({ ...rule, parts }, changeOfRule(rule), (side, { number, other }) =>
      [side, number, other].join(' '),
    );
    expect(diffs.map(({ name, from }) => [name, from.map(({ text }) => text).join('')])).toEqual([
      ['match', fieldsOf(rule, 'from').match],
      ['actions', fieldsOf(rule, 'from').actions],
    ]);
    expect(diffs[1]!.to.filter(({ hint }) => hint !== undefined)).toEqual([
      { text: 'output:2', changed: true, hint: 'to 2 ' },
      { text: 'output:3', changed: false, hint: 'to 3 2' },
    ]);
  });
});

// Twenty thousand flows in random spellings, with every field and action, go into a real switch, sent in
// several versions of OpenFlow. What it prints of each in every version must be read whole, and have the
// canonical form of what was sent, but for what the version cannot print; and our own words for a version
// must be the switch's.
import { describe, expect, it } from 'vitest';
import { Canonicalizer } from '../../../shared/openflow/canonical.ts';
import { formatActions, lostInSpelling, type Spelling } from '../../../shared/openflow/format-tree.ts';
import { opaqueParts, parseActions, parseFlow, parseMatch } from '../../../shared/openflow/parse-tree.ts';
import type { FlowTree } from '../../../shared/openflow/tree.ts';
import { hasSwitch } from '../switch.ts';
import { useSwitch } from '../use-switch.ts';
import { generateActions } from './generate-actions.ts';
import { generateMatch } from './generate-match.ts';
import { Random } from './random.ts';

interface Sent {
  readonly table: number;
  readonly priority: number;
  readonly match: string;
  readonly actions: string;
}

/** `ovs-ofctl` cannot read the reply that has one of these in OpenFlow 1.0: they get a table of their own. */
const unreadableIn10 = /write_metadata|encap|decap|dec_nsh_ttl/;
const tableOfUnreadable = 100;

/**
 * Where our words need not be the switch's, letter by letter: a load of all bits of a field that the wire
 * rounds up to whole bytes is printed with its mask or as a load; a `nat` that was given behind `exec` stays
 * behind it; `dec_ttl(0)` says the default; and ports that were named are printed as numbers.
 */
const printedOtherwise =
  /\bp[123]\b|ipv6_f?label|erspan|mpls_|nw_ecn|ip_ecn|tun_flags|dec_ttl\(0\)|exec\(.*\bnat\b/i;

/** In which versions flows are sent, how many, and in which they are printed. */
const batches = [
  { sentIn: 10, flows: 6500, seed: 10 },
  { sentIn: 13, flows: 6500, seed: 13 },
  { sentIn: 14, flows: 2000, seed: 14 },
  { sentIn: 15, flows: 6500, seed: 15 },
] as const;
const printedIn: readonly Spelling[] = ['OpenFlow15', 'OpenFlow14', 'OpenFlow13', 'OpenFlow10', 'NXM'];

const ports = new Map([
  ['p1', 1],
  ['p2', 2],
  ['p3', 3],
]);

function generate(random: Random, count: number, sentIn: number): Sent[] {
  const flows: Sent[] = [];
  while (flows.length < count) {
    const priority = flows.length + 1;
    const usual = flows.length % 90;
    const match = generateMatch(random);
    const actions = generateActions(random, match, sentIn, tableOfUnreadable);
    const table = unreadableIn10.test(actions) ? tableOfUnreadable : usual;
    flows.push({ table, priority, match: match.text, actions });
  }
  return flows;
}

const lineOf = ({ table, priority, match, actions }: Sent): string =>
  `table=${table},priority=${priority},${match === '' ? '' : `${match},`}actions=${actions}`;

describe.skipIf(!hasSwitch)('the language of flows, against a real switch', () => {
  const refused: string[] = [];

  const ovs = useSwitch((ovs) => {
    const protocols = [10, 11, 12, 13, 14, 15].map((version) => `OpenFlow${version}`).join(',');
    ovs.addBridge('br0', `protocols=${protocols}`);
    for (const [name, ofport] of ports) ovs.addPort('br0', name, `ofport_request=${ofport}`);
    const options = [4, 8, 16, 4].map(
      (length, at) => `{class=0x102,type=${0x80 + at},len=${length}}->tun_metadata${at}`,
    );
    ovs.run('ovs-ofctl', 'add-tlv-map', 'br0', options.join(','));
    for (let id = 1; id <= 5; id++) {
      ovs.run(
        'ovs-ofctl',
        '-O',
        'OpenFlow15',
        'add-group',
        'br0',
        `group_id=${id},type=all,bucket=actions=output:1`,
      );
      ovs.run(
        'ovs-ofctl',
        '-O',
        'OpenFlow13',
        'add-meter',
        'br0',
        `meter=${id},kbps,band=type=drop,rate=100`,
      );
    }
  });

  /** Adds flows; those that the switch or `ovs-ofctl` refuses are left out, and returned are the others. */
  function add(flows: readonly Sent[], sentIn: number): readonly Sent[] {
    const left = [...flows];
    const tryAll = (list: readonly Sent[]): string | null => {
      ovs.run('ovs-ofctl', 'del-flows', 'br0');
      try {
        ovs.addFlows('br0', list.map(lineOf), '-O', `OpenFlow${sentIn}`);
        return null;
      } catch (error) {
        return String((error as { stderr?: unknown }).stderr ?? error);
      }
    };
    for (let said = tryAll(left); said !== null; said = tryAll(left)) {
      const line = /text-\d+:(\d+): /.exec(said)?.[1];
      let at = line === undefined ? 0 : Number(line) - 1;
      // A refusal of the switch does not say of which flow: halve until it is found.
      for (let to = left.length; line === undefined && to - at > 1;) {
        const middle = (at + to) >> 1;
        if (tryAll(left.slice(at, middle)) === null) at = middle;
        else to = middle;
      }
      const [flow] = left.splice(at, 1);
      refused.push(`${said.split('\n')[0]?.slice(0, 120)}: ${flow === undefined ? '' : lineOf(flow)}`);
      if (refused.length > 120)
        throw new Error(`too many flows are refused:\n${refused.slice(-10).join('\n')}`);
    }
    return left;
  }

  const flowsOf = (text: string): FlowTree[] =>
    text
      .split('\n')
      .filter((line) => line.includes('actions='))
      .map((line) => {
        const tree = parseFlow(line);
        if (typeof tree === 'string') throw new Error(`${tree}: ${line}`);
        return tree;
      });

  it('everything it prints, in every version, is what was sent', { timeout: 240_000 }, () => {
    let accepted = 0;
    const misspelled: object[] = [];
    const lost = new Map<string, number>();
    const counts = new Map<string, number>();
    for (const { sentIn, flows, seed } of batches) {
      const sent = add(generate(new Random(seed), flows, sentIn), sentIn);
      accepted += sent.length;
      const canonical = new Canonicalizer({ ports });
      const byKey = new Map(
        sent.map((flow) => {
          // What the version that carried it made of it is what is in the table.
          const match = parseMatch(flow.match);
          const carried = formatActions(
            parseActions(flow.actions, 0, { match }),
            { spelling: `OpenFlow${sentIn}` },
            match,
          );
          const inTable = parseActions(carried, 0, { match });
          return [`${flow.table} ${flow.priority}`, { flow, match, inTable }];
        }),
      );
      for (const version of printedIn) {
        if (version === 'OpenFlow10')
          ovs.run('ovs-ofctl', '-O', 'OpenFlow13', 'del-flows', 'br0', `table=${tableOfUnreadable}`);
        const how = version === 'NXM' ? ['-F', 'nxm'] : ['-O', version];
        const printed = flowsOf(ovs.run('ovs-ofctl', ...how, 'dump-flows', 'br0'));
        const expected =
          version === 'OpenFlow10' || version === 'NXM'
            ? sent.filter(({ table }) => table !== tableOfUnreadable)
            : sent;
        expect(printed.length, version).toBe(expected.length);
        for (const tree of printed) {
          expect(opaqueParts(tree)).toEqual([]);
          const { table, priority, match, actions } = tree.flow;
          const known = byKey.get(`${table} ${priority}`);
          if (known === undefined) throw new Error(`nobody sent ${table} ${priority}`);
          const { flow } = known;
          const line = `${version}: ${lineOf(flow)}`;
          expect(canonical.match(match), line).toBe(canonical.match(flow.match));
          const losses = lostInSpelling(known.inTable, version, known.match);
          if (canonical.actions(actions, match) !== canonical.actions(flow.actions, flow.match)) {
            const all = [
              ...losses,
              ...lostInSpelling(parseActions(flow.actions), `OpenFlow${sentIn}`, known.match),
            ];
            expect(all, `${line}\n${actions}`).not.toEqual([]);
            for (const what of new Set(all)) {
              const key = `${version} does not print ${what}`;
              lost.set(key, (lost.get(key) ?? 0) + 1);
            }
          }
          counts.set(version, (counts.get(version) ?? 0) + 1);
          if (printedOtherwise.test(flow.actions)) continue;
          const ours = formatActions(known.inTable, { spelling: version }, known.match);
          if (ours !== actions && misspelled.length < 20) misspelled.push({ line, ours, printed: actions });
        }
      }
    }
    console.info(
      `${accepted} flows accepted, ${refused.length} refused; printed: ${[...counts].map(([version, count]) => `${version} ${count}`).join(', ')}`,
    );
    for (const [what, count] of [...lost].sort(([, a], [, b]) => b - a))
      console.info(`${count} flows: ${what}`);
    expect(misspelled).toEqual([]);
    expect(accepted).toBeGreaterThanOrEqual(20_000);
  });

  it(
    'its own normal form is ours, but for the rules by which ours goes further',
    { timeout: 120_000 },
    () => {
      const sent = add(generate(new Random(99), 2000, 15), 15);
      const file = ovs.file(
        `${sent.map((flow) => lineOf(flow).replace(/"?\bp([123])\b"?/g, '$1')).join('\n')}\n`,
      );
      const canonical = new Canonicalizer({ ports });
      const normal = [
        ...ovs
          .run('ovs-ofctl', '-O', 'OpenFlow15', 'parse-flows', file)
          .matchAll(/ ADD (?:table:\d+ )?(?:priority=\d+,?)?(.*?) ?actions=(.*)$/gm),
      ];
      expect(normal.length).toBe(sent.length);
      const further = new Map<string, number>();
      const countAs = (rule: string | undefined, what: string): void => {
        if (rule === undefined) throw new Error(what);
        further.set(rule, (further.get(rule) ?? 0) + 1);
      };
      for (const [at, [, match = '', actions = '']] of normal.entries()) {
        const flow = sent[at]!;
        const ours = {
          match: canonical.match(flow.match),
          actions: canonical.actions(flow.actions, flow.match),
        };
        expect(canonical.match(match), lineOf(flow)).toBe(ours.match);
        expect(canonical.actions(actions, match), lineOf(flow)).toBe(ours.actions);
        if (match !== ours.match) {
          const differs = match.split(',').filter((part) => !ours.match.split(',').includes(part));
          countAs(
            differs.every((part) => /^vlan_tci=0x0000/.test(part)) ? 'no VLAN' : undefined,
            `${match} is ${ours.match}`,
          );
        }
        if (actions !== ours.actions) {
          const rule = rules.find(([, shape]) => shape.test(actions))?.[0];
          countAs(rule, `${actions} is ${ours.actions}`);
        }
      }
      for (const [rule, count] of [...further].sort(([, a], [, b]) => b - a))
        console.info(`${count} of ${sent.length} go further by rule "${rule}"`);
    },
  );
});

/** What a list must have for a rule of docs/canonical-flows.md to apply to it. */
const rules: readonly (readonly [rule: string, shape: RegExp])[] = [
  ['goto_table', /goto_table/],
  ['metadata', /write_metadata/],
  ['VLAN', /vlan/i],
  ['registers', /xreg|XXREG|PKT_REG/],
  ['action set', /write_actions/],
  ['DSCP', /nw_tos/],
  ['defaults', /dec_ttl\(0\)/],
  ['ct', /exec\(.*nat/],
  ['constants', /mod_nw_ttl|set_mpls_ttl|set_field:[^,]*(?:ipv6_label|mpls|nw_ecn|erspan|tun_flags)/],
  ['order', /set_field.*set_field/],
];

// Tables with names (Flow_Table in ovs-vswitchd.conf.db(5)): what a real switch prints with `--names` and what
// it prints without are one set of flows, wherever some output of the bridge says which number a name has.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diffFlowsCommand } from '../../electron/cli/diff-flows.ts';
import { flowsCommand } from '../../electron/cli/flows.ts';
import { explainCommand } from '../../electron/cli/explain.ts';
import { comparisonsOf } from '../../electron/engine/case-comparisons.ts';
import { CaseSession } from '../../electron/engine/case-session.ts';
import { flowReferences, flowGroups } from '../../electron/engine/flow-study-views.ts';
import { flowValues, flowWindow } from '../../electron/engine/flow-views.ts';
import { pipelineView } from '../../electron/engine/pipeline-view.ts';
import type { FlowFact } from '../../shared/facts.ts';
import { tableNumbers } from '../../shared/flows/table-numbers.ts';
import { Canonicalizer } from '../../shared/openflow/canonical.ts';
import { resolvedTable } from '../../shared/openflow/table-id.ts';
import { emptyFacts } from '../bundle-facts.ts';
import { flowsOfText } from '../flow-fixtures.ts';
import { importBundles } from '../import-bundles.ts';
import { runCommand } from '../run-command.ts';
import { hasSwitch, type Switch } from './switch.ts';
import { useSwitch } from './use-switch.ts';

const versions = ['OpenFlow10', 'OpenFlow13', 'OpenFlow15'];
const names = { 3: 'eth-0', 60: 'ingress', 61: '64 odd, name', 62: 'say "hi"', 70: '7' } as const;
const flows = [
  'table=0,in_port=1 actions=resubmit(,60)',
  'table=0,priority=1 actions=resubmit(2,60),resubmit(,7)',
  'table=3,actions=goto_table:60',
  'table=7,actions=drop',
  'table=60,priority=5,tcp,in_port=1 actions=resubmit(,61),learn(table=60,priority=3,NXM_OF_IN_PORT[],output:NXM_OF_IN_PORT[])',
  'table=61,ip actions=ct(commit,table=60)',
  'table=61,arp actions=output:2,clone(resubmit(,62),output:1)',
  'table=70,actions=output:3',
  'table=62,priority=2 actions=bundle(eth_src,0,active_backup,ofport,members:1,2)',
];

describe.skipIf(!hasSwitch)('tables with names', () => {
  const ovs: Switch = useSwitch((it) => {
    it.addBridge('br0', `protocols=${versions.join(',')}`);
    it.addPort('br0', 'p1', 'ofport_request=1');
    it.addPort('br0', 'to-p2, "two"', 'ofport_request=2');
    // A port that is called as another one is numbered.
    it.addPort('br0', '1', 'ofport_request=3');
    for (const [number, name] of Object.entries(names)) {
      it.run(
        'ovs-vsctl',
        ...['--', '--id=@t', 'create', 'flow_table', `name=${JSON.stringify(name)}`],
        ...['--', 'set', 'bridge', 'br0', `flow_tables:${number}=@t`],
      );
    }
    it.addFlows('br0', flows, '-O', 'OpenFlow15');
  });
  const dump = (version: string, ...options: readonly string[]): string =>
    ovs.run('ovs-ofctl', '-O', version, ...options, 'dump-flows', 'br0');
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-table-names-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  let bundles = 0;
  /** A folder of outputs, named as an engineer names them. */
  const bundle = (outputs: Readonly<Record<string, string>>): string => {
    const path = join(folder, `compute1-${++bundles}`);
    mkdirSync(path);
    for (const [name, text] of Object.entries(outputs)) writeFileSync(join(path, name), text);
    return path;
  };
  const database = (): Record<string, string> => ({
    'ovs-vsctl_list_Flow_Table': ovs.run('ovs-vsctl', 'list', 'Flow_Table'),
    'ovs-vsctl_list_Bridge': ovs.run('ovs-vsctl', 'list', 'Bridge'),
  });
  const ports = (): Record<string, string> => ({
    'ovs-ofctl_-O_OpenFlow13_show_br0': ovs.run('ovs-ofctl', '-O', 'OpenFlow13', 'show', 'br0'),
  });
  const named = 'ovs-ofctl_-O_OpenFlow13_--names_dump-flows_br0';
  const numbered = 'ovs-ofctl_-O_OpenFlow13_dump-flows_br0';

  it.each(versions)('%s: one canonical set, with names and with numbers', (version) => {
    const facts = emptyFacts('compute1');
    for (const [path, text] of Object.entries(database())) expect(facts.add(path, text)).toEqual([]);
    const tables = tableNumbers(facts, 'br0');
    expect(new Map([...tables].map(([name, number]) => [number, name]))).toEqual(
      new Map(Object.entries(names).map(([number, name]) => [Number(number), name])),
    );
    const canonicalizer = new Canonicalizer({
      tables,
      ports: new Map([
        ['p1', 1],
        ['to-p2, "two"', 2],
        ['1', 3],
      ]),
    });
    const canonical = (text: string): readonly string[] =>
      flowsOfText(text).map((flow: FlowFact) => {
        const table = resolvedTable(flow.table, tables);
        return `${table} ${flow.priority} ${canonicalizer.match(flow.match)} ${canonicalizer.actions(flow.actions, flow.match)}`;
      });
    const numbers = canonical(dump(version, '--no-names'));
    expect(numbers).toHaveLength(flows.length);
    expect(canonical(dump(version, '--names'))).toEqual(numbers);
    expect(canonical(dump(version, '--names', '--no-stats'))).toEqual(numbers);
  });

  it.each(['dump-table-features', 'dump-table-desc'])('%s says the numbers as well', (command) => {
    const facts = emptyFacts('compute1');
    const text = ovs.run('ovs-ofctl', '-O', 'OpenFlow15', '--names', command, 'br0');
    expect(facts.add('x', text, `ovs-ofctl -O OpenFlow15 --names ${command} br0`)).toEqual([]);
    const known = Object.entries(names).map(([number, name]) => [name, Number(number)] as const);
    expect(new Map([...tableNumbers(facts, 'br0')].sort())).toEqual(new Map(known.sort()));
  });

  it('diff-flows compares them by name, and says so', async () => {
    const [a, b] = [ovs.file(dump('OpenFlow13', '--names')), ovs.file(dump('OpenFlow15', '--names'))];
    expect(await runCommand(diffFlowsCommand, a, b)).toEqual({ code: 0, out: [], err: [] });
    const { code, out, err } = await runCommand(diffFlowsCommand, a, ovs.file(dump('OpenFlow13')));
    expect(code).toBe(1);
    expect(out).toContain(
      '-table=ingress priority=5,tcp,in_port=p1 actions=resubmit(,"64 odd, name"),learn(table=ingress,priority=3,NXM_OF_IN_PORT[],output:NXM_OF_IN_PORT[])',
    );
    expect(err).toEqual([
      expect.stringMatching(
        /"eth-0", ingress, "64 odd, name", "say \\"hi\\"", "7": tables that are compared by name/,
      ),
      expect.stringMatching(/: ports have names, which are compared as they are/),
    ]);
  });

  describe('in a case', () => {
    let session: CaseSession;
    let snapshot = 0;
    beforeAll(async () => {
      const casePath = join(folder, 'one.coldtrace');
      await importBundles([bundle({ [named]: dump('OpenFlow13', '--names'), ...database(), ...ports() })], {
        casePath,
      });
      session = new CaseSession(casePath, { create: false });
      snapshot = session.snapshots()[0]?.id ?? 0;
    });
    afterAll(() => session?.close());
    const source = (): number => session.dumps(snapshot)[0]?.chosen.source.id ?? 0;
    const found = (filter: string, sort: 'line' | 'table' = 'line') =>
      flowWindow(session, {
        ...{ source: source(), bridge: 'br0', filter, sort, descending: true, offset: 0, limit: 100 },
      }).rows.map(({ table, tableName, actions }) => [table, tableName, actions]);

    it('a filter takes name or number, in the header and in actions', () => {
      expect(found('table=60')).toHaveLength(1);
      // Table 7, and the table that is called so.
      expect(found('table=7').map(([table, name]) => [table, name])).toEqual([
        [70, '7'],
        [7, null],
      ]);
      expect(found('table=60')).toEqual(found('table=ingress'));
      expect(found('table in eth-0,4..6,61')).toHaveLength(3);
      expect(found('table~odd')).toEqual(found('table=61'));
      expect(found('table!=ingress')).toHaveLength(flows.length - 1);
      for (const name of ['resubmit', 'goto_table', 'next_table', 'ct.table', 'learn.table'])
        expect([name, found(`${name}=60`)]).toEqual([name, found(`${name}=ingress`)]);
      expect(found('next_table=60')).toHaveLength(4);
      expect(found('', 'table').map(([table, name]) => [table, name])).toEqual([
        [70, '7'],
        [62, 'say "hi"'],
        [61, '64 odd, name'],
        [61, '64 odd, name'],
        [60, 'ingress'],
        [7, null],
        [3, 'eth-0'],
        [0, null],
        [0, null],
      ]);
      const values = flowValues(session, { source: source(), bridge: 'br0', field: 'table', prefix: '6' });
      expect(values.values.map(({ value }) => value)).toEqual(['61', '60', '62']);
    });

    it('groups, references, pipeline and words go by the number', async () => {
      const groups = flowGroups(session, {
        ...{ source: source(), bridge: 'br0', filter: '', by: ['table'], sort: 'table', descending: false },
        ...{ offset: 0, limit: 100 },
      });
      expect(groups.rows.map(({ table, flows: count }) => [table, count])).toEqual([
        ...[
          [0, 2],
          [3, 1],
          [7, 1],
          [60, 1],
          [61, 2],
          [62, 1],
          [70, 1],
        ],
      ]);
      const [ingress] = flowWindow(session, {
        ...{ source: source(), bridge: 'br0', filter: 'table=60', sort: 'line', descending: false },
        ...{ offset: 0, limit: 1 },
      }).rows;
      const { to, from } = flowReferences(session, {
        subject: { kind: 'flow', flow: ingress?.id ?? 0, bridge: 'br0' },
      });
      expect(
        to.map((reference) =>
          'set' in reference ? [reference.kind, reference.set.flows, reference.set.filter] : null,
        ),
      ).toContainEqual(['table', 2, 'table=61']);
      expect(
        from.flatMap((reference) => (reference.kind === 'table' ? [reference.table] : [])).sort(),
      ).toEqual(['0', '3', '61']);
      const { nodes, edges } = pipelineView(
        session,
        { snapshot, source: source(), bridge: 'br0', peers: false },
        Infinity,
      );
      expect(nodes.filter(({ kind }) => kind === 'table').map(({ table }) => table)).toEqual([
        ...[0, 3, 7, 60, 61, 62, 70],
      ]);
      expect(edges.filter(({ from }) => from === 'br0 table 70').map(({ to: b }) => b)).toEqual([
        'br0 output 1',
      ]);
      expect(edges.some(({ from: a, to: b }) => a === 'br0 table 3' && b === 'br0 table 60')).toBe(true);
      const json = await runCommand(flowsCommand, session.path, '--json', '--filter', 'table=60');
      expect(JSON.parse(json.out.join('\n'))).toMatchObject({
        ...{ table: 60, match: 'tcp,in_port=1' },
        actions: 'resubmit(,61),learn(table=60,priority=3,NXM_OF_IN_PORT[],output:NXM_OF_IN_PORT[])',
      });
      const { out } = await runCommand(explainCommand, session.path, '--filter', 'table=3');
      expect(out.join('\n')).toContain('go on in table 60 ingress');
    });
  });

  it('two snapshots are equal, one with names and one with numbers, where the names are known', async () => {
    const outputs = { ...database(), ...ports() };
    const path = join(folder, 'compare.coldtrace');
    const take = async (more: Readonly<Record<string, string>>): Promise<void> =>
      void (await importBundles([bundle(more)], { casePath: path }));
    await take({ [named]: dump('OpenFlow13', '--names'), ...outputs });
    await take({ [numbered]: dump('OpenFlow13') });
    await take({ [named]: dump('OpenFlow13', '--names') });
    // Both kinds of dump, and no database: tables are told by their places.
    await take({ [named]: dump('OpenFlow13', '--names'), [numbered]: dump('OpenFlow13') });
    const session = new CaseSession(path, { create: false });
    try {
      const [full, numbers, bare, both] = session.snapshots().map(({ id }) => id);
      const compared = (from = 0, to = 0) => {
        const { changes, notComparable, compared: done } = comparisonsOf(session).comparison(from, to);
        return {
          changes: changes.filter(({ kind }) => kind === 'flows').length,
          equal: done.filter(({ kind }) => kind === 'flows').map(({ equal }) => equal),
          asks: notComparable.filter(({ kind }) => kind === 'flows').map(({ command }) => command),
        };
      };
      expect(compared(full, numbers)).toEqual({ changes: 0, equal: [flows.length], asks: [] });
      expect(compared(numbers, full)).toEqual({ changes: 0, equal: [flows.length], asks: [] });
      expect(compared(full, bare)).toEqual({ changes: 0, equal: [flows.length], asks: [] });
      expect(compared(numbers, bare)).toEqual({
        changes: 0,
        equal: [],
        asks: ['ovs-ofctl dump-ports-desc br0', 'ovsdb-client dump Open_vSwitch'],
      });
      expect([...session.tableNumbers(both ?? 0, 'br0')].sort((a, b) => a[1] - b[1])).toEqual(
        Object.entries(names).map(([number, name]) => [name, Number(number)]),
      );
      expect(session.tableNumbers(bare ?? 0, 'br0').size).toBe(0);
      const kept = flowWindow(session, {
        ...{
          source: session.dumps(bare ?? 0)[0]?.chosen.source.id ?? 0,
          bridge: 'br0',
          filter: 'table=ingress',
        },
        ...{ sort: 'line', descending: false, offset: 0, limit: 9 },
      });
      expect(kept.rows.map(({ table, tableName }) => [table, tableName])).toEqual([['ingress', null]]);
    } finally {
      session.close();
    }
  });
});

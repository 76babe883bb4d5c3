// Groups, marks, references, fields and texts of flows, through the engine, on a node of the lab's: its
// br-tun with learned flows, and a switch of ours with groups, conjunctions and overlaps.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { CaseSession } from '../../../electron/engine/case-session.ts';
import { sessionMethods } from '../../../electron/engine/session-methods.ts';
import type { FlowReference, FlowSet, Request } from '../../../shared/api.ts';
import { flowDump } from '../../bench/generate-flows.ts';
import { importBundles } from '../../import-bundles.ts';
import { fixtures } from '../../shared-data.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll } from 'vitest';

/** As `ovs-ofctl -O OpenFlow15 dump-flows br-x` would print it. */
const brX = [
  'table=0, n_packets=9, n_bytes=900, priority=10,in_port=1 actions=group:7',
  'table=0, n_packets=5, n_bytes=500, priority=10,in_port=2 actions=meter:3,group:7,resubmit(4,60)',
  'table=0, n_packets=0, n_bytes=0, priority=5,ip,nw_src=10.0.0.0/8 actions=drop',
  'table=0, n_packets=1, n_bytes=60, priority=5,ip,nw_dst=10.1.0.1 actions=resubmit(,60)',
  'table=0, n_packets=2, n_bytes=120, priority=5,arp actions=resubmit(,60)',
  'table=60, n_packets=4, n_bytes=240, priority=70,ip,nw_src=10.0.0.1 actions=conjunction(12,1/2)',
  'table=60, n_packets=0, n_bytes=0, priority=70,ip,nw_src=10.0.0.2 actions=conjunction(12,1/2)',
  'table=60, n_packets=0, n_bytes=0, priority=70,tcp,tp_dst=80 actions=conjunction(12,2/2)',
  'table=60, n_packets=3, n_bytes=180, priority=70,conj_id=12 actions=output:4',
  'table=61, n_packets=3, n_bytes=180, priority=70,conj_id=12 actions=output:4',
  'table=60, n_packets=6, n_bytes=360, priority=1,ip,nw_dst=10.0.0.9 actions=drop',
  'table=60, n_packets=7, n_bytes=420, priority=1,ip,nw_dst=10.0.0.9 actions=NORMAL',
];

let folder: string;
let session: CaseSession;
let engine: ReturnType<typeof sessionMethods>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coldtrace-flows-'));
  const bundle = join(folder, 'compute1');
  mkdirSync(bundle);
  writeFileSync(join(bundle, 'hostname'), 'compute1\n');
  for (const name of [
    'ovs-ofctl_dump-flows_br-tun.txt',
    'ovs-vsctl_show.txt',
    'ovs-vsctl_list_Interface.txt',
    'ovs-ofctl_show_br-tun.txt',
  ])
    copyFileSync(join(fixtures, 'openvswitch/lab', name), join(bundle, name));
  writeFileSync(
    join(bundle, 'ovs-ofctl_-O_OpenFlow15_dump-flows_br-x.txt'),
    `OFPST_FLOW reply (OF1.5) (xid=0x2):\n${brX.map((line) => ` cookie=0x0, duration=1s, ${line}\n`).join('')}`,
  );
  writeFileSync(
    join(bundle, 'ovs-ofctl_-O_OpenFlow15_dump-groups_br-x.txt'),
    'OFPST_GROUP_DESC reply (OF1.5) (xid=0x2):\n' +
      ' group_id=7,type=select,bucket=bucket_id:0,weight:100,actions=output:1\n',
  );
  writeFileSync(
    join(bundle, 'ovs-ofctl_dump-flows_br-int.txt'),
    [...flowDump({ flows: 12_000, seed: 3, bridge: 'br-int', differ: 0 })].join('\n'),
  );
  writeFileSync(
    join(bundle, 'ovs-ofctl_-O_OpenFlow15_dump-flows_br-y.txt'),
    'OFPST_FLOW reply (OF1.5) (xid=0x2):\n cookie=0x0, duration=1s, table=0, n_packets=1, n_by\n' +
      ' cookie=0x0, duration=1s, table=0, n_packets=1, n_bytes=60, priority=0 actions=NORMAL\n',
  );
  const casePath = join(folder, 'flows.coldtrace');
  await importBundles([bundle], { casePath });
  session = new CaseSession(casePath, { create: false });
  engine = sessionMethods(() => session);
});
afterAll(() => {
  session.close();
  rmSync(folder, { recursive: true });
});

async function dumpOf(bridge: string): Promise<{ source: number; bridge: string }> {
  const { bridges } = await engine['flows.bridges']({ snapshot: 1 });
  const found = bridges.find((each) => each.bridge === bridge);
  if (found === undefined) throw new Error(`no ${bridge}`);
  return { source: found.source, bridge };
}

/** Asks until the answer is complete, as the interface does. */
async function whole<T extends { readonly complete: boolean }>(ask: () => Promise<T>): Promise<T> {
  for (let turn = 0; turn < 1000; turn++) {
    const answer = await ask();
    if (answer.complete) return answer;
  }
  throw new Error('never complete');
}

test('says with the flows of a dump that not all of it could be read', async () => {
  const { bridges } = await engine['flows.bridges']({ snapshot: 1 });
  const problemsOf = (name: string) =>
    bridges
      .filter(({ bridge }) => bridge === name)
      .flatMap(({ sources }) => sources.map(({ flows, problems }) => ({ flows, problems })));
  expect(problemsOf('br-y')).toEqual([{ flows: 1, problems: 1 }]);
  expect(problemsOf('br-x')).toEqual([{ flows: brX.length, problems: 0 }]);
});

const groupsOf = async (
  bridge: string,
  by: Request<'flows.groups'>['by'],
  filter = '',
  window = { offset: 0, limit: 100 },
) => {
  const dump = await dumpOf(bridge);
  const order = { sort: 'flows', descending: true } as const;
  return whole(() => engine['flows.groups']({ ...dump, by, filter, ...order, ...window }));
};

const shape = (row: { pieces: string[]; holes: { value: string | null; different: number }[] } | null) =>
  row === null
    ? null
    : row.pieces
        .map(
          (piece, i) => piece + (row.holes[i] ? (row.holes[i].value ?? `{${row.holes[i].different}}`) : ''),
        )
        .join('');

describe('groups', () => {
  test('each flow is in the group whose flows have it; what the filter leaves out is in none', async () => {
    const dump = await dumpOf('br-tun');
    const { rows } = await groupsOf('br-tun', ['match']);
    const members = await Promise.all(
      rows.map(async ({ group, flows }) => {
        const order = { sort: 'line', descending: false, offset: 0, limit: 100 } as const;
        const found = await engine['flows.group']({ ...dump, by: ['match'], filter: '', group, ...order });
        expect(found.rows).toHaveLength(flows);
        return found.rows.map(({ id: flow }) => ({ flow, group }));
      }),
    );
    const expected = members.flat();
    const asked = { ...dump, by: ['match'] as const, flows: expected.map(({ flow }) => flow) };
    const ask = async (filter: string) =>
      whole(() => engine['flows.groupsOf']({ ...asked, by: ['match'], filter }));
    expect((await ask('')).groups).toEqual(expected);
    expect((await ask('table=0')).groups.length).toBeLessThan(expected.length);
    expect((await ask('table=250')).groups).toEqual([]);
  });
  test('by the shape of the match: what is the same stands there, what varies is counted', async () => {
    const { groups, matched, rows, error } = await groupsOf('br-tun', ['match']);
    expect({ groups, matched, error }).toEqual({ groups: 7, matched: 28, error: null });
    expect(
      rows.map((row) => [
        row.flows,
        shape(row.match),
        shape(row.actions),
        row.nPackets,
        row.neverHit,
        row.table,
        row.tables,
      ]),
    ).toEqual([
      [
        12,
        'vlan_tci={3}/0x0fff,dl_dst={8}',
        'load:0->NXM_OF_VLAN_TCI[],load:{2}->NXM_NX_TUN_ID[],output:{2}',
        4910,
        0,
        20,
        1,
      ],
      [7, '', null, 8036, 3, null, 7],
      [3, 'in_port={3}', null, 16747, 0, 0, 1],
      [2, 'tun_id={2}', 'mod_vlan_vid:{2},resubmit(,10)', 4620, 0, 3, 1],
      [2, 'dl_vlan={2}', 'strip_vlan,load:{2}->NXM_NX_TUN_ID[],output:2,output:3', 127, 0, 22, 1],
      [1, 'dl_dst=00:00:00:00:00:00/01:00:00:00:00:00', 'resubmit(,20)', 8537, 0, 2, 1],
      [1, 'dl_dst=01:00:00:00:00:00/01:00:00:00:00:00', 'resubmit(,22)', 229, 0, 2, 1],
    ]);
  });

  test('by several things at once, through a filter, a window at a time', async () => {
    const all = await groupsOf('br-int', ['table', 'match', 'actions'], 'table=82');
    expect(all.groups).toBe(2);
    expect(all.rows.reduce((sum, { flows }) => sum + flows, 0)).toBe(all.matched);
    expect(new Set(all.rows.map(({ table }) => table))).toEqual(new Set([82]));
    const second = await groupsOf('br-int', ['table', 'match', 'actions'], 'table=82', {
      offset: 1,
      limit: 1,
    });
    expect(second.rows).toEqual([all.rows[1]]);
    const wrong = await groupsOf('br-int', ['table'], 'table=');
    expect(wrong).toMatchObject({ groups: 0, rows: [], error: { at: 6 } });
  });

  test('the flows of a group are its flows, in the order asked for', async () => {
    const by = ['match'] as const;
    const { rows } = await groupsOf('br-tun', [...by]);
    const dump = await dumpOf('br-tun');
    const request = { ...dump, filter: '', by: [...by], group: rows[0]!.group, offset: 0, limit: 5 };
    const found = await engine['flows.group']({ ...request, sort: 'nPackets', descending: true });
    expect(found.matched).toBe(12);
    expect(found.rows.map(({ nPackets }) => nPackets)).toEqual([2426, 675, 667, 341, 319]);
    await expect(
      engine['flows.group']({ ...request, group: 99, sort: 'line', descending: false }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  test('twelve thousand flows of one firewall fold into few', async () => {
    const { groups, matched, rows } = await groupsOf('br-int', ['table', 'match', 'actions']);
    expect(matched).toBe(12_000);
    expect(groups).toBeLessThan(30);
    const cookies = await groupsOf('br-int', ['cookie']);
    expect(cookies.rows).toMatchObject([{ flows: 12_000, cookie: '0x57d1c641f3148cd3' }]);
    expect(rows.reduce((sum, { nPackets }) => sum + (nPackets ?? 0), 0)).toBe(cookies.rows[0]!.nPackets);
  });
});

test('tables have their flows and packets', async () => {
  const { tables } = await engine['flows.tallies'](await dumpOf('br-x'));
  expect(tables).toEqual([
    { table: 0, flows: 5, nPackets: 17, nBytes: 1580, neverHit: 1 },
    { table: 60, flows: 6, nPackets: 20, nBytes: 1200, neverHit: 2 },
    { table: 61, flows: 1, nPackets: 3, nBytes: 180, neverHit: 0 },
  ]);
});

test('fields are those of this dump; rows can be in the order of one', async () => {
  const dump = await dumpOf('br-x');
  const { fields } = await whole(() => engine['flows.fields'](dump));
  expect(fields).toEqual([
    { name: 'nw_dst', flows: 3 },
    { name: 'nw_src', flows: 3 },
    { name: 'conj_id', flows: 2 },
    { name: 'in_port', flows: 2 },
    { name: 'tp_dst', flows: 1 },
  ]);
  const order = { filter: 'has nw_src or has nw_dst', sort: 'field:nw_src', descending: false } as const;
  const { rows } = await whole(() => engine['flows.window']({ ...dump, ...order, offset: 0, limit: 4 }));
  expect(rows.map(({ match }) => match)).toEqual([
    'ip,nw_src=10.0.0.0/8',
    'ip,nw_src=10.0.0.1',
    'ip,nw_src=10.0.0.2',
    'ip,nw_dst=10.1.0.1',
  ]);
});

test('equal flows and overlaps are marked, each with where to go', async () => {
  const dump = await dumpOf('br-x');
  const found = await whole(() => engine['flows.marks'](dump));
  expect(found).toEqual({
    ...{ complete: true, done: 12, total: 12, duplicates: 2, overlaps: 4, notSearched: 0, notUnderstood: 0 },
  });
  const order = { filter: '', sort: 'line', descending: false, offset: 0, limit: 100 } as const;
  const { rows } = await engine['flows.window']({ ...dump, ...order });
  const id = (line: number): number => rows[line]!.id;
  expect(rows.flatMap(({ mark }, i) => (mark === undefined ? [] : [[i, mark]]))).toEqual([
    [2, { duplicates: 0, wins: true, overlaps: 1, other: id(3) }],
    [3, { duplicates: 0, wins: true, overlaps: 1, other: id(2) }],
    [10, { duplicates: 1, wins: false, overlaps: 1, other: id(11) }],
    [11, { duplicates: 1, wins: true, overlaps: 1, other: id(10) }],
  ]);
});

describe('references', () => {
  const said = (reference: FlowReference): string => {
    const set = (of: FlowSet): string =>
      `${of.flows} flows, ${of.nPackets} packets: ${of.rows.map(({ table, match }) => `${table} ${match}`).join(' · ')}`;
    const { kind } = reference;
    const rest = Object.entries(reference)
      .filter(([name, value]) => name !== 'kind' && name !== 'set' && name !== 'fact' && value !== null)
      .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
      .join(' ');
    return `${kind} ${rest}${'set' in reference ? ` (${set(reference.set)})` : ''}`;
  };
  const referencesOf = async (bridge: string, filter: string) => {
    const dump = await dumpOf(bridge);
    const order = { sort: 'line', descending: false, offset: 0, limit: 10 } as const;
    const { rows } = await whole(() => engine['flows.window']({ ...dump, filter, ...order }));
    const subject = { kind: 'flow', flow: rows[0]!.id, bridge } as const;
    const { to, from, beside } = await whole(() => engine['flows.references']({ subject }));
    return { to: to.map(said), from: from.map(said), beside: beside.map(said) };
  };

  test('of a flow that uses a group and a meter and pretends a port', async () => {
    expect(await referencesOf('br-x', 'in_port=2')).toEqual({
      to: [
        'meter meter=3 (0 flows, null packets: )',
        'group group=7 (0 flows, null packets: )',
        'table table=60 by=resubmit inPort=4 (6 flows, 20 packets: 60 ip,nw_src=10.0.0.1 · 60 ip,nw_src=10.0.0.2 · 60 tcp,tp_dst=80 · 60 conj_id=12 · 60 ip,nw_dst=10.0.0.9 · 60 ip,nw_dst=10.0.0.9)',
      ],
      from: [],
      beside: ['user  (1 flows, 9 packets: 0 in_port=1)'],
    });
  });

  test('of a conjunction: its clauses, of its own table only; of a clause: its conjunction', async () => {
    expect(await referencesOf('br-x', 'table=60 conj_id=12')).toEqual({
      to: ['port port=4'],
      from: [
        'table table=0 by=resubmit (3 flows, 8 packets: 0 in_port=2 · 0 ip,nw_dst=10.1.0.1 · 0 arp)',
        'clause conjunction=12 clause=1 clauses=2 (2 flows, 4 packets: 60 ip,nw_src=10.0.0.1 · 60 ip,nw_src=10.0.0.2)',
        'clause conjunction=12 clause=2 clauses=2 (1 flows, 0 packets: 60 tcp,tp_dst=80)',
      ],
      beside: [],
    });
    const clause = await referencesOf('br-x', 'table=60 nw_src=10.0.0.2');
    expect(clause.to).toEqual(['conjunction conjunction=12 (1 flows, 3 packets: 60 conj_id=12)']);
    expect(clause.beside).toEqual([
      'clause conjunction=12 clause=1 clauses=2 (1 flows, 4 packets: 60 ip,nw_src=10.0.0.1)',
      'clause conjunction=12 clause=2 clauses=2 (1 flows, 0 packets: 60 tcp,tp_dst=80)',
    ]);
  });

  test('of equal and overlapping flows', async () => {
    const { beside } = await referencesOf('br-x', 'nw_dst=10.0.0.9');
    expect(beside).toEqual(['duplicate wins=false (1 flows, 7 packets: 60 ip,nw_dst=10.0.0.9)']);
    const overlap = await referencesOf('br-x', 'nw_src=10.0.0.0/8');
    expect(overlap).toEqual({
      to: ['drop '],
      from: [],
      beside: ['overlap  (1 flows, 1 packets: 0 ip,nw_dst=10.1.0.1)'],
    });
  });

  test('of a learn(), of a flow that it learned, and of a port with its device', async () => {
    const learner = await referencesOf('br-tun', 'actions~learn');
    expect(learner.to.map((text) => text.slice(0, 60))).toEqual([
      expect.stringMatching(/^port port=1 device=\{"id":"patch\/patch-int","name":"patch-int/),
      expect.stringMatching(/^learned table=20 \(12 flows, 4910 packets: 20 vlan_tci/),
    ]);
    expect(learner.from).toEqual([
      'table table=3 by=resubmit (2 flows, 4620 packets: 3 tun_id=0x22a · 3 tun_id=0x8c)',
    ]);
    const learned = await referencesOf('br-tun', 'dl_dst=fa:16:3e:a1:21:cb');
    expect(learned.to).toEqual([expect.stringMatching(/^port port=2 device=\{"id":"tunnel\/gre-/)]);
    expect(learned.from).toEqual([
      'table table=2 by=resubmit (1 flows, 8537 packets: 2 dl_dst=00:00:00:00:00:00/01:00:00:00:00:00)',
      'learned-by  (1 flows, 7978 packets: 10 )',
    ]);
  });

  test('of a group: its fact and who uses it', async () => {
    const dump = await dumpOf('br-x');
    const order = { filter: 'in_port=1', sort: 'line', descending: false, offset: 0, limit: 1 } as const;
    const { rows } = await whole(() => engine['flows.window']({ ...dump, ...order }));
    const subject = { kind: 'flow', flow: rows[0]!.id, bridge: 'br-x' } as const;
    const { to } = await whole(() => engine['flows.references']({ subject }));
    const [group] = to;
    if (group?.kind !== 'group' || group.fact === null) throw new Error('no group');
    expect(group.fact.data).toMatchObject({ groupId: 7, type: 'select' });
    const users = await whole(() =>
      engine['flows.references']({ subject: { kind: 'fact', fact: group.fact!.id } }),
    );
    expect(users.from.map(said)).toEqual(['user  (2 flows, 14 packets: 0 in_port=1 · 0 in_port=2)']);
  });
});

test('a flow’s place in what is shown', async () => {
  const dump = await dumpOf('br-tun');
  const order = { filter: 'table=20', sort: 'nPackets', descending: true } as const;
  const { rows } = await whole(() => engine['flows.window']({ ...dump, ...order, offset: 0, limit: 100 }));
  for (const [place, { id }] of rows.entries())
    expect(await engine['flows.place']({ ...dump, ...order, flow: id })).toEqual({ place });
  expect(await engine['flows.place']({ ...dump, ...order, filter: 'table=3', flow: rows[0]!.id })).toEqual({
    place: null,
  });
});

describe('texts to copy', () => {
  const copied = async (
    bridge: string,
    format: Request<'flows.text'>['format'],
    filter: string,
    flows: number[] | null = null,
  ) => {
    const dump = await dumpOf(bridge);
    const order = { sort: 'line', descending: false } as const;
    const fields = ['table', 'nPackets', 'field:dl_dst', 'actions'];
    return engine['flows.text']({ ...dump, filter, ...order, flows, format, fields });
  };

  test('as printed, canonical, as a command, in words of other versions', async () => {
    const filter = 'table=20 and dl_dst=fa:16:3e:a1:21:cb';
    const cookie = '0x21e2400a0c3edcf2';
    expect(await copied('br-tun', 'printed', filter)).toEqual({
      text: ` cookie=${cookie}, duration=929.941s, table=20, n_packets=2426, n_bytes=190888, hard_timeout=300, idle_age=3, hard_age=3, priority=1,vlan_tci=0x0001/0x0fff,dl_dst=fa:16:3e:a1:21:cb actions=load:0->NXM_OF_VLAN_TCI[],load:0x22a->NXM_NX_TUN_ID[],output:2\n`,
      flows: 1,
      leftOut: 0,
    });
    expect((await copied('br-tun', 'add-flow', filter)).text).toBe(
      `ovs-ofctl add-flow br-tun 'table=20,cookie=${cookie},hard_timeout=300,priority=1,vlan_tci=0x0001/0x0fff,dl_dst=fa:16:3e:a1:21:cb,actions=load:0->NXM_OF_VLAN_TCI[],load:0x22a->NXM_NX_TUN_ID[],output:2'\n`,
    );
    const vlan = await copied('br-tun', 'OpenFlow13', 'tun_id=0x22a');
    expect(vlan.text).toContain('actions=push_vlan:0x8100,set_field:4097->vlan_vid,resubmit(,10)\n');
    expect((await copied('br-tun', 'NXM', 'tun_id=0x22a')).text).toContain(
      'actions=mod_vlan_vid:1,resubmit(,10)\n',
    );
    expect((await copied('br-tun', 'canonical', filter)).text).not.toContain('n_packets');
    expect((await copied('br-x', 'add-flow', 'in_port=1')).text).toBe(
      "ovs-ofctl -O OpenFlow15 add-flow br-x 'table=0,priority=10,in_port=1,actions=group:7'\n",
    );
  });

  test('as tables and JSON', async () => {
    expect((await copied('br-tun', 'tsv', 'table=2')).text).toBe(
      'table\tnPackets\tdl_dst\tactions\n' +
        '2\t8537\t00:00:00:00:00:00/01:00:00:00:00:00\tresubmit(,20)\n' +
        '2\t229\t01:00:00:00:00:00/01:00:00:00:00:00\tresubmit(,22)\n',
    );
    expect((await copied('br-tun', 'csv', 'table=2')).text).toBe(
      'table,nPackets,dl_dst,actions\n' +
        '2,8537,00:00:00:00:00:00/01:00:00:00:00:00,"resubmit(,20)"\n' +
        '2,229,01:00:00:00:00:00/01:00:00:00:00:00,"resubmit(,22)"\n',
    );
    expect((await copied('br-tun', 'markdown', 'table=4')).text).toBe(
      '| table | nPackets | dl_dst | actions |\n| --- | --- | --- | --- |\n| `4` | `0` |  | `drop` |\n',
    );
    const { text } = await copied('br-tun', 'json', 'table=3');
    expect(JSON.parse(text)).toMatchObject([
      { match: 'tun_id=0x22a' },
      { match: 'tun_id=0x8c' },
      { match: '' },
    ]);
  });

  test('of chosen flows, and of no more than a clipboard is good for', async () => {
    const dump = await dumpOf('br-tun');
    const order = { filter: 'table=3', sort: 'line', descending: false, offset: 0, limit: 9 } as const;
    const { rows } = await whole(() => engine['flows.window']({ ...dump, ...order }));
    const some = await copied('br-tun', 'tsv', '', [rows[2]!.id, rows[0]!.id]);
    expect(some.text.split('\n').slice(1)).toEqual([
      '3\t4172\t\tmod_vlan_vid:1,resubmit(,10)',
      '3\t3\t\tdrop',
      '',
    ]);
    const all = await copied('br-int', 'printed', '');
    expect(all).toMatchObject({ flows: 12_000, leftOut: 0 });
  });
});

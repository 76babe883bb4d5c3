// The address of a place and the key of a selection: what is written is found again.
import { describe, expect, test } from 'vitest';
import type { Client, Method, Request, Response } from '../../../shared/api.ts';
import type { CaseEvidence } from '../../../shared/evidence.ts';
import type { Hop, NetworkDevice } from '../../../shared/network/model.ts';
import { correctionsText } from '../../../renderer/state/corrections.ts';
import { formatPlace, networkScope, parsePlace } from '../../../renderer/state/place.ts';
import {
  evidenceOfSelection,
  findSelection,
  nameOfSelection,
  selectionKey,
  type Selection,
} from '../../../renderer/state/selection.ts';

describe('places', () => {
  test('an address restores view, snapshot, filter and selection', () => {
    const place = {
      view: 'flows',
      snapshotId: 3,
      selection: 'flow:3:99',
      params: { bridge: 'br-int', filter: 'table=20 and dl_dst=fa:16:3e:*' },
    } as const;
    const hash = formatPlace(place);
    expect(hash).toBe(
      '#/flows?snapshot=3&bridge=br-int&filter=table%3D20+and+dl_dst%3Dfa%3A16%3A3e%3A*&select=flow%3A3%3A99',
    );
    expect(parsePlace(hash)).toEqual(place);
  });
  test('empty parameters are left out', () => {
    expect(formatPlace({ view: 'sources', snapshotId: null, selection: null, params: { filter: '' } })).toBe(
      '#/sources',
    );
  });
  test('an address without a scope, or with an unknown one, shows one host', () => {
    expect(networkScope(parsePlace('#/network?snapshot=3&scope=case')?.params ?? {})).toBe('case');
    for (const hash of ['#/network', '#/network?scope=host', '#/network?scope=planet'])
      expect(networkScope(parsePlace(hash)?.params ?? {})).toBe('host');
  });
  test('what is no place of ours is none', () => {
    for (const hash of ['', '#', '#/', '#/nothing', '#/flows/x', '#flows'])
      expect(parsePlace(hash)).toBeNull();
    expect(parsePlace('#/flows?snapshot=-1')?.snapshotId).toBeNull();
  });
});

const evidence: CaseEvidence = {
  host: 'compute1',
  source: 'ethtool/qvo48e06cd2-60.txt',
  sourceId: 5,
  firstLine: 2,
  lastLine: 2,
};
const device = {
  id: 'veth/qvo48e06cd2-60',
  name: 'qvo48e06cd2-60',
  evidence: [evidence],
} as unknown as NetworkDevice;
const hop = { device: 'qvo48e06cd2-60', evidence: [evidence] } as unknown as Hop;
const flowData = {
  bridge: 'br-tun',
  table: 2,
  priority: 1,
  match: 'in_port=1',
  actions: 'drop',
  cookie: '0x0',
  nPackets: 7,
};
const fact = {
  id: 9,
  kind: 'link',
  title: 'qvo48e06cd2-60',
  data: { name: 'qvo48e06cd2-60' },
  evidence,
} as const;
const change = {
  kind: 'flows',
  change: 'removed',
  key: 'br-int table=0 priority=10 in_port=1,dl_vlan=2',
  from: { fields: {}, text: '', evidence: [evidence] },
  to: null,
  fields: [],
} as const;

const rule = { bridge: 'br-int', from: { fields: {}, text: '', evidence: [evidence] }, to: null };

const answers: Partial<{ [M in Method]: (request: Request<M>) => unknown }> = {
  'facts.get': ({ fact: id }) =>
    id === 9 ? fact : { id, kind: 'flow', title: '', data: flowData, evidence },
  'network.node': () => ({
    devices: [device],
    links: [],
    hops: [hop],
    paths: [{ id: 'vm:1/tap48', hops: [0] }],
  }),
  'sources.get': () => ({ source: { path: evidence.source, snapshotId: 3 }, problems: [] }),
  'snapshots.list': () => ({ snapshots: [{ id: 3, host: 'compute1' }] }),
  'compare.place': ({ kind, key }) => ({
    change: kind === change.kind && key === change.key ? change : null,
    place: 0,
  }),
  // The third rule, unless VLAN 2 stands for something by hand: then it is paired, and the first.
  'between.place': ({ rename = [], source, line }) => ({
    place: source === 5 && line === 2 ? (rename.length === 0 ? 2 : 0) : null,
  }),
  'between.window': ({ rename = [], offset }) => ({
    rows: (rename.length === 0 ? offset === 2 : offset === 0)
      ? [{ ...rule, class: rename[0]?.alias === 'net-a' ? 'paired' : 'lacks' }]
      : [],
  }),
};
const client: Client = {
  call: <M extends Method>(method: M, request: Request<M>) =>
    Promise.resolve(answers[method]?.(request as never) as Response<M>),
  on: () => () => {},
};

describe('selections', () => {
  const selections: readonly Selection[] = [
    { kind: 'fact', snapshotId: 3, fact },
    { kind: 'device', snapshotId: 3, device },
    { kind: 'hop', snapshotId: 3, pathId: 'vm:1/tap48', index: 0, hop },
    { kind: 'line', snapshotId: 3, evidence },
    { kind: 'change', from: 3, to: 4, change },
  ];
  test.each(selections)('a $kind is found again by its key', async (selection) => {
    expect(await findSelection(client, selectionKey(selection))).toEqual(selection);
  });
  test.each(selections)('a $kind gives its evidence', (selection) => {
    expect(evidenceOfSelection(selection)).toEqual([evidence]);
  });
  test('a flow is found again from its fact', async () => {
    const found = await findSelection(client, 'flow:3:12');
    expect(found).toMatchObject({
      kind: 'flow',
      bridge: 'br-tun',
      flow: { id: 12, table: 2, match: 'in_port=1', cookie: '0x0', nPackets: 7, nBytes: null, evidence },
    });
  });
  test('a rule of two hosts is the one that it is with the corrections of the address', async () => {
    const rename = correctionsText([
      { host: 'compute1', space: 'local-vlan', bridge: null, number: 2, alias: 'net-a' },
    ]);
    const place = parsePlace(
      formatPlace({ view: 'compare', snapshotId: 3, selection: 'rule:3:4:5:2', params: { rename } }),
    );
    expect(await findSelection(client, place?.selection ?? '', place?.params)).toMatchObject({
      ...{ kind: 'rule', from: 3, to: 4 },
      rule: { class: 'paired' },
    });
    expect(await findSelection(client, 'rule:3:4:5:2')).toMatchObject({ rule: { class: 'lacks' } });
    expect(await findSelection(client, 'rule:3:4:5:9', place?.params)).toBeNull();
  });
  test('names lead on, lines and flows have none', () => {
    expect(selections.map(nameOfSelection)).toEqual([
      'qvo48e06cd2-60',
      'qvo48e06cd2-60',
      'qvo48e06cd2-60',
      null,
      null,
    ]);
  });
  test('a key that names nothing finds nothing', async () => {
    for (const key of [
      '',
      'fact',
      'device:3:veth/other',
      'hop:3:1:vm:1/tap48',
      'line:3:5',
      'change:3:4:nothing:x',
      'x:1:2',
    ])
      expect(await findSelection(client, key)).toBeNull();
  });
});

// What changed inside a line, which snapshots are compared by themselves, and where a change's flow is.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SnapshotInfo } from '../../../../shared/api.ts';
import type { Change, ChangeSide } from '../../../../shared/compare/change.ts';
import { parseFlowFilter } from '../../../../shared/filter/flow-filter.ts';
import { deviceNames, fieldDiffs, flowPlace } from '../../../../renderer/views/compare/change-text.ts';
import { changeLanguage, otherValues } from '../../../../renderer/views/compare/change-language.ts';
import { choicesBeside, comparePlace } from '../../../../renderer/views/compare/compare-place.ts';
import { completionPlace } from '../../../../renderer/views/flows/filter-completion.ts';
import { diffLine, type Piece } from '../../../../shared/compare/line-diff.ts';
import { usualPair } from '../../../../renderer/views/compare/snapshot-pair.ts';

const marked = (pieces: readonly Piece[]): string =>
  pieces.map(({ text, changed }) => (changed ? `[${text}]` : text)).join('');

describe('the parts of a line that differ', () => {
  test.each([
    ['output:2,output:3', 'output:2,output:5', 'output:2,[output:3]', 'output:2,[output:5]'],
    ['fa:16:3e:58:68:ba', 'fa:16:3e:58:68:bb', '[fa:16:3e:58:68:ba]', '[fa:16:3e:58:68:bb]'],
    ['resubmit(,20)', 'resubmit(,21)', 'resubmit(,[20])', 'resubmit(,[21])'],
    ['strip_vlan,output:2', 'output:2', '[strip_vlan,]output:2', 'output:2'],
    [
      'load:3->reg13,load:3->reg11,load:1->reg12,load:3->metadata',
      'load:3->reg13,load:3->metadata',
      'load:3->reg13,[load:3->reg11,load:1->reg12,]load:3->metadata',
      'load:3->reg13,load:3->metadata',
    ],
    [
      'set_field:0x2->reg13,resubmit(,8)',
      'set_field:0x7->reg13,resubmit(,8)',
      '[set_field:0x2]->reg13,resubmit(,8)',
      '[set_field:0x7]->reg13,resubmit(,8)',
    ],
    ['tap1-a->b', 'tap1-b->b', '[tap1-a]->b', '[tap1-b]->b'],
    ['ip,tcp', 'ip,tcp,ip,tcp', 'ip,tcp', 'ip,[tcp,ip,]tcp'],
    ['a b c', 'a b b c', 'a b c', 'a b [b ]c'],
    ['drop', 'drop', 'drop', 'drop'],
    ['', 'drop', '', '[drop]'],
  ])('%s → %s', (from, to, left, right) => {
    const diff = diffLine(from, to);
    expect([marked(diff.from), marked(diff.to)]).toEqual([left, right]);
  });

  test('both lines come back whole, and what is not marked is equal', () => {
    const line = fc.array(fc.constantFrom('output:1', 'output:2', ',', '(', ')', 'drop', ' ', '文'), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(line, line, (a, b) => {
        const [from, to] = [a.join(''), b.join('')];
        const diff = diffLine(from, to);
        const kept = (pieces: readonly Piece[]) =>
          pieces
            .filter(({ changed }) => !changed)
            .map(({ text }) => text)
            .join('');
        expect(diff.from.map(({ text }) => text).join('')).toBe(from);
        expect(diff.to.map(({ text }) => text).join('')).toBe(to);
        expect(kept(diff.from)).toBe(kept(diff.to));
      }),
    );
  });

  test('lines too long for a table of pairs are marked between what they share at both ends', () => {
    const ports = (first: number): string =>
      Array.from({ length: 1500 }, (_, index) => `output:${first + index}`).join(',');
    const diff = diffLine(`strip_vlan,${ports(0)},drop`, `strip_vlan,${ports(5000)},drop`);
    expect(diff.from.map(({ changed }) => changed)).toEqual([false, true, false]);
    expect(diff.from[0]!.text).toBe('strip_vlan,');
    expect(diff.from[2]!.text).toBe(',drop');
  });
});

describe('the pair that is compared by itself', () => {
  const snapshot = (
    id: number,
    host: string,
    label: string | null,
    capturedAt: string | null,
  ): SnapshotInfo => ({
    ...{ id, host, label, capturedAt, hostFrom: 'hostname', capturedFrom: 'date', bundles: [] },
    ...{ sources: 3, facts: 9, problems: 0, states: {}, bridges: [] },
  });
  const after = snapshot(1, 'compute1', 'after', '2026-11-22T20:40:54+00:00');
  const before = snapshot(2, 'compute1', 'before', '2026-11-22T20:40:16+00:00');
  const ids = (
    snapshots: readonly SnapshotInfo[],
    current: SnapshotInfo | null,
    scope: 'time' | 'hosts' = 'time',
  ) => {
    const pair = usualPair(snapshots, current, scope);
    return pair && [pair.from.id, pair.to.id];
  };

  test('is before and after, by their labels', () => {
    expect(ids([after, before], after)).toEqual([2, 1]);
    const labelled = [
      { ...after, capturedAt: null },
      { ...before, capturedAt: null },
    ];
    expect(ids(labelled, null)).toEqual([2, 1]);
  });

  test('is of one fault where several were labelled, one after the other: never an after before its before', () => {
    const of = (id: number, label: string, minute: string, facts: number) => ({
      ...snapshot(id, 'compute1', label, `2026-11-22T20:${minute}:00+00:00`),
      facts,
    });
    const several = [
      ...[of(1, 'moved before', '26', 2038), of(2, 'moved after', '28', 1710)],
      ...[
        of(3, 'agent after', '46', 2112),
        of(4, 'reboot before', '47', 2081),
        of(5, 'reboot after', '48', 2070),
      ],
    ];
    expect(ids(several, several[0]!)).toEqual([4, 5]);
    expect(ids(several.slice(2, 4), several[2]!)).toEqual([3, 4]);
  });

  test('is the oldest and the newest where there are no labels', () => {
    const times = [after, before].map((each) => ({ ...each, label: null }));
    expect(
      ids([...times, { ...after, id: 3, label: null, capturedAt: '2026-11-23T01:00:00+00:00' }], null),
    ).toEqual([2, 3]);
  });

  test('is of the current host first, else of another that has two', () => {
    const other = [snapshot(4, 'network1', 'before', null), snapshot(5, 'network1', 'after', null)];
    expect(ids([after, before, ...other], other[0]!)).toEqual([4, 5]);
    expect(ids([snapshot(6, 'alone', null, null), after, before], snapshot(6, 'alone', null, null))).toEqual([
      2, 1,
    ]);
  });

  test('between hosts is the current one and what another had at about that time', () => {
    const later = snapshot(7, 'compute2', null, '2026-11-22T21:00:00+00:00');
    const near = snapshot(8, 'compute2', null, '2026-11-22T20:41:00+00:00');
    expect(ids([later, before, after, near], after, 'hosts')).toEqual([1, 8]);
    expect(ids([later, before, after, near], null, 'hosts')).toEqual([7, 1]);
    expect(ids([before, after], after, 'hosts')).toBe(null);
    expect(ids([after, later], after)).toBe(null);
  });

  test('of several bundles of one moment is what tells most', () => {
    const sos = { ...before, id: 5, facts: 90 };
    expect(ids([after, before, sos], after)).toEqual([5, 1]);
  });

  test('leaves out what gave no facts, and is none below two', () => {
    const empty = [8, 9].map((id) => ({ ...snapshot(id, 'commands', null, null), facts: 0 }));
    expect(ids([...empty, after, before], empty[0]!)).toEqual([2, 1]);
    expect(ids([after], after)).toBe(null);
  });
});

describe('a change', () => {
  const evidence = [{ host: 'compute1', source: 'flows.txt', sourceId: 12, firstLine: 4, lastLine: 4 }];
  const side = (match: string, actions: string, table = 24, priority = 2): ChangeSide => ({
    fields: { actions, idle_timeout: 0 },
    text: `cookie=0x1, table=${table}, priority=${priority}${match === '' ? '' : `,${match}`} actions=${actions}`,
    evidence,
  });
  const change: Change = {
    kind: 'flows',
    change: 'changed',
    key: 'br-int table=24 priority=2 arp,in_port="qvo 1",arp_spa=10.22.22.106',
    from: side('arp,in_port="qvo 1",arp_spa=10.22.22.106', 'resubmit(,25)'),
    to: side('arp,in_port="qvo 1",arp_spa=10.22.22.106', 'resubmit(,26)'),
    fields: ['actions'],
  };

  test('shows the fields that differ, their parts marked', () => {
    const [diff] = fieldDiffs(change);
    expect([diff!.name, marked(diff!.from), marked(diff!.to)]).toEqual([
      'actions',
      'resubmit(,[25])',
      'resubmit(,[26])',
    ]);
    expect(fieldDiffs({ ...change, change: 'added', from: null })).toEqual([]);
  });

  test('of a flow leads to that flow, by a filter that can be read', () => {
    const place = flowPlace(change, change.to);
    expect(place).toEqual({
      bridge: 'br-int',
      source: 12,
      filter: 'table=24 and priority=2 and match="arp,in_port=\\"qvo 1\\",arp_spa=10.22.22.106"',
    });
    expect(parseFlowFilter(place!.filter).ok).toBe(true);
    // The key says it in names that both sides share; the filter in what this side's dump has.
    const renamed = flowPlace(
      { ...change, key: 'br-int table=0 in_port=qvo1' },
      side('in_port=7', 'drop', 0, 9),
    );
    expect(renamed!.filter).toBe('table=0 and priority=9 and match="in_port=7"');
    const anyPacket = flowPlace({ ...change, key: 'br-int table=60 priority=3' }, side('', 'drop', 60, 3));
    expect(anyPacket!.filter).toBe('table=60 and priority=3 and match=""');
    expect(flowPlace(change, null)).toBe(null);
    expect(flowPlace({ ...change, kind: 'links' }, change.to)).toBe(null);
  });

  test.each([
    ['links', 'qvb1', ['qvb1']],
    ['links', 'qrouter-1: qr-1', ['qrouter-1: qr-1', 'qr-1']],
    ['addresses', 'qvb1 fe80::/64 of its MAC', ['qvb1 fe80::/64 of its MAC', 'qvb1']],
    ['neighbours', '10.0.0.1 dev br-ex', ['br-ex']],
    ['openflow-ports', 'br-int qvo1', ['qvo1']],
    ['instance-ports', 'instance-1 fa:16:3e:00:00:01', ['tap1']],
    ['packages', 'openvswitch', []],
  ] as const)('of %s %s is in the picture as %j', (kind, key, names) => {
    const of = { ...side('', 'drop'), fields: { target: 'tap1' } };
    expect(deviceNames({ ...change, kind, key, to: of })).toEqual(names);
  });
});

describe('the place of a comparison', () => {
  const at = (id: number, host: string): SnapshotInfo => ({
    ...{ id, host, label: null, capturedAt: `2026-11-22T20:0${id}:00+00:00`, hostFrom: 'hostname' },
    ...{ capturedFrom: 'date', bundles: [], sources: 3, facts: 9, problems: 0, states: {}, bridges: [] },
  });
  const all = [at(1, 'a'), at(2, 'a'), at(3, 'b')];

  test('holds scope, pair, kinds, filter, layout; what it does not know it leaves out', () => {
    const params = {
      from: '2',
      to: '1',
      kinds: 'flows,nothing',
      types: 'added',
      include: 'ages,x',
      show: 'rates',
    };
    const place = comparePlace({ ...params, layout: 'unified', filter: 'table=0' }, all, null);
    expect(place).toMatchObject({
      ...{ scope: 'time', page: 'rates', layout: 'unified', kinds: ['flows'], types: ['added'] },
      ...{ include: ['ages'], filter: 'table=0', from: { id: 2 }, to: { id: 1 } },
    });
    expect(comparePlace({ from: '1', to: '3' }, all, null).scope).toBe('hosts');
    expect(comparePlace({ scope: 'hosts' }, all, all[1]!)).toMatchObject({ from: { id: 2 }, to: { id: 3 } });
    expect(comparePlace({ scope: 'x', show: 'y', layout: 'z' }, all, null)).toMatchObject({
      ...{ scope: 'time', page: 'changes', layout: 'sides', from: { id: 1 }, to: { id: 2 } },
    });
    expect(comparePlace({}, [at(1, 'a'), at(3, 'b')], null).scope).toBe('hosts');
    expect(comparePlace({ scope: 'time' }, [at(1, 'a'), at(3, 'b')], null).from).toBe(null);
  });

  test('offers beside a side its own host over time, the others between hosts', () => {
    const ids = (scope: 'time' | 'hosts') => choicesBeside(all[0]!, scope, all).map(({ id }) => id);
    expect([ids('time'), ids('hosts')]).toEqual([[1, 2], [3]]);
  });
});

describe('the filter of changes', () => {
  const language = changeLanguage(['tag', 'mtu', 'drawn mac', 'kind', 'host']);
  const names = (text: string) =>
    language.words(completionPlace(text, text.length)!, new Map()).map(({ text: word }) => word);

  test('offers its own names first, then fields of what changed, then the language of flows', () => {
    expect(names('')).toEqual(['kind', 'change', 'key', 'field', 'host', 'source']);
    expect(names('ta')).toEqual(expect.arrayContaining(['tag', 'table']));
    expect(names('tag').at(0)).toBe('tag');
    expect(names('mac')).not.toContain('drawn mac');
    expect(names('kind ')).toEqual(['=', '!=', '~', 'in', '<', '<=', '>', '>=']);
    expect(language.operators('name', 'tag', 3)).toMatchObject({ kind: 'operator', field: 'tag' });
    expect(otherValues('kind', 'flo')).toEqual(['flows', 'floating-ips']);
  });

  test('takes names of fields that the changes have, and no others', () => {
    expect(language.parse('tag=1 and kind=flow').ok).toBe(true);
    expect(language.parse('tga=1')).toMatchObject({ ok: false, code: 'unknown-name-near' });
  });
});

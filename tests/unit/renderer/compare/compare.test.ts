// What changed inside a line, which snapshots are compared by themselves, and where a change's flow is.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SnapshotInfo } from '../../../../shared/api.ts';
import type { Change } from '../../../../shared/compare/change.ts';
import { parseFlowFilter } from '../../../../shared/filter/flow-filter.ts';
import { fieldDiffs, flowPlace } from '../../../../renderer/views/compare/change-text.ts';
import { diffLine, type Piece } from '../../../../renderer/views/compare/line-diff.ts';
import { usualPair } from '../../../../renderer/views/compare/snapshot-pair.ts';

const marked = (pieces: readonly Piece[]): string =>
  pieces.map(({ text, changed }) => (changed ? `[${text}]` : text)).join('');

describe('the parts of a line that differ', () => {
  test.each([
    ['output:2,output:3', 'output:2,output:5', 'output:2,[output:3]', 'output:2,[output:5]'],
    ['fa:16:3e:58:68:ba', 'fa:16:3e:58:68:bb', '[fa:16:3e:58:68:ba]', '[fa:16:3e:58:68:bb]'],
    ['resubmit(,20)', 'resubmit(,21)', 'resubmit(,[20])', 'resubmit(,[21])'],
    ['strip_vlan,output:2', 'output:2', '[strip_vlan,]output:2', 'output:2'],
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
  const ids = (snapshots: readonly SnapshotInfo[], current: SnapshotInfo | null) => {
    const pair = usualPair(snapshots, current);
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

  test('is the oldest and the newest where there are no labels', () => {
    const times = [after, before].map((each) => ({ ...each, label: null }));
    expect(
      ids([...times, { ...after, id: 3, label: null, capturedAt: '2026-11-23T01:00:00+00:00' }], null),
    ).toEqual([2, 3]);
  });

  test('is of the current host first, of another that has two, of two hosts at last', () => {
    const other = [snapshot(4, 'network1', 'before', null), snapshot(5, 'network1', 'after', null)];
    expect(ids([after, before, ...other], other[0]!)).toEqual([4, 5]);
    expect(ids([snapshot(6, 'alone', null, null), after, before], snapshot(6, 'alone', null, null))).toEqual([
      2, 1,
    ]);
    expect(ids([after, snapshot(7, 'compute2', null, '2026-11-22T21:00:00+00:00')], after)).toEqual([1, 7]);
  });

  test('leaves out what gave no facts, and is none below two', () => {
    const empty = [8, 9].map((id) => ({ ...snapshot(id, 'commands', null, null), facts: 0 }));
    expect(ids([...empty, after, before], empty[0]!)).toEqual([2, 1]);
    expect(ids([after], after)).toBe(null);
  });
});

describe('a change', () => {
  const evidence = [{ host: 'compute1', source: 'flows.txt', sourceId: 12, firstLine: 4, lastLine: 4 }];
  const change: Change = {
    kind: 'flows',
    change: 'changed',
    key: 'br-int table=24 priority=2 arp,in_port="qvo 1",arp_spa=10.22.22.106',
    from: { fields: { actions: 'resubmit(,25)', idle_timeout: 0 }, text: 'raw', evidence },
    to: { fields: { actions: 'resubmit(,26)', idle_timeout: 0 }, text: 'raw', evidence },
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
    const anyPacket = flowPlace({ ...change, key: 'br-int table=60 priority=3' }, change.to);
    expect(anyPacket!.filter).toBe('table=60 and priority=3 and match=""');
    expect(flowPlace(change, null)).toBe(null);
    expect(flowPlace({ ...change, kind: 'links' }, change.to)).toBe(null);
  });
});

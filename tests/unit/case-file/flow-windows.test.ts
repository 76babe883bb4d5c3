// Windows over a dump of several blocks, against the plain way: filter and sort all of it in memory.
import type { Database } from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { closeCase, openCase } from '../../../electron/engine/case-file/open-case.ts';
import { FlowWindows } from '../../../electron/engine/case-file/queries/flow-windows.ts';
import { openImportWriter } from '../../../electron/engine/case-file/writer.ts';
import { flowColumns, type FlowColumn } from '../../../shared/api.ts';
import type { FlowFact } from '../../../shared/facts.ts';
import { passes } from '../../../shared/filter/flow-condition.ts';
import { noTableNumbers } from '../../../shared/openflow/table-id.ts';
import { parseFlowFilter } from '../../../shared/filter/flow-filter.ts';
import { checkCase } from '../../check-case.ts';
import { casePath, flows as examples, writeFlows, writeText } from './new-case.ts';

/** 10,000 flows of two bridges and of none, with gaps, of which no order is the order of the dump. */
function manyFlows(): readonly FlowFact[] {
  const [example] = examples;
  if (example === undefined) throw new Error('no example');
  return Array.from({ length: 10_000 }, (_, i) => {
    const mixed = (i * 7919) % 10_007;
    return {
      ...example,
      bridge: i % 5 === 0 ? null : i % 2 === 0 ? 'br-int' : 'br-tun',
      table: mixed % 7,
      priority: mixed % 3 === 0 ? 65_535 : mixed % 100,
      match: i < 9000 ? `in_port=${mixed},nw_dst=10.1.${i >> 8}.${i & 255}` : 'ip,in_port="Tap1",dl_vlan=0x5',
      actions: mixed % 11 === 0 ? 'drop' : `set_field:0x${mixed.toString(16)}->reg5,Resubmit(,${mixed % 4})`,
      cookie: mixed % 13 === 0 ? null : `0x${(mixed * 65_537).toString(16)}`,
      nPackets: mixed % 17 === 0 ? null : mixed ** 3,
      nBytes: mixed % 19 === 0 ? 2 ** 60 : mixed,
      duration: mixed / 8,
    };
  });
}

const written = manyFlows();

function bigCase(): Database {
  const path = casePath();
  const writer = openImportWriter(path);
  const bundleId = writer.addBundle({ name: 'b', kind: 'folder', fingerprint: 'cc', bytes: 0 });
  const identity = { host: 'h', hostFrom: 'hostname', capturedAt: null, capturedFrom: null };
  const snapshotId = writer.addSnapshot(identity, null);
  const contentId = writeText(
    writer.content(),
    written.map(({ match }) => match),
  );
  const source = writer.addSource({
    ...{ snapshotId, bundleId, path: 'x', commandLine: null, commandId: null },
    ...{ target: null, netns: null, protocol: null },
  });
  // Few enough flows in a block that there are several.
  writeFlows(writer, source, written, 1, 4096);
  const lines = { firstLine: 1, lastLine: written.length };
  writer.finishSource(source, { state: 'ok', reason: null, bytes: 0, ...lines, contentId });
  writer.commit();
  expect(checkCase(path)).toEqual([]);
  const { db } = openCase(path, { create: false });
  onTestFinished(() => closeCase(db));
  return db;
}

/** Lines of the flows in the order that the window should have them. */
function expected(
  keep: (flow: FlowFact) => boolean,
  sort: FlowColumn,
  descending: boolean,
): readonly number[] {
  const value = ({ flow, line }: { flow: FlowFact; line: number }): string | number | null =>
    sort === 'line' ? line : sort === 'cookie' ? (flow.cookie?.padStart(20) ?? null) : flow[sort];
  return written
    .map((flow, i) => ({ flow, line: i + 1 }))
    .filter(({ flow }) => flow.bridge !== 'br-tun' && keep(flow))
    .sort((a, b) => {
      const [left, right] = [value(a), value(b)];
      if (left === right) return a.line - b.line;
      if (left === null || right === null) return left === null ? 1 : -1;
      return (left < right ? -1 : 1) * (descending ? -1 : 1);
    })
    .map(({ line }) => line);
}

const dump = { sourceId: 1, bridge: 'br-int', host: 'h', path: 'x', tables: noTableNumbers };

function linesOf(
  windows: FlowWindows,
  text: string,
  sort: FlowColumn,
  descending: boolean,
): readonly number[] {
  const filter = parseFlowFilter(text);
  if (!filter.ok) throw new Error(filter.message);
  const { rows } = windows.window(
    dump,
    { condition: filter.condition, text },
    { sort, descending },
    0,
    written.length,
  );
  return rows.map(({ evidence }) => evidence.firstLine);
}

test('every sort, up and down, with what has no value last', () => {
  const windows = new FlowWindows(bigCase());
  for (const sort of flowColumns) {
    for (const descending of [false, true]) {
      expect(linesOf(windows, '', sort, descending), sort).toEqual(expected(() => true, sort, descending));
    }
  }
});

const filters = [
  'nw_dst=10.1.2.3',
  'nw_dst=10.1.2.*',
  'NW_DST~"1.2.3"',
  'not nw_dst=10.1.2.3',
  'nw_dst!=10.1.2.3 and table=2',
  'in_port=0x10',
  'in_port=16',
  'in_port>9990',
  'in_port=tap1',
  'dl_vlan=5',
  'vlan=0x05',
  'has dl_vlan',
  'has ip',
  'priority=0xffff',
  'n_packets>1000000000',
  'n_bytes>9007199254740991',
  'cookie=0x16c716c7',
  'cookie=0x0016C716C7',
  'RESUBMIT(,2)',
  'resub*(,3)',
  'actions=drop or in_port=7',
  'actions~set_field reg5',
  'bridge=br-int',
  '"tap1"',
];

test('a filter passes what it passes flow by flow, whatever blocks it rules out', () => {
  const db = bigCase();
  for (const text of filters) {
    const filter = parseFlowFilter(text);
    if (!filter.ok) throw new Error(filter.message);
    const wanted = expected((flow) => passes(filter.condition, flow), 'line', false);
    expect(linesOf(new FlowWindows(db), text, 'line', false), text).toEqual(wanted);
    expect(wanted.length, text).toBeGreaterThan(0);
  }
});

test('a filter that may look for no time answers with what it found, and goes on when asked again', () => {
  const windows = new FlowWindows(bigCase());
  const filter = parseFlowFilter('table=2');
  if (!filter.ok) throw new Error(filter.message);
  const wanted = expected(({ table }) => table === 2, 'line', false);
  const ask = (sort: FlowColumn, limit: number) =>
    windows.window(
      dump,
      { condition: filter.condition, text: 'table=2' },
      { sort, descending: false },
      0,
      limit,
      0,
    );

  const first = ask('line', 10);
  expect(first).toMatchObject({ total: 6000, complete: false });
  expect(first.matched).toBeLessThan(wanted.length);
  expect(first.rows.map(({ evidence }) => evidence.firstLine)).toEqual(wanted.slice(0, 10));
  // Rows in another order would move while more are found.
  expect(ask('priority', 10)).toMatchObject({ complete: false, rows: [] });
  const last = ask('priority', wanted.length);
  expect(last).toMatchObject({ matched: wanted.length, complete: true });
  expect(last.rows.map(({ evidence }) => evidence.firstLine)).toEqual(
    expected(({ table }) => table === 2, 'priority', false),
  );
});

test('the values of a field, counted a block at a time', () => {
  const windows = new FlowWindows(bigCase());
  const count = (field: string, keep: (flow: FlowFact) => boolean) => {
    const counts = new Map<string, number>();
    for (const flow of written.filter(({ bridge }) => bridge !== 'br-tun').filter(keep)) {
      const value = field === 'table' ? String(flow.table) : (flow.cookie ?? '');
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return counts;
  };
  expect(windows.values(dump, 'table', '', 50, 0).complete).toBe(false);
  expect(windows.values(dump, 'table', '', 50, 0).complete).toBe(false);
  const tables = windows.values(dump, 'table', '', 50, 0);
  expect(tables.complete).toBe(true);
  expect(new Map(tables.values.map(({ value, count }) => [value, count]))).toEqual(
    count('table', () => true),
  );
  const cookies = windows.values(dump, 'cookie', '0X1', 10_000);
  expect(new Map(cookies.values.map(({ value, count }) => [value, count]))).toEqual(
    count('cookie', ({ cookie }) => cookie?.startsWith('0x1') ?? false),
  );
  expect(windows.values(dump, 'in_port', '"T', 50).values).toEqual([]);
  expect(windows.values(dump, 'in_port', 'Tap', 50).values).toMatchObject([{ value: 'Tap1' }]);
  expect(windows.values(dump, 'actions', 'dr', 50).values).toMatchObject([{ value: 'drop' }]);
});

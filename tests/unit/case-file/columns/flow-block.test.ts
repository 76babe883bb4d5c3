import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FlowBlock } from '../../../../electron/engine/case-file/columns/flow-block.ts';
import { FlowCursor } from '../../../../electron/engine/case-file/columns/flow-cursor.ts';
import {
  decodeNumbers,
  encodeNumbers,
  numberAt,
} from '../../../../electron/engine/case-file/columns/number-column.ts';
import { encodeTexts, TextColumn } from '../../../../electron/engine/case-file/columns/text-column.ts';
import { FlowEncoder, flowsPerBlock } from '../../../../electron/engine/case-file/encode-flows.ts';
import type { FlowFact } from '../../../../shared/facts.ts';
import { flows } from '../new-case.ts';

function numbersBack(values: readonly (number | null)[]): readonly (number | null)[] {
  const column = decodeNumbers(encodeNumbers(values), values.length);
  return values.map((_, row) => numberAt(column, row));
}

function textsBack(values: readonly (string | null)[]): readonly (string | null)[] {
  const column = new TextColumn(encodeTexts(values), values.length);
  return values.map((_, row) => column.at(row));
}

test.each([
  [[]],
  [[null, null]],
  [[7, 7, 7]],
  [[-0, 0]],
  [[null, 3, null, 65_534, 2 ** 53 - 1]],
  [[2 ** 60, 2 ** 64, 1, NaN, Infinity, -Infinity]],
  [[77_625.456, 0.000000123, 3, null]],
  [[0.1 + 0.2, 1]],
  [[10, 11, 12, 14, 15, 16]],
  [[-5, 300, -70_000]],
])('numbers come back to the bit: %j', (values) => {
  expect(numbersBack(values)).toEqual(values);
});

test('any numbers and texts come back', () => {
  const number = fc.oneof(
    fc.constant(null),
    fc.nat(),
    fc.integer(),
    fc.double(),
    fc.maxSafeNat(),
    fc.nat({ max: 10_000_000 }).map((thousandths) => thousandths / 1000),
  );
  fc.assert(
    fc.property(fc.array(number), (values) => {
      expect(numbersBack(values)).toEqual(values);
    }),
  );
  const text = fc.oneof(fc.constant(null), fc.string(), fc.string({ unit: 'binary' }), fc.constant('\ud800'));
  fc.assert(
    fc.property(fc.array(text), (values) => {
      expect(textsBack(values)).toEqual(values);
    }),
  );
});

const anyFlow: fc.Arbitrary<FlowFact> = fc.record({
  bridge: fc.option(fc.constantFrom('br-int', 'br-tun')),
  table: fc.oneof(fc.nat({ max: 255 }), fc.constantFrom('ingress', '60', 'a b')),
  priority: fc.nat({ max: 65_535 }),
  match: fc.string(),
  actions: fc.constantFrom('drop', 'NORMAL', 'resubmit(,1)', ''),
  cookie: fc.option(fc.constantFrom('0x0', '0xffffffffffffffff')),
  nPackets: fc.option(fc.oneof(fc.nat(), fc.constant(2 ** 63))),
  nBytes: fc.option(fc.maxSafeNat()),
  duration: fc.option(fc.double({ min: 0, noNaN: true })),
  idleTimeout: fc.option(fc.nat({ max: 65_535 })),
  hardTimeout: fc.option(fc.nat({ max: 65_535 })),
  idleAge: fc.option(fc.nat()),
  hardAge: fc.option(fc.nat()),
  importance: fc.option(fc.nat({ max: 65_535 })),
  flags: fc.array(fc.constantFrom('send_flow_rem', 'check_overlap', 'a b', '')),
});

test('any flows come back, as objects and under the cursor', () => {
  fc.assert(
    fc.property(fc.array(anyFlow, { minLength: 1 }), (written) => {
      const encoder = new FlowEncoder();
      for (const [i, flow] of written.entries()) expect(encoder.add(flow, 2 * i + 1, 2 * i + 2)).toBeNull();
      const encoded = encoder.end();
      if (encoded === null) throw new Error('no block');
      expect(encoded).toMatchObject({ firstPlace: 0, count: written.length, firstLine: 1 });
      const block = new FlowBlock(encoded.data);
      const flowAt = block.reader();
      const cursor = new FlowCursor(block);
      for (const [row, flow] of written.entries()) {
        expect(flowAt(row)).toEqual(flow);
        cursor.row = row;
        for (const name of Object.keys(flow) as (keyof FlowFact)[]) expect(cursor[name]).toEqual(flow[name]);
        expect([block.firstLine(row), block.lastLine(row)]).toEqual([2 * row + 1, 2 * row + 2]);
      }
    }),
  );
});

test('tables that are known by name get their numbers, once these are known', () => {
  const encoder = new FlowEncoder();
  const [flow] = flows;
  if (flow === undefined) throw new Error('no flow');
  for (const table of [0, 'ingress', 60, 'other']) encoder.add({ ...flow, table }, 1, 1);
  const block = new FlowBlock(encoder.end()?.data ?? new Uint8Array());
  const numbers = new Map([['ingress', 60]]);
  const resolved = block.withTables(numbers);
  const rows = [0, 1, 2, 3];
  expect(rows.map((row) => resolved.table(row))).toEqual([0, 60, 60, 'other']);
  expect(rows.map((row) => resolved.reader()(row).table)).toEqual([0, 60, 60, 'other']);
  expect(rows.map((row) => block.table(row))).toEqual([0, 'ingress', 60, 'other']);
  expect(block.withTables(numbers)).toBe(resolved);
  expect(block.withTables(new Map())).toBe(block);
  expect(block.withTables(new Map([['third', 3]]))).toBe(block);
});

test('a full block is handed on, the rest at the end, and both can be sent to another thread', () => {
  const encoder = new FlowEncoder();
  const [flow] = flows;
  if (flow === undefined) throw new Error('no flow');
  const blocks = Array.from({ length: flowsPerBlock + 2 }, (_, i) => encoder.add(flow, i + 3, i + 3));
  const rest = encoder.end();
  const full = blocks.filter((block) => block !== null);
  expect([...full, rest]).toMatchObject([
    { firstPlace: 0, count: flowsPerBlock, firstLine: 3, bridges: [['br-tun', flowsPerBlock]] },
    { firstPlace: flowsPerBlock, count: 2, lastLine: flowsPerBlock + 4, bridges: [['br-tun', 2]] },
  ]);
  expect(encoder.end()).toBeNull();
  if (rest === null) throw new Error('no block');
  const copy = structuredClone(rest, { transfer: [rest.data.buffer as ArrayBuffer] });
  expect(copy.data.buffer.byteLength).toBe(copy.data.length);
  expect(new FlowBlock(copy.data).reader()(1)).toEqual(flow);
});

test('a block that is cut or of another version is refused', () => {
  const encoder = new FlowEncoder();
  for (const flow of flows) encoder.add(flow, 1, 1);
  const data = encoder.end()?.data ?? new Uint8Array();
  expect(() => new FlowBlock(data.subarray(0, data.length - 1))).toThrow('not whole');
  expect(() => new FlowBlock(Uint8Array.of(9, ...data.subarray(1)))).toThrow('version 9');
});

// JSON documents read element by element: whole, on one line and on many, cut and damaged.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonElements, type JsonElement } from '../../../shared/commands/json-elements.ts';

function read(document: string): {
  readonly elements: JsonElement[];
  readonly bad: number[];
  readonly cut: number | null;
} {
  const elements: JsonElement[] = [];
  const bad: number[] = [];
  let cut: number | null = null;
  const reader = new JsonElements({
    element: (element) => elements.push(element),
    unexpected: (_text, number) => bad.push(number),
    cut: (number) => (cut = number),
  });
  document.split('\n').forEach((line, i) => reader.line(line, i + 1));
  reader.end();
  return { elements, bad, cut };
}

const plainObject = fc.dictionary(fc.string(), fc.jsonValue());

describe('whole documents', () => {
  test('a list of any values is handed out in order, on one line and indented', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 1, 4), (list, indent) => {
        const { elements, bad, cut } = read(JSON.stringify(list, null, indent));
        expect(elements.map(({ value }) => value)).toEqual(JSON.parse(JSON.stringify(list)));
        expect([bad, cut]).toEqual([[], null]);
      }),
    );
  });

  test('the values of an object come with their keys, those of its lists one by one', () => {
    fc.assert(
      fc.property(plainObject, fc.constantFrom(0, 2), (object, indent) => {
        const { elements, bad } = read(JSON.stringify(object, null, indent));
        const expected = Object.entries(JSON.parse(JSON.stringify(object)) as object).flatMap(
          ([key, value]) => (Array.isArray(value) ? value.map((one: unknown) => [key, one]) : [[key, value]]),
        );
        expect(elements.map(({ key, value }) => [key, value])).toEqual(expected);
        expect(bad).toEqual([]);
      }),
    );
  });

  test('lines count from where an element begins to where it ends', () => {
    const { elements } = read('[\n {\n  "a": 1\n },\n {"b": [\n2]}\n]');
    expect(elements.map(({ firstLine, lastLine }) => [firstLine, lastLine])).toEqual([
      [2, 4],
      [5, 6],
    ]);
  });

  test('JSON lines are read one after the other', () => {
    expect(read('{"a":1}\n{"a":2}').elements.map(({ key, value }) => [key, value])).toEqual([
      ['a', 1],
      ['a', 2],
    ]);
  });
});

describe('damage', () => {
  const links = [{ ifindex: 1, ifname: 'lo' }, { ifindex: 2, ifname: 'eth0', flags: ['UP'] }, { ifindex: 3 }];

  test('cut at any character, what was whole before is there', () => {
    for (const indent of [0, 2]) {
      const document = JSON.stringify(links, null, indent);
      const whole = read(document).elements;
      for (let end = 0; end < document.length; end++) {
        const { elements } = read(document.slice(0, end));
        expect(elements).toEqual(whole.slice(0, elements.length));
        const lines = document.slice(0, end).split('\n').length;
        expect(elements.length).toBeGreaterThanOrEqual(
          whole.filter(({ lastLine }) => lastLine < lines).length,
        );
      }
    }
  });

  test('a garbage line costs itself and nothing else', () => {
    const lines = JSON.stringify(links, null, 2).split('\n');
    for (const garbage of [
      '%% 0x7f !',
      '\u0000\u0001\ufffd',
      ') ( " , =',
      '{"a": [1, %',
      'Killed by signal 15.',
    ]) {
      for (let at = 0; at <= lines.length; at++) {
        const { elements, bad } = read([...lines.slice(0, at), garbage, ...lines.slice(at)].join('\n'));
        expect(bad, `${garbage} at ${String(at)}`).toEqual([at + 1]);
        expect(elements.map(({ value }) => value)).toEqual(links);
      }
    }
  });

  test('in a document on one line, garbage costs the element it is in', () => {
    const many = Array.from({ length: 200 }, (_, i) => ({ ifindex: i, ifname: `tap${String(i)}` }));
    const document = JSON.stringify(many);
    const at = document.indexOf('"tap77"') + 3;
    const { elements, bad } = read(`${document.slice(0, at)}"%${document.slice(at)}`);
    expect(bad).toEqual([1]);
    expect(elements.map(({ value }) => value)).toEqual(many.filter(({ ifindex }) => ifindex !== 77));
  });

  test('what nests without end is not followed', () => {
    const { elements, bad } = read('['.repeat(1_000_000) + ']'.repeat(1_000_000));
    expect([elements, bad]).toEqual([[], [1]]);
  });

  test('any text ends without an exception', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.json())), (parts) => {
        read(parts.join('\n'));
      }),
    );
  });
});

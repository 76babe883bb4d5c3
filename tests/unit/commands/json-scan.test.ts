import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonScan } from '../../../shared/commands/json-scan.ts';

function scan(...lines: readonly string[]): JsonScan {
  const json = new JsonScan();
  for (const line of lines) json.line(line);
  return json;
}

test('where keys stand, and the first value at each place', () => {
  const json = scan(
    '[{"ifindex":1,"addr_info":[{"local":"127.0.0.1"}]},',
    '{"ifindex":2,"stats64":{"rx":{"bytes":7}}}]',
  );
  expect([...json.paths]).toEqual([
    '[]ifindex',
    '[]addr_info',
    '[]addr_info[]local',
    '[]stats64',
    '[]stats64.rx',
    '[]stats64.rx.bytes',
  ]);
  expect(Object.fromEntries(json.values)).toEqual({
    '[]ifindex': '1',
    '[]addr_info[]local': '127.0.0.1',
    '[]stats64.rx.bytes': '7',
  });
  expect(json.own).toEqual(['ifindex', 'addr_info', 'stats64']);
  expect(scan('{"networks": [{"id": "x"}]}').own).toEqual(['networks']);
});

test('says when a document is whole, and when a text is none', () => {
  expect(new JsonScan().line('[{"a":1},')).toBe('open');
  expect(new JsonScan().line('[{"a":1}]')).toBe('whole');
  for (const other of ['[{"a":1}] more', '{"a":1]', '[root@compute1 ~]# ip -j link', '{1: 2}'])
    expect(new JsonScan().line(other), other).toBe('ended');
});

test('any document is whole at its end, line by line too', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), fc.boolean(), (value, pretty) => {
      const lines = JSON.stringify(value, null, pretty ? 2 : 0).split('\n');
      const json = new JsonScan();
      const states = lines.map((line) => json.line(line));
      expect(states.at(-1)).toBe('whole');
      expect(states.slice(0, -1).every((state) => state === 'open')).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('looks no further than it says, however deep or long a text is', () => {
  const start = process.cpuUsage();
  const deep = scan('['.repeat(1_000_000));
  const wide = scan(`[{"a":"${'x'.repeat(5_000_000)}"}]`);
  const many = scan(`{${Array.from({ length: 100_000 }, (_, at) => `"k${at}":{"a":[1]}`).join(',')}}`);
  expect(deep.paths.size + wide.paths.size).toBe(1);
  expect(many.paths.size).toBeLessThan(20_000);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(1000);
});

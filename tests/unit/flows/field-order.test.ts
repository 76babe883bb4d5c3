// Fields as columns: their printed values, and the order of numbers, addresses and masks.
import { expect, test } from 'vitest';
import {
  compareFieldValues,
  fieldNames,
  fieldOrderKey,
  printedValue,
} from '../../../shared/flows/field-order.ts';
import { parseMatch } from '../../../shared/openflow/parse-tree.ts';

const sorted = (name: string, values: readonly string[]): readonly string[] =>
  values
    .map((text) => fieldOrderKey(name, text))
    .sort(compareFieldValues)
    .map(({ text }) => text);

test.each([
  ['reg5', ['0x9', '0x10', '0xb', '10'], ['0x9', '10', '0xb', '0x10']],
  [
    'nw_src',
    ['10.0.0.2', '9.255.0.1', '10.0.0.10', '10.0.0.0/8', '10.0.0.0/24', '10.0.0.0'],
    ['9.255.0.1', '10.0.0.0/8', '10.0.0.0/24', '10.0.0.0', '10.0.0.2', '10.0.0.10'],
  ],
  [
    'dl_dst',
    ['fa:16:3e:00:00:02', '01:00:00:00:00:00/01:00:00:00:00:00', '0a:00:00:00:00:01'],
    ['01:00:00:00:00:00/01:00:00:00:00:00', '0a:00:00:00:00:01', 'fa:16:3e:00:00:02'],
  ],
  ['ipv6_src', ['fe80::1', '::1', '2001:db8::/32'], ['::1', '2001:db8::/32', 'fe80::1']],
  ['in_port', ['10', '2', '"tap2"', 'LOCAL', '"tap1"'], ['2', '10', 'LOCAL', '"tap1"', '"tap2"']],
  ['tp_dst', ['443', '80', '0x1f90/0xfff8'], ['80', '443', '0x1f90/0xfff8']],
] as const)('%s in order', (name, values, expected) => {
  expect(sorted(name, values)).toEqual(expected);
});

test('a value as printed, with its mask; none where the match does not have the field', () => {
  const match = 'ip,in_port="a,b",nw_src=10.0.0.0/24,reg10=0x1/0x1,tun_metadata0';
  expect(printedValue(match, 'nw_src')).toBe('10.0.0.0/24');
  expect(printedValue(match, 'in_port')).toBe('"a,b"');
  expect(printedValue(match, 'reg1')).toBeNull();
  expect(printedValue(match, 'tun_metadata0')).toBe('');
  expect(fieldNames(parseMatch(match), match)).toEqual(['in_port', 'nw_src', 'reg10', 'tun_metadata0']);
});

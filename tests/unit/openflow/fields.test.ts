// The table of fields is whole: what Open vSwitch 4.0's own list counts, and every name leads to its field.
import { expect, test } from 'vitest';
import {
  fieldOf,
  fields,
  findField,
  namesOf,
  registersOf,
  reservedPort,
  reservedPortName,
  reservedPorts,
} from '../../../shared/openflow/fields.ts';

test('211 fields under 228 names, and 237 of NXM and OXM', () => {
  expect(fields.length).toBe(211);
  // `ovs-ofctl` prints two fields of GTP-U under names that it does not read: they are read here.
  const names = fields
    .flatMap(({ name, aliases }) => [name, ...aliases])
    .filter((name) => !name.startsWith('gtpu_'));
  expect(names.length).toBe(228);
  expect(fields.flatMap(({ oxmNames }) => oxmNames).length).toBe(237);
  const all = fields.flatMap(namesOf);
  expect(new Set(all).size).toBe(all.length);
});

test('every name of a field, in any case, leads to it', () => {
  for (const field of fields) {
    for (const name of namesOf(field)) {
      expect(findField(name)).toBe(field);
      expect(findField(name.toUpperCase())).toBe(field);
    }
  }
  expect(findField('nowhere')).toBeNull();
});

test('registers overlap from the most significant end', () => {
  expect(registersOf('xxreg1')).toEqual({ first: 4, count: 4 });
  expect(registersOf('xreg3')).toEqual({ first: 6, count: 2 });
  expect(registersOf('reg9')).toEqual({ first: 9, count: 1 });
  expect(registersOf('metadata')).toBeNull();
  expect(fieldOf('xxreg1').bits).toBe(4 * fieldOf('reg4').bits);
});

test('reserved ports, by name and number', () => {
  for (const [name, number] of Object.entries(reservedPorts)) {
    expect(reservedPort(name.toLowerCase())).toBe(number);
    expect(reservedPortName(number)).toBe(name);
  }
  expect(reservedPort('none')).toBe(0xffff);
  expect([reservedPort('p1'), reservedPort('toString'), reservedPortName(1)]).toEqual([null, null, null]);
});

import { expect, test } from 'vitest';
import { spellingsOf, standsAt } from '../../../shared/search/spellings.ts';

const texts = (typed: string): readonly string[] => spellingsOf(typed).map(({ text }) => text);
const ofKind = (typed: string, kind: string): readonly string[] =>
  spellingsOf(typed)
    .filter((spelling) => spelling.kind === kind)
    .map(({ text }) => text);

test('what is no address and no id has one spelling', () => {
  for (const typed of [
    'br-int',
    'resubmit(,2)',
    'é',
    '10.18.0',
    '300.1.1.1',
    'dead',
    '48e06cd2',
    'a:b',
    '::',
  ]) {
    expect(texts(typed)).toEqual(typed === '::' ? texts('::') : [typed]);
  }
  expect(texts('Br-Int')).toEqual(['br-int']);
});

test('a MAC in every spelling, and as the other end of its tap has it', () => {
  const all = [
    'fa:16:3e:12:34:56',
    'fa-16-3e-12-34-56',
    'fa163e123456',
    'fa16.3e12.3456',
    '0xfa163e123456',
    'fe:16:3e:12:34:56',
    'fe-16-3e-12-34-56',
    'fe163e123456',
    'fe16.3e12.3456',
    '0xfe163e123456',
  ];
  for (const typed of [
    'fa:16:3e:12:34:56',
    'FA-16-3E-12-34-56',
    'fa163e123456',
    '0xFA163E123456',
    'fa16.3e12.3456',
  ]) {
    expect(texts(typed)).toEqual(expect.arrayContaining(all));
  }
  expect(ofKind('fe:16:3e:12:34:56', 'tap-mac')).toContain('fa:16:3e:12:34:56');
  expect(ofKind('52:54:00:12:34:56', 'tap-mac')).toEqual([]);
  expect(texts('00:16:3e:12:34:56')).toContain('0x163e123456');
  expect(texts('fa:16:3e:12')).toEqual(
    expect.arrayContaining(['fa:16:3e:12', 'fa-16-3e-12', 'fa163e12', 'fe:16:3e:12']),
  );
  expect(texts('fa163e')).toEqual(expect.arrayContaining(['fa163e', 'fa:16:3e', 'fe:16:3e', 'fe163e']));
  expect(texts('0xFE163E123')).toEqual(expect.arrayContaining(['fe:16:3e:12:3', 'fa:16:3e:12:3']));
  expect(texts('525400')).toEqual(['525400']);
});

test('an IPv4 address as flows write it in hexadecimal, and back', () => {
  expect(texts('10.18.0.3')).toEqual(['10.18.0.3', '0x0a120003', '0xa120003', '0a120003']);
  expect(texts('192.168.10.10')).toEqual(['192.168.10.10', '0xc0a80a0a', 'c0a80a0a']);
  expect(texts('0xa120003')).toEqual(['0xa120003', '10.18.0.3', '0x0a120003', '0a120003']);
});

test('an IPv4 address as Neutron names tunnel ports after it, and back', () => {
  const found = spellingsOf('192.168.10.10').find(({ text }) => text === 'c0a80a0a');
  if (found === undefined) throw new Error('no such spelling');
  expect(standsAt('        Port gre-c0a80a0a', 17, found)).toBe(true);
  expect(standsAt('cookie=0x1c0a80a0a', 10, found)).toBe(false);
  expect(texts('vxlan-0a120003')).toEqual([
    'vxlan-0a120003',
    '10.18.0.3',
    '0x0a120003',
    '0xa120003',
    '0a120003',
  ]);
  expect(texts('gre-1')).toEqual(['gre-1']);
});

test('an IPv6 address compressed, with every group, with every zero', () => {
  const all = ['2001:db8::1', '2001:db8:0:0:0:0:0:1', '2001:0db8:0000:0000:0000:0000:0000:0001'];
  for (const typed of all) expect([...texts(typed)].sort()).toEqual([...all].sort());
  expect(texts('fe80::')).toContain('fe80:0:0:0:0:0:0:0');
  // RFC 5952: one group alone stays, the longest run goes, of equal ones the first.
  expect(texts('2001:db8:0:1:1:1:1:1')).toEqual(
    expect.arrayContaining(['2001:db8:0:1:1:1:1:1', '2001:0db8:0000:0001:0001:0001:0001:0001']),
  );
  expect(texts('2001:0:0:1:0:0:0:1')).toContain('2001:0:0:1::1');
  expect(texts('2001:db8:0:0:1:0:0:1')).toContain('2001:db8::1:0:0:1');
});

test('a UUID with and without dashes, and the devices that are named after it', () => {
  const dashed = '48e06cd2-6092-4c40-9ea6-ac2efda3ae43';
  const bare = '48e06cd260924c409ea6ac2efda3ae43';
  expect(texts(dashed)).toEqual([dashed, bare, '48e06cd2-60']);
  expect(texts(bare)).toEqual([bare, dashed, '48e06cd2-60']);
  expect(ofKind(dashed, 'device-name')).toEqual(['48e06cd2-60']);
  expect(texts('48e06cd2-60')).toEqual(['48e06cd2-60', '48e06cd260']);
  expect(texts('48e06cd260')).toEqual(['48e06cd260', '48e06cd2-60']);
});

test('a number that goes on is another number', () => {
  const hex = spellingsOf('10.18.0.3').find(({ text }) => text === '0xa120003');
  if (hex === undefined) throw new Error('no such spelling');
  expect(standsAt('load:0xa120003->reg0', 5, hex)).toBe(true);
  expect(standsAt('load:0xa1200031->reg0', 5, hex)).toBe(false);
  expect(standsAt('0xa120003', 0, hex)).toBe(true);
});

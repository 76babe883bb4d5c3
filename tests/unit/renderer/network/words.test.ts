// What the picture says in its boxes and on its lines, what a path touches, and the networks' colours.
import { expect, test } from 'vitest';
import {
  commandIn,
  detailOf,
  lineLabel,
  reasonParts,
} from '../../../../renderer/views/network/device-text.ts';
import { findDevices, focusOf, onlyFocus } from '../../../../renderer/views/network/focus.ts';
import { monoWidth, shorten } from '../../../../shared/drawing/text-size.ts';
import { articleNode, words } from './article-node.ts';

const model = articleNode();
const device = (name: string) => model.devices.find((each) => each.name === name)!;

test('a box says its numbers, an instance its addresses', () => {
  expect(detailOf(device('qvo48e06cd2-60'), words)).toBe('tag 1 · ifindex 16');
  expect(detailOf(device('gre-1'), words)).toBe('ofport 2');
  expect(detailOf(device('instance-0000001e'), words)).toBe('10.18.0.3 172.16.19.232');
  expect(detailOf(device('192.168.10.10'), words)).toBe(null);
  expect(detailOf({ ...device('br-int'), ofport: 65534 }, words)).toBe(null);
});

test('what is missing says what would show it, what is inferred says so', () => {
  const reason = 'no `ethtool -S qvb48e06cd2-60`: its peer is unknown';
  const missing = { ...device('qvo48e06cd2-60'), status: 'missing', reason } as const;
  expect(detailOf(missing, words)).toBe('missing: ethtool -S qvb48e06cd2-60');
  expect(detailOf({ ...missing, reason: 'cut' }, words)).toBe('missing');
  expect(detailOf({ ...missing, status: 'inferred' }, words)).toBe('tag 1 · ifindex 16 · inferred');
  expect(commandIn('qvo has no tag in `ovs-vsctl show`: no local VLAN')).toBe(null);
  expect(reasonParts(reason)).toEqual([
    { text: 'no ', code: false },
    { text: 'ethtool -S qvb48e06cd2-60', code: true },
    { text: ': its peer is unknown', code: false },
  ]);
});

test('a line says what kind of pair it is', () => {
  const veth = model.links.find(({ kind }) => kind === 'veth')!;
  expect(lineLabel({ ...veth, label: null }, words)).toBe('veth');
  expect(lineLabel({ ...veth, label: null, status: 'inferred' }, words)).toBe('veth · inferred');
  expect(lineLabel({ ...veth, kind: 'contains', label: null }, words)).toBe(null);
});

test('a path touches its hops, their links and bridges, and nothing of its neighbours', () => {
  const path = model.paths.find(({ instance }) => instance === 'instance-0000001e')!;
  const only = onlyFocus(model, focusOf(model, path));
  const left = model.devices.filter(({ id }) => !only.devices.some((each) => each.id === id));
  expect(left.map(({ name }) => name)).toEqual(['qvo18cec000-80', 'qvob86d15f1-8f', 'qvodfdc29e2-9a']);
  expect(only.links.map(({ kind }) => kind).filter((kind) => kind !== 'member')).toEqual([
    'attached',
    'veth',
    'patch',
    'tunnel',
  ]);
});

test('devices are found by name, address and MAC', () => {
  expect(findDevices(model, ' 48E06 ')).toHaveLength(4);
  expect(findDevices(model, '10.18.0.3')).toEqual(['instance/instance-0000001e']);
  expect(findDevices(model, 'aa:c0:0f')).toEqual(['veth/qvo48e06cd2-60']);
  expect(findDevices(model, ' ')).toEqual([]);
});

test('text is as wide as the mono family sets it', () => {
  expect(monoWidth('br-int', 10)).toBeCloseTo(36);
  expect(monoWidth('缺失', 10)).toBeCloseTo(20);
  expect(shorten('qvo48e06cd2-60', 6)).toBe('qvo48…');
  expect(shorten('gre-1', 6)).toBe('gre-1');
});

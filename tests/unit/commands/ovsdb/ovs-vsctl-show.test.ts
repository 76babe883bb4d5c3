import { describe, expect, test } from 'vitest';
import { ovsVsctlShow } from '../../../../shared/commands/ovsdb/ovs-vsctl-show.ts';
import {
  bridgeColumns,
  interfaceColumns,
  portColumns,
} from '../../../../shared/commands/ovsdb/unprinted-columns.ts';
import type { OvsInterfaceFact, OvsPortFact } from '../../../../shared/facts.ts';
import { fixture, linesOf, readFixture } from '../../../openvswitch-output.ts';
import { readLines } from '../../../read-lines.ts';

const plain = { type: 'system', ...interfaceColumns };
const port = (bridge: string, name: string, tag: number | 'none' = 'none'): OvsPortFact => ({
  bridge,
  name,
  tag,
  trunks: [],
  vlanMode: 'none',
  interfaces: [name],
  ...portColumns,
});
const bridge = (name: string): unknown => ({ ...bridgeColumns, name, controllers: [] });

describe('ovs-vsctl show', () => {
  test.each(['article/ovs-vsctl_show.txt', 'article/published/ovs-vsctl_show.txt'])(
    'Open vSwitch 1.11, with and without indentation: %s',
    (name) => {
      const { of, problems } = readFixture(ovsVsctlShow, name);
      expect(problems).toEqual([]);
      expect(of('ovs-bridge')).toEqual([bridge('br-int'), bridge('br-tun')]);
      expect(of('ovs-port')).toEqual([
        port('br-int', 'br-int'),
        port('br-int', 'patch-tun'),
        port('br-int', 'qvo48e06cd2-60', 1),
        port('br-int', 'qvodfdc29e2-9a', 2),
        port('br-int', 'qvo18cec000-80', 2),
        port('br-int', 'qvob86d15f1-8f', 1),
        port('br-tun', 'br-tun'),
        port('br-tun', 'patch-int'),
        port('br-tun', 'gre-1'),
      ]);
      const one = (
        onBridge: string,
        name: string,
        type: string,
        options: Record<string, string> = {},
      ): OvsInterfaceFact => ({ ...plain, name, bridge: onBridge, port: name, type, options });
      expect(of('ovs-interface')).toEqual([
        one('br-int', 'br-int', 'internal'),
        one('br-int', 'patch-tun', 'patch', { peer: 'patch-int' }),
        one('br-int', 'qvo48e06cd2-60', 'system'),
        one('br-int', 'qvodfdc29e2-9a', 'system'),
        one('br-int', 'qvo18cec000-80', 'system'),
        one('br-int', 'qvob86d15f1-8f', 'system'),
        one('br-tun', 'br-tun', 'internal'),
        one('br-tun', 'patch-int', 'patch', { peer: 'patch-tun' }),
        one('br-tun', 'gre-1', 'gre', {
          in_key: 'flow',
          local_ip: '192.168.10.11',
          out_key: 'flow',
          remote_ip: '192.168.10.10',
        }),
      ]);
    },
  );

  test('Open vSwitch 3.1: controllers, fail mode, datapath type; evidence', () => {
    const { of, facts, problems } = readFixture(ovsVsctlShow, 'lab/ovs-vsctl_show.txt');
    expect(problems).toEqual([]);
    expect(of('ovs-bridge')).toEqual([
      {
        ...bridgeColumns,
        name: 'br-tun',
        datapathType: 'netdev',
        failMode: 'secure',
        controllers: ['tcp:127.0.0.1:6633'],
      },
      { ...bridgeColumns, name: 'br-phy', datapathType: 'netdev', failMode: null, controllers: [] },
      {
        ...bridgeColumns,
        name: 'br-int',
        datapathType: 'netdev',
        failMode: 'secure',
        controllers: ['tcp:127.0.0.1:6633'],
      },
    ]);
    expect(of('ovs-port')).toHaveLength(12);
    expect(of('ovs-interface')).toHaveLength(12);
    const lines = linesOf(fixture('lab/ovs-vsctl_show.txt'));
    for (const { kind, data, firstLine, lastLine } of facts) {
      if (!['ovs-bridge', 'ovs-port', 'ovs-interface'].includes(kind)) continue;
      const word = kind === 'ovs-bridge' ? 'Bridge' : kind === 'ovs-port' ? 'Port' : 'Interface';
      expect(lines[firstLine - 1]?.trim()).toBe(`${word} ${(data as { name: string }).name}`);
      expect(lines[lastLine]?.trim()).toMatch(/^(?:Bridge|Port|Interface|ovs_version)/);
    }
    expect(facts.find((fact) => fact.kind === 'ovs-port')).toEqual({
      kind: 'ovs-port',
      data: port('br-tun', 'gre-c0a80a0c'),
      firstLine: 9,
      lastLine: 12,
    });
  });

  test('trunks, a bond, a quoted name, a device that cannot be opened', () => {
    const { of, problems } = readFixture(ovsVsctlShow, 'switch/ovs-vsctl_show.txt');
    expect(problems).toEqual([]);
    expect(of('ovs-port').slice(1)).toEqual([
      port('br0', 'odd port'),
      port('br0', 'p1'),
      { ...port('br0', 't1', 5), trunks: [10, 20, 30] },
      port('br0', 'brfake', 77),
      port('br0', 'gone'),
      { ...port('br0', 'bond0'), trunks: [7], interfaces: ['b2', 'b1'] },
    ]);
    const interfaces = of('ovs-interface');
    expect(interfaces.find(({ name }) => name === 'gone')).toEqual({
      ...plain,
      name: 'gone',
      bridge: 'br0',
      port: 'gone',
      error: 'could not open network device gone (No such device)',
    });
    expect(interfaces.find(({ name }) => name === 'b1')).toMatchObject({ bridge: 'br0', port: 'bond0' });
  });

  test('an interface that BFD watches', () => {
    const { of, problems, ranges } = readFixture(ovsVsctlShow, 'switch-2.15/ovs-vsctl_show.txt');
    expect(problems).toEqual([]);
    expect(of('ovs-interface').find(({ name }) => name === 'p1')).toEqual({
      ...plain,
      name: 'p1',
      bridge: 'br0',
      port: 'p1',
      type: 'dummy',
      bfdStatus: {
        diagnostic: 'No Diagnostic',
        flap_count: '0',
        forwarding: 'false',
        remote_diagnostic: 'No Diagnostic',
        remote_state: 'down',
        state: 'down',
      },
    });
    expect(ranges).toContain('ovs-interface 9-11');
  });

  test('lines that ran together are put back', () => {
    for (const name of [
      'article/ovs-vsctl_show.txt',
      'lab/ovs-vsctl_show.txt',
      'switch/ovs-vsctl_show.txt',
    ]) {
      const lines = linesOf(fixture(name));
      const together = lines.map((line) => line.trim()).join(' ');
      const unfolded = ovsVsctlShow.unfold?.(together) ?? [];
      expect(unfolded.map((line) => line.trim())).toEqual(lines.map((line) => line.trim()));
      for (const line of lines) expect(ovsVsctlShow.unfold?.(line)).toBeNull();
      const { of, problems } = readLines(ovsVsctlShow, [together]);
      expect(problems).toEqual([]);
      expect(of('ovs-port')).toEqual(readFixture(ovsVsctlShow, name).of('ovs-port'));
    }
  });

  test('without its beginning: interfaces stay, a port without a bridge is a problem', () => {
    const lines = linesOf(fixture('article/ovs-vsctl_show.txt')).slice(9);
    const { of, problems } = readLines(ovsVsctlShow, lines);
    expect(of('ovs-interface')[0]).toEqual({
      ...plain,
      name: 'qvo48e06cd2-60',
      bridge: null,
      port: 'qvo48e06cd2-60',
    });
    expect(of('ovs-port').map((one) => one.bridge)).toEqual(['br-tun', 'br-tun', 'br-tun']);
    expect(problems.map(({ line, code }) => [line, code])).toEqual([
      [1, 'unexpected-line'],
      [4, 'unexpected-line'],
      [7, 'unexpected-line'],
      [10, 'unexpected-line'],
    ]);
  });

  test('fail_mode after the ports belongs to the bridge and does not stretch its evidence', () => {
    const lines = [
      '    Bridge br0',
      '        Port p1',
      '            Interface p1',
      '        fail_mode: secure',
    ];
    const { facts } = readLines(ovsVsctlShow, lines);
    expect(facts.find((fact) => fact.kind === 'ovs-bridge')).toEqual({
      kind: 'ovs-bridge',
      data: { ...bridgeColumns, name: 'br0', datapathType: null, failMode: 'secure', controllers: [] },
      firstLine: 1,
      lastLine: 1,
    });
  });

  test('recognised by its command line, and by content without mistaking others', () => {
    expect(ovsVsctlShow.recognise(['ovs-vsctl', '-t', '5', 'show'])).toEqual({});
    expect(ovsVsctlShow.recognise(['microovn.ovs-vsctl', 'show'])).toEqual({});
    expect(ovsVsctlShow.recognise(['ovs-vsctl', 'list', 'Interface'])).toBeNull();
    expect(linesOf(fixture('lab/ovs-vsctl_show.txt')).slice(0, 4).map(ovsVsctlShow.sniff)).toEqual([
      false,
      true,
      false,
      true,
    ]);
    expect(ovsVsctlShow.sniff('Bridge table')).toBe(false);
    expect(ovsVsctlShow.sniff('1b0546b1-8df7-4946-a4ba-20e63375dd26')).toBe(false);
  });
});

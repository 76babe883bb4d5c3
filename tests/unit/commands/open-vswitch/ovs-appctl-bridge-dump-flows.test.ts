import type { FlowFact } from '../../../../shared/facts.ts';
import { describe, expect, test } from 'vitest';
import { ovsAppctlBridgeDumpFlows } from '../../../../shared/commands/open-vswitch/ovs-appctl-bridge-dump-flows.ts';
import { ovsOfctlDumpFlows } from '../../../../shared/commands/open-vswitch/ovs-ofctl-dump-flows.ts';
import { fixture, linesOf, readFixture } from '../../../openvswitch-output.ts';
import { readLines } from '../../../read-lines.ts';

describe('bridge/dump-flows', () => {
  test('--offload-stats, hidden table 254, empty match', () => {
    const { facts, problems } = readFixture(
      ovsAppctlBridgeDumpFlows,
      'switch/ovs-appctl_bridge.dump-flows_--offload-stats_br0.txt',
      { target: 'br0' },
    );
    expect(problems).toEqual([]);
    expect(
      facts.map(({ data, firstLine, lastLine }) => {
        const flow = data as { table: number; priority: number; match: string; actions: string };
        return [firstLine, lastLine, flow.table, flow.priority, flow.match, flow.actions.slice(0, 20)];
      }),
    ).toEqual([
      [1, 1, 0, 0, '', 'drop'],
      [2, 2, 3, 32768, 'tcp,tp_dst=80', 'NORMAL'],
      [3, 3, 4, 7, 'in_port=2,dl_vlan=7', 'LOCAL,IN_PORT,learn('],
      [4, 4, 4, 5, 'in_port=1', 'output:2'],
      [5, 5, 5, 65535, 'in_port=LOCAL', 'CONTROLLER:65535'],
      [6, 6, 6, 32768, 'ip', 'ct(commit,table=7,zo'],
      [7, 7, 8, 32768, '', 'drop'],
      [8, 8, 254, 2, 'recirc_id=0', 'drop'],
      [9, 9, 254, 0, 'reg0=0x1', 'controller(reason=)'],
      [10, 10, 254, 0, 'reg0=0x2', 'drop'],
      [11, 11, 254, 0, 'reg0=0x3', 'drop'],
    ]);
    expect(facts[7]?.data).toEqual({
      bridge: 'br0',
      table: 254,
      priority: 2,
      match: 'recirc_id=0',
      actions: 'drop',
      cookie: null,
      nPackets: 0,
      nBytes: 0,
      duration: 88,
      idleTimeout: null,
      hardTimeout: null,
      idleAge: null,
      hardAge: null,
      importance: null,
      flags: [],
    });
  });

  test('shows the flows of dump-flows, and the hidden ones', () => {
    const key = ({ table, priority, match }: FlowFact): string => `${table} ${priority} ${match}`;
    const appctl = readFixture(ovsAppctlBridgeDumpFlows, 'lab/ovs-appctl_bridge.dump-flows_br-tun.txt');
    const ofctl = readFixture(ovsOfctlDumpFlows, 'lab/ovs-ofctl_-O_OpenFlow13_dump-flows_br-tun.txt');
    expect(appctl.problems).toEqual([]);
    const visible = appctl.of('flow').filter((flow) => flow.table !== 254);
    expect(visible.map(key)).toEqual(ofctl.of('flow').map(key));
    expect(appctl.of('flow').length - visible.length).toBe(4);
  });

  test('a line that lost its beginning is a problem: its table is gone', () => {
    const line = linesOf(fixture('switch/ovs-appctl_bridge.dump-flows_--offload-stats_br0.txt'))[9]!;
    for (let at = 1; at < line.length; at++) {
      const cut = line.slice(at);
      // ` duration=…` is what table 0 looks like: nothing tells that `table_id=` stood before it.
      if (/^\s*duration=/.test(cut)) continue;
      const { facts, problems } = readLines(ovsAppctlBridgeDumpFlows, [cut]);
      expect(facts, cut).toEqual([]);
      expect(problems, cut).toMatchObject([{ severity: 'error', line: 1, code: 'unexpected-line' }]);
    }
  });

  test('flows that ran together are put back', () => {
    const lines = linesOf(fixture('switch/ovs-appctl_bridge.dump-flows_--offload-stats_br0.txt'));
    expect(ovsAppctlBridgeDumpFlows.unfold?.(lines.join(' '))).toEqual(lines);
    expect(ovsAppctlBridgeDumpFlows.unfold?.(lines.join(''))).toEqual(lines);
    for (const line of lines) {
      expect(ovsAppctlBridgeDumpFlows.unfold?.(line)).toBeNull();
      expect(ovsAppctlBridgeDumpFlows.sniff(line)).toBe(true);
    }
    expect(ovsAppctlBridgeDumpFlows.sniff(lines.join(' '))).toBe(true);
  });

  test('command lines, and the names of files', () => {
    const recognise = (line: string): unknown => ovsAppctlBridgeDumpFlows.recognise(line.split(' '));
    expect(recognise('ovs-appctl bridge/dump-flows br-int')).toEqual({ target: 'br-int' });
    expect(recognise('ovs-appctl bridge.dump-flows --offload-stats br-int')).toEqual({ target: 'br-int' });
    expect(recognise('ovs-appctl -t ovs-vswitchd bridge/dump-flows br-ex')).toEqual({ target: 'br-ex' });
    expect(recognise('ovs-appctl dpctl/dump-flows')).toBeNull();
  });
});

import { describe, expect, test } from 'vitest';
import { formatFlow } from '../../../shared/flows/format-flow.ts';
import { parseOutput } from '../../parse-output.ts';

const argv = ['ovs-ofctl', 'dump-flows', 'br-int'];

describe('a flow as a line', () => {
  test.each([
    'cookie=0x0, duration=246746.016s, table=0, n_packets=702, n_bytes=78521, idle_age=1324, hard_age=65534, priority=1 actions=NORMAL',
    'cookie=0x21e2400a0c3edcf2, duration=929.941s, table=20, n_packets=2426, n_bytes=190888, hard_timeout=300, idle_age=3, hard_age=3, priority=1,vlan_tci=0x0001/0x0fff,dl_dst=fa:16:3e:a1:21:cb actions=load:0->NXM_OF_VLAN_TCI[],load:0x22a->NXM_NX_TUN_ID[],output:2',
    'cookie=0x5, duration=4.200s, table=0, n_packets=0, n_bytes=0, idle_timeout=10, send_flow_rem check_overlap reset_counts importance=7, idle_age=0, tcp,tp_dst=80 actions=drop',
    'cookie=0x0, duration=2s, table=0, n_packets=0, n_bytes=0, actions=NORMAL',
  ])('is what ovs-ofctl printed: %s', (line) => {
    const [flow] = parseOutput(argv, ` ${line}\n`).of('flow');
    expect(flow && formatFlow(flow)).toBe(line);
  });
});

// Reports made here member by member: the spellings, collisions, links and tails that sos makes and no
// report at hand has all of.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importBundles, scratchFolder, type Imported } from '../../import-bundles.ts';
import { tar, type TarMember } from '../../tar-builder.ts';

const report = 'sos-c1';
const commands = `${report}/sos_commands`;
const show = 'd3b1a4a6-0b0b-4b0b-8b0b-0b0b0b0b0b0b\n    Bridge br-int\n        Port br-int\n';
const link = (device: string): string =>
  `2: ${device}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP mode DEFAULT group default qlen 1000\n    link/ether fa:16:3e:00:00:01 brd ff:ff:ff:ff:ff:ff\n`;
const flows = (table: number): string =>
  `NXST_FLOW reply (xid=0x4):\n cookie=0x0, duration=1s, table=${table}, n_packets=0, n_bytes=0, priority=0 actions=NORMAL\n`;

async function imported(members: readonly TarMember[], name = 'bundle.tar'): Promise<Imported> {
  const path = join(scratchFolder(), name);
  writeFileSync(path, tar(members));
  return importBundles([path]);
}

/** Path below the commands' folder, parser, namespace, state and facts of each source that has any text. */
function readAs({ rows }: Imported): readonly unknown[] {
  return rows(
    "SELECT path, command_id AS command, netns, state, facts FROM source WHERE state <> 'absent' ORDER BY path",
  ).map(({ path, command, netns, state, facts }) => [
    String(path).replace(`${commands}/`, ''),
    command,
    netns,
    state,
    Number(facts) > 0,
  ]);
}

describe('names', () => {
  test('with the prefixes of snaps and containers', async () => {
    const done = await imported([
      { name: `${commands}/openvswitch/openstack-hypervisor.ovs-vsctl_-t_5_show`, text: show },
      { name: `${commands}/microovn/microovn.ovs-vsctl_show`, text: show },
      { name: `${commands}/openvswitch/podman_exec_ovn_controller_ovs-vsctl_show`, text: show },
      { name: `${commands}/openvswitch/podman_exec_ovn-dbs-podman-0_ovs-vsctl_show`, text: show },
      {
        name: `${commands}/openvswitch/podman_exec_ovs_db_ovs-vsctl_--db_unix_.run.openvswitch.db.sock_show`,
        text: show,
      },
    ]);
    expect(readAs(done).map((row) => (row as unknown[]).slice(1))).toEqual(
      Array.from({ length: 5 }, () => ['ovs-vsctl-show', null, 'ok', true]),
    );
  });

  test('below a namespace, in a report of sos 4.3 and in a folder made by hand', async () => {
    const ns = 'qrouter-f34652a4';
    const done = await imported([
      {
        name: `${commands}/networking/namespaces/${ns}/ip_netns_exec_${ns}_ip_-s_-d_link`,
        text: link('qr-1'),
      },
      { name: `${commands}/networking/namespaces/${ns}/ip_-d_link`, text: link('qr-2') },
    ]);
    expect(done.rows('SELECT command_id, netns, state FROM source WHERE state = ?', 'ok')).toEqual([
      { command_id: 'ip-link', netns: ns, state: 'ok' },
      { command_id: 'ip-link', netns: ns, state: 'ok' },
    ]);
    const loose = await imported([
      { name: `compute1/namespaces/${ns}/ip_link.txt`, text: link('qr-1') },
      { name: 'compute1/namespaces/qdhcp-7a/ip_link.txt', text: link('tap1') },
      { name: 'compute2/namespaces/qdhcp-7a/ip_link.txt', text: link('tap2') },
    ]);
    expect(
      loose.rows(
        'SELECT host, netns, key FROM fact JOIN source ON source.id = source_id JOIN snapshot ON snapshot.id = snapshot_id ORDER BY host, netns',
      ),
    ).toMatchObject([
      { host: 'compute1', netns: 'qdhcp-7a' },
      { host: 'compute1', netns: ns },
      { host: 'compute2', netns: 'qdhcp-7a' },
    ]);
  });

  test('that sos 3.0 cut at 64 characters are read by their content', async () => {
    const cut = (name: string): string => {
      expect(name.length).toBeGreaterThan(64);
      return name.slice(0, 64);
    };
    const done = await imported([
      { name: `${report}/version.txt`, text: 'sosreport: 3.0\n' },
      // Nothing is left of the command itself.
      {
        name: `sos-c1/sos_commands/net/${cut('podman_exec_a-container-whose-name-takes-all-the-room-that-there-is_ip_link')}`,
        text: link('eth1'),
      },
    ]);
    expect(done.rows('SELECT command_id, state FROM source WHERE facts > 0')).toEqual([
      { command_id: 'ip-link', state: 'ok' },
    ]);
  });

  test('with a collision’s number are the same command’s, each with its own facts', async () => {
    const done = await imported([
      { name: `${commands}/openvswitch/ovs-ofctl_dump-flows_br-int`, text: flows(0) },
      { name: `${commands}/openvswitch/ovs-ofctl_dump-flows_br-int.1`, text: flows(1) },
      { name: `${commands}/networking/ip_-d_link.2`, text: link('eth0.10') },
    ]);
    expect(readAs(done)).toEqual([
      ['networking/ip_-d_link.2', 'ip-link', null, 'ok', true],
      ['openvswitch/ovs-ofctl_dump-flows_br-int', 'ovs-ofctl-dump-flows', null, 'ok', true],
      ['openvswitch/ovs-ofctl_dump-flows_br-int.1', 'ovs-ofctl-dump-flows', null, 'ok', true],
    ]);
    expect(done.rows('SELECT DISTINCT bridge FROM flow_bridge')).toHaveLength(1);
  });
});

describe('links', () => {
  const tail = `${report}/sos_strings/openvswitch/ovs-ofctl_dump-flows_br-int.tailed`;
  test('a tail that sos kept elsewhere has the command of the link, and is truncated', async () => {
    const name = 'sos_commands/openvswitch/ovs-ofctl_-O_OpenFlow13_dump-flows_br-int';
    const done = await imported([
      { name: `${commands}/host/hostname`, text: 'c1\n' },
      { name: tail, text: flows(0) },
      {
        name: `${report}/${name}`,
        type: '2',
        link: '../../sos_strings/openvswitch/ovs-ofctl_dump-flows_br-int.tailed',
      },
      {
        name: `${report}/sos_reports/manifest.json`,
        text: JSON.stringify({
          version: '4.2',
          components: {
            report: {
              plugins: {
                openvswitch: {
                  commands: [
                    {
                      exec: 'ovs-ofctl -O OpenFlow13 dump-flows br-int',
                      filepath: name,
                      return_code: 0,
                      truncated: true,
                    },
                  ],
                },
              },
            },
          },
        }),
      },
    ]);
    expect(done.rows('SELECT path, command_line, state, facts FROM source WHERE path = ?', tail)).toEqual([
      { path: tail, command_line: 'ovs-ofctl -O OpenFlow13 dump-flows br-int', state: 'truncated', facts: 1 },
    ]);
    // The link's own name is no missing output.
    expect(
      done.rows("SELECT path FROM source WHERE state = 'absent' AND path LIKE '%OpenFlow13_dump-flows%'"),
    ).toEqual([]);
  });

  test('lead from a name that says nothing to a name that does, and never out of the bundle', async () => {
    const done = await imported([
      { name: `${report}/data/0001`, text: show },
      { name: `${commands}/openvswitch/ovs-vsctl_show`, type: '2', link: '../../data/0001' },
      { name: `${commands}/openvswitch/ovs-vsctl_-t_5_show`, type: '2', link: '../../../../../etc/passwd' },
      { name: `${commands}/networking/ip_-d_link`, type: '2', link: '/etc/shadow' },
      { name: `${commands}/networking/ip_-o_addr`, type: '2', link: '../nothing/here' },
    ]);
    expect(done.rows('SELECT path, command_line, state FROM source WHERE facts > 0')).toEqual([
      { path: `${report}/data/0001`, command_line: 'ovs-vsctl show', state: 'ok' },
    ]);
    const problems = done.ledger.bundles[0]?.problems ?? [];
    expect(problems.map(({ code }) => code).sort()).toEqual(['link-dangling', 'link-outside']);
    const outside = problems.find(({ code }) => code === 'link-outside')?.message ?? '';
    expect(outside).toContain('../../../../../etc/passwd');
  });
});

test('several hosts and several times in one archive are a snapshot each', async () => {
  const { rows } = await imported([
    { name: 'case/before/compute1/ovs-vsctl_show.txt', text: show },
    { name: 'case/before/compute2/ovs-vsctl_show.txt', text: show },
    { name: 'case/after/compute1/ovs-vsctl_show.txt', text: show },
    { name: 'case/after/compute2/namespaces/qdhcp-7a/ip_link.txt', text: link('tap1') },
    { name: 'case/after/compute2/ovs-vsctl_show.txt', text: show },
  ]);
  expect(rows('SELECT host, label FROM snapshot ORDER BY host, label')).toEqual([
    { host: 'compute1', label: 'after' },
    { host: 'compute1', label: 'before' },
    { host: 'compute2', label: 'after' },
    { host: 'compute2', label: 'before' },
  ]);
});

// What a bundle says of itself: what should be in it and is not, how often a host was looked at, whether
// it was cleaned.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { linuxOutput } from '../../linux-output.ts';
import { tar } from '../../tar-builder.ts';
import { importBundles, scratchFolder } from '../../import-bundles.ts';

type Files = Readonly<Record<string, string>>;

function folderOf(files: Files): string {
  const folder = join(scratchFolder(), 'case');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const flows =
  'NXST_FLOW reply (xid=0x4):\n cookie=0x0, duration=1s, table=0, n_packets=0, n_bytes=0, priority=0 actions=NORMAL\n';
const show = 'd3b1a4a6-0b0b-4b0b-8b0b-0b0b0b0b0b0b\n    Bridge br-int\n        Port br-int\n';
const link = (mac: string): string =>
  `2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP mode DEFAULT group default qlen 1000\n    link/ether ${mac} brd ff:ff:ff:ff:ff:ff\n`;

/** A manifest as sos 4.2 writes it. */
function manifest(plugins: Readonly<Record<string, { timeout?: boolean; commands: Files }>>): string {
  return JSON.stringify({
    version: '4.2',
    start_time: '2026-11-22 20:23:27.880449',
    components: {
      report: {
        plugins: Object.fromEntries(
          Object.entries(plugins).map(([name, { timeout, commands }]) => [
            name,
            {
              timeout_hit: timeout === true,
              run_time: '0:05:00.100000',
              commands: Object.entries(commands).map(([file, exec]) => ({
                exec,
                filepath: `sos_commands/${name}/${file}`,
                return_code: 0,
                truncated: false,
              })),
            },
          ]),
        ),
      },
    },
  });
}

describe('what should be there and is not', () => {
  const ovs = 'sos_commands/openvswitch';
  test('named by the manifest, or never run because the plugin was stopped: each a row with its reason', async () => {
    const folder = folderOf({
      'r/sos_reports/manifest.json': manifest({
        openvswitch: {
          timeout: true,
          commands: {
            'ovs-vsctl_-t_5_show': 'ovs-vsctl -t 5 show',
            'ovs-ofctl_dump-flows_br-int': 'ovs-ofctl dump-flows br-int',
            'ovs-ofctl_show_br-int': 'ovs-ofctl show br-int',
          },
        },
        networking: { commands: { 'ip_-s_-d_link': 'ip -s -d link' } },
        virsh: { commands: {} },
      }),
      [`r/${ovs}/ovs-vsctl_-t_5_show`]: show,
      [`r/${ovs}/ovs-ofctl_dump-flows_br-int`]: flows,
    });
    const { rows, ledger } = await importBundles([folder]);
    const absent = rows(
      "SELECT path, reason, code FROM source JOIN problem ON source_id = source.id WHERE state = 'absent' ORDER BY path",
    );
    const stopped = 'absent because sos stopped its plugin openvswitch after 300 s';
    expect(absent).toContainEqual({
      path: `r/${ovs}/ovs-ofctl_show_br-int`,
      reason: stopped,
      code: 'absent-after-timeout',
    });
    expect(absent).toContainEqual({
      path: `r/${ovs}/ovs-ofctl_dump-ports-desc_br-int`,
      reason: stopped,
      code: 'absent-after-timeout',
    });
    expect(absent).toContainEqual({
      path: 'r/sos_commands/networking/ip_-s_-d_link',
      reason: 'manifest.json names it, and the bundle does not have it',
      code: 'output-absent',
    });
    expect(absent).toContainEqual({
      path: 'r/sos_commands/networking/ip_route_show_table_all',
      reason: 'sos collects it with its plugin networking, and it is not here',
      code: 'output-absent',
    });
    // What is there is not absent, and no domain is known of which virsh could have shown anything: only its list.
    expect(absent.map(({ path }) => path)).not.toContain(`r/${ovs}/ovs-vsctl_-t_5_show`);
    expect(absent.map(({ path }) => String(path)).filter((path) => path.includes('virsh'))).toEqual([
      'r/sos_commands/virsh/virsh_-r_list_--all',
    ]);
    expect(ledger.states.absent).toBe(absent.length);
    expect(ledger.bundles[0]?.problems.map(({ code }) => code)).toEqual(['plugin-timed-out']);
  });

  test('a report of sos 3 without a manifest: by its plugins’ folders; a plugin that did not run promises nothing', async () => {
    const folder = folderOf({
      'r/version.txt': 'sosreport: 3.9\n',
      [`r/${ovs}/ovs-vsctl_-t_5_show`]: show,
      [`r/${ovs}/ovs-ofctl_show_br-tun`]: '',
    });
    const { rows } = await importBundles([folder]);
    const absent = rows("SELECT command_line FROM source WHERE state = 'absent' ORDER BY id").map(
      (row) => row['command_line'],
    );
    expect(absent).toContain('ovs-ofctl dump-flows br-tun');
    expect(absent).not.toContain('ovs-ofctl show br-tun');
    expect(absent).not.toContain('ovs-vsctl -t 5 list interface');
    expect(absent.filter((line) => String(line).startsWith('ip '))).toEqual([]);
  });

  test('a folder made by hand promises nothing', async () => {
    const { ledger } = await importBundles([folderOf({ 'c1/ovs-vsctl_show.txt': show })]);
    expect(ledger.states).toEqual({ ok: 1 });
  });
});

describe('one host at several times', () => {
  test('folders that say when: a label each, and the time where they have it', async () => {
    const { rows } = await importBundles(
      [
        folderOf({
          'before/c1/ovs-vsctl_show.txt': show,
          'after/c1/ovs-vsctl_show.txt': show,
          'c2/2026-11-20/ovs-vsctl_show.txt': show,
          'c2/2026-11-21_0930/ovs-vsctl_show.txt': show,
        }),
      ],
      { label: 'L' },
    );
    expect(rows('SELECT host, label, captured_at FROM snapshot ORDER BY host, label')).toEqual([
      { host: 'c1', label: 'L after', captured_at: null },
      { host: 'c1', label: 'L before', captured_at: null },
      { host: 'c2', label: 'L 2026-11-20', captured_at: '2026-11-20T00:00:00+00:00' },
      { host: 'c2', label: 'L 2026-11-21_0930', captured_at: '2026-11-21T09:30:00+00:00' },
    ]);
  });

  test('a session with a time before each round', async () => {
    const round = (time: string): string =>
      `root@c1:~# date\nSun Nov 22 ${time} UTC 2026\nroot@c1:~# ovs-vsctl show\n${show}root@c1:~# ovs-ofctl dump-flows br-int\n${flows}`;
    const { rows } = await importBundles([
      folderOf({
        'session.txt': `${round('20:00:00')}${round('20:30:00')}root@c1:~# date\nSun Nov 22 20:32:00 UTC 2026\n`,
      }),
    ]);
    expect(
      rows(
        'SELECT host, captured_at, count(*) AS n FROM snapshot JOIN source ON snapshot_id = snapshot.id GROUP BY snapshot.id ORDER BY snapshot.id',
      ),
    ).toEqual([
      { host: 'c1', captured_at: '2026-11-22T20:00:00+00:00', n: 3 },
      // The last time begins nothing: no command was run after it.
      { host: 'c1', captured_at: '2026-11-22T20:30:00+00:00', n: 4 },
    ]);
  });
});

test('an output that only its content tells is of the namespace that its name or folder says', async () => {
  const router = 'qrouter-984c22fd-64b3-4fa1-8ddd-87090f401ce5';
  // sos 3.0 cuts a name at 64 characters: of `iptables-save`, five are left.
  const cut = `ip_netns_exec_${router}_iptables-save`.slice(0, 64);
  const rules = linuxOutput(
    'iptables-lab/ip_netns_exec_qrouter-f34652a4-a7f2-468e-9eb8-2a12d89cdf86_iptables-save_-c.txt',
  );
  const folder = folderOf({
    'r/version.txt': 'sosreport: 3.0\n',
    [`r/sos_commands/networking/${cut}`]: rules,
    'compute1/ovs-vsctl_show.txt': show,
    'compute1/namespaces/blue/rules.txt': rules,
    'compute1/namespaces/red/session.txt': `root@compute1:~# iptables-save -c\n${rules}`,
  });
  const { rows } = await importBundles([folder]);
  expect(
    rows("SELECT path, netns FROM source WHERE command_id = 'iptables-save' ORDER BY path").map(
      ({ path, netns }) => [path, netns],
    ),
  ).toEqual([
    ['compute1/namespaces/blue/rules.txt', 'blue'],
    ['compute1/namespaces/red/session.txt', 'red'],
    [`r/sos_commands/networking/${cut}`, router],
  ]);
});

test('of members of one name the last is read, which unpacking leaves', async () => {
  const path = join(scratchFolder(), 'added.tar');
  const log = (text: string): { name: string; text: string } => ({
    name: 'r/var/log/openvswitch/ovs-vswitchd.log',
    text: `2026-11-22T20:00:00.000Z|00001|bridge|ERR|${text}\n`,
  });
  writeFileSync(
    path,
    tar([
      { name: 'r/sos_commands/openvswitch/ovs-ofctl_dump-flows_br-int', text: flows + flows },
      log('first'),
      { name: 'r/sos_commands/openvswitch/ovs-vsctl_-t_5_show', text: show },
      { name: 'r/sos_commands/openvswitch/ovs-ofctl_dump-flows_br-int', text: flows },
      log('second'),
      log('third'),
      { name: 'r/notes', text: `# ovs-vsctl show\n${show}` },
      { name: 'r/notes', text: `# ovs-vsctl show\n${show}` },
    ]),
  );
  const { rows, ledger } = await importBundles([path]);
  expect(rows("SELECT path, facts FROM source WHERE state = 'ok' ORDER BY path")).toEqual([
    { path: 'r/sos_commands/openvswitch/ovs-ofctl_dump-flows_br-int', facts: 1 },
    { path: 'r/sos_commands/openvswitch/ovs-vsctl_-t_5_show', facts: 2 },
    { path: 'r/var/log/openvswitch/ovs-vswitchd.log', facts: 1 },
  ]);
  expect(rows("SELECT json_extract(data, '$.message') AS said FROM fact WHERE kind = 'log-event'")).toEqual([
    { said: 'third' },
  ]);
  expect(ledger.bundles[0]?.problems).toContainEqual({
    severity: 'warning',
    line: null,
    code: 'member-repeated',
    message:
      '3 files are in the archive more than once: the last of each was read, which unpacking leaves.\nr/sos_commands/openvswitch/ovs-ofctl_dump-flows_br-int\nr/var/log/openvswitch/ovs-vswitchd.log\nr/notes',
  });
});

test('a cleaned host is told by its MACs, a cleaned report by its name', async () => {
  const { rows, ledger } = await importBundles([
    folderOf({
      'c1/ip_-d_link.txt': link('53:4f:53:12:34:56'),
      'c2/ip_-d_link.txt': link('fa:16:3e:12:34:56'),
      'sosreport-host0-2026-11-22-abcdefg-obfuscated/sos_commands/host/hostname': 'host0\n',
    }),
  ]);
  expect(rows('SELECT host, cleaned FROM snapshot ORDER BY host')).toEqual([
    { host: 'c1', cleaned: 1 },
    { host: 'c2', cleaned: 0 },
    { host: 'host0', cleaned: 1 },
  ]);
  expect(ledger.bundles[0]?.problems.map(({ code }) => code)).toEqual(['cleaned']);
});

// A private Open vSwitch for tests: dummy datapath, no kernel module, no network, nothing shared with
// a system switch. Its answers are the expectation wherever Open vSwitch defines the behaviour.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const searchPath = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;
const schema = '/usr/share/openvswitch/vswitch.ovsschema';

/** True when Open vSwitch's daemons and schema are installed. */
export const hasSwitch: boolean =
  existsSync(schema) &&
  spawnSync('ovs-vswitchd', ['--version'], { env: { ...process.env, PATH: searchPath } }).status === 0;

if (!hasSwitch) console.warn('skipped: tests against a real switch, because Open vSwitch is not installed');

export interface Switch {
  /** Runs one of the switch's tools and returns what it printed; throws with its error text. */
  run(tool: string, ...args: readonly string[]): string;
  /** A bridge on the dummy datapath that does only what its flows say. */
  addBridge(name: string, ...settings: readonly string[]): void;
  /** A port, of the dummy datapath unless the settings say otherwise: `type=patch`, `ofport_request=1`. */
  addPort(bridge: string, name: string, ...settings: readonly string[]): void;
  /** Adds flows to a bridge; `options` are those of `ovs-ofctl`. */
  addFlows(bridge: string, flows: readonly string[], ...options: readonly string[]): void;
  /** A text as a file, for the tools that only read one. */
  file(text: string): string;
}

export interface RunningSwitch extends Switch {
  stop(): void;
}

/** Starts ovsdb-server and ovs-vswitchd in a folder of their own. */
export function startSwitch(): RunningSwitch {
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-ovs-'));
  const env = {
    ...process.env,
    PATH: searchPath,
    OVS_RUNDIR: folder,
    OVS_LOGDIR: folder,
    OVS_DBDIR: folder,
    OVS_SYSCONFDIR: folder,
    OVS_PKGDATADIR: '/usr/share/openvswitch',
  };
  const run = (tool: string, ...args: readonly string[]): string =>
    execFileSync(tool, args, {
      env,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const daemon = (tool: string, ...args: readonly string[]): void => {
    // A detached daemon keeps inherited pipes open: give it none.
    execFileSync(tool, [...args, '--detach', '--no-chdir', '--pidfile', '--log-file', '-vconsole:off'], {
      env,
      stdio: 'ignore',
    });
  };
  run('ovsdb-tool', 'create', join(folder, 'conf.db'), schema);
  daemon('ovsdb-server', `--remote=punix:${folder}/db.sock`, join(folder, 'conf.db'));
  run('ovs-vsctl', '--no-wait', 'init');
  daemon(
    'ovs-vswitchd',
    '--enable-dummy',
    '--disable-system',
    '--disable-system-route',
    `unix:${folder}/db.sock`,
  );
  let files = 0;
  const file = (text: string): string => {
    const path = join(folder, `text-${++files}`);
    writeFileSync(path, text);
    return path;
  };
  return {
    run,
    addBridge(name, ...settings) {
      const all = ['datapath_type=dummy', 'fail-mode=secure', ...settings];
      run('ovs-vsctl', 'add-br', name, '--', 'set', 'bridge', name, ...all);
    },
    addPort(bridge, name, ...settings) {
      const typed = settings.some((setting) => setting.startsWith('type='));
      const all = typed ? settings : ['type=dummy', ...settings];
      run('ovs-vsctl', 'add-port', bridge, name, '--', 'set', 'interface', name, ...all);
    },
    addFlows(bridge, flows, ...options) {
      run('ovs-ofctl', ...options, 'add-flows', bridge, file(`${flows.join('\n')}\n`));
    },
    file,
    stop() {
      run('ovs-appctl', '-t', 'ovs-vswitchd', 'exit', '--cleanup');
      run('ovs-appctl', '-t', 'ovsdb-server', 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

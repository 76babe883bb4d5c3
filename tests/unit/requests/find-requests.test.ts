// What to ask the customer for: on the article, whose author left things out, and on the lab's bundles
// with outputs taken away.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { commandLineFromPath, recogniseCommandLine } from '../../../shared/bundle/command-line.ts';
import { buildNode } from '../../../shared/network/build-node.ts';
import { findRequests } from '../../../shared/requests/find-requests.ts';
import type { Request, RequestSubject } from '../../../shared/requests/request.ts';
import { nodeTools, requestScript } from '../../../shared/requests/request-script.ts';
import { emptyFacts, type FilledFacts } from '../../bundle-facts.ts';
import { hasShared, sharedData } from '../../shared-data.ts';
import { hostFacts } from '../../bundle-facts.ts';

function ask(facts: FilledFacts, subject: RequestSubject = { kind: 'snapshot' }): readonly Request[] {
  const model = buildNode(facts, { flowsOf: facts.flowsOf, peers: [] });
  return findRequests(facts, model, subject);
}

const vsctlShow = [
  'a1b2c3d4-0000-4000-8000-000000000000',
  '    Bridge br-int',
  '        Port tap48e06cd2-60',
  '            tag: 1',
  '            Interface tap48e06cd2-60',
  '        Port br-int',
  '            Interface br-int',
  '                type: internal',
  '    ovs_version: "2.17.3"',
].join('\n');

describe('a node of which little is known', () => {
  test('asks for the basics that it lacks, and not for those that it has', () => {
    const facts = emptyFacts('compute1');
    facts.add('ovs-vsctl_show.txt', vsctlShow);
    const commands = ask(facts).map(({ command }) => command);
    expect(commands).toContain('ip -s -d link show');
    expect(commands).toContain('ovs-ofctl dump-flows br-int');
    expect(commands).not.toContain('ovs-vsctl show');
    expect(new Set(commands).size).toBe(commands.length);
  });

  test('a host is asked for the instances that it runs, not for those that it knows of', () => {
    const facts = emptyFacts('controller1');
    const server = (name: string, host: string): string =>
      [
        '+-------------------------------------+-------------------+',
        '| Field                               | Value             |',
        '+-------------------------------------+-------------------+',
        `| OS-EXT-SRV-ATTR:host                | ${host} |`,
        `| OS-EXT-SRV-ATTR:instance_name       | ${name} |`,
        '| id                                  | 4c4a4ad6-3d2e-586a-b485-14272b622428 |',
        '+-------------------------------------+-------------------+',
      ].join('\n');
    facts.add('openstack_server_show_web1.txt', server('instance-00000001', 'compute1'));
    facts.add('openstack_server_show_web2.txt', server('instance-00000002', 'controller1.example.com'));
    const asked = ask(facts).filter(({ command }) => command.startsWith('virsh dumpxml'));
    expect(asked.map(({ command }) => command)).toEqual(['virsh dumpxml instance-00000002']);
  });

  test('an output that failed is asked for again with its error, unless another has it', () => {
    const facts = emptyFacts('compute1');
    facts.add('ovs-vsctl_show.txt', vsctlShow);
    const error = 'ovs-ofctl: br-int: failed to connect to socket (Connection refused)';
    facts.add('ovs-ofctl_dump-flows_br-int.txt', error);
    expect(ask(facts)).toContainEqual({
      command: 'ovs-ofctl dump-flows br-int',
      cause: 'error',
      reasons: [error, 'what br-int does with packets'],
      sourceId: 2,
    });
    facts.add(
      'ovs-ofctl_-O_OpenFlow13_dump-flows_br-int.txt',
      'OFPST_FLOW reply (OF1.3) (xid=0x2):\n cookie=0x0, duration=1s, table=0, n_packets=0, n_bytes=0, priority=0 actions=NORMAL',
    );
    expect(ask(facts).filter(({ command }) => command.includes('dump-flows'))).toEqual([]);
  });

  test('what a tool can never tell is not asked for', () => {
    const facts = emptyFacts('compute1');
    facts.add('ethtool_-S_tap48e06cd2-60.txt', 'no stats available: Operation not supported');
    expect(ask(facts).filter(({ cause }) => cause === 'error')).toEqual([]);
  });

  test('about one bridge, only what concerns it', () => {
    const facts = emptyFacts('compute1');
    facts.add(
      'ovs-vsctl_show.txt',
      `${vsctlShow}\n    Bridge br-ex\n        Port br-ex\n            Interface br-ex\n                type: internal`,
    );
    const commands = ask(facts, { kind: 'bridge', name: 'br-int' }).map(({ command }) => command);
    expect(commands).toContain('ovs-ofctl dump-flows br-int');
    expect(commands.filter((command) => command.includes('br-ex'))).toEqual([]);
  });
});

describe('what only some nodes have', () => {
  const router = 'qrouter-f34652a4-a7f2-468e-9eb8-2a12d89cdf86';

  test('a namespace of a router is asked for its routes and NAT rules; a plain node is not asked for namespaces', () => {
    const facts = emptyFacts('network1');
    facts.add('ovs-vsctl_show.txt', vsctlShow);
    expect(ask(facts).filter(({ command }) => /netns|iptables|conntrack|ovn/.test(command))).toEqual([]);
    facts.add('ip_netns.txt', `${router} (id: 0)`);
    const commands = ask(facts).map(({ command }) => command);
    expect(commands).toContain(`ip netns exec ${router} ip route`);
    expect(commands).toContain(`ip netns exec ${router} iptables-save`);
    expect(commands).not.toContain('ip netns');
    facts.add('routes', 'default via 10.0.0.1 dev qg-1', `ip netns exec ${router} ip route`);
    expect(ask(facts).map(({ command }) => command)).not.toContain(`ip netns exec ${router} ip route`);
  });

  test('a chassis of OVN is asked for what OVN says of it', () => {
    const facts = emptyFacts('compute1');
    facts.add(
      'ovs-vsctl_show.txt',
      `${vsctlShow.replace(/\n +ovs_version.*$/, '')}\n        Port ovn-abcdef-0\n            Interface ovn-abcdef-0\n                type: geneve\n                options: {remote_ip="10.0.0.2"}\n    ovs_version: "2.17.3"`,
    );
    const commands = ask(facts).map(({ command }) => command);
    for (const wanted of ['ovn-sbctl show', 'ovs-vsctl list Open_vSwitch', 'ovs-ofctl dump-groups br-int'])
      expect(commands).toContain(wanted);
  });
});

describe.skipIf(!hasShared)('the lab', () => {
  test('with nothing missing, a path asks for nothing; without `ip link` and `ethtool -S`, for the peer', async () => {
    const whole = await hostFacts(sharedData('lab/bundles/T0-healthy'), 'compute1', 'both');
    const model = buildNode(whole, { flowsOf: whole.flowsOf, peers: [] });
    const path = model.paths.find(({ instance }) => instance !== null)!;
    expect(
      findRequests(whole, model, { kind: 'path', id: path.id }).filter(({ cause }) => cause === 'unseen'),
    ).toEqual([]);

    const part = emptyFacts('compute1');
    const kept = /virsh_dumpxml|ovs-vsctl_show|brctl_show|ovs-ofctl_dump-flows/;
    for (const { id, path: name } of whole.sources.values())
      if (kept.test(name)) part.add(name, (whole.text.get(id) ?? []).join('\n'));
    const asked = ask(part, { kind: 'path', id: path.id });
    const port = path.hops.find(({ device }) => device?.startsWith('qvb'))!.device!;
    expect(asked.find(({ command }) => command === `ethtool -S ${port}`)?.cause).toBe('unseen');
    expect(asked.map(({ command }) => command)).toContain('ip -d link show');
  });
});

describe('the script', () => {
  const requests = (...commands: readonly string[]): readonly Request[] =>
    commands.map((command) => ({ command, cause: 'basic', reasons: ['why\nrm -rf /'], sourceId: null }));
  const tools = nodeTools(emptyFacts('compute1'));

  test('collects each output under a name that is known again', () => {
    const folder = mkdtempSync(join(tmpdir(), 'coldtrace-ask-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const commands = [
      'ovs-vsctl show',
      'ovs-ofctl dump-flows br-int',
      'ip netns exec qrouter-1 ip -d addr',
      'virsh dumpxml instance-0000001e',
    ];
    const { text, leftOut } = requestScript('compute1', requests(...commands), tools);
    expect(leftOut).toBe(0);
    writeFileSync(join(folder, 'ask.sh'), text);
    execFileSync('sh', ['-n', 'ask.sh'], { cwd: folder });
    const said = execFileSync('sh', ['ask.sh'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const archive = readdirSync(folder).find((name) => name.endsWith('.tar.gz'))!;
    expect(said).toContain(archive);
    const members = execFileSync('tar', ['tzf', archive], { cwd: folder, encoding: 'utf8' }).split('\n');
    const read = members.map((name) => commandLineFromPath(name)).filter((line) => line !== null);
    for (const command of commands) {
      const asked = recogniseCommandLine(command)!;
      expect(read.map((line) => recogniseCommandLine(line)).filter((one) => one !== null)).toContainEqual(
        expect.objectContaining({
          command: asked.command,
          context: expect.objectContaining({ target: asked.context.target, netns: asked.context.netns }),
        }),
      );
    }
  });

  test('nothing of a bundle is run: names are quoted, reasons stay comments, control characters keep a command out', () => {
    const folder = mkdtempSync(join(tmpdir(), 'coldtrace-ask-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const evil = [
      "ethtool -S 'x$(touch pwned)'",
      'ethtool -S "it\'s`touch pwned`"',
      'ovs-ofctl show a\nb',
      'virsh dumpxml ;touch${IFS}pwned',
    ];
    const { text, leftOut } = requestScript('$(touch pwned)\ntouch pwned', requests(...evil), tools);
    expect(leftOut).toBe(1);
    writeFileSync(join(folder, 'ask.sh'), text);
    execFileSync('sh', ['ask.sh'], { cwd: folder, stdio: 'ignore' });
    expect(readdirSync(folder)).not.toContain('pwned');
  });

  test('tools that ran in containers run there again, and flows are asked for in the versions the switch spoke', () => {
    const facts = emptyFacts('compute1');
    facts.add(
      'podman_exec_openvswitch_vswitchd_ovs-vsctl_show',
      vsctlShow,
      'podman exec openvswitch_vswitchd ovs-vsctl show',
    );
    facts.add(
      'flows',
      'OFPST_FLOW reply (OF1.5) (xid=0x2):\n cookie=0x0, duration=1s, table=0, n_packets=0, n_bytes=0, priority=0 actions=NORMAL',
      'ovs-ofctl -O OpenFlow15 dump-flows br-int',
    );
    const { text } = requestScript(
      'compute1',
      requests('ovs-vsctl list Port', 'ovs-ofctl dump-flows br-int'),
      nodeTools(facts),
    );
    expect(text).toContain('podman exec openvswitch_vswitchd ovs-vsctl list Port');
    expect(text).toContain('ovs-ofctl -O OpenFlow10,OpenFlow13,OpenFlow15 dump-flows br-int');
  });
});

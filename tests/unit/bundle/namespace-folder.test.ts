import { expect, test } from 'vitest';
import { commandLineFromPath, recogniseCommandLine } from '../../../shared/bundle/command-line.ts';
import { findHostRoots } from '../../../shared/bundle/host-roots.ts';
import { namespaceFolder } from '../../../shared/bundle/namespace-folder.ts';

test.each([
  ['compute1/namespaces/qrouter-f3/ip_addr.txt', 'qrouter-f3', 'compute1/namespaces'],
  ['compute1/qdhcp-7a-01/iptables-save', 'qdhcp-7a-01', 'compute1'],
  ['netns/blue/ip_addr.txt', 'blue', 'netns'],
  ['compute1/namespaces/ip_netns.txt', null, null],
  ['compute1/var/run/netns/blue/x', null, null],
  ['compute1/qrouter-f3', null, null],
])('%s', (path, netns, above) => {
  const found = namespaceFolder(path);
  expect([found?.netns ?? null, found?.above ?? null]).toEqual([netns, above]);
});

test.each([
  ['compute1/namespaces/qrouter-f3/ip_addr.txt', 'ip netns exec qrouter-f3 ip addr'],
  [
    'sos_commands/networking/namespaces/qrouter-f3/ip_netns_exec_qrouter-f3_ip_-d_address_show',
    'ip netns exec qrouter-f3 ip -d address show',
  ],
  // A file of the node is no output in a namespace.
  ['namespaces/qrouter-f3/etc/neutron/neutron.conf', 'cat /etc/neutron/neutron.conf'],
])('%s is %s', (path, commandLine) => {
  expect(commandLineFromPath(path)).toBe(commandLine);
});

test('its command knows the namespace', () => {
  const line = commandLineFromPath('namespaces/blue/ip_addr.txt') ?? '';
  expect(recogniseCommandLine(line)).toMatchObject({
    command: { id: 'ip-addr' },
    context: { netns: 'blue' },
  });
});

test('folders of namespaces are of the host above them', () => {
  const roots = findHostRoots([], ['compute1/namespaces/qrouter-f3', 'compute1/namespaces/qdhcp-7a']);
  expect(roots.roots).toEqual(['compute1']);
  expect(roots.rootOf('compute1/namespaces/qdhcp-7a/ip_addr.txt')).toBe('compute1');
  expect(findHostRoots([], ['c1/qrouter-f3', 'c2/qrouter-f3', 'c2']).roots).toEqual(['c1', 'c2']);
});

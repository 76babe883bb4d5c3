import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorText } from '../../../shared/bundle/error-text.ts';
import { fixtures } from '../../shared-data.ts';

describe('error text', () => {
  test.each([
    ['no stats available'],
    ['Cannot get EEPROM data: Operation not supported'],
    ['netlink error: Operation not supported'],
    ['exec of "netstat" failed: No such file or directory'],
    ['ovs-ofctl: br-int: failed to connect to socket (Broken pipe)'],
    ['ovs-vsctl: no row "br-x" in table Bridge'],
    ['Cannot open network namespace "qrouter-1 (id: 0)": No such file or directory'],
    ['bash: brctl: command not found'],
    ['-bash: /usr/sbin/lshw: No such file or directory'],
    ['timeout: failed to run command ‘ovs-appctl’: No such file or directory'],
    ["error: failed to get domain 'instance-0000001e'"],
    ['bridge br-x does not exist!'],
    ['Device "tap0" does not exist.'],
    ['Error: Nexthop has invalid gateway.'],
    ["ERROR (CommandError): No server with a name or ID of 'vm1' exists."],
    ["No server with a name or ID of 'vm1' exists."],
    ['Missing value auth-url required for auth plugin password'],
    ["ovs-dpctl: Invalid argument 'type'. Use 'ovs-appctl dpctl/dump-flows' instead."],
  ])('%s', (line) => {
    expect(errorText(['', line, ''])).toBe(line);
  });

  test('the first of several lines, which has the cause', () => {
    expect(errorText(['no such bond', 'ovs-appctl: ovs-vswitchd: server returned an error'])).toBe(
      'no such bond',
    );
    const cause =
      '2022-02-10T16:19:27Z|00001|vconn|WARN|unix:/run/openvswitch/br-ex.mgmt: version negotiation failed (we support version 0x05, peer supports version 0x01)';
    expect(errorText([cause, 'ovs-ofctl: br-ex: failed to connect to socket (Broken pipe)'])).toBe(cause);
  });

  test('a traceback says its exception, a usage its first line', () => {
    expect(
      errorText([
        'Traceback (most recent call last):',
        '  File "/usr/bin/nova", line 6',
        'ImportError: No module named novaclient',
      ]),
    ).toBe('ImportError: No module named novaclient');
    expect(errorText(['Usage: ip [ OPTIONS ] OBJECT', '  where OBJECT := { link }'])).toBe(
      'Usage: ip [ OPTIONS ] OBJECT',
    );
  });

  test.each([
    [['']],
    [[]],
    [['Cannot get device ring settings: Operation not supported', 'Ring parameters for br-int:', 'RX: 0']],
    [['WARNING: you should run this program as super-user.', '  *-network']],
    [['16: qvo48e06cd2-60: <BROADCAST,UP> mtu 1500 qdisc noqueue state UP']],
    [['No private flags defined']],
    [[' port  VLAN  MAC                Age']],
  ])('is not: %j', (lines) => {
    expect(errorText(lines)).toBeNull();
  });

  test('no real output is taken for one', () => {
    for (const folder of ['linux', 'openvswitch/lab', 'openvswitch/article']) {
      for (const name of readdirSync(join(fixtures, folder), { withFileTypes: true })) {
        if (!name.isFile()) continue;
        expect(
          errorText(readFileSync(join(fixtures, folder, name.name), 'utf8').split('\n')),
          name.name,
        ).toBeNull();
      }
    }
  });
});

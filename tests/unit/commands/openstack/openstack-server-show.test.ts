import { fixtureOutputs } from '../../../fixture-outputs.ts';
import { readLines } from '../../../read-lines.ts';
import { describe, expect, test } from 'vitest';
import { openstackServerShow } from '../../../../shared/commands/openstack/openstack-server-show.ts';
import { readAddresses } from '../../../../shared/commands/openstack/server-properties.ts';
import { linuxOutput } from '../../../linux-output.ts';
import { parseOutput } from '../../../parse-output.ts';

const argv = ['openstack', 'server', 'show', 'multi1'];

const multi1 = {
  libvirtName: 'instance-00000006',
  name: 'multi1',
  uuid: '2beb621c-1063-52e3-94b5-7e01ed8a9062',
  host: 'compute2',
  status: 'ACTIVE',
  addresses: [
    { network: 'Internal', address: '10.18.0.169' },
    { network: 'Internal2', address: '10.22.22.112' },
  ],
};

test('openstack server show gives the server, its host and its addresses', () => {
  const { facts, problems } = parseOutput(argv, linuxOutput('openstack_server_show_multi1.txt'));
  expect(problems).toEqual([]);
  expect(facts).toEqual([{ kind: 'instance', data: multi1, firstLine: 6, lastLine: 29 }]);
});

// The same server as `-f json` prints it: the client's JSON formatter indents by two.
const json = `{
  "OS-DCF:diskConfig": "MANUAL",
  "OS-EXT-SRV-ATTR:host": "compute2",
  "OS-EXT-SRV-ATTR:hypervisor_hostname": "compute2",
  "OS-EXT-SRV-ATTR:instance_name": "instance-00000006",
  "OS-EXT-STS:power_state": 1,
  "OS-EXT-STS:task_state": null,
  "addresses": {
    "Internal": [
      "10.18.0.169"
    ],
    "Internal2": [
      "10.22.22.112"
    ]
  },
  "id": "2beb621c-1063-52e3-94b5-7e01ed8a9062",
  "name": "multi1",
  "properties": {},
  "security_groups": [
    {
      "name": "default"
    }
  ],
  "status": "ACTIVE"
}`;

test('-f json gives the same', () => {
  const { facts, problems } = parseOutput([...argv, '-f', 'json'], json);
  expect(problems).toEqual([]);
  expect(facts).toEqual([{ kind: 'instance', data: multi1, firstLine: 3, lastLine: 24 }]);
  const onOneLine = parseOutput([...argv, '-f', 'json'], JSON.stringify(JSON.parse(json)));
  expect(onOneLine.of('instance')).toEqual([multi1]);
});

test('cut JSON gives what was whole, and says that it is cut', () => {
  const cut = json.split('\n').slice(0, 12).join('\n');
  const { facts, problems } = parseOutput([...argv, '-f', 'json'], cut);
  expect(facts).toEqual([
    {
      kind: 'instance',
      data: { ...multi1, name: null, uuid: null, status: null, addresses: [] },
      firstLine: 3,
      lastLine: 5,
    },
  ]);
  expect(problems.map(({ code, line }) => [code, line])).toEqual([['unexpected-end', 12]]);
});

test('cells of several lines, as --fit-width makes them', () => {
  const { facts } = parseOutput(
    argv,
    [
      '+-------------------+----------------------+',
      '| Field             | Value                |',
      '+-------------------+----------------------+',
      '| OS-EXT-SRV-       | compute2             |',
      '| ATTR:host         |                      |',
      '| addresses         | Internal=10.18.0.169 |',
      '|                   | ; Internal2=         |',
      '|                   | 10.22.22.112         |',
      '| id                | 2beb621c-1063-52e3-  |',
      '|                   | 94b5-7e01ed8a9062    |',
      '+-------------------+----------------------+',
    ].join('\n'),
  );
  expect(facts.map(({ data, lastLine }) => ({ data, lastLine }))).toEqual([
    { data: { ...multi1, libvirtName: null, name: null, status: null }, lastLine: 10 },
  ]);
});

test('addresses in every spelling of the clients', () => {
  const both = [
    { network: 'net', address: '1.2.3.4' },
    { network: 'net', address: 'fd00::4' },
  ];
  expect(readAddresses('net=1.2.3.4, fd00::4')).toEqual(both);
  expect(readAddresses("{'net': ['1.2.3.4', 'fd00::4']}")).toEqual(both);
  expect(readAddresses("{u'net': [u'1.2.3.4', u'fd00::4']}")).toEqual(both);
  expect(readAddresses('{"net": ["1.2.3.4", "fd00::4"]}')).toEqual(both);
  expect(
    readAddresses("{'net': [{'addr': '1.2.3.4', 'version': 4}, {'addr': 'fd00::4', 'version': 6}]}"),
  ).toEqual(both);
  expect(readAddresses('a=1.2.3.4; b=1.2.3.5')).toEqual([
    { network: 'a', address: '1.2.3.4' },
    { network: 'b', address: '1.2.3.5' },
  ]);
  expect(readAddresses('{}')).toEqual([]);
  expect(readAddresses('')).toEqual([]);
  expect(readAddresses('net=pending')).toBeNull();
  expect(readAddresses("{'net': ['1.2.3.4'")).toBeNull();
});

test('recognises its command line', () => {
  expect(openstackServerShow.recognise(argv)).toEqual({ target: 'multi1' });
  expect(openstackServerShow.recognise(['openstack', 'server', 'show', '-f', 'json', 'multi1'])).toEqual({
    target: 'multi1',
  });
  expect(openstackServerShow.recognise([...argv, '-f', 'csv'])).toBeNull();
  expect(openstackServerShow.recognise([...argv, '--diagnostics'])).toBeNull();
  expect(openstackServerShow.recognise(['openstack', 'port', 'show', 'x'])).toBeNull();
  expect(openstackServerShow.recognise(['openstack', 'server', 'list'])).toBeNull();
});

test('sniffs a server’s rows and not another object’s', () => {
  expect(openstackServerShow.sniff('| OS-DCF:diskConfig                   | MANUAL       |')).toBe(true);
  expect(openstackServerShow.sniff('| Field                               | Value        |')).toBe(false);
  expect(openstackServerShow.sniff('| admin_state_up          | UP           |')).toBe(false);
});

describe('in the other forms of the clients', () => {
  const whole = {
    libvirtName: 'instance-00000001',
    name: 'web1',
    uuid: 'f31441f8-cc9a-5137-aa1f-356ec4346fe1',
    host: 'compute1',
    status: 'ACTIVE',
    addresses: [
      { network: 'Internal', address: '10.18.0.208' },
      { network: 'Internal', address: '172.16.0.120' },
    ],
  };

  test.each(
    ['5.4', '6.0'].flatMap((version) => ['yaml', 'shell'].map((format) => [version, format] as const)),
  )('openstackclient %s, -f %s: the same server', (version, format) => {
    const name = `openstack/${version}/openstack_server_show_${whole.uuid}_-f_${format}`;
    const output = fixtureOutputs('linux').find((one) => one.name === name)!;
    const { facts, problems } = readLines(output.command, output.lines, output.context);
    expect(problems).toEqual([]);
    expect(facts.map(({ data }) => data)).toEqual([whole]);
  });

  test('-f value: read where the command line says which columns, else it says what to ask for', () => {
    const lines = ['compute1', "{'Internal': ['10.18.0.208', '172.16.0.120']}", whole.uuid, 'web1'];
    const argv = 'openstack server show x -f value -c id -c name -c OS-EXT-SRV-ATTR:host -c addresses'.split(
      ' ',
    );
    const context = { target: 'x', netns: null, protocol: null, argv };
    const named = readLines(openstackServerShow, lines, context);
    expect(named.facts.map(({ data }) => data)).toEqual([{ ...whole, libvirtName: null, status: null }]);
    expect(named.problems).toEqual([]);
    const unnamed = readLines(openstackServerShow, lines, { ...context, argv: argv.slice(0, 6) });
    expect(unnamed.facts).toEqual([]);
    expect(unnamed.problems.map(({ code }) => code)).toEqual(['columns-unknown']);
  });
});

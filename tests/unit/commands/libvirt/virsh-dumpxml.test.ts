import { expect, test } from 'vitest';
import { virshDumpxml } from '../../../../shared/commands/libvirt/virsh-dumpxml.ts';
import { linuxOutput } from '../../../linux-output.ts';
import { parseOutput } from '../../../parse-output.ts';

const argv = ['virsh', 'dumpxml', 'instance-00000001'];

const web1 = {
  libvirtName: 'instance-00000001',
  name: 'web1',
  uuid: 'f31441f8-cc9a-5137-aa1f-356ec4346fe1',
  host: null,
  status: null,
  addresses: [{ network: '', address: '10.18.0.208' }],
};

const web1Domain = {
  name: 'instance-00000001',
  uuid: 'f31441f8-cc9a-5137-aa1f-356ec4346fe1',
  id: 8,
  state: null,
  title: null,
  osType: 'hvm',
  vcpus: 1,
  maxMemory: 131072,
  memory: 131072,
  persistent: null,
  autostart: null,
  other: {
    type: 'qemu',
    'vcpu placement': 'static',
    arch: 'x86_64',
    machine: 'pc-i440fx-7.2',
    'CPU mode': 'custom',
    emulator: '/usr/bin/qemu-system-x86_64',
  },
};

const web1Interface = {
  domain: 'instance-00000001',
  index: 0,
  type: 'bridge',
  mac: 'fa:16:3e:c7:ae:08',
  source: 'qbr36aaab22-c8',
  target: 'tap36aaab22-c8',
  model: 'virtio',
  alias: 'net0',
  mtu: 1458,
  virtualport: null,
  portId: '36aaab22-c860-4b23-a469-6563b7005312',
};

test('a domain with a hybrid plug: its port is the one its tap is named after', () => {
  const { facts, problems } = parseOutput(argv, linuxOutput('virsh_dumpxml_instance-00000001.txt'));
  expect(problems).toEqual([]);
  expect(facts).toEqual([
    { kind: 'instance', data: web1, firstLine: 1, lastLine: 23 },
    { kind: 'domain', data: web1Domain, firstLine: 1, lastLine: 66 },
    { kind: 'domain-interface', data: web1Interface, firstLine: 86, lastLine: 95 },
  ]);
});

test('two interfaces, each with the port that it names', () => {
  const { facts, problems } = parseOutput(
    ['virsh', '-r', 'dumpxml', 'instance-00000006'],
    linuxOutput('virsh_dumpxml_instance-00000006.txt'),
  );
  expect(problems).toEqual([]);
  const common = {
    domain: 'instance-00000006',
    type: 'bridge',
    source: 'br-int',
    model: 'virtio',
    mtu: 1458,
    virtualport: 'openvswitch',
  };
  expect(facts).toEqual([
    {
      kind: 'instance',
      data: {
        libvirtName: 'instance-00000006',
        name: 'multi1',
        uuid: '2beb621c-1063-52e3-94b5-7e01ed8a9062',
        host: null,
        status: null,
        addresses: [
          { network: '', address: '10.18.0.169' },
          { network: '', address: '10.22.22.112' },
        ],
      },
      firstLine: 1,
      lastLine: 26,
    },
    {
      kind: 'domain',
      data: {
        ...web1Domain,
        name: 'instance-00000006',
        uuid: '2beb621c-1063-52e3-94b5-7e01ed8a9062',
        id: 5,
      },
      firstLine: 1,
      lastLine: 69,
    },
    {
      kind: 'domain-interface',
      data: {
        ...common,
        index: 0,
        mac: 'fa:16:3e:a1:1c:98',
        target: 'tape465fd83-aa',
        alias: 'net0',
        portId: 'e465fd83-aad1-4590-be54-23aca4dce36c',
      },
      firstLine: 89,
      lastLine: 101,
    },
    {
      kind: 'domain-interface',
      data: {
        ...common,
        index: 1,
        mac: 'fa:16:3e:73:c3:c2',
        target: 'tap25bce3f9-53',
        alias: 'net1',
        portId: '25bce3f9-534d-432c-905f-fcef41f336f6',
      },
      firstLine: 102,
      lastLine: 114,
    },
  ]);
});

test('libvirt’s status file, where the domain is inside <domstatus> below a comment', () => {
  const { facts, problems } = parseOutput(argv, linuxOutput('run/libvirt/qemu/instance-00000001.xml'));
  expect(problems).toEqual([]);
  expect(facts).toEqual([
    { kind: 'instance', data: web1, firstLine: 37, lastLine: 59 },
    {
      kind: 'domain',
      data: {
        ...web1Domain,
        state: 'running',
        other: { reason: 'booted', pid: '18703', tainted: 'high-privileges', ...web1Domain.other },
      },
      firstLine: 8,
      lastLine: 102,
    },
    { kind: 'domain-interface', data: web1Interface, firstLine: 132, lastLine: 141 },
  ]);
});

test('the article’s domain, as far as its outputs show it', () => {
  const { facts, problems } = parseOutput(
    ['virsh', 'dumpxml', 'instance-0000001e'],
    [
      "<domain type='kvm' id='30'>",
      '  <name>instance-0000001e</name>',
      '  <devices>',
      "    <interface type='bridge'>",
      "      <source bridge='qbr48e06cd2-60'/>",
      "      <target dev='tap48e06cd2-60'/>",
      "      <model type='virtio'/>",
      "      <alias name='net0'/>",
      '    </interface>',
      '  </devices>',
      '</domain>',
    ].join('\n'),
  );
  expect(problems).toEqual([]);
  expect(facts).toEqual([
    {
      kind: 'instance',
      data: {
        libvirtName: 'instance-0000001e',
        name: null,
        uuid: null,
        host: null,
        status: null,
        addresses: [],
      },
      firstLine: 1,
      lastLine: 2,
    },
    {
      kind: 'domain',
      data: {
        ...web1Domain,
        name: 'instance-0000001e',
        uuid: null,
        id: 30,
        osType: null,
        vcpus: null,
        maxMemory: null,
        memory: null,
        other: { type: 'kvm' },
      },
      firstLine: 1,
      lastLine: 2,
    },
    {
      kind: 'domain-interface',
      data: {
        domain: 'instance-0000001e',
        index: 0,
        type: 'bridge',
        mac: null,
        source: 'qbr48e06cd2-60',
        target: 'tap48e06cd2-60',
        model: 'virtio',
        alias: 'net0',
        mtu: null,
        virtualport: null,
        portId: null,
      },
      firstLine: 4,
      lastLine: 9,
    },
  ]);
});

/** A domain with the given ports and `<interface>` elements. */
function domain(ports: readonly string[], interfaces: readonly string[]): string {
  return [
    "<domain type='kvm'><name>i</name>",
    '<metadata><nova:instance xmlns:nova="http://openstack.org/xmlns/libvirt/nova/1.1"><nova:ports>',
    ...ports.map((port) => `<nova:port uuid="${port}"/>`),
    '</nova:ports></nova:instance></metadata>',
    '<devices>',
    ...interfaces,
    '</devices></domain>',
  ].join('\n');
}

const first = '36aaab22-c860-4b23-a469-6563b7005312';
const second = 'e465fd83-aad1-4590-be54-23aca4dce36c';

test('a port is taken from Nova’s list only where one can be meant', () => {
  const portIds = (ports: readonly string[], devices: readonly string[]): (string | null)[] =>
    parseOutput(
      argv,
      domain(
        ports,
        devices.map((device) => `<interface type='bridge'><target dev='${device}'/></interface>`),
      ),
    )
      .of('domain-interface')
      .map(({ portId }) => portId);
  expect(portIds([first], ['vnet0'])).toEqual([first]);
  expect(portIds([first, second], ['vnet0'])).toEqual([null]);
  expect(portIds([first], ['vnet0', 'vnet1'])).toEqual([null, null]);
  expect(portIds([first, second], ['tape465fd83-aa', 'vhu36aaab22-c8'])).toEqual([second, first]);
  expect(portIds([first], ['tape465fd83-aa'])).toEqual([null]);
});

test('the source of each type of interface', () => {
  const { facts } = parseOutput(
    argv,
    domain(
      [],
      [
        "<interface type='vhostuser'><source type='unix' path='/run/vhu36aaab22-c8' mode='server'/></interface>",
        "<interface type='network'><source network='default' bridge='virbr0'/></interface>",
        "<interface type='direct'><source dev='eth1' mode='passthrough'/></interface>",
        "<interface type='ethernet'><target dev='tap36aaab22-c8'/></interface>",
      ],
    ),
  );
  expect(
    facts
      .filter(({ kind }) => kind === 'domain-interface')
      .map(({ data }) => ('source' in data ? data.source : '')),
  ).toEqual(['/run/vhu36aaab22-c8', 'default', 'eth1', null]);
});

test('XML that ends early gives what was whole, and says where it ends', () => {
  const lines = linuxOutput('virsh_dumpxml_instance-00000006.txt').split('\n').slice(0, 110);
  const { facts, problems } = parseOutput(argv, lines.join('\n'));
  expect(facts.map(({ kind, firstLine }) => [kind, firstLine])).toEqual([
    ['instance', 1],
    ['domain', 1],
    ['domain-interface', 89],
  ]);
  expect(problems).toEqual([
    {
      severity: 'data-loss',
      line: 110,
      code: 'unexpected-end',
      message: 'the XML ends inside <interface>',
    },
  ]);
});

test('one damaged line costs that line', () => {
  const whole = linuxOutput('virsh_dumpxml_instance-00000001.txt').split('\n');
  const damaged = (line: string): ReturnType<typeof parseOutput> =>
    parseOutput(argv, [...whole.slice(0, 87), line, ...whole.slice(87)].join('\n'));
  for (const line of ['garbage', "<mac address='", '</nonsense>', '<<<', '< a', '&', 'a > b', '<a b=c>']) {
    const { facts, problems } = damaged(line);
    expect(
      facts.map(({ data }) => data),
      line,
    ).toEqual([web1, web1Domain, web1Interface]);
    expect(
      problems.map(({ code, line: at }) => [code, at]),
      line,
    ).toEqual([['unexpected-line', 88]]);
  }
});

test('an interface whose closing line is lost does not swallow the next', () => {
  const lines = linuxOutput('virsh_dumpxml_instance-00000006.txt').split('\n');
  lines.splice(100, 1);
  const { facts } = parseOutput(argv, lines.join('\n'));
  const interfaces = facts.filter(({ kind }) => kind === 'domain-interface');
  expect(interfaces.map(({ data }) => ('target' in data ? data.target : null))).toEqual([
    'tape465fd83-aa',
    'tap25bce3f9-53',
  ]);
  expect(interfaces.map(({ firstLine, lastLine }) => [firstLine, lastLine])).toEqual([
    [89, 100],
    [101, 113],
  ]);
});

test('tags that a terminal broke over two lines, entities, and two domains in one text', () => {
  const { facts, problems } = parseOutput(
    argv,
    [
      "<?xml version='1.0' encoding='UTF-8'?>",
      "<domain type='kvm'><name>a&amp;b</name><devices><interface",
      " type='bridge'><source bridge='x'/>",
      '</interface></devices></domain>',
      "<domain type='kvm'><name>c</name></domain>",
    ].join('\n'),
  );
  expect(problems).toEqual([]);
  expect(
    facts.map(({ kind, data, firstLine, lastLine }) => [
      kind,
      'libvirtName' in data
        ? data.libvirtName
        : 'source' in data
          ? data.source
          : 'osType' in data
            ? data.name
            : null,
      firstLine,
      lastLine,
    ]),
  ).toEqual([
    ['instance', 'a&b', 2, 2],
    ['domain', 'a&b', 2, 2],
    ['domain-interface', 'x', 2, 4],
    ['instance', 'c', 5, 5],
    ['domain', 'c', 5, 5],
  ]);
});

test('a domain’s memory in any unit, in KiB', () => {
  const memory = (unit: string, amount = '2'): number | null | undefined =>
    parseOutput(
      argv,
      `<domain type='kvm'>\n  <name>i</name>\n  <memory unit='${unit}'>${amount}</memory>\n</domain>`,
    ).of('domain')[0]?.maxMemory;
  expect(['KiB', 'k', 'MiB', 'GiB', 'bytes', 'furlong'].map((unit) => memory(unit))).toEqual([
    2,
    2,
    2048,
    2 * 1024 ** 2,
    0,
    null,
  ]);
  expect(memory('KiB', 'much')).toBeNull();
});

test('recognises its command line and a domain’s first line', () => {
  expect(virshDumpxml.recognise(['virsh', '-r', 'dumpxml', 'i'])).toEqual({ target: 'i' });
  expect(virshDumpxml.recognise(['virsh', '-c', 'qemu:///system', 'dumpxml', '--domain', 'i'])).toEqual({
    target: 'i',
  });
  expect(virshDumpxml.recognise(['virsh', 'dominfo', 'i'])).toBeNull();
  expect(virshDumpxml.recognise(['virsh', 'net-dumpxml', 'default'])).toBeNull();
  expect(virshDumpxml.sniff("<domain type='kvm' id='30'>")).toBe(true);
  expect(virshDumpxml.sniff("<domstatus state='running' reason='booted' pid='18703'>")).toBe(true);
  expect(virshDumpxml.sniff('<network>')).toBe(false);
  expect(virshDumpxml.sniff("<domaincapabilities type='x'>")).toBe(false);
});

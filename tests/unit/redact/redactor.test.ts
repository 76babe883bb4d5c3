// What is replaced and what stays, in lines as the tools print them, and the laws that every key keeps.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FindInText } from '../../../shared/redact/found.ts';
import { sipHash } from '../../../shared/redact/keyed-hash.ts';
import { standInsFor, type KnownName, type NamedStandIn } from '../../../shared/redact/names.ts';
import { KeyedHash } from '../../../shared/redact/keyed-hash.ts';
import { redactDocument } from '../../../shared/redact/redact-document.ts';
import { Redactor } from '../../../shared/redact/redactor.ts';
import { reportDocument } from '../../../shared/report/document.ts';

const aKey = '000102030405060708090a0b0c0d0e0f';

interface Given {
  readonly key?: string;
  readonly names?: readonly KnownName[];
  readonly exceptions?: readonly string[];
  readonly before?: readonly NamedStandIn[];
}

/** A redactor that knows what is in `lines`. */
function redactorOf(lines: readonly string[], given: Given = {}): Redactor {
  const find = new FindInText(given.names ?? []);
  for (const line of lines) find.line(line);
  const found = find.found();
  const key = given.key ?? aKey;
  const names = standInsFor(found.names, given.before ?? [], new KeyedHash(key));
  return new Redactor({ key, found, names, exceptions: given.exceptions ?? [] });
}

function redacted(lines: readonly string[], given: Given = {}): readonly string[] {
  const redactor = redactorOf(lines, given);
  return lines.map((line) => redactor.redactText(line));
}

const key = fc
  .array(fc.constantFrom(...'0123456789abcdef'), { minLength: 32, maxLength: 32 })
  .map((digits) => digits.join(''));
const octet = fc.integer({ min: 0, max: 255 });
const ipv4 = fc.tuple(octet, octet, octet, octet);
const pair = octet.map((byte) => byte.toString(16).padStart(2, '0'));
const mac = fc.array(pair, { minLength: 6, maxLength: 6 });
const uuid = fc.uuid();

/** How many bits two addresses have in common from the left. */
function shared(a: readonly number[], b: readonly number[]): number {
  const bits = (address: readonly number[]): string =>
    address.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const [left, right] = [bits(a), bits(b)];
  let at = 0;
  while (at < left.length && left[at] === right[at]) at++;
  return at;
}

const octetsOf = (text: string): readonly number[] => text.split('.').map(Number);

test('SipHash is that of its authors', () => {
  const secret = Uint8Array.from({ length: 16 }, (_, i) => i);
  const of = (length: number): string =>
    sipHash(
      secret,
      Uint8Array.from({ length }, (_, i) => i),
    )
      .map((word) => word.toString(16).padStart(8, '0'))
      .join('');
  // The reference implementation's vectors_sip64, as numbers.
  expect(of(0)).toBe('726fdb47dd0e0e31');
  expect(of(15)).toBe('a129ca6149be45e5');
});

describe('IPv4', () => {
  test('what two addresses have in common in front stays so, no more and no less', () => {
    fc.assert(
      fc.property(key, ipv4, ipv4, (secret, a, b) => {
        const line = `${a.join('.')} ${b.join('.')}`;
        const [made = ''] = redacted([line], { key: secret });
        const [left = '', right = ''] = made.split(/\s+/);
        expect(shared(octetsOf(left), octetsOf(right))).toBe(shared(a, b));
      }),
      { numRuns: 60 },
    );
  });

  test('ranges that mean something stay, and nothing else gets into them', () => {
    const meaning = ([a = 0, b = 0]: readonly number[]): string =>
      a === 10 ? 'ten' : a === 172 && b >= 16 && b < 32 ? '172' : a === 192 && b === 168 ? '192'
      : a === 100 && b >= 64 && b < 128 ? 'shared' : a === 127 ? 'loopback' : a === 0 ? 'this'
      : a === 169 && b === 254 ? 'link' : a >= 224 && a < 240 ? 'group' : a === 255 ? 'mask' : 'public'; // prettier-ignore
    fc.assert(
      fc.property(key, ipv4, (secret, address) => {
        const [made = ''] = redacted([address.join('.')], { key: secret });
        expect(meaning(octetsOf(made))).toBe(meaning(address));
      }),
    );
    const kept = ['127.0.0.1', '169.254.169.254', '0.0.0.0/0', '255.255.255.0', '224.0.0.18', '239.1.1.1'];
    expect(redacted(kept)).toEqual(kept);
  });

  test('a network stays a network and its broadcast address one, with every way of giving the mask', () => {
    const lines = [
      '10.1.2.0/24 dev eth0 proto kernel scope link src 10.1.2.7',
      '    inet 10.1.2.7/24 brd 10.1.2.255 scope global eth0',
      '10.1.2.0        0.0.0.0         255.255.255.0   U     0      0        0 eth0',
      'ip,nw_dst=10.1.2.0/255.255.255.0 actions=drop',
    ];
    const [route = '', address = '', table = '', flow = ''] = redacted(lines);
    const network = /^(10\.\d+\.\d+\.0)\/24 /.exec(route)?.[1] ?? '';
    const own = / src (\S+)/.exec(route)?.[1] ?? '';
    expect(network).not.toBe('10.1.2.0');
    expect(address).toBe(`    inet ${own}/24 brd ${network.replace(/0$/, '255')} scope global eth0`);
    expect(table.split(/\s+/).slice(0, 3)).toEqual([network, '0.0.0.0', '255.255.255.0']);
    // Columns stay where they are.
    expect(table.indexOf('0.0.0.0')).toBe(16);
    expect(flow).toBe(`ip,nw_dst=${network}/255.255.255.0 actions=drop`);
  });

  test('every spelling of an address has the same stand-in', () => {
    const dotted = '192.168.10.13';
    const lines = [
      `tunnel_dst ${dotted}`,
      'actions=load:0xc0a80a0d->NXM_NX_TUN_IPV4_DST[],output:2',
      'reg1=0xc0a80a0d',
      '    Port gre-c0a80a0d',
      '   1: 0D0AA8C0:0016 00000000:0000 0A',
      'ip-192-168-10-13',
      '13.10.168.192.in-addr.arpa',
    ];
    const [first = '', load = '', register = '', port = '', proc = '', dashed = '', reverse = ''] =
      redacted(lines);
    const standIn = octetsOf(first.split(' ')[1] ?? '');
    const digits = standIn.map((byte) => byte.toString(16).padStart(2, '0')).join('');
    expect(standIn.join('.')).not.toBe(dotted);
    expect(load).toBe(`actions=load:0x${digits}->NXM_NX_TUN_IPV4_DST[],output:2`);
    expect(register).toBe(`reg1=0x${digits}`);
    expect(port).toBe(`    Port gre-${digits}`);
    expect(proc).toBe(`   1: ${digits.match(/../g)!.reverse().join('').toUpperCase()}:0016 00000000:0000 0A`);
    expect(dashed).toBe(`ip-${standIn.join('-')}`);
    expect(reverse).toBe(`${standIn.toReversed().join('.')}.in-addr.arpa`);
  });

  test('as the number of a rule and a table of a router, in a register, and as bytes of a flow', () => {
    const lines = [
      'inet 192.168.21.1/24 scope global qr-3a70b31c-3f',
      '3232240897:\tfrom 192.168.21.1/24 lookup 3232240897 ',
      'default via 192.168.21.1 dev qr-3a70b31c-3f table 3232240897 proto static',
      "'attrs': {'FRA_TABLE': 3232240897, 'FRA_PRIORITY': 3232240897}",
      'set_field:0xc0a815010000000000000000/0xffffffff0000000000000000->xxreg0',
      'set_field:0xc0a81501000000000000000000000000/0xffffffff000000000000000000000000->xxreg0',
      // An answer of put_dhcp_opts: the address, routes to 192.168.21.0/24 and elsewhere, DNS, domain, mask, router.
      'actions=controller(userdata=00.00.00.02.00.00.00.00.00.01.de.10.00.00.00.63.c0.a8.15.09.79.0d.18.c0.a8.15.c0.a8.15.01.' +
        '00.c0.a8.15.01.06.04.c0.a8.15.02.0f.0c.6c.61.62.2e.65.78.61.6d.70.6c.65.2e.01.04.ff.ff.ff.00.03.04.c0.a8.15.01)',
      '           packets 3232240897 bytes 3232240897',
      '21.168.192.in-addr.arpa',
    ];
    const [own = '', rule, route, attributes, word, first, dhcp = '', counters, zone] = redacted(lines);
    const octets = octetsOf(/inet ([\d.]+)/.exec(own)?.[1] ?? '');
    const digits = octets.map((byte) => byte.toString(16).padStart(2, '0'));
    const number = Number.parseInt(digits.join(''), 16);
    const [device] = /qr-\S+/.exec(own) ?? [];
    expect(octets.join('.')).not.toBe('192.168.21.1');
    expect(rule).toBe(`${number}:\tfrom ${octets.join('.')}/24 lookup ${number} `);
    expect(route).toBe(`default via ${octets.join('.')} dev ${device} table ${number} proto static`);
    expect(attributes).toBe(`'attrs': {'FRA_TABLE': ${number}, 'FRA_PRIORITY': ${number}}`);
    expect(word).toBe(`set_field:0x${digits.join('')}0000000000000000/0xffffffff0000000000000000->xxreg0`);
    expect(first).toContain(`set_field:0x${digits.join('')}000000000000000000000000/`);
    expect(counters).toBe(lines[7]);
    expect(zone).toBe(`${octets[2]}.168.192.in-addr.arpa`);
    const [gateway, net] = [digits.join('.'), digits.slice(0, 3).join('.')];
    const text = /0f\.0c\.((?:..\.){12})01\.04\.ff/.exec(dhcp)?.[1] ?? '';
    const domain = String.fromCharCode(
      ...text
        .split('.')
        .slice(0, -1)
        .map((byte) => parseInt(byte, 16)),
    );
    expect(domain).toMatch(/^[a-z0-9]{3}\.[a-z0-9]+\.$/);
    expect(domain).not.toBe('lab.example.');
    expect(dhcp).toContain(`.63.${net}.`);
    expect(dhcp).toContain(`.79.0d.18.${net}.${gateway}.00.${gateway}.06.04.${net}.`);
    expect(dhcp).toMatch(new RegExp(`\\.01\\.04\\.ff\\.ff\\.ff\\.00\\.03\\.04\\.${gateway}\\)$`));
    expect(dhcp).not.toContain('c0.a8.15.');
  });

  test('a version is no address, unless the case has that address', () => {
    const lines = ['ii  libfoo-1.2.3.4  1.2.3.4-0ubuntu1  v1.2.3.4', '3.10.0-1160.el7', 'OVS 2.17.9'];
    expect(redacted(lines)).toEqual(lines);
    expect(redacted([...lines, 'inet 1.2.3.4'])[0]).not.toContain('1.2.3.4');
  });

  test('no original of the case is the stand-in of another', () => {
    const lines = Array.from({ length: 40 }, (_, i) => `10.0.${i}.0/24 via 10.0.${i}.${(i * 7) % 250}`);
    const originals = new Set(lines.join(' ').match(/\d+\.\d+\.\d+\.\d+/g));
    const made =
      redacted(lines)
        .join(' ')
        .match(/\d+\.\d+\.\d+\.\d+/g) ?? [];
    expect(made.filter((address) => originals.has(address))).toEqual([]);
    expect(new Set(made).size).toBe(originals.size);
  });
});

describe('IPv6', () => {
  const groups = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 4, maxLength: 4 });
  test('prefixes are kept, and all ways of writing one have one stand-in', () => {
    fc.assert(
      fc.property(key, groups, groups, groups, (secret, net, host, other) => {
        const text = (all: readonly number[]): string => all.map((group) => group.toString(16)).join(':');
        const [first, ...rest] = net;
        const network = [0x2000 | (first! & 0x1fff), ...rest];
        const address = [...network, ...host];
        const padded = address.map((group) => group.toString(16).padStart(4, '0')).join(':');
        const lines = [text(address), padded, text([...network, ...other]), `${text(network)}::/64`];
        const [short = '', long = '', neighbour = '', prefix = ''] = redacted(lines, { key: secret });
        const full = (it: string): string =>
          it
            .split(':')
            .map((group) => group.padStart(4, '0'))
            .join(':');
        expect(full(short)).toBe(long);
        expect(full(neighbour).slice(0, 19)).toBe(long.slice(0, 19));
        expect(prefix).toMatch(/::\/64$/);
      }),
      { numRuns: 50 },
    );
  });

  test('what was made of a MAC follows it: link-local, global, the group of the node and its MAC', () => {
    const lines = [
      'link/ether fa:16:3e:aa:bb:cc brd ff:ff:ff:ff:ff:ff',
      'inet6 fe80::f816:3eff:feaa:bbcc/64 scope link',
      'inet6 2001:db8:1::f816:3eff:feaa:bbcc/64 scope global',
      'inet6 ff02::1:ffaa:bbcc',
      'link  33:33:ff:aa:bb:cc',
      'fe80000000000000f8163efffeaabbcc 02 40 20 80     eth0',
    ];
    const [link = '', local = '', global = '', group = '', groupMac = '', proc = ''] = redacted(lines);
    const tail = /fa:16:3e:(..:..:..)/.exec(link)?.[1]?.replaceAll(':', '') ?? '';
    expect(tail).not.toBe('aabbcc');
    const end = `${tail.slice(0, 2)}:${tail.slice(2).replace(/^0+(?=.)/, '')}`;
    expect(local).toBe(`inet6 fe80::f816:3eff:fe${end}/64 scope link`);
    expect(global).toMatch(new RegExp(`^inet6 [0-9a-f:]+:f816:3eff:fe${end}/64 scope global$`));
    expect(global).not.toContain('2001:db8');
    expect(group).toBe(`inet6 ff02::1:ff${end}`);
    expect(groupMac).toBe(`link  33:33:ff:${tail.match(/../g)!.join(':')}`);
    expect(proc).toBe(`fe80000000000000f8163efffe${tail} 02 40 20 80     eth0`);
  });

  test('in a name of Neutron, reversed for DNS, and as /proc/net/tcp6 has the words', () => {
    const lines = [
      'inet6 fd00:18::4d/64 scope global',
      'host-fd00-18--4d.lab.example',
      'd.4.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.1.0.0.0.0.d.f.ip6.arpa',
      '0.0.0.0.0.0.0.0.8.1.0.0.0.0.d.f.ip6.arpa',
      '   0: 180000FD00000000000000004D000000:0016 00000000000000000000000000000000:0000 0A',
      '   1: 0000000000000000FFFF00004D00120A:0016 0000000000000000FFFF00000100007F:0000 0A',
    ];
    const [own = '', host, reverse, zone, proc, mapped] = redacted([...lines, 'src 10.18.0.77']);
    const address = /inet6 (\S+)\/64/.exec(own)?.[1] ?? '';
    expect(address).not.toBe('fd00:18::4d');
    expect(host).toMatch(new RegExp(`^host-${address.replaceAll(':', '-')}\\.`));
    const [before = '', after = ''] = address.split('::');
    const groups = [...before.split(':').map((group) => group.padStart(4, '0'))];
    const digits = groups.join('').padEnd(32 - after.length, '0') + after;
    expect(reverse).toBe(`${[...digits].reverse().join('.')}.ip6.arpa`);
    expect(zone).toBe(`${[...digits.slice(0, 16)].reverse().join('.')}.ip6.arpa`);
    const swapped = digits.match(/.{8}/g)!.map((word) => word.match(/../g)!.reverse().join(''));
    expect(proc).toBe(lines[4]!.replace('180000FD00000000000000004D000000', swapped.join('').toUpperCase()));
    expect(mapped).toMatch(/^ {3}1: 0{16}FFFF0000[0-9A-F]{6}0A:0016 0{16}FFFF00000100007F:0000 0A$/);
    expect(mapped).not.toContain('4D00120A');
  });

  test('loopback, groups, ::, and what is no address stay', () => {
    const proc = '00000000000000000000000000000001 01 80 10 80       lo';
    const lines = [
      proc,
      '::1/128',
      'ff02::1',
      '::/0',
      'std::string ab::',
      '16:19:05',
      '0000:81:10.2',
      'fe80::/10',
    ];
    expect(redacted(lines)).toEqual(lines);
  });
});

describe('MAC', () => {
  test('the maker stays, the rest is another one for another one', () => {
    fc.assert(
      fc.property(key, mac, mac, (secret, a, b) => {
        const unicast = (bytes: readonly string[]): string =>
          [(Number.parseInt(bytes[0]!, 16) & 0xfe).toString(16).padStart(2, '0'), ...bytes.slice(1)].join(
            ':',
          );
        const [left, right] = [unicast(a), unicast(b)];
        const [x = '', y = ''] = redacted([left, right], { key: secret });
        expect(x.slice(0, 8)).toBe(left.slice(0, 8));
        expect(x === y).toBe(left === right);
        expect(x.slice(9) === y.slice(9)).toBe(left.slice(9) === right.slice(9));
      }),
    );
  });

  test('every spelling, both of a tap, and masks', () => {
    const lines = [
      'fa:16:3e:12:34:56 fe:16:3e:12:34:56',
      'FA-16-3E-12-34-56 fa16.3e12.3456 8000.fa163e123456 0000fa163e123456',
      'load:0xfa163e123456->NXM_NX_ARP_SHA[]',
      'dl_src=fa:16:3e:00:00:00/ff:ff:ff:00:00:00 dl_dst=01:00:00:00:00:00/01:00:00:00:00:00',
      '00:01:00:01:2b:11:22:33:fa:16:3e:12:34:56',
    ];
    const [both = '', spellings = '', load = '', masks = '', duid = ''] = redacted(lines);
    const tail = both.slice(9, 17);
    const bare = tail.replaceAll(':', '');
    expect(tail).not.toBe('12:34:56');
    expect(both).toBe(`fa:16:3e:${tail} fe:16:3e:${tail}`);
    expect(spellings).toBe(
      `FA-16-3E-${tail.toUpperCase().replaceAll(':', '-')} fa16.3e${bare.slice(0, 2)}.${bare.slice(2)} 8000.fa163e${bare} 0000fa163e${bare}`,
    );
    expect(load).toBe(`load:0xfa163e${bare}->NXM_NX_ARP_SHA[]`);
    expect(masks).toBe(lines[3]);
    expect(duid).toBe(`00:01:00:01:2b:11:22:33:fa:16:3e:${tail}`);
  });

  test('as iproute2 prints a bridge, at the end of a register, and as bytes of a flow with its address', () => {
    const lines = [
      '    link/ether 02:ec:a4:bd:33:f9 brd ff:ff:ff:ff:ff:ff',
      '    bridge bridge_id 8000.2:ec:a4:bd:33:f9 designated_root 8000.0:16:3e:7:8:9',
      '-p IPv4 -s 2:ec:a4:bd:33:f9 -j ACCEPT',
      'at 1:2:3:4:5:6 of 8',
      'set_field:0xfa163eb76d4a0000000000000000/0xffffffffffff0000000000000000->xxreg0',
      'controller(userdata=00.00.00.0c.00.00.00.00.00.19.00.10.80.00.08.06.fa.16.3e.b7.6d.4a.00.00.00.19.00.18.80.00.34.10.' +
        'fe.80.00.00.00.00.00.00.f8.16.3e.ff.fe.b7.6d.4a)',
      'fa:16:3e:b7:6d:4a',
    ];
    const [link = '', bridge = '', rule, time, register, answer, instance = ''] = redacted(lines);
    const tail = link.slice(24, 32).split(':');
    const short = tail.map((byte) => byte.replace(/^0/, '')).join(':');
    expect(tail).not.toEqual(['bd', '33', 'f9']);
    expect(bridge).toMatch(
      new RegExp(`^    bridge bridge_id 8000\\.2:ec:a4:${short} designated_root 8000\\.0:16:3e:`),
    );
    expect(bridge).not.toContain('3e:7:8:9');
    expect(rule).toBe(`-p IPv4 -s 2:ec:a4:${short} -j ACCEPT`);
    expect(time).toBe(lines[3]);
    const end = instance.slice(9);
    expect(register).toBe(lines[4]!.replace('b76d4a', end.replaceAll(':', '')));
    expect(answer).toBe(lines[5]!.replaceAll('b7.6d.4a', end.replaceAll(':', '.')));
    expect(end).not.toBe('b7:6d:4a');
  });
});

describe('UUID', () => {
  test('beginnings are kept together, digit by digit', () => {
    fc.assert(
      fc.property(key, uuid, uuid, fc.integer({ min: 0, max: 35 }), (secret, a, b, from) => {
        const joined = (a.slice(0, from) + b.slice(from)).replace(/^0{8}/, '10000000');
        const [x = '', y = ''] = redacted([a, joined], { key: secret });
        const common = (left: string, right: string): number => {
          let at = 0;
          while (at < 36 && left[at] === right[at]) at++;
          return at;
        };
        expect(common(x, y)).toBe(common(a, joined));
        expect(x).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        expect(x[14]).toBe(a[14]);
      }),
      { numRuns: 50 },
    );
  });

  test('behind what is glued to it, and as systemd escapes it', () => {
    const lines = [
      'deviceId dhcp79ac16b7-042f-5762-9c87-2b0b99a9dacb-48e06cd2-6092-4c40-9ea6-ac2efda3ae43',
      '79ac16b7-042f-5762-9c87-2b0b99a9dacb 48e06cd2-6092-4c40-9ea6-ac2efda3ae43 instance-0000001e',
      String.raw`  run-netns-qrouter\x2d48e06cd2\x2d6092\x2d4c40\x2d9ea6\x2dac2efda3ae43.mount loaded active`,
      String.raw`  sys-devices-virtual-net-tap48e06cd2\x2d60.device  loaded active plugged /sys/devices/virtual/net/tap48e06cd2-60`,
      String.raw`  machine-qemu\x2d2\x2dinstance\x2d0000001e.scope`,
    ];
    const [glued, both = '', mount, device, machine] = redacted(lines);
    const [host = '', net = '', instance = ''] = both.split(' ');
    expect(host).not.toContain('79ac16b7');
    expect(glued).toBe(`deviceId dhcp${host}-${net}`);
    expect(mount).toBe(
      String.raw`  run-netns-qrouter${['', ...net.split('-')].join(String.raw`\x2d`)}.mount loaded active`,
    );
    const begins = net.slice(0, 11).replace('-', String.raw`\x2d`);
    expect(device).toBe(
      `  sys-devices-virtual-net-tap${begins}.device  loaded active plugged /sys/devices/virtual/net/tap${net.slice(0, 11)}`,
    );
    expect(machine).toBe(
      String.raw`  machine-qemu\x2d2\x2dinstance\x2d${'DIGITS'}.scope`.replace('DIGITS', instance.slice(9)),
    );
    expect(instance).not.toBe('instance-0000001e');
  });

  test('what is named after one follows it', () => {
    const lines = [
      '48e06cd2-6092-4c40-9ea6-ac2efda3ae43',
      'tap48e06cd2-60 qvo48e06cd2-60 qvb48e06cd2-60 qbr48e06cd2-60',
      '-A neutron-openvswi-FORWARD -j neutron-openvswi-i48e06cd2-6',
      'qrouter-48e06cd2-6092-4c40-9ea6-ac2efda3ae43 48e06cd260924c409ea6ac2efda3ae43',
      ' cookie=0x48e06cd2, duration=1s, ovn-48e06c-0',
      'create NIPv448e06cd2-6092-4c40-9ea6- hash:net',
      'pg_48e06cd2_6092_4c40_9ea6_ac2efda3ae43 neutron:network_name=neutron-48e06cd2-6092-4c40-9ea6-ac2efda3ae43',
      ' 2(patch-provnet-4): addr:2a:cf:be:9f:1d:00 patch-provnet-48e06cd2-6092-4c40-9ea6-ac2efda3ae43-to-br-int',
      'sosreport-20241127-10 48e06cd2 00000000-0000-0000-0000-000000000000',
    ];
    const [
      whole = '',
      devices = '',
      chain = '',
      names = '',
      flow = '',
      set = '',
      group = '',
      port = '',
      rest = '',
    ] = redacted(lines);
    expect(whole).not.toBe(lines[0]);
    const beginning = whole.slice(0, 11);
    expect(devices).toBe(`tap${beginning} qvo${beginning} qvb${beginning} qbr${beginning}`);
    expect(chain).toBe(`-A neutron-openvswi-FORWARD -j neutron-openvswi-i${whole.slice(0, 10)}`);
    expect(names).toBe(`qrouter-${whole} ${whole.replaceAll('-', '')}`);
    const cookie = whole.slice(0, 8).replace(/^0+(?=.)/, '');
    expect(flow).toBe(` cookie=0x${cookie}, duration=1s, ovn-${whole.slice(0, 6)}-0`);
    expect(set).toBe(`create NIPv4${whole.slice(0, 23)}- hash:net`);
    expect(group).toBe(`pg_${whole.replaceAll('-', '_')} neutron:network_name=neutron-${whole}`);
    expect(port).toMatch(
      new RegExp(`^ 2\\(patch-provnet-${whole[0]}\\): .* patch-provnet-${whole}-to-br-int$`),
    );
    expect(rest).toBe(`sosreport-20241127-10 ${whole.slice(0, 8)} 00000000-0000-0000-0000-000000000000`);
  });
});

describe('names', () => {
  test('hosts of /etc/hosts, and those that processes are named after', () => {
    const find = new FindInText([]);
    for (const line of [
      '127.0.0.1 localhost',
      '10.0.0.12 db7 db7.acme.lan # not prod9',
      '::1 ip6-localhost ip6-loopback',
      'fd00::7\tgateway7',
      'not-an-address zeus',
    ]) {
      find.hosts(line);
    }
    find.line(
      'beam.smp -W w -sname rabbit@juju-04f1e3-1-lxd-5 -mnesia "/var/rabbit@juju-04f1e3-1-lxd-5-plugins"',
    );
    find.line('[lxc monitor] /var/snap/lxd/common/lxd/containers juju-04f1e3-1-lxd-2');
    find.line('/usr/bin/ceph-mon -f --cluster ceph --id juju-04f1e3-1-lxd-0 --setuser ceph');
    find.line('/usr/bin/ceph-osd -f --cluster ceph --id 11');
    const found = find.found().names.map(({ class: kind, name }) => `${kind} ${name}`);
    expect(found.sort()).toEqual([
      'domain acme.lan',
      'host db7',
      'host gateway7',
      ...['0', '2', '5'].map((number) => `host juju-04f1e3-1-lxd-${number}`),
    ]);
  });

  const names: readonly KnownName[] = [
    { class: 'host', name: 'compute-12.prod.acme.com' },
    { class: 'instance', name: 'billing db' },
    { class: 'instance', name: 'web' },
    { class: 'network', name: 'Customer-A' },
    { class: 'network', name: 'admin' },
  ];

  test('hosts with their domains, prompts, paths, other hosts of the domain; words of outputs stay', () => {
    const lines = [
      '[root@compute-12 ~]# ovs-vsctl show',
      'compute-12.prod.acme.com COMPUTE-12',
      'https://keys.prod.acme.com:5000/v3',
      'virsh_-r_dumpxml_billing_db',
      '| billing db   | ACTIVE | Customer-A=10.0.0.5 |',
      'admin_state_up compute-121 web1',
      '<nova:user uuid="1">jane.doe</nova:user><nova:project uuid="2">skunkworks</nova:project>',
      'search prod.acme.com lab.acme.com',
      'jane.doe@laptop:~$ date  /home/jane.doe/x',
      'project_name = zephyr',
      'username = nova-compute',
    ];
    const made = redacted(lines, { names });
    const text = made.join('\n');
    for (const secret of [
      'compute-12 ',
      'compute-12.',
      'COMPUTE-12',
      'acme',
      'keys',
      'billing',
      'Customer',
      'jane',
      'skunk',
      'zephyr',
    ]) {
      expect(text).not.toContain(secret);
    }
    const host = /\[root@(\S+) ~\]/.exec(made[0]!)?.[1] ?? '';
    expect(host).toMatch(/^host\d{6}$/);
    expect(made[1]).toBe(`${host}.${made[7]!.split(' ')[1]} ${host.toUpperCase()}`);
    expect(made[3]).toMatch(/^virsh_-r_dumpxml_vm\d{8}$/);
    expect(made[4]).toMatch(/^\| vm\d{8} {3}\| ACTIVE \| net\d{7}=10\.\d+\.\d+\.\d+ \|$/);
    expect(made[5]).toBe(lines[5]);
    expect(made.at(-1)).toBe(lines.at(-1));
    const [, one = '', two = ''] = made[7]!.split(' ');
    expect(one.split('.').slice(1)).toEqual(two.split('.').slice(1));
    expect(one.endsWith('.com')).toBe(true);
  });

  test('what a name was given stays when others come', () => {
    const hash = new KeyedHash(aKey);
    const first = standInsFor([{ class: 'host', name: 'node-a' }], [], hash);
    const more = standInsFor(
      [
        { class: 'host', name: 'aaa-00' },
        { class: 'host', name: 'node-a' },
      ],
      first,
      hash,
    );
    expect(more.find(({ name }) => name === 'node-a')).toEqual(first[0]);
    expect(new Set(more.map(({ standIn }) => standIn)).size).toBe(2);
  });

  test('a stand-in is no name of the case', () => {
    const all: readonly KnownName[] = Array.from({ length: 30 }, (_, i) => ({
      class: 'instance',
      name: `vm${String(i).padStart(2, '0')}`,
    }));
    const standIns = standInsFor(all, [], new KeyedHash(aKey)).map(({ standIn }) => standIn);
    expect(standIns.filter((standIn) => all.some(({ name }) => name === standIn))).toEqual([]);
    expect(new Set(standIns).size).toBe(30);
  });
});

test('exceptions stay, in every spelling; everything replaced is counted', () => {
  const lines = ['8.8.8.8 fa:16:3e:00:00:01 FA-16-3E-00-00-01 compute1', '9.9.9.9 9.9.9.9'];
  const redactor = redactorOf(lines, {
    names: [{ class: 'host', name: 'compute1' }],
    exceptions: ['8.8.8.8', 'FA:16:3E:00:00:01', 'Compute1'],
  });
  redactor.count();
  expect(redactor.redactText(lines[0]!)).toBe(lines[0]);
  const made = redactor.redactText(lines[1]!);
  const [standIn = ''] = made.split(' ');
  expect(redactor.replacements()).toEqual([{ class: 'ipv4', original: '9.9.9.9', standIn, occurrences: 2 }]);
});

test('any text has as many lines afterwards, and nothing throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (text) => {
      const made = redactorOf(text.split('\n')).redactText(text);
      expect(made.split('\n').length).toBe(text.split('\n').length);
    }),
  );
});

test('a report is redacted in every text, and stays a report', () => {
  const lines = ['compute1 10.1.2.3 fa:16:3e:11:22:33'];
  const redactor = redactorOf(lines, { names: [{ class: 'host', name: 'compute1' }] });
  const snapshot = { host: 'compute1', label: 'before', capturedAt: '2026-11-22T20:29:35+00:00' };
  const drawing = {
    ...{ width: 10, height: 10, background: '#ffffff', title: 'compute1', origin: { x: 0, y: 0 } },
    shapes: [
      { kind: 'path', path: 'M 1 2 L 10.1 2.3', stroke: '#fa163e', width: 1 },
      { kind: 'text', x: 1, y: 1, text: 'tap of compute…', size: 12, fill: '#112233', anchor: 'start' },
      { kind: 'text', x: 1, y: 1, text: '10.1.2.3', size: 12, fill: '#112233', anchor: 'middle' },
    ],
  };
  const side = { text: 'mac=fa:16:3e:11:22:33', places: [] };
  const sha256 = '0011223344556677889900112233445500112233445566778899001122334455';
  const document = reportDocument.parse({
    ...{
      title: 'compute1 is not reached',
      author: 'Ann',
      template: 'customer',
      language: 'en',
      redacted: false,
    },
    parts: [
      {
        item: 'a2b1c7de-0000-4000-8000-000000000001',
        blocks: [
          { kind: 'prose', markdown: 'On **compute1** …' },
          { kind: 'picture', caption: '10.1.2.3', footer: '', drawing },
          {
            ...{ kind: 'diff', caption: '', from: snapshot, to: snapshot, filter: '10.1.2.3', events: [] },
            ...{ leftOut: 0, notCompared: [] },
            changes: [
              {
                change: 'changed',
                kind: 'port',
                key: '10.1.2.3',
                fields: [],
                sameNumbers: true,
                from: side,
                to: null,
              },
            ],
          },
        ],
      },
    ],
    madeFrom: {
      ...{ version: '0.1.0', made: '2026-11-27T10:00:00Z', case: 'compute1', snapshots: [], filters: [] },
      bundles: [
        { name: 'sos-compute1.tar.xz', format: 'tar.xz', bytes: 1, sha256, importedAt: '2026-11-27' },
      ],
    },
  });
  const made = redactDocument(document, redactor);
  expect(reportDocument.parse(made)).toEqual(made);
  expect(JSON.stringify(made)).not.toMatch(/compute|10\.1\.2\.3|11:22:33/);
  expect(made).toMatchObject({
    ...{ author: 'Ann', template: 'customer', redacted: true },
    parts: [
      {
        item: 'a2b1c7de-0000-4000-8000-000000000001',
        blocks: [
          { kind: 'prose' },
          {
            drawing: { shapes: [drawing.shapes[0], { text: 'tap of …', anchor: 'start' }, { kind: 'text' }] },
          },
          { changes: [{ change: 'changed', kind: 'port' }] },
        ],
      },
    ],
    madeFrom: { bundles: [{ sha256 }] },
  });
});

test('names that are an attack, and lines that are one long beginning of something', () => {
  const html = '<img src=x onerror=alert(1)>';
  const long = 'x'.repeat(100_000);
  const names = [html, '=cmd|calc', '数据库-1', long].map((name): KnownName => ({ class: 'instance', name }));
  const beginnings = ['<nova:name', 'neutron:name=', 'ab:', '1.', 'aa-', 'a@b:', 'domain ', 'a.', '::', 'f'];
  const lines = [
    `${html} and =cmd|calc on 数据库-1, ${long}`,
    ...beginnings.map((each) => each.repeat(20_000)),
  ];
  const began = performance.now();
  const [made = '', ...rest] = redacted(lines, { names });
  expect(made).not.toMatch(/onerror|calc|数据库|xx/);
  expect(rest.map((line) => line.length)).toEqual(lines.slice(1).map((line) => line.length));
  // A tenth of it alone; what takes time by the square takes minutes.
  expect(performance.now() - began).toBeLessThan(20_000);
});

import { describe, expect, test } from 'vitest';
import { ovsOfctlDumpPortsDesc } from '../../../../shared/commands/open-vswitch/ovs-ofctl-dump-ports-desc.ts';
import { ovsOfctlShow } from '../../../../shared/commands/open-vswitch/ovs-ofctl-show.ts';
import { fixture, linesOf, readFixture } from '../../../openvswitch-output.ts';
import { readLines } from '../../../read-lines.ts';

const article = [
  { bridge: 'br-tun', ofport: 1, name: 'patch-int', mac: 'ea:a2:71:f5:9f:ad', config: [], state: [] },
  { bridge: 'br-tun', ofport: 2, name: 'gre-1', mac: 'd6:89:b0:03:d2:72', config: [], state: [] },
  { bridge: 'br-tun', ofport: 65534, name: 'br-tun', mac: '9a:49:9a:35:d1:4e', config: [], state: [] },
];
/** br-tun of the lab's compute1; only the `state` of a port that is up differs between versions. */
const lab = (up: readonly string[]): unknown[] => [
  { bridge: 'br-tun', ofport: 1, name: 'patch-int', mac: '16:88:80:f1:f5:72', config: [], state: up },
  { bridge: 'br-tun', ofport: 2, name: 'gre-c0a80a0d', mac: 'a2:40:45:db:08:58', config: [], state: up },
  { bridge: 'br-tun', ofport: 3, name: 'gre-c0a80a0c', mac: '12:f3:12:9b:89:84', config: [], state: up },
  {
    bridge: 'br-tun',
    ofport: 65534,
    name: 'br-tun',
    mac: '6e:b1:ba:10:17:45',
    config: ['PORT_DOWN'],
    state: ['LINK_DOWN'],
  },
];

describe('ovs-ofctl dump-ports-desc', () => {
  test('Open vSwitch 1.11: the LOCAL port names the bridge, evidence is the block', () => {
    const { of, ranges, problems } = readFixture(
      ovsOfctlDumpPortsDesc,
      'article/ovs-ofctl_dump-ports-desc_br-tun.txt',
    );
    expect(problems).toEqual([]);
    expect(of('openflow-port')).toEqual(article);
    expect(ranges).toEqual(['openflow-port 2-5', 'openflow-port 6-9', 'openflow-port 10-13']);
  });

  test('as published, in one line', () => {
    const published = fixture('article/published/ovs-ofctl_dump-ports-desc_br-tun.txt').trim();
    expect(ovsOfctlDumpPortsDesc.sniff(published)).toBe(true);
    expect(ovsOfctlDumpPortsDesc.unfold?.(published)).toEqual(
      linesOf(fixture('article/ovs-ofctl_dump-ports-desc_br-tun.txt')),
    );
    const { of, ranges, problems } = readLines(ovsOfctlDumpPortsDesc, [published]);
    expect(problems).toEqual([]);
    expect(of('openflow-port')).toEqual(article);
    expect(ranges).toEqual(Array(3).fill('openflow-port 1-1'));
    // Also without any space between the lines.
    const glued = linesOf(fixture('article/ovs-ofctl_dump-ports-desc_br-tun.txt')).map((line) => line.trim());
    expect(ovsOfctlDumpPortsDesc.unfold?.(glued.join(''))).toEqual(
      linesOf(fixture('article/ovs-ofctl_dump-ports-desc_br-tun.txt')),
    );
  });

  test('OpenFlow 1.3 of Open vSwitch 3.1', () => {
    const name = 'lab/ovs-ofctl_-O_OpenFlow13_dump-ports-desc_br-tun.txt';
    const { of, problems } = readFixture(ovsOfctlDumpPortsDesc, name, { target: 'br-tun' });
    expect(problems).toEqual([]);
    expect(of('openflow-port')).toEqual(lab(['LIVE']));
    for (const line of linesOf(fixture(name))) expect(ovsOfctlDumpPortsDesc.unfold?.(line)).toBeNull();
  });

  test('names with spaces, several flags', () => {
    const { of, problems } = readFixture(ovsOfctlDumpPortsDesc, 'switch/ovs-ofctl_dump-ports-desc_br0.txt', {
      target: 'br0',
    });
    expect(problems).toEqual([]);
    expect(of('openflow-port').slice(0, 2)).toEqual([
      {
        bridge: 'br0',
        ofport: 1,
        name: 'p1',
        mac: 'aa:55:aa:55:00:02',
        config: ['PORT_DOWN', 'NO_FLOOD'],
        state: ['LINK_DOWN'],
      },
      { bridge: 'br0', ofport: 2, name: 'odd port', mac: 'aa:55:aa:55:00:03', config: [], state: [] },
    ]);
    expect(of('openflow-port')).toHaveLength(7);
  });

  test('without a LOCAL port and a target the bridge stays unknown; the target wins over LOCAL', () => {
    const lines = linesOf(fixture('article/ovs-ofctl_dump-ports-desc_br-tun.txt'));
    expect(readLines(ovsOfctlDumpPortsDesc, lines.slice(0, 9)).of('openflow-port')).toMatchObject([
      { bridge: null, name: 'patch-int' },
      { bridge: null, name: 'gre-1' },
    ]);
    expect(
      readLines(ovsOfctlDumpPortsDesc, lines, { target: 'br-x' })
        .of('openflow-port')
        .map((port) => port.bridge),
    ).toEqual(['br-x', 'br-x', 'br-x']);
  });

  test('an attribute without its port is a problem', () => {
    const lines = linesOf(fixture('article/ovs-ofctl_dump-ports-desc_br-tun.txt')).slice(3);
    const { of, problems } = readLines(ovsOfctlDumpPortsDesc, lines);
    expect(of('openflow-port').map((port) => port.name)).toEqual(['gre-1', 'br-tun']);
    expect(problems.map(({ line, code }) => [line, code])).toEqual([
      [1, 'unexpected-line'],
      [2, 'unexpected-line'],
    ]);
  });
});

describe('ovs-ofctl show', () => {
  test.each([
    ['lab/ovs-ofctl_show_br-tun.txt', 'OpenFlow10', [], [5, 8]],
    ['lab/ovs-ofctl_-O_OpenFlow13_show_br-tun.txt', 'OpenFlow13', ['LIVE'], [5, 8]],
  ])('%s', (name, protocol, up, [firstLine, lastLine]) => {
    for (const target of [null, 'br-tun']) {
      const { of, facts, problems } = readFixture(ovsOfctlShow, name, { target });
      expect(problems).toEqual([]);
      expect(of('openflow-switch')).toEqual([{ bridge: 'br-tun', datapathId: '00006eb1ba101745', protocol }]);
      expect(of('openflow-port')).toEqual(lab(up));
      expect(facts[0]).toMatchObject({ kind: 'openflow-port', firstLine, lastLine });
    }
    for (const line of linesOf(fixture(name))) expect(ovsOfctlShow.unfold?.(line)).toBeNull();
  });

  test('one line holds what the tool prints on many', () => {
    const lines = linesOf(fixture('lab/ovs-ofctl_-O_OpenFlow13_show_br-tun.txt'));
    const together = lines.map((line) => line.trim()).join(' ');
    expect(ovsOfctlShow.sniff(together)).toBe(true);
    expect(ovsOfctlShow.unfold?.(together)?.map((line) => line.trim())).toEqual(
      lines.map((line) => line.trim()),
    );
  });

  test('two switches in one output are told apart by their LOCAL ports', () => {
    const lines = linesOf(fixture('lab/ovs-ofctl_-O_OpenFlow13_show_br-tun.txt'));
    const second = lines.map((line) =>
      line.replace('LOCAL(br-tun)', 'LOCAL(br-ex)').replace('00006eb1ba101745', '0000000000000002'),
    );
    const { of, problems } = readLines(ovsOfctlShow, [...lines, ...second]);
    expect(problems).toEqual([]);
    expect(of('openflow-switch').map((one) => `${one.bridge} ${one.datapathId}`)).toEqual([
      'br-tun 00006eb1ba101745',
      'br-ex 0000000000000002',
    ]);
    expect(of('openflow-port').map((port) => port.bridge)).toEqual([
      ...Array<string>(4).fill('br-tun'),
      ...Array<string>(4).fill('br-ex'),
    ]);
  });

  test('command lines', () => {
    expect(ovsOfctlShow.recognise(['ovs-ofctl', 'show', 'br-int'])).toEqual({ target: 'br-int' });
    expect(ovsOfctlShow.recognise(['ovs-ofctl', '-O', 'OpenFlow13', 'show', 'br-int'])).toEqual({
      target: 'br-int',
      protocol: 'OpenFlow13',
    });
    expect(ovsOfctlDumpPortsDesc.recognise(['ovs-ofctl', 'dump-ports-desc', 'br-int', '3'])).toEqual({
      target: 'br-int',
    });
    expect(ovsOfctlDumpPortsDesc.recognise(['ovs-ofctl', 'dump-ports', 'br-int'])).toBeNull();
  });
});

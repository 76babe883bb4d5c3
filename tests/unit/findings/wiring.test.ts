// Each wiring fault that was made on a real host is found, at its device, and nothing on the healthy host.
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../shared/findings/finding.ts';
import { findingsOf, wiringFacts } from './rule-facts.ts';

describe('a host wired by hand', () => {
  test('healthy: no rule finds anything', () => {
    expect(findingsOf(wiringFacts('healthy'))).toEqual([]);
  });

  test('faulty: every fault is found where it was made, once', () => {
    const found = findingsOf(wiringFacts('faulty'));
    expect(found.map(({ message, devices: [first] }) => `${message.key.slice(9)} ${first ?? ''}`)).toEqual([
      'interface-error.no-device tap/tapefefefef-ef',
      'not-in-bridge.none veth/qvb33333333-33',
      'not-in-bridge.none tap/tap44444444-44',
      'not-in-bridge.not-in-ovs veth/qvo55555555-55',
      'not-in-bridge.no-bridge veth/qvb99999999-99',
      'veth-without-peer.gone nic/qvo88888888-88',
      'patch-without-peer.unmatched patch/phy-br-b',
      'patch-without-peer.not-a-patch patch/phy-br-c',
      'patch-without-peer.gone patch/int-br-a',
      'patch-without-peer.none patch/int-br-d',
      'dead-vlan.port tap/tapabababab-ab',
      'untagged-port.none tap/tapcdcdcdcd-cd',
      'link-down.set-down linux-bridge/qbr66666666-66',
      'link-down.set-down nic/eth2',
      'link-down.port-off patch/patch-tun',
      'tunnel-address.local tunnel/gre-c0a80a0c',
      'mtu-falls.device veth/qvb77777777-77',
    ]);
    for (const finding of found) {
      expect(finding.severity).toBe('error');
      expect(finding.evidence.length, finding.id).toBeGreaterThan(0);
    }
  });

  test('faulty: evidence is the lines that show the fault', () => {
    const facts = wiringFacts('faulty');
    const found = findingsOf(facts);
    const linesOf = (device: string): readonly string[] =>
      (found.find(({ devices }) => devices[0]?.endsWith(`/${device}`))?.evidence ?? []).flatMap((one) =>
        (facts.text.get(one.sourceId) ?? []).slice(one.firstLine - 1, one.lastLine),
      );
    expect(
      linesOf('qvb33333333-33').some((line) => /qvb33333333-33@/.test(line) && !/master/.test(line)),
    ).toBe(true);
    expect(linesOf('tapabababab-ab').some((line) => /tag\s*: 4095/.test(line))).toBe(true);
    expect(linesOf('int-br-a').some((line) => line.includes('peer=phy-br-a'))).toBe(true);
    expect(linesOf('patch-tun').some((line) => line.includes('NO_FWD'))).toBe(true);
    expect(linesOf('qvb77777777-77').some((line) => line.includes('mtu 1400'))).toBe(true);
  });

  // What a rule needs is absent: then it must be silent, not wrong.
  const outputs = [
    'ip_-d_link',
    'ip_addr',
    'ovs-vsctl_show',
    'ovs-vsctl_list_Interface',
    'ovs-vsctl_list_Port',
  ];
  const all = [...outputs, 'ovs-ofctl_show_br-int', 'ovs-ofctl_show_br-tun', 'ovs-ofctl_show_br-ex'];
  test.each(all)('healthy without %s: no rule finds anything', (left) => {
    expect(
      findingsOf(wiringFacts('healthy', (name, text) => (name === `${left}.txt` ? null : text))),
    ).toEqual([]);
  });

  test.each(all)('healthy with %s alone: no rule finds anything', (kept) => {
    expect(
      findingsOf(wiringFacts('healthy', (name, text) => (name === `${kept}.txt` ? text : null))),
    ).toEqual([]);
  });

  // Another rule may tell the same fault then, by what is left: Open vSwitch's own error, say.
  test.each(all)('faulty without %s: no device that was sound with it', (left) => {
    const whole = new Set(findingsOf(wiringFacts('faulty')).map(deviceName));
    const found = findingsOf(wiringFacts('faulty', (name, text) => (name === `${left}.txt` ? null : text)));
    expect(found.filter((finding) => !whole.has(deviceName(finding)))).toEqual([]);
  });
});

/** `RULE HOST DEVICE`: where the model does not have the device, too. */
function deviceName({ id }: Finding): string {
  return id.split(' ')[2] ?? '';
}

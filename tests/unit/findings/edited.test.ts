// Each fault made by editing the outputs of a real deployment: the finding is at the device at fault, and no other rule
// takes it for something else.
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type Change,
  each,
  EditedLab,
  findingsIn,
  on,
  output,
  rows,
  withoutFlows,
  withoutPort,
} from '../../edited-lab.ts';
import { hasShared } from '../../shared-data.ts';

const router = 'qrouter-f34652a4-a7f2-468e-9eb8-2a12d89cdf86';

describe.skipIf(!hasShared)('Neutron', () => {
  let lab: EditedLab;
  beforeAll(async () => {
    lab = await EditedLab.open('lab', 'T0-healthy');
  });
  const found = (host: string, change: Change): readonly string[] =>
    findingsIn(lab.changed(on(host, change)));

  test('nothing is wrong', () => {
    expect(findingsIn(lab.changed((text) => text))).toEqual([]);
  });

  test('an instance’s port that is in no bridge, and a router’s', () => {
    // The tap is gone with its port: nothing of the plug is left.
    const gone = (tap: string): Change =>
      each(
        withoutPort(tap),
        output(/^ip (-\S+ )*(link|addr)/, (text) =>
          text.replace(new RegExp(`^\\d+: ${tap}: .*\\n( .*\\n)*`, 'm'), ''),
        ),
        output(/^ls -l .sys.class.net|^ethtool|^bridge|^brctl|^virsh dumpxml/, () => null),
      );
    expect(found('compute2', gone('tape465fd83-aa'))).toContain(
      'error compute2 findings.port-not-plugged.none ovs-bridge/br-int',
    );
    expect(found('network1', withoutPort('qr-5407cdd8-83'))).toEqual([
      'error network1 findings.port-not-plugged.none ovs-bridge/br-int',
    ]);
  });

  const inRouter = (line: string): RegExp => new RegExp(`netns exec ${router} ${line}`);

  test('a router without default route', () => {
    const edit = output(inRouter('ip route'), (text) => text.replace(/^default .*\n/m, ''));
    expect(found('network1', edit)).toEqual([
      `error network1 findings.router-without-route.default internal/qg-8459d00f-a9`,
    ]);
  });

  test.each([
    ['floating', /.*-d 172\.16\.0\.120\/32 .*DNAT.*\n/g],
    ['floating-source', /.*--to-source 172\.16\.0\.120.*\n/g],
    ['gateway', /.*--to-source 172\.16\.0\.137.*\n/g],
  ])('a router without a NAT rule: %s', (says, rule) => {
    const edit = output(inRouter('iptables-save'), (text) => text.replace(rule, ''));
    expect(found('network1', edit)).toEqual([
      `error network1 findings.nat-missing.${says} internal/qg-8459d00f-a9`,
    ]);
  });

  test('devices of a router and of a DHCP server without their addresses', () => {
    const bare = (address: string): Change =>
      output(/ip (-\S+ )*addr/, (text) => text.replace(new RegExp(` +inet ${address}/\\d+ .*\\n.*\\n`), ''));
    expect(found('network1', bare('10\\.18\\.0\\.1'))).toEqual([
      `error network1 findings.device-without-address.missing internal/qr-5407cdd8-83`,
    ]);
    const server = each(bare('10\\.18\\.0\\.2'), bare('169\\.254\\.169\\.254'));
    const [missing, ...more] = found('network1', server);
    expect(missing).toMatch(/^error network1 findings\.device-without-address\.missing .*\/tap450ad152-54$/);
    expect(more).toEqual([]);
    const untold = lab.changed(on('network1', server)).filter(({ host }) => host !== 'controller1');
    expect(findingsIn(untold)).toEqual([
      expect.stringMatching(/^error network1 findings\.device-without-address\.none .*\/tap450ad152-54$/),
    ]);
  });

  test.each([
    ['back', /tun_id=0x22a/],
    ['flood', /table=22,.*dl_vlan=1 /],
  ])('a VLAN without its tunnel flow: %s', (says, flow) => {
    expect(found('compute1', withoutFlows('br-tun', flow))).toEqual([
      `error compute1 findings.vlan-without-tunnel.${says} ovs-bridge/br-tun`,
    ]);
  });

  test('a VLAN that is not flooded to one of the hosts', () => {
    const edit = output(/dump-flows br-tun$/, (text) =>
      text.replace(/(dl_vlan=1 actions=strip_vlan,.*),output:3$/m, '$1'),
    );
    expect(found('compute1', edit)).toEqual([
      'error compute1 findings.vlan-without-tunnel.peer ovs-bridge/br-tun',
    ]);
  });
});

describe.skipIf(!hasShared)('what is left over', () => {
  let lab: EditedLab;
  beforeAll(async () => {
    lab = await EditedLab.open('lab', 'T0-healthy');
  });

  test('the tap of an instance that is gone', () => {
    const gone = each(
      withoutPort('tape465fd83-aa'),
      output(/^virsh \S+ instance-/, (text) => (text.includes('e465fd83') ? null : text)),
      output(/^virsh list/, (text) => text.replace(/.*instance-00000006.*\n/, '')),
      output(/^virsh dominfo/, (text) => (text.includes('instance-00000006') ? null : text)),
    );
    const facts = lab.changed(on('compute2', gone)).filter(({ host }) => host !== 'controller1');
    // The instance has another port, which is plugged still; flows for both are there.
    expect(findingsIn(facts)).toEqual([
      'warning compute2 findings.stale-port.port tap/tap25bce3f9-53',
      'warning compute2 findings.stale-port.tap tap/tape465fd83-aa',
      'notice compute2 findings.stale-flow.port ovs-bridge/br-int',
    ]);
  });

  test('a port of a router that Neutron does not list', () => {
    const facts = lab.changed(
      on(
        'controller1',
        each(
          output(/port|show|list/, (text) => text.replaceAll(/.*5407cdd8-83.*\n/g, '')),
          output(/neutron-api|\.json$/, () => null),
        ),
      ),
    );
    expect(findingsIn(facts)).toEqual([
      'warning network1 findings.stale-port.unlisted internal/qr-5407cdd8-83',
    ]);
  });

  test('flows of a port that is gone', () => {
    const facts = lab.changed(
      on(
        'compute1',
        output(/ovs-ofctl dump-flows br-int$/, (text) =>
          text.replace(
            /(.*),in_port=11 actions=resubmit\(,25\)\n/,
            (line) => line + line.replace('=11', '=99'),
          ),
        ),
      ),
    );
    expect(findingsIn(facts)).toEqual(['notice compute1 findings.stale-flow.port ovs-bridge/br-int']);
  });
});

describe.skipIf(!hasShared)('OVN', () => {
  let lab: EditedLab;
  beforeAll(async () => {
    lab = await EditedLab.open('ovn', 'T0-healthy');
  });

  const withoutNat = (rule: RegExp): Change =>
    each(
      output(/nbctl .*list NAT$/, (text) => rows(text, rule, () => null)),
      output(/nbctl .*show$/, (text) =>
        text
          .split(/\n(?= {4}\w)/)
          .filter((part) => !/^ {4}nat /.test(part) || !rule.test(part))
          .join('\n'),
      ),
      output(/nbctl .*lr-nat-list/, (text) =>
        text
          .split('\n')
          .filter((line) => !rule.test(line))
          .join('\n'),
      ),
    );

  test('a floating address and a gateway without their NAT rules', () => {
    expect(findingsIn(lab.changed(withoutNat(/172\.16\.0\.160/)))).toEqual([
      'error controller1 findings.nat-missing.ovn-floating ',
    ]);
    expect(findingsIn(lab.changed(withoutNat(/(: | )"?snat"?$|^snat /m)))).toEqual([
      'error controller1 findings.nat-missing.ovn-gateway ',
    ]);
  });
});

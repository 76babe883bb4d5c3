// What OVN 25.03 and 26.03 print otherwise than 23.03 does; the lists still say what the rows say.
import { expect, test } from 'vitest';
import type { Command } from '../../../../shared/commands/command.ts';
import { clusterStatus } from '../../../../shared/commands/ovn/cluster-status.ts';
import { ovnNbctlAclList } from '../../../../shared/commands/ovn/ovn-nbctl-acl-list.ts';
import { ovnNbctlList } from '../../../../shared/commands/ovn/ovn-nbctl-list.ts';
import { ovnNbctlLrNatList } from '../../../../shared/commands/ovn/ovn-nbctl-lr-nat-list.ts';
import { ovnNbctlLrPolicyList } from '../../../../shared/commands/ovn/ovn-nbctl-lr-policy-list.ts';
import { ovnNbctlLrRouteList } from '../../../../shared/commands/ovn/ovn-nbctl-lr-route-list.ts';
import { ovnNbctlShow } from '../../../../shared/commands/ovn/ovn-nbctl-show.ts';
import { ovnSbctlLflowList } from '../../../../shared/commands/ovn/ovn-sbctl-lflow-list.ts';
import { ovnSbctlList } from '../../../../shared/commands/ovn/ovn-sbctl-list.ts';
import { readFixture } from '../../../openvswitch-output.ts';
import { readLines, type ReadOutput } from '../../../read-lines.ts';

const router = 'neutron-7c1b9467-b14d-4380-b2c9-56a26a6488d0';
const network = 'neutron-f9f30395-7aa1-4b25-a668-51e917a40458';
const gatewayPort = 'lrp-ce63c542-6852-4e9f-93ff-b5e267841cce';
const versions = ['25.03', '26.03'] as const;
type Version = (typeof versions)[number];

const read = (command: Command, version: Version, name: string, target: string | null = null): ReadOutput =>
  readFixture(command, `ovn-${version}/${name}${target === null ? '' : `_${target}`}`, { target });
const rows = (version: Version, table: string): ReadOutput =>
  read(ovnNbctlList, version, `ovn-nbctl_list_${table}`);

/** Facts without what only rows or only lists say, in one order. */
function without<T extends object>(facts: readonly T[], ...fields: readonly (keyof T)[]): readonly string[] {
  return facts
    .map((fact) => JSON.stringify(Object.entries(fact).filter(([name]) => !fields.includes(name as keyof T))))
    .sort();
}

test.each(versions)('policies of %s: by chain, with BFD and jumps', (version) => {
  const listed = read(ovnNbctlLrPolicyList, version, 'ovn-nbctl_lr-policy-list', router);
  const policies = listed.of('logical-router-policy');
  expect(listed.problems).toEqual([]);
  expect(without(policies, 'uuid', 'router', 'outputPort')).toEqual(
    without(
      rows(version, 'Logical_Router_Policy').of('logical-router-policy'),
      'uuid',
      'router',
      'outputPort',
    ),
  );
  expect(policies.filter(({ priority }) => priority !== null && priority <= 65)).toEqual([
    policy({ priority: 65, match: 'ip4.src == 10.18.0.10', nexthops: ['172.16.0.5'], bfd: true }),
    policy({ priority: 50, match: 'ip4.src == 10.18.0.12', action: 'jump', jumpChain: 'inbound' }),
    policy({
      priority: 40,
      match: 'ip4 && ip4.src == $as1',
      nexthops: ['172.16.0.5', '172.16.0.6'],
      options: { pkt_mark: '7' },
    }),
    ...(version === '26.03'
      ? [policy({ priority: 30, match: 'ip4', nexthops: ['172.16.0.5'], outputPort: gatewayPort })]
      : []),
    policy({ priority: 60, match: 'ip4.src == 10.18.0.11', action: 'drop', chain: 'inbound' }),
  ]);
});

function policy(own: object): object {
  return {
    uuid: null,
    router,
    action: 'reroute',
    nexthops: [],
    chain: null,
    jumpChain: null,
    outputPort: null,
    bfd: false,
    options: {},
    externalIds: {},
    ...own,
  };
}

test.each(versions)('rules of %s', (version) => {
  const listed = read(ovnNbctlAclList, version, 'ovn-nbctl_acl-list', network);
  const rules = listed.of('acl');
  const inRows = rows(version, 'ACL').of('acl');
  expect(listed.problems).toEqual([]);
  const own = ['uuid', 'owner', 'tier', 'networkFunctionGroup'] as const;
  // The port group's is in another list.
  const ofSwitch = inRows.filter(({ match }) => !match.endsWith('&& tcp'));
  expect(without(rules, ...own)).toEqual(without(ofSwitch, ...own));
  expect(inRows.map(({ tier }) => tier).sort()).toEqual([...inRows.slice(1).map(() => 0), 2]);
  expect(new Set(rules.map(({ tier }) => tier))).toEqual(new Set([null]));
  expect(rules.flatMap(({ networkFunctionGroup: group }) => group ?? [])).toEqual(
    version === '26.03' ? ['nfg1'] : [],
  );
  expect(inRows.filter((rule) => rule.networkFunctionGroup !== null)).toHaveLength(
    version === '26.03' ? 1 : 0,
  );
});

test('NAT rules have a match', () => {
  const listed = read(ovnNbctlLrNatList, '25.03', 'ovn-nbctl_lr-nat-list', router);
  const rules = listed.of('nat-rule');
  const own = ['uuid', 'router', 'priority', 'options'] as const;
  expect(listed.problems).toEqual([]);
  expect(without(rules, ...own)).toEqual(without(rows('25.03', 'NAT').of('nat-rule'), ...own));
  expect(rules.filter(({ match }) => match !== null).map((f) => [f.externalIp, f.match])).toEqual([
    ['172.16.0.189', 'ip4.dst==8.8.8.8'],
  ]);
});

test('a match that the list cut is not given, and said', () => {
  // As ovn-nbctl 25.03 prints `ip4.dst == 8.8.8.8 && tcp` of another rule.
  const listed = readLines(ovnNbctlLrNatList, [
    'TYPE             GATEWAY_PORT          MATCH                 EXTERNAL_IP        EXTERNAL_PORT    LOGICAL_IP          EXTERNAL_MAC         LOGICAL_PORT',
    'snat                                   ip4.dst == 8.8.8.8    172.16.0.190                        10.21.0.0/24',
  ]);
  expect(listed.of('nat-rule')).toMatchObject([
    { externalIp: '172.16.0.190', logicalIp: '10.21.0.0/24', match: null },
  ]);
  expect(listed.problems).toEqual([
    {
      severity: 'data-loss',
      line: 2,
      code: 'value-cut',
      message: 'the match may be longer than what is printed: ip4.dst == 8.8.8.8',
    },
  ]);
});

test('routes are printed as before', () => {
  const listed = read(ovnNbctlLrRouteList, '25.03', 'ovn-nbctl_lr-route-list', router);
  const own = ['uuid', 'router', 'ecmp', 'bfd'] as const;
  expect(listed.problems).toEqual([]);
  expect(without(listed.of('logical-route'), ...own)).toEqual(
    without(rows('25.03', 'Logical_Router_Static_Route').of('logical-route'), ...own),
  );
});

test('show: a router port with its link-local address, a child port, a peer', () => {
  const shown = read(ovnNbctlShow, '25.03', 'ovn-nbctl_show');
  expect(shown.problems).toEqual([]);
  expect(shown.of('logical-router-port').find(({ name }) => name === gatewayPort)).toEqual({
    name: gatewayPort,
    uuid: null,
    router,
    mac: 'fa:16:3e:8f:65:0d',
    networks: ['172.16.0.187/16', '2001:db8:1::1/64'],
    gatewayChassis: [
      { chassis: 'ch2', priority: null },
      { chassis: 'ch1', priority: null },
    ],
    peer: null,
    enabled: null,
    options: {},
    externalIds: {},
  });
  expect(shown.of('logical-switch-port').find(({ name }) => name === 'trunkchild')).toMatchObject({
    parentName: 'cfe83482-cdb1-42b8-8657-26d3722ca500',
    tag: 7,
    addresses: ['fa:16:3e:87:b1:88 10.18.0.76', 'unknown'],
    switch: network,
  });
});

test('the state of a cluster whose server began an election of itself', () => {
  const [status] = read(
    clusterStatus,
    '25.03',
    'ovn-appctl_-t_.var.run.ovn.ovnnb_db.ctl_cluster.status_OVN_Northbound',
  ).of('raft-status');
  expect(status).toMatchObject({ role: 'leader', term: 1, leader: 'self', log: [2, 97] });
  expect(status?.details).toEqual({ 'Last Election won': '5574 ms ago' });
});

test.each(versions)('logical flows of %s', (version) => {
  const listed = read(ovnSbctlLflowList, version, 'ovn-sbctl_--uuid_lflow-list');
  const flows = listed.of('logical-flow');
  expect(listed.problems).toEqual([]);
  expect(flows.map(({ datapath, pipeline }) => `${datapath} ${pipeline}`)).toEqual(
    [router, network].flatMap((name) =>
      ['ingress', 'egress'].flatMap((pipeline) => Array<string>(8).fill(`${name} ${pipeline}`)),
    ),
  );
  expect(flows[0]).toMatchObject({
    table: 0,
    stage: 'lr_in_admission',
    priority: 120,
    match: `((ip4 && icmp4.type == 3 && icmp4.code == 4) || (ip6 && icmp6.type == 2 && icmp6.code == 0)) && eth.dst == fa:16:3e:8f:65:0d && !is_chassis_resident("cr-${gatewayPort}") && flags.tunnel_rx == 1`,
    actions: `outport <-> inport; inport = "${gatewayPort}"; next;`,
  });
});

test('datapaths of 26.03 name their switch or router in two places', () => {
  const listed = read(ovnSbctlList, '26.03', 'ovn-sbctl_list_Datapath_Binding');
  expect(listed.problems).toEqual([]);
  const columns = new Map(listed.of('ovsdb-row').map((row) => [row.uuid, row.columns]));
  expect(listed.of('datapath-binding')).toHaveLength(4);
  for (const { uuid, logicalSwitch, logicalRouter } of listed.of('datapath-binding'))
    expect(columns.get(uuid)).toMatchObject({
      nb_uuid: logicalSwitch ?? logicalRouter,
      type: logicalSwitch === null ? 'logical-router' : 'logical-switch',
    });
});

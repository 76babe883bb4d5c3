// The lists that `ovn-nbctl` prints of a router, a switch or a port group say what the rows say.
import { expect, test } from 'vitest';
import type { Command } from '../../../../shared/commands/command.ts';
import { ovnNbctlAclList } from '../../../../shared/commands/ovn/ovn-nbctl-acl-list.ts';
import { ovnNbctlLbList } from '../../../../shared/commands/ovn/ovn-nbctl-lb-list.ts';
import { ovnNbctlList } from '../../../../shared/commands/ovn/ovn-nbctl-list.ts';
import { ovnNbctlLrNatList } from '../../../../shared/commands/ovn/ovn-nbctl-lr-nat-list.ts';
import { ovnNbctlLrPolicyList } from '../../../../shared/commands/ovn/ovn-nbctl-lr-policy-list.ts';
import { ovnNbctlLrRouteList } from '../../../../shared/commands/ovn/ovn-nbctl-lr-route-list.ts';
import {
  ovnNbctlLrList,
  ovnNbctlLrpList,
  ovnNbctlLsList,
  ovnNbctlLspList,
} from '../../../../shared/commands/ovn/ovn-nbctl-names.ts';
import { readLines, type ReadOutput } from '../../../read-lines.ts';
import { readFixture } from '../../../openvswitch-output.ts';

const router = 'neutron-7c1b9467-b14d-4380-b2c9-56a26a6488d0';
const network = 'neutron-f9f30395-7aa1-4b25-a668-51e917a40458';
const read = (command: Command, name: string, target: string | null = null): ReadOutput =>
  readFixture(command, `ovn/lists/ovn-nbctl_${name}${target === null ? '' : `_${target}`}`, { target });
const rows = (table: string): ReadOutput => read(ovnNbctlList, `list_${table}`);

/** Facts without what only rows or only lists say, in one order. */
function without<T extends object>(facts: readonly T[], ...fields: readonly (keyof T)[]): readonly string[] {
  return facts
    .map((fact) => JSON.stringify(Object.entries(fact).filter(([name]) => !fields.includes(name as keyof T))))
    .sort();
}

test('routes: those of every table, with their remarks', () => {
  const listed = read(ovnNbctlLrRouteList, 'lr-route-list', router);
  const routes = listed.of('logical-route');
  expect(listed.problems).toEqual([]);
  expect(routes.every((route) => route.router === router)).toBe(true);
  expect(without(routes, 'uuid', 'router', 'ecmp', 'bfd')).toEqual(
    without(rows('Logical_Router_Static_Route').of('logical-route'), 'uuid', 'router', 'ecmp', 'bfd'),
  );
  expect(routes.filter((route) => route.ecmp === true).map((route) => route.nexthop)).toEqual([
    '172.16.0.10',
    '172.16.0.9',
  ]);
  expect(routes.filter((route) => route.bfd === 'on').map((route) => route.prefix)).toEqual(['10.60.0.0/16']);
  expect(listed.ranges[0]).toBe('logical-route 3-3');
});

test('NAT rules', () => {
  const listed = read(ovnNbctlLrNatList, 'lr-nat-list', router);
  const rules = listed.of('nat-rule');
  expect(listed.problems).toEqual([]);
  expect(rules.every((rule) => rule.router === router)).toBe(true);
  const own = ['uuid', 'router', 'priority', 'options'] as const;
  expect(without(rules, ...own)).toEqual(without(rows('NAT').of('nat-rule'), ...own));
});

test('what the list cut is not given, and said', () => {
  // As ovn-nbctl 23.03 prints 2001:db8:1:2:3:4:5:160 and a gateway port's name.
  const listed = readLines(ovnNbctlLrNatList, [
    'TYPE             GATEWAY_PORT          EXTERNAL_IP        EXTERNAL_PORT    LOGICAL_IP          EXTERNAL_MAC         LOGICAL_PORT',
    'dnat_and_snat                          2001:db8:1:2:3:                     2001:db8:18:2:3:4:5:75',
    'snat             lrp-ce63c542-6852-    172.16.0.188                        10.19.0.0/24',
  ]);
  expect(listed.of('nat-rule')).toMatchObject([
    { type: 'dnat_and_snat', externalIp: null, logicalIp: '2001:db8:18:2:3:4:5:75' },
    { type: 'snat', externalIp: '172.16.0.188', gatewayPort: null, logicalIp: '10.19.0.0/24' },
  ]);
  expect(listed.problems.map(({ severity, line, code }) => [severity, line, code])).toEqual([
    ['data-loss', 2, 'value-cut'],
    ['data-loss', 3, 'value-cut'],
  ]);
});

test('NAT rules of older versions, which print fewer columns', () => {
  const listed = readLines(ovnNbctlLrNatList, [
    'TYPE             EXTERNAL_IP        LOGICAL_IP            EXTERNAL_MAC         LOGICAL_PORT',
    'dnat_and_snat    172.16.0.160       10.18.0.75            fa:16:3e:00:00:09    cfe83482-cdb1',
    'snat             172.16.0.187       10.18.0.0/24',
  ]);
  expect(listed.of('nat-rule')).toMatchObject([
    {
      type: 'dnat_and_snat',
      externalIp: '172.16.0.160',
      logicalIp: '10.18.0.75',
      logicalPort: 'cfe83482-cdb1',
    },
    { type: 'snat', externalIp: '172.16.0.187', logicalIp: '10.18.0.0/24', externalMac: null },
  ]);
});

test('policies and rules', () => {
  const policies = read(ovnNbctlLrPolicyList, 'lr-policy-list', router);
  expect(policies.problems).toEqual([]);
  // Rows of 23.03 have no word of BFD.
  expect(without(policies.of('logical-router-policy'), 'uuid', 'router', 'bfd')).toEqual(
    without(rows('Logical_Router_Policy').of('logical-router-policy'), 'uuid', 'router', 'bfd'),
  );
  const acls = [read(ovnNbctlAclList, 'acl-list', network), read(ovnNbctlAclList, 'acl-list', 'pgweb')];
  expect(acls.flatMap(({ problems }) => problems)).toEqual([]);
  // A rule that logs nothing has a severity in no list.
  expect(
    without(
      acls.flatMap((list) => list.of('acl')),
      'uuid',
      'owner',
    ),
  ).toEqual(without(rows('ACL').of('acl'), 'uuid', 'owner'));
  expect(acls.map((list) => [...new Set(list.of('acl').map(({ owner }) => owner))])).toEqual([
    [network],
    ['pgweb'],
  ]);
});

test('load balancers: all, and those of a switch or router', () => {
  const all = read(ovnNbctlLbList, 'lb-list');
  const inRows = rows('Load_Balancer').of('load-balancer');
  expect(all.problems).toEqual([]);
  const listed = all.of('load-balancer');
  expect(listed.map(({ uuid, vips }) => [uuid, vips])).toEqual(
    listed.map(({ uuid }) => [uuid, inRows.find((row) => row.uuid === uuid)?.vips]),
  );
  expect(listed).toHaveLength(inRows.length);
  expect(listed.map(({ name }) => name)).toEqual([null, 'dns', 'plain', 'six', 'web']);
  expect(all.ranges.at(-1)).toBe('load-balancer 6-7');
  expect(
    read(ovnNbctlLbList, 'ls-lb-list', network)
      .of('load-balancer')
      .map(({ name }) => name),
  ).toEqual(['web']);
  expect(
    read(ovnNbctlLbList, 'lr-lb-list', router)
      .of('load-balancer')
      .map(({ name }) => name),
  ).toEqual(['dns']);
});

test('names: switches, routers and their ports', () => {
  expect(
    read(ovnNbctlLsList, 'ls-list')
      .of('logical-switch')
      .map(({ name }) => name),
  ).toEqual([network, 'odd switch', 'public']);
  expect(
    read(ovnNbctlLrList, 'lr-list')
      .of('logical-router')
      .map(({ name }) => name),
  ).toEqual(['gw', router]);
  expect(
    read(ovnNbctlLspList, 'lsp-list', network)
      .of('logical-switch-port')
      .map((port) => [port.name, port.switch]),
  ).toEqual([
    ['cfe83482-cdb1-42b8-8657-26d3722ca500', network],
    ['e7a5f7a3-39ab-48d0-8a5a-279948493554', network],
    ['odd port', network],
  ]);
  expect(
    read(ovnNbctlLrpList, 'lrp-list', router)
      .of('logical-router-port')
      .map((port) => [port.name, port.router]),
  ).toEqual([
    ['lrp-ce63c542-6852-4e9f-93ff-b5e267841cce', router],
    ['lrp-e7a5f7a3-39ab-48d0-8a5a-279948493554', router],
  ]);
});

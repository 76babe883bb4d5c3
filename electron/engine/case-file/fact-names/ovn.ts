// Wording of the facts of shared/facts/ovn.ts.
import type { OvnFacts } from '../../../../shared/facts/ovn.ts';
import { words, type NameKind, type Wordings } from './wording.ts';

type Name = readonly [NameKind, string | null | undefined];

/** `fa:16:3e:87:b1:87 10.18.0.75`: a MAC and its addresses. */
function addressNames(addresses: readonly string[] | null): readonly Name[] {
  return (addresses ?? [])
    .flatMap((text) => text.split(/\s+/))
    .filter((word) => /[.:]/.test(word))
    .map((word): Name => {
      const isMac = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i.test(word);
      return isMac ? ['mac', word.toLowerCase()] : ['address', word.replace(/\/\d+$/, '')];
    });
}

export const ovnWordings: Wordings<OvnFacts> = {
  'logical-switch': {
    key: (f) => f.name ?? f.uuid ?? '',
    title: (f) => words('logical switch', f.name ?? f.uuid, f.alias && `(${f.alias})`),
    names: (f) => [
      ['network', f.name?.replace(/^neutron-/, '')],
      ['network', f.alias],
      ['network', f.uuid],
    ],
  },
  'logical-switch-port': {
    key: (f) => f.name,
    title: (f) =>
      words(
        'switch port',
        f.name,
        f.alias && `(${f.alias})`,
        f.type,
        f.switch && `of ${f.switch}`,
        f.addresses?.join(', '),
      ),
    names: (f) => [
      ['port', f.name],
      ['port', f.alias],
      ['port', f.routerPort],
      ['network', f.switch?.replace(/^neutron-/, '')],
      ['instance', f.externalIds['neutron:device_id']],
      ...addressNames(f.addresses),
    ],
  },
  'logical-router': {
    key: (f) => f.name ?? f.uuid ?? '',
    title: (f) => words('logical router', f.name ?? f.uuid, f.alias && `(${f.alias})`),
    names: (f) => [
      ['router', f.name?.replace(/^neutron-/, '')],
      ['router', f.alias],
      ['router', f.uuid],
    ],
  },
  'logical-router-port': {
    key: (f) => f.name,
    title: (f) => words('router port', f.name, f.router && `of ${f.router}`, f.mac, f.networks?.join(', ')),
    names: (f) => [
      ['port', f.name],
      ['router', f.router?.replace(/^neutron-/, '')],
      ['mac', f.mac],
      ...addressNames(f.networks),
      ...(f.gatewayChassis ?? []).map(({ chassis }) => ['device', chassis] as const),
    ],
  },
  'nat-rule': {
    key: (f) => f.uuid ?? words(f.type, f.externalIp, f.logicalIp),
    title: (f) => words(f.type, f.externalIp, '⇄', f.logicalIp, f.router && `on ${f.router}`),
    names: (f) => [
      ['address', f.externalIp],
      ['address', f.logicalIp],
      ['mac', f.externalMac],
      ['port', f.logicalPort],
      ['router', f.router?.replace(/^neutron-/, '')],
    ],
  },
  'logical-route': {
    key: (f) => f.uuid ?? words(f.prefix, f.nexthop),
    title: (f) =>
      words('route', f.prefix, f.nexthop && `via ${f.nexthop}`, f.outputPort, f.router && `on ${f.router}`),
    names: (f) => [
      ['address', f.prefix.replace(/\/\d+$/, '')],
      ['address', f.nexthop === 'discard' ? null : f.nexthop],
      ['port', f.outputPort],
      ['router', f.router?.replace(/^neutron-/, '')],
    ],
  },
  'logical-router-policy': {
    key: (f) => f.uuid ?? words(f.chain, f.priority, f.match),
    title: (f) =>
      words(
        'policy',
        f.priority,
        f.match,
        f.action,
        f.jumpChain,
        f.nexthops?.join(', '),
        f.router && `on ${f.router}`,
      ),
    names: (f) => [
      ['router', f.router?.replace(/^neutron-/, '')],
      ...(f.nexthops ?? []).map((nexthop) => ['address', nexthop] as const),
    ],
  },
  acl: {
    key: (f) => f.uuid ?? words(f.direction, f.priority, f.match),
    title: (f) => words(f.direction, f.priority, f.match, f.action, f.owner && `of ${f.owner}`),
    names: (f) => [['network', f.owner?.replace(/^neutron-/, '')]],
  },
  'load-balancer': {
    key: (f) => f.uuid ?? f.name ?? '',
    title: (f) => words('load balancer', f.name ?? f.uuid, f.protocol, Object.keys(f.vips).join(', ')),
    names: (f) =>
      Object.entries(f.vips)
        .flatMap(([vip, backends]) => [vip, ...backends.split(',')])
        .map((place) => ['address', /^\[(.*)\]/.exec(place)?.[1] ?? place.replace(/:\d+$/, '')] as const),
  },
  chassis: {
    key: (f) => f.name,
    title: (f) =>
      words(
        'chassis',
        f.name,
        f.hostname,
        ...(f.encapsulations ?? []).map(({ type, ip }) => `${type} ${ip}`),
      ),
    names: (f) => [
      ['device', f.name],
      ['host', f.hostname],
      ...(f.encapsulations ?? []).map(({ ip }) => ['address', ip] as const),
    ],
  },
  'datapath-binding': {
    key: (f) => f.uuid ?? f.name ?? '',
    title: (f) => words('datapath', f.name ?? f.uuid, f.tunnelKey !== null && `tunnel key ${f.tunnelKey}`),
    names: (f) => [
      ['network', f.logicalSwitch && f.name?.replace(/^neutron-/, '')],
      ['router', f.logicalRouter && f.name?.replace(/^neutron-/, '')],
    ],
  },
  'port-binding': {
    key: (f) => f.logicalPort,
    title: (f) =>
      words(
        'port binding',
        f.logicalPort,
        f.type,
        f.chassis === 'none' ? 'on no chassis' : f.chassis && `on ${f.chassis}`,
        f.tunnelKey !== null && `tunnel key ${f.tunnelKey}`,
      ),
    names: (f) => [['port', f.logicalPort], ['device', f.chassis], ...addressNames(f.mac)],
  },
  'logical-flow': {
    key: (f) => f.match,
    title: (f) =>
      words(
        f.datapath ?? f.datapathUuid,
        f.pipeline,
        f.stage ?? `table=${f.table}`,
        f.priority,
        f.match,
        '⇒',
        f.actions,
      ),
    // As with flows, there may be a million.
    names: () => [],
  },
  'raft-status': {
    key: (f) => f.serverId ?? f.database,
    title: (f) =>
      words('cluster member', f.address, f.database, f.role, f.term !== null && `term ${f.term}`, f.status),
    names: () => [],
  },
  'conntrack-zone': {
    key: (f) => f.name,
    title: (f) => words('zone', f.zone, f.name),
    names: (f) => [['port', f.name]],
  },
};

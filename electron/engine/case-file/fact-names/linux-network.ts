// Wording of the facts of shared/facts/linux-network.ts.
import type { LinuxNetworkFacts } from '../../../../shared/facts/linux-network.ts';
import { words, type NameKind, type Wordings } from './wording.ts';

export const linuxNetworkWordings: Wordings<LinuxNetworkFacts> = {
  'linux-bridge': {
    key: (f) => f.name,
    title: (f) => words('Linux bridge', f.name, f.id),
    names: (f) => [['bridge', f.name]],
  },
  'bridge-port': {
    key: (f) => f.device,
    title: (f) => words(f.device, 'in', f.bridge, f.state),
    names: (f) => [
      ['device', f.device],
      ['bridge', f.bridge],
    ],
  },
  link: {
    key: (f) => f.name,
    title: (f) =>
      words(
        f.ifindex !== null && `${f.ifindex}:`,
        f.name,
        f.infoKind,
        f.state,
        f.mtu !== null && `mtu ${f.mtu}`,
        f.master && `master ${f.master}`,
        f.netns && `in ${f.netns}`,
      ),
    names: (f) => [
      ['device', f.name],
      ['device', f.peer],
      ['device', f.master],
      ['mac', f.mac],
    ],
  },
  address: {
    key: (f) => `${f.address}/${f.prefixLength}`,
    title: (f) =>
      words(f.family, `${f.address}/${f.prefixLength}`, 'on', f.device, f.netns && `in ${f.netns}`),
    names: (f) => [
      ['address', f.address],
      ['device', f.device],
    ],
  },
  route: {
    key: (f) => f.destination,
    title: (f) =>
      words(
        f.type !== 'unicast' && f.type,
        f.destination,
        f.gateway && `via ${f.gateway}`,
        f.device && `dev ${f.device}`,
        ...f.nexthops.map(({ gateway, device }) => words('nexthop', gateway, device)),
        f.table !== 'main' && `table ${f.table}`,
        f.source && `src ${f.source}`,
        f.metric !== null && `metric ${f.metric}`,
        f.netns && `in ${f.netns}`,
      ),
    names: (f) => [
      ['device', f.device],
      ['address', f.gateway],
      ['address', f.source],
      ['address', f.destination],
      ...f.nexthops.flatMap(({ gateway, device }): [NameKind, string | null][] => [
        ['address', gateway],
        ['device', device],
      ]),
    ],
  },
  'routing-rule': {
    key: (f) => String(f.priority),
    title: (f) =>
      words(
        `${f.priority}:`,
        f.not && 'not',
        'from',
        f.from,
        f.to && `to ${f.to}`,
        f.inInterface && `iif ${f.inInterface}`,
        f.outInterface && `oif ${f.outInterface}`,
        f.fwmark && `fwmark ${f.fwmark}`,
        f.action,
        f.table,
        f.netns && `in ${f.netns}`,
      ),
    names: (f) => [
      ['address', f.from === 'all' ? null : f.from],
      ['address', f.to],
      ['device', f.inInterface],
      ['device', f.outInterface],
    ],
  },
  neighbour: {
    key: (f) => f.address,
    title: (f) =>
      words(
        f.address,
        f.mac ?? 'unknown',
        f.device && `dev ${f.device}`,
        f.state,
        f.netns && `in ${f.netns}`,
      ),
    names: (f) => [
      ['address', f.address],
      ['mac', f.mac],
      ['device', f.device],
    ],
  },
  'network-namespace': {
    key: (f) => f.name ?? String(f.nsid),
    title: (f) => words('namespace', f.name ?? 'without a name', f.nsid !== null && `(id: ${f.nsid})`),
    names: () => [],
  },
  'multicast-address': {
    key: (f) => f.address,
    title: (f) => words(f.device, 'listens to', f.address, f.netns && `in ${f.netns}`),
    names: (f) => [
      ['device', f.device],
      ['address', f.family === 'link' ? null : f.address],
      ['mac', f.family === 'link' ? f.address : null],
    ],
  },
  'bridge-fdb-entry': {
    key: (f) => f.mac,
    title: (f) =>
      words(
        f.mac,
        f.device && `dev ${f.device}`,
        f.bridge && `in ${f.bridge}`,
        f.vlan !== null && `vlan ${f.vlan}`,
        f.remote && `dst ${f.remote}`,
        f.vni !== null && `vni ${f.vni}`,
        f.state,
      ),
    names: (f) => [
      ['mac', f.mac],
      ['device', f.device],
      ['bridge', f.bridge],
      ['address', f.remote],
    ],
  },
  'virtual-function': {
    key: (f) => `${f.device} vf ${f.index}`,
    title: (f) => words(f.device, 'vf', f.index, f.mac, f.vlan !== null && `vlan ${f.vlan}`),
    names: (f) => [
      ['device', f.device],
      ['mac', f.mac],
    ],
  },
  'bridge-vlan': {
    key: (f) => String(f.vlan),
    title: (f) =>
      words(
        f.device,
        'vlan',
        f.vlan === f.vlanEnd ? f.vlan : `${f.vlan}-${f.vlanEnd}`,
        f.pvid && 'PVID',
        f.untagged && 'untagged',
      ),
    names: (f) => [['device', f.device]],
  },
  'bridge-mdb-entry': {
    key: (f) => f.group,
    title: (f) => words(f.group, 'on', f.port, 'of', f.bridge, f.vlan !== null && `vlan ${f.vlan}`, f.state),
    names: (f) => [
      ['bridge', f.bridge],
      ['device', f.port],
      ['address', f.group],
    ],
  },
  'bridge-router-port': {
    key: (f) => f.port,
    title: (f) => words('multicast router behind', f.port, 'of', f.bridge),
    names: (f) => [
      ['bridge', f.bridge],
      ['device', f.port],
    ],
  },
  qdisc: {
    key: (f) => f.handle,
    title: (f) =>
      words('qdisc', f.qdisc, f.handle, f.device && `dev ${f.device}`, f.parent, f.netns && `in ${f.netns}`),
    names: (f) => [['device', f.device]],
  },
  'tc-class': {
    key: (f) => f.classid,
    title: (f) => words('class', f.kind, f.classid, f.device && `dev ${f.device}`, f.options),
    names: (f) => [['device', f.device]],
  },
  'tc-filter': {
    key: (f) => f.kind,
    title: (f) =>
      words(
        'filter',
        f.kind,
        f.device && `dev ${f.device}`,
        f.handle,
        f.matches.join(', '),
        '→',
        f.actions.map(({ text }) => text).join(', ') || f.flowid,
      ),
    names: (f) => [['device', f.device]],
  },
};

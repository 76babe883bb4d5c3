// Wording of the facts of shared/facts/open-vswitch-state.ts.
import type { OpenVswitchStateFacts } from '../../../../shared/facts/open-vswitch-state.ts';
import { optionText, words, type Wordings } from './wording.ts';

const on = (bridge: string | null): string | null => bridge && `on ${bridge}`;

export const openVswitchStateWordings: Wordings<OpenVswitchStateFacts> = {
  'openflow-port-statistics': {
    key: (f) => f.port,
    title: (f) =>
      words(
        'counters of port',
        f.port,
        on(f.bridge),
        `received ${f.received['pkts'] ?? '?'}`,
        `sent ${f.transmitted['pkts'] ?? '?'}`,
        dropped(f.received['drop'], 'dropped on receipt'),
        dropped(f.transmitted['drop'], 'dropped on sending'),
      ),
    names: (f) => [
      ['bridge', f.bridge],
      ['device', f.ofport === null ? f.port : null],
    ],
  },
  'openflow-group': {
    key: (f) => `group_id=${f.groupId}`,
    title: (f) =>
      words('group', f.groupId, f.type, on(f.bridge), f.selectionMethod, `${f.buckets.length} buckets`),
    names: (f) => [['bridge', f.bridge]],
  },
  'openflow-group-statistics': {
    key: (f) => `group_id=${f.groupId}`,
    title: (f) => words('counters of group', f.groupId, on(f.bridge), `${f.packets ?? '?'} packets`),
    names: (f) => [['bridge', f.bridge]],
  },
  'openflow-meter': {
    key: (f) => f.meter,
    title: (f) =>
      words(
        'meter',
        f.meter,
        on(f.bridge),
        ...f.flags,
        ...f.bands.map((band) => words(band.type, band.rate !== null && `rate ${band.rate}`)),
      ),
    names: (f) => [['bridge', f.bridge]],
  },
  'openflow-meter-statistics': {
    key: (f) => f.meter,
    title: (f) => words('counters of meter', f.meter, on(f.bridge), `${f.packets ?? '?'} packets`),
    names: (f) => [['bridge', f.bridge]],
  },
  'openflow-table': {
    key: (f) => `${f.table}`,
    title: (f) =>
      words(
        f.lastTable === f.table ? `table ${f.table}` : `tables ${f.table} to ${f.lastTable}`,
        f.name,
        on(f.bridge),
        f.active !== null && `${f.active} flows`,
        f.lookup !== null && `${f.lookup} lookups`,
        f.matched !== null && `${f.matched} matched`,
      ),
    names: (f) => [['bridge', f.bridge]],
  },
  'tlv-map': {
    key: (f) => f.field,
    title: (f) => words(f.field, `is class ${f.class} type ${f.type}, ${f.length} bytes`, on(f.bridge)),
    names: (f) => [['bridge', f.bridge]],
  },
  'openflow-queue': {
    key: (f) => f.queue,
    title: (f) =>
      words('queue', f.queue, 'of port', f.port, on(f.bridge), f.packets !== null && `${f.packets} packets`),
    names: (f) => [
      ['bridge', f.bridge],
      ['device', f.ofport === null ? f.port : null],
    ],
  },
  'ovs-bridge-state': {
    key: (f) => words(f.bridge, f.topic),
    title: (f) => words(f.topic, f.bridge, optionText(f.values)),
    names: (f) => [['bridge', f.bridge]],
  },
  'ovs-daemon-state': {
    key: (f) => f.topic,
    title: (f) => words(f.topic, optionText(f.values)),
    names: () => [],
  },
  datapath: {
    key: (f) => f.name,
    title: (f) =>
      words(
        'datapath',
        f.name,
        f.hit !== null && `hit ${f.hit}`,
        f.missed !== null && `missed ${f.missed}`,
        f.lost !== null && `lost ${f.lost}`,
        f.flows !== null && `${f.flows} flows`,
      ),
    names: (f) => [['device', f.name.slice(f.name.indexOf('@') + 1)]],
  },
  'datapath-interface': {
    key: (f) => f.name,
    title: (f) => words('datapath port', f.datapathPort, f.name, f.type, on(f.datapath)),
    names: (f) => [['device', f.name]],
  },
  'datapath-flow': {
    key: (f) => f.ufid ?? f.match,
    title: (f) => words('datapath flow', f.match, `actions:${f.actions}`),
    // As with OpenFlow's flows: too many to be found by name.
    names: () => [],
  },
  'conntrack-summary': {
    key: (f) => `Total: ${f.total}`,
    title: (f) => words(f.total, 'tracked connections', on(f.datapath)),
    names: () => [],
  },
  'ovs-bond': {
    key: (f) => f.name,
    title: (f) =>
      words(
        'OVS bond',
        f.name,
        f.mode,
        f.lacpStatus && `LACP ${f.lacpStatus}`,
        f.activeMember && `active ${f.activeMember}`,
      ),
    names: (f) => [
      ['device', f.name],
      ['device', f.activeMember],
      ['mac', f.activeMemberMac],
    ],
  },
  'ovs-bond-member': {
    key: (f) => f.name,
    title: (f) =>
      words('member', f.name, 'of', f.bond, f.enabled ? 'enabled' : 'disabled', f.active && 'active'),
    names: (f) => [
      ['device', f.name],
      ['device', f.bond],
    ],
  },
  lacp: {
    key: (f) => f.name,
    title: (f) => words('LACP', f.name, ...f.status, f.properties['lacp_time']),
    names: (f) => [
      ['device', f.name],
      ['mac', f.properties['sys_id']],
    ],
  },
  'lacp-member': {
    key: (f) => f.name,
    title: (f) =>
      words(
        'LACP member',
        f.name,
        'of',
        f.bond,
        f.status,
        f.partner['sys_id'] && `partner ${f.partner['sys_id']}`,
      ),
    names: (f) => [
      ['device', f.name],
      ['device', f.bond],
      ['mac', f.partner['sys_id']],
    ],
  },
  'ovs-tunnel': {
    key: (f) => f.name,
    title: (f) =>
      words(
        'tunnel',
        f.name,
        f.type,
        `${f.localAddress} → ${f.remoteAddress}`,
        `datapath port ${f.datapathPort}`,
      ),
    names: (f) => [
      ['device', f.name],
      ['address', f.localAddress],
      ['address', f.remoteAddress],
    ],
  },
  'tunnel-listener': {
    key: (f) => f.name,
    title: (f) => words('tunnel packets enter', f.name, f.address && `at ${f.address}`, f.mac),
    names: (f) => [
      ['device', f.name],
      ['address', f.address],
      ['mac', f.mac],
    ],
  },
  'tunnel-neighbour': {
    key: (f) => f.address,
    title: (f) => words(f.address, 'is', f.mac, 'behind', f.bridge),
    names: (f) => [
      ['address', f.address],
      ['mac', f.mac],
      ['bridge', f.bridge],
    ],
  },
  'ovs-route': {
    key: (f) => f.prefix,
    title: (f) =>
      words(
        'route of the switch',
        f.prefix,
        f.gateway && `via ${f.gateway}`,
        `dev ${f.device}`,
        f.source && `src ${f.source}`,
      ),
    names: (f) => [
      ['device', f.device],
      ['address', f.gateway],
      ['address', f.source],
    ],
  },
  'coverage-counter': {
    key: (f) => f.event,
    title: (f) => words(f.event, `${f.total} times`, f.perSecond5s > 0 && `${f.perSecond5s}/s now`),
    names: () => [],
  },
  'upcall-statistics': {
    key: (f) => f.datapath,
    title: (f) =>
      words('upcalls', f.datapath, `${f.current ?? '?'} flows`, f.limit !== null && `limit ${f.limit}`),
    names: () => [],
  },
  'ovs-mdb-entry': {
    key: (f) => f.group,
    title: (f) => words('group', f.group, 'on port', f.port, `VLAN ${f.vlan}`, on(f.bridge), f.protocol),
    names: (f) => [
      ['address', f.group === 'querier' ? null : f.group],
      ['bridge', f.bridge],
    ],
  },
  'spanning-tree': {
    key: (f) => f.bridge,
    title: (f) =>
      words(
        f.protocol.toUpperCase(),
        f.bridge,
        f.isRoot ? 'is the root' : `root ${f.root['stp-system-id'] ?? '?'}`,
      ),
    names: (f) => [
      ['bridge', f.bridge],
      ['mac', f.root['stp-system-id']],
      ['mac', f.own['stp-system-id']],
    ],
  },
  'spanning-tree-port': {
    key: (f) => f.name,
    title: (f) => words(f.protocol.toUpperCase(), 'port', f.name, on(f.bridge), f.role, f.state),
    names: (f) => [
      ['device', f.name],
      ['bridge', f.bridge],
    ],
  },
  'pmd-thread': {
    key: (f) => f.thread,
    title: (f) => words(f.thread, f.topic),
    names: () => [],
  },
  'pmd-rxq': {
    key: (f) => f.port,
    title: (f) =>
      words('queue', f.queue, 'of', f.port, 'polled by', f.thread, f.usage !== null && `${f.usage} %`),
    names: (f) => [['device', f.port]],
  },
  'bfd-session': {
    key: (f) => f.name ?? 'BFD',
    title: (f) =>
      words(
        'BFD',
        f.name,
        f.localState,
        f.forwarding === null ? null : f.forwarding ? 'forwarding' : 'not forwarding',
      ),
    names: (f) => [['device', f.name]],
  },
  'cfm-session': {
    key: (f) => f.name,
    title: (f) =>
      words(
        'CFM',
        f.name,
        f.mpid && `MPID ${f.mpid}`,
        f.properties['fault'] && `fault ${f.properties['fault']}`,
      ),
    names: (f) => [['device', f.name]],
  },
  'ovs-qos': {
    key: (f) => f.name,
    title: (f) => words('QoS', f.name, f.type, optionText(f.settings)),
    names: (f) => [['device', f.name]],
  },
  'ovs-version': {
    key: (f) => f.program,
    title: (f) => words(f.program, f.version),
    names: () => [],
  },
  ofproto: {
    key: (f) => f.bridge,
    title: (f) => words('bridge that runs', f.bridge),
    names: (f) => [['bridge', f.bridge]],
  },
  'log-level': {
    key: (f) => f.module,
    title: (f) => words('log of', f.module, `console ${f.console}`, `syslog ${f.syslog}`, `file ${f.file}`),
    names: () => [],
  },
};

function dropped(count: number | null | undefined, how: string): string | null {
  return count === null || count === undefined || count === 0 ? null : `${count} ${how}`;
}

// Wording of the facts of shared/facts/open-vswitch.ts.
import type { OpenVswitchFacts } from '../../../../shared/facts/open-vswitch.ts';
import { optionText, words, type Wordings } from './wording.ts';

export const openVswitchWordings: Wordings<OpenVswitchFacts> = {
  'ovs-bridge': {
    key: (f) => f.name,
    title: (f) => words('OVS bridge', f.name, f.datapathType, f.failMode && `fail_mode ${f.failMode}`),
    names: (f) => [['bridge', f.name]],
  },
  'open-vswitch': {
    key: (f) => f.uuid ?? f.ovsVersion ?? '',
    title: (f) =>
      words('Open vSwitch', f.ovsVersion, f.systemType, optionText(f.externalIds), optionText(f.otherConfig)),
    names: (f) => [
      ['host', f.externalIds['hostname']],
      ['device', f.externalIds['system-id']],
      ['address', f.externalIds['ovn-encap-ip']],
    ],
  },
  'ovs-controller': {
    key: (f) => f.target,
    title: (f) =>
      words(
        'controller',
        f.target,
        f.bridge && `of ${f.bridge}`,
        f.isConnected !== null && (f.isConnected ? 'connected' : 'not connected'),
        f.role,
      ),
    names: (f) => [['bridge', f.bridge]],
  },
  'ovsdb-manager': {
    key: (f) => f.target,
    title: (f) =>
      words(
        'OVSDB manager',
        f.target,
        f.database,
        f.isConnected !== null && (f.isConnected ? 'connected' : 'not connected'),
      ),
    names: () => [],
  },
  'ovs-port': {
    key: (f) => f.name,
    title: (f) =>
      words(
        'OVS port',
        f.name,
        f.bridge && `on ${f.bridge}`,
        typeof f.tag === 'number' && `tag ${f.tag}`,
        f.trunks !== null && f.trunks.length > 0 && `trunks ${f.trunks.join(',')}`,
      ),
    names: (f) => [
      ['device', f.name],
      ['bridge', f.bridge],
      ...(f.interfaces ?? []).map((name) => ['device', name] as const),
    ],
  },
  'ovs-interface': {
    key: (f) => f.name,
    title: (f) =>
      words(
        'OVS interface',
        f.name,
        f.type,
        f.ofport !== null && `ofport ${f.ofport}`,
        optionText(f.options),
        f.error,
      ),
    names: (f) => [
      ['device', f.name],
      ['bridge', f.bridge],
      ['device', f.options['peer']],
      ['address', f.options['local_ip']],
      ['address', f.options['remote_ip']],
      ['mac', f.mac],
      ['mac', f.externalIds['attached-mac']],
      ['device', f.externalIds['iface-id']],
      ['instance', f.externalIds['vm-uuid'] ?? f.externalIds['vm-id']],
    ],
  },
  'openflow-switch': {
    key: (f) => f.bridge ?? f.datapathId,
    title: (f) => words('OpenFlow switch', f.bridge, `dpid ${f.datapathId}`, f.protocol),
    names: (f) => [
      ['bridge', f.bridge],
      ['device', f.datapathId],
    ],
  },
  'openflow-port': {
    key: (f) => f.name,
    title: (f) => words('OpenFlow port', f.ofport, f.name, f.bridge && `on ${f.bridge}`, ...f.state),
    names: (f) => [
      ['device', f.name],
      ['bridge', f.bridge],
      ['mac', f.mac],
    ],
  },
  flow: {
    key: (f) => words(f.bridge, `table=${f.table}`, `priority=${f.priority}`, f.match),
    title: (f) =>
      words(f.bridge, `table=${f.table}`, `priority=${f.priority}`, f.match, `actions=${f.actions}`),
    // Flows are found through the flow filter, not by name: there may be a million of them.
    names: () => [],
  },
  'empty-flow-dump': {
    key: (f) => f.bridge,
    title: (f) => words(f.bridge, 'has no flow'),
    names: (f) => [['bridge', f.bridge]],
  },
  'datapath-port': {
    key: (f) => f.name,
    title: (f) =>
      words('datapath port', f.name, 'on', f.bridge, `${f.ofport}/${f.datapathPort ?? 'none'}`, f.type),
    names: (f) => [
      ['device', f.name],
      ['bridge', f.bridge],
      ['address', f.options['local_ip']],
      ['address', f.options['remote_ip']],
    ],
  },
  'fdb-entry': {
    key: (f) => f.mac,
    title: (f) =>
      words(
        f.mac,
        'on port',
        f.port,
        `VLAN ${f.vlan}`,
        f.bridge && `of ${f.bridge}`,
        f.age === null ? 'static' : `age ${f.age}`,
      ),
    names: (f) => [
      ['mac', f.mac],
      ['bridge', f.bridge],
    ],
  },
};

// INI files: oslo.config's (`/etc/neutron/**`, `/etc/nova/nova.conf`), NetworkManager's key files and
// systemd-networkd's `.network`, `.netdev`, `.link`.
//
//   [DEFAULT]
//   # commented out
//   transport_url = *********
//   [ml2]
//   mechanism_drivers = openvswitch,l2population
//   [ml2_type_vxlan]
//   vni_ranges = 1:1000,
//    2000:3000
//
// An option that stands several times in a section is a multi-value one (`service_provider`), or a section
// that stands several times in networkd's files: its values are kept in their order. A line that begins with
// a space goes on with the value before it. What sos masked (`*********`) stays as it is.
// Source: oslo.config's documentation ("Parsing"), nm-settings-keyfile(5), systemd.network(5).
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { printedFile } from '../file-path.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'cat FILE.ini';
const section = /^\[([^[\]]{1,200})\]\s*(?:[#;].*)?$/;
const option = /^([A-Za-z_][\w.:/-]{0,100})\s*[=:]\s?(.*)$/;

const paths: readonly RegExp[] = [
  /\/(?:neutron|nova|ironic-neutron-agent|octavia|ovn-bgp-agent)\/(?:[\w.-]+\/){0,4}[\w-]+\.(?:conf|ini)$/,
  /\/NetworkManager\/(?:conf\.d\/[\w.-]+\.conf|NetworkManager\.conf|system-connections\/.+)$/,
  /\/systemd\/network(?:d\.conf|\/[\w@.-]+\.(?:network|netdev|link)(?:\.d\/[\w.-]+\.conf)?)$/,
  /(?:^|\/)(?:neutron|nova|nova-compute|ml2_conf(?:_\w+)?|openvswitch_agent|linuxbridge_agent|sriov_agent|l3_agent|dhcp_agent|metadata_agent|metering_agent|neutron_ovn_metadata_agent|ovn|NetworkManager)\.(?:ini|conf)$/,
  /\.nmconnection$/,
];
/** Files beside them that are no INI files or configure no network; a charm's templates configure nothing yet. */
const others =
  /api-paste\.ini|rootwrap\.conf|logging\.conf|uwsgi\.ini|policy\.|nova\/nm\.conf|\/(?:rootwrap\.d|templates|ns-metadata-proxy|ovn-metadata-proxy|ha_confs|dhcp|external)\//;

interface Option {
  readonly section: string | null;
  readonly option: string;
  readonly values: string[];
  readonly firstLine: number;
  lastLine: number;
}

function parser(context: CommandContext, sink: Sink): LineParser {
  const file = context.target ?? 'unknown';
  let current: string | null = null;
  const options = new Map<string, Option>();
  let last: Option | null = null;
  /** Grows at a line that cannot be read, which may have been a heading: what follows adds nothing to what came before. */
  let part = 0;
  return {
    line(text, number) {
      const trimmed = text.trim();
      if (trimmed === '') last = null;
      if (trimmed === '' || /^[#;]/.test(trimmed)) return;
      const named = section.exec(trimmed)?.[1];
      // A heading that was moved in is still one: taken for a value's next line, it would give the options below
      // it to the section above.
      if (named !== undefined) {
        current = named;
        last = null;
        part = 0;
        return;
      }
      if (/^\s/.test(text) && last !== null) {
        last.values.push(`${last.values.pop() ?? ''} ${trimmed}`.trim());
        last.lastLine = number;
        return;
      }
      const [, name, value] = option.exec(trimmed) ?? [];
      if (name === undefined || value === undefined) {
        unexpectedLine(sink, title, text, number);
        last = null;
        part++;
        return;
      }
      const key = JSON.stringify([current, name, part]);
      last = options.get(key) ?? {
        section: current,
        option: name,
        values: [],
        firstLine: number,
        lastLine: number,
      };
      last.values.push(value.trim());
      last.lastLine = number;
      options.set(key, last);
    },
    end() {
      for (const { firstLine, lastLine, ...fact } of options.values())
        sink.fact('config-option', { file, ...fact }, firstLine, lastLine);
    },
  };
}

/** Sections with an option each, which only these files have together. */
type Telling = readonly (readonly [section: string, option: RegExp])[];

/** Most sections of oslo.config (`database`, `keystone_authtoken`) are in the files of every service. */
const telling: readonly Telling[] = [
  [['ml2', /^(?:mechanism_drivers|type_drivers|tenant_network_types|extension_drivers|overlay_ip_version)$/]],
  [
    [
      'ovs',
      /^(?:bridge_mappings|local_ip|integration_bridge|tunnel_bridge|datapath_type|of_interface|ovsdb_connection)$/,
    ],
  ],
  [['ovn', /^(?:ovn_nb_connection|ovn_sb_connection|ovn_l3_scheduler|ovn_metadata_enabled)$/]],
  [['linux_bridge', /^(?:physical_interface_mappings|bridge_mappings)$/]],
  [['sriov_nic', /^physical_device_mappings$/]],
  [['securitygroup', /^(?:firewall_driver|enable_security_group|enable_ipset)$/]],
  [['agent', /^(?:tunnel_types|l2_population|arp_responder|enable_distributed_routing)$/]],
  [
    [
      'DEFAULT',
      /^(?:core_plugin|service_plugins|interface_driver|dhcp_driver|agent_mode|router_distributed|l3_ha|ha_vrrp_auth_password|nova_metadata_host|compute_driver|vif_plugging_timeout|dhcp_agents_per_network)$/,
    ],
  ],
  // NetworkManager's, and systemd-networkd's.
  [
    ['connection', /^id$/],
    ['connection', /^uuid$/],
    ['connection', /^type$/],
  ],
  [['ifupdown', /^managed$/]],
  [
    ['NetDev', /^Name$/],
    ['NetDev', /^Kind$/],
  ],
  [
    ['Match', /^(?:Name|OriginalName|MACAddress|Type|Driver|Kind)$/],
    ['Network', /./],
  ],
  [
    ['Match', /^(?:OriginalName|MACAddress|PermanentMACAddress|Driver)$/],
    ['Link', /./],
  ],
];

export const configIni: Command = {
  id: 'config-ini',
  title,
  facts: ['config-option'],
  recognise(argv) {
    const file = printedFile(argv);
    if (file === null || others.test(file)) return null;
    return paths.some((path) => path.test(file)) ? { target: file } : null;
  },
  sniff: () => false,
  opens: ({ first, settings }) =>
    /^\s*[#;[]/.test(first) &&
    telling.some((all) =>
      all.every(([name, own]) => [...(settings.get(name) ?? [])].some((one) => own.test(one))),
    ),
  parser,
};

// Files below `/sys/class/net/DEVICE`: one value each.
//
//   /sys/class/net/eth0/mtu             1500
//   /sys/class/net/eth0/bonding/mode    802.3ad 4
//   /sys/devices/pci0000:00/0000:00:03.0/virtio0/net/ens3/operstate   up
//
// sos stores the files where the links of /sys/class/net lead. Read is what says something of the device and
// its place in bonds and bridges; not its queues and its power management, which are thousands of files.
// Source: Documentation/ABI/testing/sysfs-class-net* of Linux.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { printedFile } from '../file-path.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'cat /sys/class/net';
const place = /^\/sys\/(?:class\/net|devices\/(?:[^/]+\/){1,20}net)\/([^/]+)\/(.+)$/;
const wanted =
  /^(?:address|addr_assign_type|addr_len|broadcast|carrier|carrier_changes|carrier_down_count|carrier_up_count|dev_id|dev_port|dormant|duplex|flags|gro_flush_timeout|ifalias|ifindex|iflink|link_mode|mtu|name_assign_type|napi_defer_hard_irqs|netdev_group|operstate|phys_port_id|phys_port_name|phys_switch_id|proto_down|speed|testing|threaded|tun_flags|tx_queue_len|type|owner|group|bonding\/\w+|bonding_slave\/\w+|bridge\/(?!flush)\w+|brport\/(?!flush)\w+|statistics\/\w+|device\/(?:sriov_\w+|numa_node|vendor|device|subsystem_vendor|subsystem_device|max_link_speed|current_link_speed|max_link_width|current_link_width))$/;

/** `eth0 bonding/mode` of a path; null for a file that is not read. */
function deviceAndAttribute(path: string): { readonly device: string; readonly attribute: string } | null {
  const [, device, attribute] = place.exec(path) ?? [];
  return device !== undefined && attribute !== undefined && wanted.test(attribute)
    ? { device, attribute }
    : null;
}

function parser(context: CommandContext, sink: Sink): LineParser {
  const about = deviceAndAttribute(context.target ?? '');
  let first = true;
  return {
    line(text, number) {
      if (text.trim() === '') return;
      if (first && about !== null)
        sink.fact('device-attribute', { ...about, value: text.trim(), netns: context.netns }, number, number);
      else unexpectedLine(sink, title, text, number);
      first = false;
    },
    end() {
      // A file has one value.
    },
  };
}

export const sysfsNetwork: Command = {
  id: 'sysfs-network',
  title,
  facts: ['device-attribute'],
  recognise(argv) {
    const path = printedFile(argv);
    return path !== null && deviceAndAttribute(path) !== null ? { target: path } : null;
  },
  sniff: () => false,
  parser,
};

// The outputs in tests/fixtures/linux, each with the command that printed it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixtures } from './shared-data.ts';

/** The text of one of tests/fixtures/linux. */
export function linuxOutput(name: string): string {
  return readFileSync(join(fixtures, 'linux', name), 'utf8');
}

export const linuxOutputs: readonly { readonly name: string; readonly argv: readonly string[] }[] = [
  { name: 'nova_show_web1.txt', argv: ['nova', 'show', 'web1'] },
  { name: 'openstack_server_show_multi1.txt', argv: ['openstack', 'server', 'show', 'multi1'] },
  { name: 'virsh_dumpxml_instance-00000001.txt', argv: ['virsh', 'dumpxml', 'instance-00000001'] },
  { name: 'virsh_dumpxml_instance-00000006.txt', argv: ['virsh', '-r', 'dumpxml', 'instance-00000006'] },
  { name: 'run-instance-00000001.xml', argv: ['virsh', 'dumpxml', 'instance-00000001'] },
  { name: 'brctl_show.txt', argv: ['brctl', 'show'] },
  { name: 'bridge_-d_link.txt', argv: ['bridge', '-d', 'link'] },
  { name: 'lshw_-class_network.txt', argv: ['lshw', '-class', 'network'] },
  { name: 'ethtool_-S_qvb36aaab22-c8.txt', argv: ['ethtool', '-S', 'qvb36aaab22-c8'] },
  { name: 'ethtool_-i_qvb36aaab22-c8.txt', argv: ['ethtool', '-i', 'qvb36aaab22-c8'] },
  { name: 'ip_-s_-d_link.txt', argv: ['ip', '-s', '-d', 'link'] },
  { name: 'ip_addr.txt', argv: ['ip', 'addr'] },
  { name: 'ip_-o_addr', argv: ['ip', '-o', 'addr'] },
  { name: 'qrouter_ip_-d_addr.txt', argv: ['ip', '-d', 'addr'] },
];

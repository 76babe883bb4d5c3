import { describe, expect, test } from 'vitest';
import {
  commandLineFromFileName,
  commandLineFromPath,
  recogniseCommandLine,
} from '../../../shared/bundle/command-line.ts';
import { normaliseCommandLine } from '../../../shared/bundle/normal-command-line.ts';

describe('a command line', () => {
  test.each([
    ['/usr/bin/ovs-vsctl -t 5 show', ['ovs-vsctl', '-t', '5', 'show'], null],
    ['sudo -u root ovs-vsctl show', ['ovs-vsctl', 'show'], null],
    ['timeout 300s ip -n ns1 -d link show', ['ip', '-d', 'link', 'show'], 'ns1'],
    ['sudo ip netns exec qrouter-1 ip -d link', ['ip', '-d', 'link'], 'qrouter-1'],
    ['nsenter --net=/var/run/netns/qdhcp-7 ip a', ['ip', 'a'], 'qdhcp-7'],
    [
      'podman exec -it ovn_controller ovs-ofctl dump-flows br-int',
      ['ovs-ofctl', 'dump-flows', 'br-int'],
      null,
    ],
    ['kubectl exec -n openstack ovs-1 -c ovs -- ovs-vsctl show', ['ovs-vsctl', 'show'], null],
    ['openstack-hypervisor.ovs-vsctl show 2>/dev/null', ['ovs-vsctl', 'show'], null],
    ['LANG=C virsh dumpxml "instance-0000001e"', ['virsh', 'dumpxml', 'instance-0000001e'], null],
    ['cd /tmp; brctl show', ['brctl', 'show'], null],
    ['ip netns', ['ip', 'netns'], null],
    ['timeout 5', ['timeout', '5'], null],
    ['', [], null],
  ])('%s', (commandLine, argv, netns) => {
    expect(normaliseCommandLine(commandLine)).toMatchObject({ argv, netns });
  });

  test('is recognised with what its arguments say', () => {
    const found = recogniseCommandLine('sudo ip netns exec snat-984c ethtool -S qg-14f81a43-69');
    expect(found?.command.id).toBe('ethtool-statistics');
    expect(found?.context).toMatchObject({ target: 'qg-14f81a43-69', netns: 'snat-984c', protocol: null });
    const flows = recogniseCommandLine('ovs-ofctl -O OpenFlow13 dump-flows br-int | grep table=0');
    expect(flows?.command.id).toBe('ovs-ofctl-dump-flows');
    expect(flows?.context).toMatchObject({ target: 'br-int', netns: null, protocol: 'OpenFlow13' });
  });

  test('whose output was rewritten is not recognised', () => {
    expect(recogniseCommandLine('ovs-ofctl dump-flows br-int | wc -l')).toBeNull();
    expect(recogniseCommandLine("ovs-vsctl show | awk '{print $1}'")).toBeNull();
  });
});

describe('a file name', () => {
  test.each([
    // sos 4.2 on Ubuntu and its older forms
    ['ip_-s_-d_link', 'ip -s -d link'],
    [
      'ovs-appctl_bridge.dump-flows_--offload-stats_br-int',
      'ovs-appctl bridge/dump-flows --offload-stats br-int',
    ],
    ['ovs-appctl_dpif-netdev.pmd-stats-show', 'ovs-appctl dpif-netdev/pmd-stats-show'],
    ['ovs-appctl_-t_ovs-monitor-ipsec_tunnels.show', 'ovs-appctl -t ovs-monitor-ipsec tunnels/show'],
    ['ovs-vsctl_-t_5_list_Open_vSwitch', 'ovs-vsctl -t 5 list Open_vSwitch'],
    ['ovs-vsctl_-t_5_show.1', 'ovs-vsctl -t 5 show'],
    ['ethtool_-S_vxlan_sys_4789', 'ethtool -S vxlan_sys_4789'],
    ['ethtool_-S_eth0.10', 'ethtool -S eth0.10'],
    ['ovs-ofctl_-O_OpenFlow13_dump-flows_br_ex', 'ovs-ofctl -O OpenFlow13 dump-flows br_ex'],
    ['virsh_-r_dumpxml_instance-0000001e', 'virsh -r dumpxml instance-0000001e'],
    ['ip_netns_exec_qrouter-f34652a4_ip_-d_link.txt', 'ip netns exec qrouter-f34652a4 ip -d link'],
    ['ip_netns_exec_qrouter-f3_id_0_ip_address_show', 'ip netns exec qrouter-f3 ip address show'],
    ['openstack-hypervisor.ovs-vsctl_show', 'ovs-vsctl show'],
    ['podman_exec_ovn_controller_ovs-vsctl_show', 'podman exec ovn_controller ovs-vsctl show'],
    ['sos_strings/openvswitch/ovs-ofctl_dump-flows_br-int.tailed', 'ovs-ofctl dump-flows br-int'],
    // by hand
    ['ovs-vsctl show.txt', 'ovs-vsctl show'],
    ['brctl_show.log', 'brctl show'],
    ['compute1/ip-d-link', 'ip -d link'],
    ['ip-a.txt', 'ip a'],
    ['01-ovs-vsctl-show', 'ovs-vsctl show'],
    ['compute1_ovs-vsctl_show.txt', 'ovs-vsctl show'],
    ['ovs-ofctl-dump-flows-br-int.txt', 'ovs-ofctl dump-flows br-int'],
    ['ovs-appctl-fdb-show-br-int.out', 'ovs-appctl fdb/show br-int'],
    ['ovs-appctl_dpif_show', 'ovs-appctl dpif/show'],
    ['virsh-dumpxml-instance-0000001e', 'virsh dumpxml instance-0000001e'],
    ['openstack_server_show_web_1', 'openstack server show web_1'],
    ['lshw-class-network', 'lshw -class network'],
    ['ovs_vsctl_show', 'ovs-vsctl show'],
    // with the format's ending
    ['openstack_port_list.json', 'openstack port list -f json'],
    ['openstack-port-list.csv', 'openstack port list -f csv'],
    ['port_list.csv', 'openstack port list -f csv'],
    ['floating-ip-list.yml', 'openstack floating ip list -f yaml'],
    ['server_show_web_1.json', 'openstack server show web_1 -f json'],
    ['neutron_port-list.json', 'neutron port-list -f json'],
    ['ovs-vsctl_list_Interface.json', 'ovs-vsctl list Interface --format=json'],
    ['compute1_ovsdb-client_dump.csv', 'ovsdb-client dump --format=csv'],
    ['ip_netns_exec_qrouter-f3_ip_addr.json', 'ip netns exec qrouter-f3 ip addr -j'],
    ['list.json', null],
    ['sos.json', null],
    ['metadata.csv', null],
    // not a command's
    ['README.md', null],
    ['neutron-api.json', null],
    ['dump-flows-br-int.txt', null],
    ['', null],
  ])('%s', (name, commandLine) => {
    expect(commandLineFromFileName(name)).toBe(commandLine);
  });

  test('of libvirt stands for what virsh prints', () => {
    expect(commandLineFromPath('r/etc/libvirt/qemu/instance-01.xml')).toBe(
      'virsh dumpxml --inactive instance-01',
    );
    expect(commandLineFromPath('run/libvirt/qemu/instance-01.xml')).toBe('virsh dumpxml instance-01');
    // A network's file is read as it lies there.
    expect(commandLineFromPath('etc/libvirt/qemu/networks/default.xml')).toBe(
      'cat /etc/libvirt/qemu/networks/default.xml',
    );
  });
});

// Names of outputs that came out of containers and snaps, with the options that such commands take.
import { expect, test } from 'vitest';
import { commandLineFromFileName, recogniseCommandLine } from '../../../shared/bundle/command-line.ts';

test.each([
  ['podman_exec_ovn_controller_ovs-vsctl_show', 'ovs-vsctl-show'],
  ['podman_exec_ovn-dbs-bundle-podman-0_ovn-nbctl_show', 'ovn-nbctl-show'],
  ['podman_exec_my_ip_agent_ovs-vsctl_-t_5_show', 'ovs-vsctl-show'],
  ['podman_exec_-u_root_openvswitch_vswitchd_ovs-ofctl_show_br-int', 'ovs-ofctl-show'],
  ['docker_exec_neutron_l3_agent_ip_-s_-d_link', 'ip-link'],
  [
    'podman_exec_ovn_north_db_ovn-nbctl_--db_unix_.run.ovn.ovnnb_db.sock_list_Logical_Switch',
    'ovn-nbctl-list',
  ],
  ['openstack-hypervisor.ovs-vsctl_-t_5_show', 'ovs-vsctl-show'],
  ['microovn.ovn-sbctl_show', 'ovn-sbctl-show'],
  ['microovn.ovn-nbctl_--no-leader-only_show', 'ovn-nbctl-show'],
  ['openstack-hypervisor.ovs-appctl_fdb.show_br-int', 'ovs-appctl-fdb-show'],
])('%s', (name, id) => {
  expect(recogniseCommandLine(commandLineFromFileName(name) ?? '')?.command.id).toBe(id);
});

test('a command is asked for again with the runner that it ran with', () => {
  expect(commandLineFromFileName('docker_exec_neutron_l3_agent_ip_-s_-d_link')).toBe(
    'docker exec neutron_l3_agent ip -s -d link',
  );
  expect(commandLineFromFileName('podman_exec_ovn_controller_ovs-vsctl_show')).toBe(
    'podman exec ovn_controller ovs-vsctl show',
  );
});

test.each([
  [
    'ovn-nbctl_--db_unix_.run.ovn.ovnnb_db.sock_list_Logical_Switch',
    'ovn-nbctl --db=unix:/run/ovn/ovnnb_db.sock list Logical_Switch',
  ],
  ['ovn-sbctl_--db_tcp_10.0.0.1_6642_show', 'ovn-sbctl --db=tcp:10.0.0.1:6642 show'],
  [
    'ovn-sbctl_--db_ssl_10.0.0.1_6642_ssl_10.0.0.2_6642_lflow-list',
    'ovn-sbctl --db=ssl:10.0.0.1:6642,ssl:10.0.0.2:6642 lflow-list',
  ],
  [
    'ovs-vsctl_--db_unix_.var.run.openvswitch.db.sock_show',
    'ovs-vsctl --db=unix:/var/run/openvswitch/db.sock show',
  ],
])('%s keeps its database', (name, commandLine) => {
  expect(commandLineFromFileName(name)).toBe(commandLine);
});

test.each([
  ['ovs-ofctl_dump-flows_br-int.1', 'ovs-ofctl dump-flows br-int'],
  ['ovs-appctl_fdb.show_br0.2', 'ovs-appctl fdb/show br0'],
  ['ovs-ofctl_show_tcp_10.0.0.1', 'ovs-ofctl show tcp_10.0.0.1'],
  ['ethtool_-i_eth0.1', 'ethtool -i eth0.1'],
])('%s with the number of a collision or of its own', (name, commandLine) => {
  expect(commandLineFromFileName(name)).toBe(commandLine);
});

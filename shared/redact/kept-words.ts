// Names that are also words of the tools' outputs: replaced everywhere, an output could not be read any more. They say
// nothing of whose cloud it is, and are kept; the preview names those that the case has, and the user may add them.

const words = `
  a abort access action actions active address addresses admin agent agents alias all allow allowed any api app apps arp
  array attached auth auto backup base bond boot br bridge bridges bus ceilometer ceph chain cinder client cloud cluster
  cmd code command common compute config connected connection console container controller cookie core cpu ct data
  database datapath db debug default demo dev device devices dhcp dir direct disabled disk dns docker domain down dpdk
  drop dump dvr egress enabled engine error eth ethernet etc ext external failed false fdb file filter firewall flat
  floating flow flows forward gateway geneve glance gre group ha haproxy heat home horizon host hostname hosts http https
  id image in info ingress inet input instance int interface interfaces internal internet ip ipam ipv4 ipv6 kernel
  keystone kvm l2 l3 lan learn libvirt link linux lo load local localdomain localhost log logs lxc lxd mac main manager
  manila mask master match memory meter metadata metric mgmt mirror mode monitor mtu multicast mysql name nat net netns
  network networks neutron none normal nova null ns octavia off ok on openstack openvswitch other out output ovn ovs ovsdb
  packets patch path peer physical physnet pod pool port ports private process protected proto protocol provider proxy
  public qemu qos queue rabbitmq raw remote replica resource role root route router routers rule rules running scope
  script security self server service services set shared show shutdown slave snap socket source ssh stack standby state
  static status storage subnet subnets swift switch sync sys system table tap target tcp temp tenant test tmp token trunk
  true trusted tun tunnel type ubuntu udp uint unix unknown unused up update upgrade user users usr uuid value var veth
  version vhost virbr virsh virt vlan vm vms volume vpn vxlan web worker www xml zone
`;

const kept: ReadonlySet<string> = new Set(words.trim().split(/\s+/));

/** Is a name left as it is, and why: it is a word of outputs, too short to be told from one, or only a number. */
export function reasonToKeep(name: string): 'word' | 'short' | 'number' | null {
  if (/^[\d.:-]*$/.test(name)) return 'number';
  if ([...name].length < 3) return 'short';
  return kept.has(name.toLowerCase()) && (name === name.toLowerCase() || name === name.toUpperCase())
    ? 'word'
    : null;
}

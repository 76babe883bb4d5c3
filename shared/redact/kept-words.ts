// Names that are also words of the tools' outputs: replaced everywhere, an output could not be read any more. They say
// nothing of whose cloud it is, and are kept; the preview names those that the case has, and the user may add them.

const words = `
  a abort access action actions active address addresses admin agent agents aging alias all allow allow-related
  allowed any anycast aodh apache api app apps arp array attached auth auto backup balance balloon barbican base
  blocked blocking bond boot br bridge bridge-mapping bridges broadcast build building bus byte bytes cdrom
  ceilometer centos ceph chain channel cinder client cloud cluster cmd code command common compute config
  connected connection console container controller cookie core cpu crashed created ct daemon data database
  datapath db debian debug default delay deleted demo deny deployed designate designated dev device devices dhcp
  dir direct disabled disk dns docker domain domain-name down dpdk drop dump duplex dvr dying dynamic e1000
  egress email emulator enabled engine error established etc eth ethernet ext external failed false fast fdb
  fedora file filter firewall flat floating floppy flow flows forward forwarding full gateway geneve git glance
  global gnocchi gre group guest ha half haproxy hard hash heat hidden home horizon host hostdev hostname hosts
  hotplug http https hypervisor hypervisors id ide idle image in incomplete inet info ingress input instance int
  interface interfaces internal internet invalid ip ipam ipv4 ipv6 ironic kernel keyboard keystone kvm l2 l3
  lacp lan layer learn learned learning libvirt link link-local linux listening lo load local localdomain
  localhost log logs lxc lxd mac magnum main managed manager manila mapping mappings mask master match memcached
  memory metadata meter metric mgmt migrating mirror mistral mode monitor mouse mtu multicast murano mysql name
  nat nested net netns network networks neutron nginx noarp nobody none normal nova ns null octavia off ok on
  openstack openvswitch other out output ovn ovs ovsdb packet packets parallel passive password patch path
  paused peer pending permanent permit persistent physical physnet placement pmsuspended pod pool port ports
  postgres priority private probe process protected proto protocol provider proxy public qemu qos queue rabbit
  rabbitmq rate raw reachable reject related remote replica rescue resize resource resubmit rhel rng role root
  route router routers rtl8139 rule rules running sahara sata scope script scsi secret security self serial
  server service services set shared shelved show shutdown shutoff slave slow snap socket sound source speed
  spice ssh sshd stack stale standby state stateful stateless static status stopped storage string subnet
  subnets suspended swift switch sync sys system systemd table tablet tap target tcp temp tenant test timeout
  tmp token tracked transient trove true trunk trusted tun tunnel type ubuntu udp uint undeployed unicast unix
  unknown unmanaged untracked unused up update updated upgrade usb user username usernames users usr uuid value
  var verify_resize version veth vhost video virbr virsh virt virtio visible vlan vm vms vnc volume vpn vxlan
  watchdog web worker www xml zaqar zone
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

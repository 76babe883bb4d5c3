// The programs that engineers run on a node, by name: what tells a command line from prose, and a
// file named after a command from a file with any other name.

/** Programs whose outputs are asked for when a network is examined, and those that stand around them in a session. */
const names = `
arp arping arptables arptables-save awk brctl bridge cat cd clear conntrack crictl curl date df dig dmesg dmidecode docker dpdk-devbind.py
dpkg dpkg-query driverctl easyovs ebtables ebtables-save echo env ethtool exit export file find firewall-cmd for free glance grep head history
hostname hostnamectl hwclock id ifconfig ip ip6tables ip6tables-save ipset iptables iptables-save journalctl keystone
kubectl last less ll ls lscpu lshw lsmod lsof lspci lxc mkdir modinfo mount nc netstat neutron nft nmcli nova nsenter
nslookup nstat numactl openstack ovn-appctl ovn-detrace ovn-nbctl ovn-sbctl ovn-trace ovs-appctl ovs-dpctl ovs-ofctl
ovs-tcpundump ovs-vsctl ovs-vswitchd ovsdb-client ovsdb-server ovsdb-tool ping ping6 podman ps pwd python python3 route rpm sed service sh sleep snap
source ss ssh stat su sudo sysctl systemctl tail tc tcpdump tee timedatectl timeout top traceroute uname uptime vi vim
virsh watch wc which who whoami
installed-debs installed-rpms installed-snaps package-data
`;

export const knownPrograms: readonly string[] = names.trim().split(/\s+/);
const known: ReadonlySet<string> = new Set(knownPrograms);

/** True for a program's bare name, without path and without a snap's or package's prefix. */
export function isProgram(word: string): boolean {
  return known.has(word);
}

/** Names of programs long and special enough to be looked for inside a file name, longest first. */
export const distinctivePrograms: readonly string[] = [...known]
  .filter((name) => name.includes('-') || ['brctl', 'ethtool', 'virsh', 'easyovs', 'bridge'].includes(name))
  .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));

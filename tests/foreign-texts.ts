// Texts that lie about in bundles and that no command here prints: other programs' outputs, logs, tables, JSON,
// YAML and configuration, chosen to look like ours where they can. Written for the tests, in the form of each.

const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const border = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`;
  const lines = rows.map(
    (row) => `|${row.map((cell, at) => ` ${cell.padEnd(widths[at] ?? 0)} `).join('|')}|`,
  );
  return [border, lines[0], border, ...lines.slice(1), border, ''].join('\n');
};
const json = (value: unknown): string => JSON.stringify(value, null, 2);
const uuid = '36aaab22-c860-4b23-a469-6563b7005312';

export const foreignTexts: Readonly<Record<string, string>> = {
  'a read-me': `# Frobnicator

Frobnicator talks to bridges and routers. To start it:

    make install
    ./frob --bridge br0

## Tables

| Property | Value |
|----------|-------|
| bridge   | br0   |

1: first, 2: second. default via the gateway.
`,
  'an nginx access log': `10.0.0.5 - - [27/Nov/2026:07:43:27 +0000] "GET /v2.0/ports HTTP/1.1" 200 5316 "-" "curl/8.5"
10.0.0.6 - - [27/Nov/2026:07:43:28 +0000] "GET /v2.0/networks HTTP/1.1" 200 812 "-" "python-neutronclient"
`,
  'a Java stack trace': `2026-11-27 07:43:27,123 ERROR [main] com.example.Bridge - cannot open port
java.lang.IllegalStateException: port 6640 in use
\tat com.example.Bridge.open(Bridge.java:42)
\tat com.example.Main.main(Main.java:7)
Caused by: java.net.BindException: Address already in use
`,
  'syslog of a whole host': `Nov 27 07:43:27 compute1 systemd[1]: Started Session 4 of User root.
Nov 27 07:43:28 compute1 sshd[812]: Accepted publickey for root from 10.0.0.5 port 50122 ssh2
Nov 27 07:43:29 compute1 ovs-vswitchd[77]: ovs|00012|bridge|INFO|bridge br-int: added interface tap1
Nov 27 07:43:30 compute1 CRON[900]: (root) CMD (run-parts /etc/cron.hourly)
`,
  'kernel messages': `[    0.000000] Linux version 6.1.0 (build@host) (gcc 12.2.0)
[    0.000000] Command line: BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro quiet
[    4.182710] openvswitch: Open vSwitch switching datapath
[    5.000112] br0: port 1(eth0) entered forwarding state
`,
  'a tcpdump': `07:43:27.123456 IP 10.0.0.5.50122 > 10.0.0.9.22: Flags [P.], seq 1:37, ack 1, win 501, length 36
07:43:27.123999 ARP, Request who-has 10.0.0.1 tell 10.0.0.5, length 28
`,
  'a ping': `PING 10.0.0.1 (10.0.0.1) 56(84) bytes of data.
64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=0.321 ms

--- 10.0.0.1 ping statistics ---
1 packets transmitted, 1 received, 0% packet loss, time 0ms
`,
  'a traceroute': `traceroute to 10.9.0.1 (10.9.0.1), 30 hops max, 60 byte packets
 1  10.0.0.1 (10.0.0.1)  0.312 ms  0.287 ms  0.266 ms
 2  * * *
`,
  'a dig': `; <<>> DiG 9.18.19 <<>> example.org
;; global options: +cmd
;; ANSWER SECTION:
example.org.\t\t86400\tIN\tA\t93.184.216.34
`,
  'a df': `Filesystem     1K-blocks    Used Available Use% Mounted on
/dev/sda1       41251136 9114468  30417840  24% /
tmpfs            8174752       0   8174752   0% /dev/shm
`,
  'a free': `               total        used        free      shared  buff/cache   available
Mem:        16349508     1830000    12000000       12000     2519508    14200000
Swap:              0           0           0
`,
  'a top': `top - 07:43:27 up 2 days, 17:41,  2 users,  load average: 0.58, 0.27, 0.58
Tasks: 212 total,   1 running, 211 sleeping,   0 stopped,   0 zombie

    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND
     77 root      10 -10  395244  20284  11000 S   6.7   0.1 101:06.12 ovs-vswitchd
`.replace('top - 07:43:27 up 2 days, 17:41,  2 users,  load average: 0.58, 0.27, 0.58\n', ''),
  'a listing': `total 24
drwxr-xr-x 2 root root 4096 Nov 27 07:43 br-int
-rw-r--r-- 1 root root  220 Nov 27 07:43 port 1: eth0
lrwxrwxrwx 1 root root    9 Nov 27 07:43 eth0 -> ../eth1
`,
  'an lsblk': `NAME   MAJ:MIN RM SIZE RO TYPE MOUNTPOINTS
sda      8:0    0  40G  0 disk
└─sda1   8:1    0  40G  0 part /
`,
  'an fstab': `# /etc/fstab: static file system information.
UUID=51ba3c1e-93d4-4a1e-a1b5-0242ac120002 /     ext4 errors=remount-ro 0 1
/swap.img none swap sw 0 0
`,
  'an /etc/hosts': `127.0.0.1 localhost
::1 ip6-localhost ip6-loopback
10.0.0.11 compute1.example.org compute1
`,
  'a resolv.conf': `nameserver 10.0.0.1
search example.org
options edns0 trust-ad
`,
  'a passwd': `root:x:0:0:root:/root:/bin/bash
neutron:x:110:113::/var/lib/neutron:/usr/sbin/nologin
`,
  'a crontab': `# m h  dom mon dow   command
17 *    * * *   root    cd / && run-parts --report /etc/cron.hourly
`,
  'a shell script': `#!/bin/bash
set -euo pipefail
DEVICE=eth0
for i in 1 2 3; do
  echo "port $i: $DEVICE"
done
`,
  'an environment': `HOME=/root
DEVICE=/dev/sda
NAME=demo
LANG=en_US.UTF-8
PATH=/usr/local/bin:/usr/bin
`,
  'an os-release': `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
ID=debian
`,
  'some Python': `import json

class Bridge:
    def show(self, port):
        """Bridge br-int
        Port tap1
        """
        return {"ports": [{"id": port}]}
`,
  'some C': `static const struct option options[] = {
    { "bridge", 1, NULL, 'b' },   /* 1: eth0: */
};
int main(int argc, char *argv[]) { return 0; }
`,
  'some SQL': `CREATE TABLE ports (
  id VARCHAR(36) NOT NULL,
  mac_address VARCHAR(32) NOT NULL
);
INSERT INTO ports VALUES ('${uuid}','fa:16:3e:c7:ae:08');
`,
  'some HTML': `<!DOCTYPE html>
<html><head><title>network</title></head>
<body><table><tr><th>Port</th><th>Bridge</th></tr></table></body></html>
`,
  'a Maven file': `<?xml version="1.0"?>
<project><modelVersion>4.0.0</modelVersion>
  <name>network</name>
</project>
`,
  'a Makefile': `all: bridge
bridge: main.o
\tcc -o bridge main.o
`,
  'a Dockerfile': `FROM debian:12
RUN apt-get update && apt-get install -y openvswitch-switch
ENTRYPOINT ["/usr/sbin/ovs-vswitchd"]
`,
  'a Terraform file': `resource "openstack_networking_port_v2" "port_1" {
  name           = "port_1"
  admin_state_up = "true"
}
`,
  'an haproxy.cfg': `global
    maxconn 4096
listen neutron
    bind 10.0.0.9:9696
    server network1 10.0.0.11:9696 check
`,
  'a dnsmasq.conf': `interface=br0
dhcp-range=10.0.0.50,10.0.0.150,12h
dhcp-option=3,10.0.0.1
`,
  'a my.cnf': `[mysqld]
bind-address = 10.0.0.11
default-storage-engine = innodb
[client]
port = 3306
`,
  'a systemd unit': `[Unit]
Description=Frob
After=network.target

[Service]
Type=simple
ExecStart=/usr/bin/frob

[Install]
WantedBy=multi-user.target
`,
  'a yum repository': `[base]
name=Base
baseurl=http://mirror.invalid/base
enabled=1
type=rpm-md
id=base
`,
  'a git configuration': `[core]
\trepositoryformatversion = 0
[remote "origin"]
\turl = git@example.invalid:x.git
[branch "main"]
\tremote = origin
`,
  'a tox.ini': `[tox]
envlist = py311,pep8
[testenv]
deps = -rrequirements.txt
`,
  'a keystone.conf': `[DEFAULT]
debug = false
transport_url = rabbit://guest:guest@10.0.0.11
[database]
connection = mysql+pymysql://keystone:x@10.0.0.11/keystone
[token]
provider = fernet
`,
  'a cinder.conf': `[DEFAULT]
rootwrap_config = /etc/cinder/rootwrap.conf
enabled_backends = lvm
my_ip = 10.0.0.11
[lvm]
volume_driver = cinder.volume.drivers.lvm.LVMVolumeDriver
`,
  'connections of another program': `[connection]
id = 7
type = amqp
[network]
name = br0
`,
  'a compose file': `services:
  web:
    image: nginx
    networks:
      - front
networks:
  front: {}
`,
  'a Kubernetes manifest': `apiVersion: v1
kind: Service
metadata:
  name: neutron-server
spec:
  ports:
    - port: 9696
      protocol: TCP
`,
  'an Ansible playbook': `- hosts: compute
  tasks:
    - name: bridge
      command: ovs-vsctl add-br br-ex
`,
  'an application’s YAML': `network:
  host: 10.0.0.1
  port: 8080
  bridges: 2
logging:
  level: info
`,
  'a network switched off': `network: {config: disabled}
`,
  'a package.json': json({ name: 'x', version: '1.0.0', dependencies: { ip: '^1.0.0' } }),
  'a docker inspect': json([
    {
      Id: 'abc',
      Name: '/web',
      State: { Status: 'running' },
      NetworkSettings: { Networks: { bridge: { MacAddress: '02:42:ac:11:00:02', IPAddress: '172.17.0.2' } } },
    },
  ]),
  'a kubectl list': json({
    apiVersion: 'v1',
    kind: 'List',
    items: [{ kind: 'Pod', metadata: { name: 'a' }, status: { podIP: '10.0.0.1' } }],
  }),
  'an EC2 answer': json({
    NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1', MacAddress: '02:42:ac:11:00:02', Status: 'in-use' }],
  }),
  'an Ironic answer': json({ ports: [{ uuid, address: '52:54:00:00:00:01', node_uuid: uuid }] }),
  'people in JSON': json([
    { id: 1, name: 'Ada', status: 'ACTIVE', networks: ['friends'] },
    { id: 2, name: 'Grace', status: 'ACTIVE', networks: [] },
  ]),
  'an inventory in JSON': json([{ id: 7, name: 'laptop', mac_address: '52:54:00:00:00:01', dev: 'eth0' }]),
  'names in JSON': json([{ name: 'blue' }, { name: 'green', id: 0 }]),
  'log lines in JSON': `{"time":"2026-11-27T07:43:27Z","level":"info","msg":"bridge up","dev":"br0"}
{"time":"2026-11-27T07:43:28Z","level":"info","msg":"port added","port":1}
`,
  'a Terraform state': json({
    version: 4,
    resources: [
      {
        type: 'openstack_networking_floatingip_v2',
        instances: [{ attributes: { floating_ip_address: '172.16.0.9', allocation_pools: [] } }],
      },
    ],
  }),
  'routes of another program': json([
    { dst: 'home', flags: 3, dev: true, path: '/' },
    { dst: 'x', src: 'y' },
  ]),
  GeoJSON: json({ type: 'FeatureCollection', features: [{ type: 'Feature', properties: { name: 'x' } }] }),
  'a MySQL table': table([
    ['id', 'name', 'created_at'],
    ['1', 'ports', '2026-11-27 07:43:27'],
    ['2', 'networks', '2026-11-27 07:43:28'],
  ]),
  'a MySQL status': table([
    ['Variable_name', 'Value'],
    ['Threads_connected', '41'],
    ['Uptime', '98123'],
  ]),
  volumes: table([
    ['ID', 'Name', 'Status', 'Size', 'Attached to'],
    [uuid, 'disk', 'in-use', '20', 'Attached to web1 on /dev/vda'],
  ]),
  images: table([
    ['ID', 'Name', 'Status'],
    [uuid, 'debian-12', 'active'],
  ]),
  flavors: table([
    ['ID', 'Name', 'RAM', 'Disk', 'Ephemeral', 'VCPUs', 'Is Public'],
    ['1', 'm1.tiny', '512', '1', '0', '1', 'True'],
  ]),
  'a volume of cinder': table([
    ['Property', 'Value'],
    ['attachment_ids', '[]'],
    ['availability_zone', 'nova'],
    ['bootable', 'false'],
    ['id', uuid],
    ['os-vol-host-attr:host', 'node1@lvm#lvm'],
  ]),
  'an image shown': table([
    ['Field', 'Value'],
    ['container_format', 'bare'],
    ['id', uuid],
    ['name', 'debian-12'],
    ['status', 'active'],
  ]),
  'a project shown': table([
    ['Field', 'Value'],
    ['description', 'admin'],
    ['enabled', 'True'],
    ['id', uuid.replaceAll('-', '')],
    ['name', 'admin'],
  ]),
  'volumes in JSON': json([{ ID: uuid, Name: 'disk', Status: 'in-use', Size: 20, 'Attached to': [] }]),
  'an inventory in CSV': `"ID","Name","Address","Room"
"1","printer","10.0.0.77","12"
`,
  'a spreadsheet': `id,name,mac
1,printer,52:54:00:00:00:01
`,
  'columns of numbers': `1 2 3
4 5 6
7 8 9
`,
  'a word': 'compute\n',
  'a number': '1500\n',
  'a uuid': `${uuid}\n`,
  'a hex dump': `00000000: 7f45 4c46 0201 0100 0000 0000 0000 0000  .ELF............
00000010: 0300 3e00 0100 0000 a0d0 0000 0000 0000  ..>.............
`,
  'an e-mail': `From: Ada <ada@example.org>
To: support@example.org
Date: Fri, 27 Nov 2026 07:43:27 +0000
Subject: bridge

Hello, the port of web1 is down since yesterday. Could you look at it?
Thanks, Ada
`,
  'a certificate': `-----BEGIN CERTIFICATE-----
MIIBszCCAVmgAwIBAgIUQ2F0IGlzIG5vdCBhIGNlcnRpZmljYXRlMAoGCCqGSM49
-----END CERTIFICATE-----
`,
  'a JUnit report': `<testsuite tests="2"><testcase name="network"/></testsuite>\n`,
  'a changelog': `frob (1.2-3) unstable; urgency=medium

  * Added bridge br0: port 1.

 -- Ada <ada@example.org>  Fri, 27 Nov 2026 07:43:27 +0000
`,
  'a diff': `--- a/neutron.conf
+++ b/neutron.conf
@@ -1,3 +1,3 @@
 [DEFAULT]
-core_plugin = linuxbridge
+core_plugin = ml2
`,
  'a strace': `openat(AT_FDCWD, "/etc/neutron/neutron.conf", O_RDONLY) = 3
read(3, "[DEFAULT]\\ncore_plugin = ml2\\n", 4096) = 28
`,
};

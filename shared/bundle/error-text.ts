// Outputs that are the error a command printed instead of its output. Seen in real reports:
//
//   Cannot get EEPROM data: Operation not supported
//   ovs-ofctl: br-int: failed to connect to socket (Broken pipe)
//   2022-02-10T16:19:27Z|00001|vconn|WARN|unix:/run/openvswitch/br-ex.mgmt: version negotiation failed (we support version 0x05, peer supports version 0x01)
//   no such bond / ovs-appctl: ovs-vswitchd: server returned an error
//   exec of "netstat" failed: No such file or directory
//   no stats available

/** errno's texts as glibc prints them (strerror(3)), those that commands end a line with. */
const errno =
  'No such file or directory|Operation not supported|Operation not permitted|Permission denied|No such device(?: or address)?|Invalid argument|Connection refused|Connection reset by peer|Connection timed out|Broken pipe|No such process|Not a directory|Is a directory|Inappropriate ioctl for device|Input/output error|Device or resource busy|No data available|Protocol not supported|Address family not supported by protocol|Resource temporarily unavailable|Function not implemented|Argument list too long|Too many open files|Cannot allocate memory|No buffer space available|Network is unreachable|No route to host|Transport endpoint is not connected|Not supported|End of file|Exec format error';

const errorLines: readonly RegExp[] = [
  /^(?:System has not been booted with systemd|Failed to connect to bus: )/,
  new RegExp(`^\\S.*: (?:${errno})\\.?$`),
  new RegExp(`^\\S.*\\((?:${errno})\\)\\.?$`),
  /^(?:bash|sh|dash|ksh|zsh|sudo|timeout|env|-bash|\/bin\/\w+|\/usr\/bin\/\w+): .*(?:command not found|not found|No such file|Permission denied|failed to run command|a password is required)/,
  /^(?:\S+: )?(?:\S+: )?command not found$/i,
  /^exec of "[^"]*" failed: /,
  /^Cannot open network namespace\b/,
  /^Cannot (?:get|find|open|send|talk|connect)\b.*(?:not supported|No such|denied|:\s*$)/i,
  /^(?:setting the network namespace|Error: ipv[46]: |Error: either |Error: \?\?\? )/,
  /^(?:no stats available|Device ".*" does not exist\.?)$/i,
  /^(?:ovs|ovn|ovsdb)-[a-z]+: /,
  /^ovs-vswitchd: .*(?:could not|failed|error)/,
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z\|\d+\|[\w-]+\|(?:WARN|ERR|EMER)\|/,
  /^(?:no such (?:bond|bridge|port|CFM object|BFD object|interface|object)|please specify an existing (?:datapath|bridge)|multicast snooping is disabled|unknown bridge|no such bridge)$/i,
  /^"[^"]*" is not a valid command/,
  /^(?:error|ERROR|Error|fatal|FATAL)(?::|\s*\()/,
  /^(?:error: )?(?:failed to (?:connect|get|open)|Domain not found)\b/i,
  /^(?:bridge|interface|device) \S+ does not exist!?$/i,
  /^(?:ip|bridge|brctl|ethtool|virsh|lshw|nova|openstack|neutron|iptables|ip6tables|nft|tc|conntrack|fdisk|ls|cat|du|grep|nsenter|docker|podman|kubectl)\d?(?:-\w+)?: (?!.*: \d)/,
  /^(?:Object|Option|Command) ".*" is (?:unknown|invalid)/,
  /^usage: /i,
  /^(?:The request you have made requires authentication|Missing value auth-url|No (?:server|Server) with a name or ID|Unable to establish connection to|Auth (?:plugin )?(?:requires|failed)|You must provide a|public endpoint for)\b/,
  /^Traceback \(most recent call last\):$/,
];

/** Second lines that only go on with an error's first: they say nothing by themselves. */
const follows = /^\s|^Try [`'"].*--help|^See '?\S+ --help|^\w+(?:Error|Exception): |^: |^Dump terminated$/;

/**
 * Does an output consist of error text? `lines` is the whole output, or its head if that is long.
 * Returns the line that says the error (the first, where commands put the cause; of a Python traceback
 * the exception), or null when there is anything that could be output.
 */
export function errorText(lines: readonly string[]): string | null {
  let said: string | null = null;
  let explained = false;
  for (const raw of lines) {
    const line = raw.trimEnd();
    if (line.trim() === '') continue;
    if (isErrorLine(line)) {
      said ??= line.trim();
      explained ||= /^(?:Traceback|usage: )/i.test(line);
    } else if (said !== null && (explained || follows.test(line))) {
      if (/^\w+(?:Error|Exception): /.test(line)) said = line;
    } else {
      return null;
    }
  }
  return said;
}

function isErrorLine(line: string): boolean {
  return line.length < 600 && errorLines.some((pattern) => pattern.test(line));
}

// Command lines that became file names. sos replaces each run of characters outside [A-Za-z0-9_\-./]
// by `_` and `/` by `.` (sos/report/plugins/__init__.py, _mangle_command); engineers do as they like:
//
//   ip_-s_-d_link   ovs-appctl_bridge.dump-flows_--offload-stats_br-int   ovs-vsctl_-t_5_show.1
//   ip_netns_exec_qrouter-f34652a4_ip_-d_link.txt   ovs-vsctl show.txt   brctl_show.log   ip-d-link
import { distinctivePrograms, isProgram } from './programs.ts';

/** Says whether a command line is one that Coldtrace reads. */
type IsOurs = (commandLine: string) => boolean;

const endings = /\.(txt|text|log|out|output|tailed|dump|xml)$/i;

/** Names in which `_` is a letter and not a space that was lost. */
const underscored =
  /(?:vxlan|genev|geneve|gre|gretap|ip6gre|erspan|ip6erspan|stt|lisp|gtpu)_sys(?:_\d+)?|Open_vSwitch|Logical_[A-Z][a-z]+(?:_[A-Z][a-z]+)*|other_config|external_ids/g;

/** Subcommands whose name holds hyphens: what a name that joins everything by `-` is cut at. */
const hyphenated =
  /^(?:dump-flows|dump-ports-desc|dump-ports|dump-groups|dump-tables|dump-group-stats|dump-group-features|dump-table-features|dump-table-desc|dump-tlv-map|dump-aggregate|dump-desc|dump-meters|meter-stats|meter-features|queue-stats|queue-get-config|get-frags|list-br|list-ports|list-ifaces|list-tunnels|port-list|net-list|router-list|subnet-list)(?=$|[-_ ])/;

/** First halves of `ovs-appctl` subcommands (ovs-vswitchd(8), "RUNTIME MANAGEMENT COMMANDS"). */
const appctlGroups: ReadonlySet<string> = new Set(
  'bfd bond bridge cfm coverage dpctl dpif dpif-netdev fdb lacp mcast-snooping mdb memory netdev-dpdk ofproto ovs qos rstp stp tnl upcall vlog'.split(
    ' ',
  ),
);

/**
 * The command line that a file's name keeps, or null when the name is not a command's. `name` may be a
 * path; only its last part counts. What sos lost is put back where only one thing can be meant.
 * `isOurs` says whether a command line is one that Coldtrace reads.
 */
export function undoFileName(name: string, isOurs: IsOurs): string | null {
  let base = name.slice(name.lastIndexOf('/') + 1).trim();
  while (endings.test(base)) base = base.replace(endings, '');
  const inFormat = undoFormat(base, isOurs);
  if (inFormat !== null) return inFormat;
  const words = wordsOf(base, isOurs);
  if (words === null) return null;
  const line = words.join(' ');
  // A collision's `.1` is only taken off when the name makes no sense with it (`eth0.10` is a device), or when it
  // would be part of a bridge's name: those have no such numbers, but addresses end in one.
  const ofBridge =
    /^ovs-(?:ofctl|appctl)$/.test(words[0] ?? '') && /\.\d$/.test(base) && !/\d\.\d+\.\d$/.test(base);
  if (/\.\d{1,2}$/.test(base) && (ofBridge || !isOurs(line))) {
    const shorter = wordsOf(base.replace(/\.\d{1,2}$/, ''), isOurs);
    if (shorter !== null) return shorter.join(' ');
  }
  return line;
}

const formatEnding = /\.(json|csv|ya?ml|html)$/i;

/** How each kind of program is asked for a format; those that only know JSON have no other. */
function formatOption(program: string, format: string): string | null {
  if (/^(?:ovs|ovn|ovsdb)-/.test(program)) return `--format=${format}`;
  if (/^(?:openstack|nova|neutron)$/.test(program)) return `-f ${format}`;
  return format === 'json' && /^(?:ip|bridge|tc|nft)$/.test(program) ? '-j' : null;
}

/**
 * `openstack_port_list.json`, `ovs-vsctl_list_Interface.csv`, `ip_addr.json`: the ending is the format that
 * was asked for. A client's own words may be all there is: `port_list.csv`. Null where that is no command of ours.
 */
function undoFormat(base: string, isOurs: IsOurs): string | null {
  const ending = formatEnding.exec(base)?.[1]?.toLowerCase();
  if (ending === undefined) return null;
  const bare = base.slice(0, -ending.length - 1);
  const ofClient = /[_ ]/.test(bare) ? bare : bare.replace(/^openstack-/, '').replaceAll('-', '_');
  const words = wordsOf(bare, isOurs) ?? wordsOf(`openstack_${ofClient}`, isOurs) ?? [];
  const option = formatOption(words[0] ?? '', ending === 'yml' ? 'yaml' : ending);
  const line = `${words.join(' ')} ${option ?? ''}`;
  return option !== null && isOurs(line) ? line : null;
}

/** Where a node keeps files that say something of its network; the same folders are in a sos report. */
const nodeFolder = /(?:^|\/)((?:etc|proc|sys|run|var|usr|opt)\/.+)$/;
const compressed = /\.(?:gz|xz|bz2|zst)$/;

/**
 * As `undoFileName`, with files that are read as they lie on a node: `etc/neutron/neutron.conf` is
 * `cat /etc/neutron/neutron.conf` where Coldtrace reads that, and so is `neutron.conf` wherever it lies.
 * `etc/libvirt/qemu/NAME.xml` is what `virsh dumpxml --inactive` prints, `run/libvirt/qemu/NAME.xml`
 * holds what `virsh dumpxml` prints. `isOurFile` says whether Coldtrace reads what `cat FILE` prints.
 */
export function undoPath(path: string, isOurs: IsOurs, isOurFile: (file: string) => boolean): string | null {
  const libvirt = /(?:^|\/)(etc|run)\/libvirt\/qemu\/([^/]+)\.xml$/.exec(path);
  if (libvirt?.[2] !== undefined) {
    return libvirt[1] === 'etc' ? `virsh dumpxml --inactive ${libvirt[2]}` : `virsh dumpxml ${libvirt[2]}`;
  }
  const plain = path.replace(compressed, '');
  const place = nodeFolder.exec(plain)?.[1];
  // Where the place is known the name alone says less: /usr/share/doc has a neutron.conf as well.
  const file = place === undefined ? plain.slice(plain.lastIndexOf('/') + 1) : `/${place}`;
  // A name with a space or a quote is no file of those that are looked for.
  if (/^[\w./@:+-]+$/.test(file) && isOurFile(file)) return `cat ${file}`;
  return undoFileName(plain, isOurs);
}

/**
 * `--db=unix:/run/ovn/ovnnb_db.sock` and `--db=tcp:10.0.0.1:6641,tcp:10.0.0.2:6641` as sos spells them:
 * `--db_unix_.run.ovn.ovnnb_db.sock`, `--db_tcp_10.0.0.1_6641_tcp_10.0.0.2_6641`.
 */
const databaseOption =
  /--db_(?:unix_(\.[\w.-]{1,200}?)\.(sock|ctl)|((?:(?:^|_)?(?:tcp|ssl)_[\w.-]{1,60}?_\d{2,5}(?=_|$)){1,9}))(?=_|$)/g;

const keepUnderscores = (name: string): string => name.replaceAll('_', '\u0000');

function undoDatabase(base: string): string {
  return base.replace(databaseOption, (_, path?: string, ending?: string, servers?: string) => {
    if (path !== undefined) return keepUnderscores(`--db=unix:${path.replaceAll('.', '/')}.${ending ?? ''}`);
    return `--db=${(servers ?? '').replace(/_(?=tcp_|ssl_)/g, ',').replaceAll('_', ':')}`;
  });
}

function wordsOf(base: string, isOurs: IsOurs): string[] | null {
  const protectedBase = undoDatabase(base.replace(underscored, keepUnderscores));
  const bare = protectedBase
    .replace(/^\d{1,3}[-_. )]+(?=[A-Za-z])/, '')
    .replace(/^(?:openstack-hypervisor|microovn)\./, '');
  const found = split(bare) ?? splitAfterPrefix(bare);
  if (found === null) return null;
  return undo(
    found.map((word) => word.replaceAll('\u0000', '_')),
    isOurs,
  );
}

/** By spaces or `_` when the first word is a program, else by hyphens: `ip-d-link`, `ovs-vsctl-show`. */
function split(base: string): string[] | null {
  const words = base.split(/[\s_+]+/).filter((word) => word !== '');
  const first = words[0];
  if (first === undefined) return null;
  if (isProgram(first)) return words;
  const hyphens = joinedByHyphens(first);
  if (hyphens !== null) return [...hyphens, ...words.slice(1)];
  // `ovs_vsctl_show`
  const two = `${first}-${words[1] ?? ''}`;
  if (words.length > 1 && isProgram(two)) return [two, ...words.slice(2)];
  return null;
}

function joinedByHyphens(word: string): string[] | null {
  const program =
    distinctivePrograms.find((name) => word.startsWith(`${name}-`)) ??
    (/^(ip|lshw|nova|date|uname)-/.exec(word)?.[1] || null);
  if (program === null) return null;
  const words = [program];
  let rest = word.slice(program.length + 1);
  while (rest !== '') {
    const known = hyphenated.exec(rest)?.[0];
    const option = /^(?:[a-zA-Z]|OpenFlow\d\d|class|details)(?=-|$)/.exec(rest)?.[0];
    const plain = /^[A-Za-z]+(?=-|$)/.exec(rest)?.[0];
    // `ip-a` and `ip-l` are `ip a` and `ip l`: no such options exist (ip(8)).
    const object = program === 'ip' && words.length === 1 && /^[al](?:-|$)/.test(rest);
    if (known !== undefined) {
      words.push(known);
      rest = rest.slice(known.length + 1);
      if (rest !== '') words.push(rest);
      break;
    }
    if (option !== undefined && option.startsWith('OpenFlow')) words.push(option);
    else if (option !== undefined) words.push(object ? option : `-${option}`);
    const taken = option ?? (words.filter((part) => !part.startsWith('-')).length < 3 ? plain : undefined);
    if (taken === undefined) {
      words.push(rest);
      break;
    }
    if (option === undefined) words.push(taken);
    // A device's or domain's name keeps its hyphens: `virsh-dumpxml-instance-0000001e`.
    const next = rest.slice(taken.length + 1);
    if (
      next !== '' &&
      ['show', 'dumpxml', 'S', 'i', 'interface'].includes(taken) &&
      !/^[a-z](-|$)/.test(next)
    ) {
      words.push(next);
      break;
    }
    rest = next;
  }
  return words;
}

const afterPrefix = new RegExp(
  `[-_. ](?:${distinctivePrograms.map((name) => name.replaceAll('.', '\\.')).join('|')})(?=[-_ ]|$)`,
);

/** `compute1_ovs-vsctl_show`, `compute1.brctl-show`: something of the engineer's before the command. */
function splitAfterPrefix(base: string): string[] | null {
  const at = base.search(afterPrefix);
  return at > 0 ? split(base.slice(at + 1)) : null;
}

/** Programs in a container's name after which its command is looked for no longer. */
const mostStarts = 8;

/** Puts back what only the program's own syntax can tell. */
function undo(words: readonly string[], isOurs: IsOurs): string[] {
  // The command after `ip netns exec NS` follows the same rules as one by itself.
  if (words[0] === 'ip' && words[1] === 'netns' && words[2] === 'exec' && words.length > 4) {
    const skip = words[4] === 'id' && /^\d+$/.test(words[5] ?? '') ? 6 : 4;
    return [...words.slice(0, 4), ...undo(words.slice(skip), isOurs)];
  }
  if ((words[0] === 'podman' || words[0] === 'docker') && words[1] === 'exec' && words.length > 3) {
    let own = 2;
    while (words[own]?.startsWith('-') === true) own += /^-[uew]$/.test(words[own] ?? '') ? 2 : 1;
    // A container's own name may hold `_` and words that are programs' names: the command starts at the first
    // program whose command line is one that is read, or else at the first program.
    const starts = words.flatMap((word, i) => (i > own && isProgram(word) ? [i] : [])).slice(0, mostStarts);
    // Containers in containers are not tried out: a name that goes on so would never end.
    const inside = (i: number): string[] => undo(words.slice(i), () => false);
    const at = starts.find((i) => isOurs(inside(i).join(' '))) ?? starts[0];
    if (at !== undefined) return [words[0], 'exec', words.slice(own, at).join('_'), ...inside(at)];
  }
  if (words[0] === 'ovs-appctl' || words[0] === 'ovn-appctl') return undoAppctl(words);
  if (words[0] === 'ethtool') return joinTail(words, (word) => word.startsWith('-'));
  if (words[0] === 'ovs-ofctl') return joinTail(words, (word) => /^(dump-|show$|queue-)/.test(word));
  if (words[0] === 'virsh') return joinTail(words, (word) => /^(dumpxml|dom(?!ifstat)[a-z]+)$/.test(word));
  if (words[0] === 'nova' || words[0] === 'openstack') return joinTail(words, (word) => word === 'show');
  return [...words];
}

/** A name at the end that held `_` was split: joins everything after the last word that `isHead` accepts. */
function joinTail(words: readonly string[], isHead: (word: string) => boolean): string[] {
  let head = 0;
  words.forEach((word, i) => {
    if (i > 0 && isHead(word)) head = i;
  });
  let at = head + 1;
  while (words[at]?.startsWith('-') === true) at++;
  const tail = words.slice(at);
  if (head === 0 && words[0] !== 'ethtool') return [...words];
  if (tail.length < 2 || tail.some((word) => word.includes('=') || word.startsWith('-'))) return [...words];
  return [...words.slice(0, at), tail.join('_')];
}

/** `bridge.dump-flows`, `dpif_show`, `fdb-show` → `bridge/dump-flows`, `dpif/show`, `fdb/show`. */
function undoAppctl(words: readonly string[]): string[] {
  const out = [...words];
  let at = 1;
  while (at < out.length && out[at]?.startsWith('-') === true) at += out[at] === '-t' ? 2 : 1;
  // `dpif-netdev` where everything was joined by hyphens.
  if (out[at] === 'dpif' && out[at + 1] === 'netdev') out.splice(at, 2, 'dpif-netdev');
  const word = out[at];
  if (word === undefined) return out;
  const next = out[at + 1];
  // `ovs/route/show` and `tnl/ports/show` have three parts.
  if (/^(?:ovs route|tnl (?:ports|neigh|arp))$/.test(`${word} ${next ?? ''}`) && out[at + 2] !== undefined) {
    return [...out.slice(0, at), out.slice(at, at + 3).join('/'), ...out.slice(at + 3)];
  }
  const hyphen = word.indexOf('-');
  if (word.includes('.')) out[at] = word.replaceAll('.', '/');
  else if (appctlGroups.has(word) && next !== undefined && !next.startsWith('-'))
    out.splice(at, 2, `${word}/${next}`);
  else if (hyphen > 0 && appctlGroups.has(word.slice(0, hyphen)) && !appctlGroups.has(word)) {
    const rest = word.slice(hyphen + 1);
    const target = /^(show|dump-flows)-(.+)$/.exec(rest);
    if (target?.[1] !== undefined && target[2] !== undefined && !/^dp-features$/.test(target[2])) {
      out.splice(at, 1, `${word.slice(0, hyphen)}/${target[1]}`, target[2]);
    } else out[at] = `${word.slice(0, hyphen)}/${rest}`;
  }
  return out;
}

// Where one host ends and the next begins inside a bundle: a sos report's root folder, or the folder
// that holds one host's outputs.
//
//   sosreport-compute1-2026-11-22-wcasnsi/sos_commands/…   → that folder
//   compute1/ovs-vsctl_show.txt, compute2/ovs-vsctl_show.txt → compute1, compute2
//   compute1/net/ip_-d_link, compute1/ovs/ovs-vsctl_show     → compute1: its folders are areas, not hosts
import { withoutArchiveEnding } from './archive-name.ts';
import { namespaceFolder } from './namespace-folder.ts';

/** Folder names that say what outputs are about, or that there are outputs: never a host's. */
const areas: ReadonlySet<string> = new Set(
  `bridge bridges cmd cmds command commands data dump dumps etc files firewall flows host hypervisor info iptables
  kernel libvirt log logs namespaces net netns network networking networks neutron nova openflow openstack openvswitch
  os out output outputs ovn ovs ovsdb proc run sos_commands sys system tmp var virsh vms`
    .trim()
    .split(/\s+/),
);

function isArea(name: string | undefined): boolean {
  return areas.has(withoutArchiveEnding(name ?? '').toLowerCase());
}

export interface HostRoots {
  /** Folder paths without a slash at the end, sorted; the empty string is the bundle itself. */
  readonly roots: readonly string[];
  readonly sosRoots: ReadonlySet<string>;
  /** The root that a member belongs to. A member beside all roots belongs to the first. */
  rootOf(path: string): string;
}

/**
 * `sosRoots`: folders that hold `sos_commands/`. `outputFolders`: all other folders with a file whose
 * name is a command's that Coldtrace reads, or that says which host it is of.
 */
export function findHostRoots(sosRoots: Iterable<string>, outputFolders: Iterable<string>): HostRoots {
  const sos = new Set(sosRoots);
  // A namespace is no host of its own.
  const outside = [...outputFolders]
    .filter((folder) => nearest(folder, sos) === null)
    .map((folder) => namespaceFolder(`${folder}/.`)?.above ?? folder);
  const roots = new Set([
    ...sos,
    ...hostFolders(outside.map((folder) => (folder === '' ? [] : folder.split('/')))),
  ]);
  if (roots.size === 0) roots.add('');
  const sorted = [...roots].sort();
  const first = sorted[0] ?? '';
  let lastFolder: string | null = null;
  let lastRoot = first;
  return {
    roots: sorted,
    sosRoots: sos,
    rootOf(path) {
      const folder = path.slice(0, Math.max(path.lastIndexOf('/'), 0));
      if (folder !== lastFolder) {
        lastFolder = folder;
        lastRoot = nearest(folder, roots) ?? first;
      }
      return lastRoot;
    },
  };
}

/** The folder itself or the closest one above it that is in `among`. */
function nearest(folder: string, among: ReadonlySet<string>): string | null {
  for (let at = folder; ; at = at.slice(0, Math.max(at.lastIndexOf('/'), 0))) {
    if (among.has(at)) return at;
    if (at === '') return null;
  }
}

function hostFolders(folders: readonly (readonly string[])[]): string[] {
  const first = folders[0];
  if (first === undefined) return [];
  let common = first.length;
  for (const folder of folders) {
    let same = 0;
    while (same < common && folder[same] === first[same]) same++;
    common = same;
  }
  const children = new Set(folders.map((folder) => folder[common]));
  const apart = !children.has(undefined) && ![...children].some((name) => isArea(name));
  if (apart && children.size > 1) {
    return [...children].flatMap((child) =>
      hostFolders(folders.filter((folder) => folder[common] === child)),
    );
  }
  let depth = common;
  while (depth > 0 && isArea(first[depth - 1])) depth--;
  return [first.slice(0, depth).join('/')];
}

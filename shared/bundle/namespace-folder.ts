// Folders that hold the outputs of one network namespace:
//
//   sos_commands/networking/namespaces/qrouter-f3…/…   (sos 4.3 on)
//   compute1/namespaces/qrouter-f3…/ip_addr.txt   compute1/qdhcp-7a…/iptables-save   (by hand)

/** Neutron's and OVN's own names of namespaces, which say by themselves what a folder is. */
const ownName = /^(?:qrouter|qdhcp|snat|fip|qlbaas|ovnmeta)-[0-9a-f][0-9a-f-]*$/i;
const collection = /^(?:namespaces|netns)$/i;

export interface NamespaceFolder {
  readonly netns: string;
  /** The folder that the namespace's folder is of: its host's, or one in there. */
  readonly above: string;
}

/** The namespace whose folder the file at `path` is in; null when it is in none. */
export function namespaceFolder(path: string): NamespaceFolder | null {
  const folders = path.split('/').slice(0, -1);
  const at = folders.findIndex(
    (name, i) => ownName.test(name) || (collection.test(folders[i - 1] ?? '') && /^[\w.:@-]+$/.test(name)),
  );
  const netns = folders[at];
  if (netns === undefined) return null;
  // Where a node keeps the names of its namespaces there are no outputs.
  if (/(?:^|\/)run\/netns$/.test(folders.slice(0, at).join('/'))) return null;
  return { netns, above: folders.slice(0, at).join('/') };
}

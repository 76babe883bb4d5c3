// Archives inside a bundle stand in paths like folders: `case/compute1.tar.gz/ovs-vsctl_show`.

/** `compute1.tar.gz` is of `compute1`, as the folder of that name would be; other names stay as they are. */
export function withoutArchiveEnding(name: string): string {
  const bare = name.replace(/(?:\.(?:tar|tgz|txz|tbz2?|tzst|zip|gz|xz|bz2|zst))+$/i, '');
  return bare === '' ? name : bare;
}

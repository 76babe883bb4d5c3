// Bundles that `sos clean` (before 4.1 `soscleaner`) went over before they were sent: host names, addresses
// and MACs in them stand for others. Its MAC map gives every address the prefix 53:4f:53 ("SOS") and maps
// a tap's fe:… and its guest's fa:… to unrelated values (sos/cleaner/mappings/mac_map.py), so that
// nothing may be joined by MAC. Archives that it wrote have "-obfuscated" in their name, and hosts that it
// renamed are host0, host1 …

/** Does the name of an archive or of a report's folder say that it was cleaned? */
export function isCleanedName(name: string): boolean {
  return /(?:^|[-_.])obfuscated(?:$|[-_.])/i.test(name);
}

/** A MAC as the cleaner writes it. Lower case, as `ip` prints it. */
export const cleanedMac = '53:4f:53:';

/** Files that show every MAC of a host, so that one look tells: outputs of `ip`, `ifconfig` and `ovs-vsctl`. */
export function mayShowMacs(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return /^(?:ip|ifconfig)(?:[-_ .]|$)/.test(name) && !/route|rule|mroute|tcp_metrics/.test(name);
}

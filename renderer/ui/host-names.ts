// Host names where there is little room: without the domain that all of them share.

/**
 * Each host with its short name: without the labels at the end that every one of several hosts has. A single
 * host, hosts of different domains, and addresses keep their names; every short name is another one.
 */
export function shortHostNames(hosts: readonly string[]): ReadonlyMap<string, string> {
  const labels = hosts.map((host) => (/^[\d.]+$|:/.test(host) ? [host] : host.split('.')));
  const [first] = labels;
  let shared = 0;
  if (first !== undefined && hosts.length > 1) {
    while (labels.every((each) => each.length > shared + 1 && each.at(-1 - shared) === first.at(-1 - shared)))
      shared++;
  }
  return new Map(
    hosts.map((host, at) => [host, labels[at]?.slice(0, -shared || undefined).join('.') ?? host]),
  );
}

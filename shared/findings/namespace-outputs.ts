// Namespaces of Neutron's routers and DHCP servers, for the rules about what is in them.
import type { StoredFact } from '../facts.ts';
import type { NodeIndex } from '../network/node-index.ts';
import type { SourceInfo } from '../snapshot-facts.ts';

/** Names of the host's namespaces of a kind, with the id in them: `qrouter-f34652a4-…`. */
export function namespacesOf(
  node: NodeIndex,
  kind: RegExp,
): readonly { readonly netns: string; readonly id: string }[] {
  return [...node.links.namespaces.keys()].flatMap((netns) => {
    const id = netns.slice(netns.indexOf('-') + 1);
    return kind.test(netns) ? [{ netns, id }] : [];
  });
}

/** Outputs of a command that were taken whole in a namespace; `filtered` tells those that leave something out. */
export function outputsIn(
  node: NodeIndex,
  netns: string,
  command: string,
  filtered: RegExp,
): readonly SourceInfo[] {
  return [...node.facts.sources.values()].filter(
    (source) =>
      source.netns === netns &&
      source.commandId === command &&
      source.state === 'ok' &&
      !filtered.test(source.commandLine ?? ''),
  );
}

/** Addresses of a device of a namespace that a network gave it: none of the link, nor the metadata service's. */
export function ownAddresses(
  node: NodeIndex,
  netns: string,
  device: string,
): readonly StoredFact<'address'>[] {
  return node.links
    .addressFacts(netns, device)
    .filter(({ data }) => !/^(fe80:|169\.254\.)/i.test(data.address));
}

/** A router's device on its outer network, with its IPv4 addresses there; only the active one of several has any. */
export function gatewaysIn(
  node: NodeIndex,
  netns: string,
): readonly { readonly device: string; readonly held: readonly StoredFact<'address'>[] }[] {
  return (node.links.namespaces.get(netns) ?? []).flatMap(({ name }) => {
    const held = ownAddresses(node, netns, name).filter(({ data }) => data.family === 'inet');
    return name.startsWith('qg-') && held.length > 0 ? [{ device: name, held }] : [];
  });
}

// What a fact is about (its key), which names it mentions (so that a name leads to it), and its
// one-line title for people. A kind without its wording does not compile.
import type { FactKind, FactKinds } from '../../../shared/facts.ts';
import { openstackWordings } from './fact-names/openstack.ts';
import { libvirtWordings } from './fact-names/libvirt.ts';
import { linuxNetworkWordings } from './fact-names/linux-network.ts';
import { ethtoolWordings } from './fact-names/ethtool.ts';
import { linuxHostWordings } from './fact-names/linux-host.ts';
import { firewallWordings } from './fact-names/firewall.ts';
import { openVswitchWordings } from './fact-names/open-vswitch.ts';
import { openVswitchStateWordings } from './fact-names/open-vswitch-state.ts';
import { ovsdbWordings } from './fact-names/ovsdb.ts';
import { ovnWordings } from './fact-names/ovn.ts';
import type { NameKind, Wording } from './fact-names/wording.ts';

const wordings: { readonly [K in FactKind]: Wording<FactKinds[K]> } = {
  ...openstackWordings,
  ...libvirtWordings,
  ...linuxNetworkWordings,
  ...ethtoolWordings,
  ...linuxHostWordings,
  ...firewallWordings,
  ...openVswitchWordings,
  ...openVswitchStateWordings,
  ...ovsdbWordings,
  ...ovnWordings,
};

/** The thing a fact is about, for sorting and exact look-up. */
export function factKey<K extends FactKind>(kind: K, data: FactKinds[K]): string {
  return wordings[kind].key(data);
}

/** One line that says what a fact says. */
export function factTitle<K extends FactKind>(kind: K, data: FactKinds[K]): string {
  return wordings[kind].title(data);
}

/** The names a fact mentions, each once. */
export function factNames<K extends FactKind>(
  kind: K,
  data: FactKinds[K],
): readonly { readonly name: string; readonly what: NameKind }[] {
  const seen = new Set<string>();
  const names: { name: string; what: NameKind }[] = [];
  for (const [what, name] of wordings[kind].names(data)) {
    if (!name || seen.has(`${what} ${name}`)) continue;
    seen.add(`${what} ${name}`);
    names.push({ name, what });
  }
  return names;
}

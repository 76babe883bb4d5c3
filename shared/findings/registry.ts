// Every rule, in the order in which docs/findings.md lists them. A new rule is one file beside this one, one
// line here, its texts in resources/locales/*/findings.json, and a fixture.
import { bridgeWithoutFlowsRule } from './bridge-without-flows.ts';
import { deadVlanRule } from './dead-vlan.ts';
import { deviceWithoutAddressRule } from './device-without-address.ts';
import { duplicateAddressRule } from './duplicate-address.ts';
import { duplicateMacRule } from './duplicate-mac.ts';
import { interfaceErrorRule } from './interface-error.ts';
import { linkDownRule } from './link-down.ts';
import { mtuFallsRule } from './mtu-falls.ts';
import { natMissingRule } from './nat-missing.ts';
import { notInBridgeRule } from './not-in-bridge.ts';
import { ovnBindingRule } from './ovn-binding.ts';
import { patchWithoutPeerRule } from './patch-without-peer.ts';
import { portNotPluggedRule } from './port-not-plugged.ts';
import { providerWithoutNicRule } from './provider-without-nic.ts';
import { routerWithoutRouteRule } from './router-without-route.ts';
import type { Rule } from './rule.ts';
import { staleFlowRule } from './stale-flow.ts';
import { stalePortRule } from './stale-port.ts';
import { tapMissingRule } from './tap-missing.ts';
import { tunnelAddressRule } from './tunnel-address.ts';
import { tunnelEntryRule } from './tunnel-entry.ts';
import { tunnelOneSidedRule } from './tunnel-one-sided.ts';
import { tunnelTypeRule } from './tunnel-type.ts';
import { untaggedPortRule } from './untagged-port.ts';
import { vethWithoutPeerRule } from './veth-without-peer.ts';
import { vlanWithoutTunnelRule } from './vlan-without-tunnel.ts';
import { wrongTagRule } from './wrong-tag.ts';

export const rules: readonly Rule[] = [
  interfaceErrorRule,
  notInBridgeRule,
  portNotPluggedRule,
  tapMissingRule,
  vethWithoutPeerRule,
  patchWithoutPeerRule,
  providerWithoutNicRule,
  bridgeWithoutFlowsRule,
  deadVlanRule,
  untaggedPortRule,
  wrongTagRule,
  vlanWithoutTunnelRule,
  tunnelEntryRule,
  linkDownRule,
  tunnelOneSidedRule,
  tunnelAddressRule,
  tunnelTypeRule,
  ovnBindingRule,
  mtuFallsRule,
  deviceWithoutAddressRule,
  routerWithoutRouteRule,
  natMissingRule,
  duplicateMacRule,
  duplicateAddressRule,
  stalePortRule,
  staleFlowRule,
];

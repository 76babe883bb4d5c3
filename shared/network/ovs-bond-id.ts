// The id of a bond of Open vSwitch in the model.
import { deviceId } from './device-kind.ts';
import type { NodeIndex } from './node-index.ts';
import type { OvsPortView } from './ovs-port.ts';

/** The kernel may have a device of the same name that is another one. */
export function ovsBondId(node: NodeIndex, port: OvsPortView): string {
  const same = node.links.byName(port.name) !== null;
  return same ? `bond/${port.bridge}/${port.name}` : deviceId('bond', port.name);
}

// Finds the paths that someone means by a name: an instance's, a port's, a device's, a MAC or address.
import type { NetworkPath, NodeModel } from './model.ts';

/**
 * Paths of the model that `what` names: libvirt name, user's name, UUID, Neutron port id, device, MAC
 * (of the guest, `fa:…`, or of its tap, `fe:…`) or address. Exact names first: where a path begins with
 * it, those alone; else where it passes through. Empty when nothing matches.
 */
export function findPaths(model: NodeModel, what: string): readonly NetworkPath[] {
  const wanted = what.trim().toLowerCase();
  if (wanted === '') return [];
  const named = model.paths.filter((path) =>
    [path.id, path.instance, path.instanceName, path.instanceUuid, path.interface, path.portId].some(
      (name) => name?.toLowerCase() === wanted,
    ),
  );
  if (named.length > 0) return named;
  const through = model.paths.filter((path) => path.hops.some((hop) => hop.device?.toLowerCase() === wanted));
  if (through.length > 0) return through;
  if (isMac(wanted)) return model.paths.filter((path) => path.hops.some((hop) => sameMac(hop.mac, wanted)));
  if (!/^[0-9a-f:.]+$/.test(wanted)) return [];
  return model.paths.filter((path) =>
    path.hops.some((hop) => hop.addresses.some((address) => address.split('/')[0]?.toLowerCase() === wanted)),
  );
}

function isMac(text: string): boolean {
  return /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(text);
}

/** libvirt gives the tap the guest's MAC with `fe` as its first byte. */
function sameMac(mac: string | null, wanted: string): boolean {
  return mac !== null && (mac === wanted || (twin(mac) === twin(wanted) && /^f[ae]:/.test(mac)));
}

function twin(mac: string): string {
  return mac.replace(/^fe:/, 'fa:');
}

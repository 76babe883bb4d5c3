// What a change says: its sign, its fields side by side, and where its flow, its device and its neighbours are.
import { flowOfSide } from '../../../shared/compare/change-filter.ts';
import type { Change, ChangeKind, ChangeSide, ChangeType } from '../../../shared/compare/change.ts';
import { tableText } from '../../../shared/openflow/table-id.ts';
import { quoted } from '../flows/filter-text.ts';
import { diffLine, type LineDiff } from '../../../shared/compare/line-diff.ts';

/** Never by colour alone. */
/** `data-tone` of what differs, and of what is only told: `ui/tokens.css` has its colours. */
export type DifferenceTone = ChangeType | 'quiet';

export const changeSigns: Readonly<Record<ChangeType, string>> = {
  added: '+',
  removed: '−',
  changed: '~',
  moved: '→',
};

/** One field that differs, its parts marked on both sides. */
export interface FieldDiff extends LineDiff {
  readonly name: string;
}

/** The fields that differ, in the change's order; none for what was added or removed. */
export function fieldDiffs({ from, to, fields }: Change): readonly FieldDiff[] {
  if (from === null || to === null) return [];
  return fields.map((name) => ({
    name,
    ...diffLine(valueText(from.fields[name]), valueText(to.fields[name])),
  }));
}

function valueText(value: ChangeSide['fields'][string] | undefined): string {
  return value === null || value === undefined ? '–' : String(value);
}

/** Where the Flows view shows one side's flow; null for other kinds, and for a side that is not there. */
export function flowPlace(
  { kind, key }: Change,
  side: ChangeSide | null,
): { readonly bridge: string; readonly source: number; readonly filter: string } | null {
  const evidence = side?.evidence[0];
  const bridge = key.slice(0, Math.max(0, key.indexOf(' ')));
  if (kind !== 'flows' || side === null || evidence === undefined || bridge === '') return null;
  // A key may have the names of ports whose numbers differ; the line has what this side's dump has.
  const flow = flowOfSide(side, bridge);
  if (flow === null) return null;
  const { table, priority, match } = flow;
  const filter = `table=${tableText(table)} and priority=${priority} and match=${match === '' ? '""' : quoted(match)}`;
  return { bridge, source: evidence.sourceId, filter };
}

const deviceKinds: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  ...(['instances', 'namespaces', 'links', 'addresses', 'bridges', 'bridge-ports', 'bridge-vlans'] as const),
  ...(['bonds', 'qdiscs', 'device-settings', 'ovs-ports', 'ovs-interfaces', 'tunnels', 'qos'] as const),
]);

/** The names by which the picture may have a change's device, the most likely first; none for what is no device. */
export function deviceNames({ kind, key, from, to }: Change): readonly string[] {
  const { fields = {} } = to ?? from ?? {};
  const named = (field: string): readonly string[] => {
    const value = fields[field];
    return typeof value === 'string' && value !== '' && value !== 'none' ? [value] : [];
  };
  switch (kind) {
    case 'instance-ports':
      return named('target');
    case 'routes':
    case 'neighbours':
      return [...named('device'), ...(/ dev (\S+)/.exec(key)?.slice(1) ?? [])];
    case 'openflow-ports':
      return [key.slice(key.indexOf(' ') + 1)];
    // What a bridge holds is seen at the bridge.
    case 'flows':
    case 'groups':
    case 'meters':
    case 'fdb-entries':
      return key.includes(' ') ? [key.slice(0, key.indexOf(' '))] : [];
    // An instance's device has the first eleven characters of its port's id.
    case 'ports':
    case 'port-bindings':
    case 'logical-switch-ports':
      return /^[\da-f]{8}-[\da-f]{4}-/.test(key)
        ? ['tap', 'qvo'].map((prefix) => `${prefix}${key.slice(0, 11)}`)
        : [];
    default: {
      if (!deviceKinds.has(kind)) return [];
      // `qrouter-…: qr-1`, `qvb1 fe80::/64 of its MAC`.
      const bare = key.replace(/^\S+: /, '');
      return [...new Set([key, bare, bare.split(' ')[0] ?? ''])].filter((name) => name !== '');
    }
  }
}

/** Kinds whose things stand in a list where what is beside them says something. */
const listKinds: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  ...(['flows', 'routes', 'rules', 'configuration', 'logical-flows'] as const),
  ...(['iptables-chains', 'iptables-rules', 'nft-chains', 'nft-rules'] as const),
]);

export function hasNeighbours(kind: ChangeKind): boolean {
  return listKinds.has(kind);
}

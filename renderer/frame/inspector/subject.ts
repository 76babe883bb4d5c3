// What the inspector says of a selection: what it is, its name, and its fields in the order of the contract.
import { tableText } from '../../../shared/openflow/table-id.ts';
import type { Change } from '../../../shared/compare/change.ts';
import type { CasePart, TunnelEnd, TunnelUse } from '../../../shared/network/case/model.ts';
import type { Knowledge, NetworkDevice } from '../../../shared/network/model.ts';
import type { PipelineNode } from '../../../shared/pipeline/pipeline.ts';
import type { Selection } from '../../state/selection.ts';

export interface Field {
  /** The field's name in the contract. */
  readonly name: string;
  readonly value: string;
}

export interface Subject {
  /** Locale key of what it is. */
  readonly kind: string;
  readonly title: string;
  readonly status: Knowledge | null;
  /** Why inferred, or what is missing and what would show it. */
  readonly reason: string | null;
  readonly fields: readonly Field[];
}

/**
 * A field's value as text; null where there is nothing to say (null, empty lists and records). A record has a line
 * for each of its entries, a list of records one for each record.
 */
export function fieldText(value: unknown): string | null {
  if (Array.isArray(value)) {
    const records = value.some((each) => typeof each === 'object' && each !== null);
    return joined(value.map(inlineText), records ? '\n' : ', ');
  }
  if (isRecord(value)) {
    return joined(
      Object.entries(value).map(([key, each]) => {
        const text = inlineText(each);
        return text === null ? null : isRecord(each) ? `${key}: ${text}` : `${key}=${text}`;
      }),
      '\n',
    );
  }
  return inlineText(value);
}

/** On one line: `inserted=2 modified=1`, `columns=[name, tag]`. */
function inlineText(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (Array.isArray(value)) return joined(value.map(within), ', ');
  if (isRecord(value)) {
    return joined(
      Object.entries(value).map(([key, each]) => {
        const text = within(each);
        return text === null ? null : `${key}=${text}`;
      }),
      ' ',
    );
  }
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

/** What is in something else keeps its ends. */
function within(value: unknown): string | null {
  const text = inlineText(value);
  if (text === null) return null;
  return Array.isArray(value) ? `[${text}]` : isRecord(value) ? `{${text}}` : text;
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function joined(parts: readonly (string | null)[], separator: string): string | null {
  const said = parts.filter((part) => part !== null);
  return said.length > 0 ? said.join(separator) : null;
}

function fieldsOf(data: object, leftOut: ReadonlySet<string> = new Set()): readonly Field[] {
  return Object.entries(data).flatMap(([name, each]) => {
    const value = leftOut.has(name) ? null : fieldText(each);
    return value === null ? [] : [{ name, value }];
  });
}

const shownElsewhere = new Set([
  'id',
  'evidence',
  'status',
  'reason',
  'name',
  'host',
  'kind',
  'deviceId',
  'break',
]);

/** What the inspector tells of a device in words of its own. */
const deviceShownElsewhere = new Set([...shownElsewhere, 'detail', 'conflicts', 'role', 'wants']);

/**
 * Of a device's detail what is a word or a number, and lists of what has no evidence of its own: an instance's adapters,
 * an adapter's virtual functions, a line each. Lists with evidence are told apart from the fields.
 */
function plainParts(detail: NetworkDevice['detail']): Readonly<Record<string, unknown>> {
  if (detail === null) return {};
  const isPlain = (value: unknown): boolean =>
    typeof value !== 'object' || (Array.isArray(value) && value.every((each) => typeof each === 'string'));
  const plain = Object.fromEntries(
    Object.entries(detail).filter(([name, value]) => name !== 'kind' && name !== 'name' && isPlain(value)),
  );
  if (detail.kind === 'instance') {
    // Its device's id is `kind/name`.
    const nics = detail.nics.map((nic) => ({ ...nic, device: nic.device?.replace(/^[^/]*\//, '') ?? null }));
    return { ...plain, nics };
  }
  if (detail.kind !== 'adapter' || detail.virtualFunctions === null) return plain;
  const { enabled, total, list } = detail.virtualFunctions;
  return { ...plain, virtualFunctions: { enabled, total }, list };
}

/** Counts of a pipeline that are only worth a line when there is something to count. */
const quietZeros = new Set(['neverHit', 'uncounted', 'conjunctions']);

/** Lists of records are laid out by hand: a line for each, in words that are in order. */
function partSubject(part: CasePart, uses: readonly TunnelUse[]): Subject {
  const kind = `hosts.part.${part.kind}`;
  const lines = (list: readonly string[]): string | null => (list.length === 0 ? null : list.join('\n'));
  const fields = (values: Readonly<Record<string, unknown>>): readonly Field[] => fieldsOf(values);
  switch (part.kind) {
    case 'host':
      return {
        kind,
        title: part.host,
        status: null,
        reason: null,
        fields: fields({
          roles: lines(part.roles.map(({ role, reason }) => `${role}: ${reason}`)),
          ...part.counts,
          tunnelAddresses: lines(
            part.tunnelAddresses.map(({ address, device }) =>
              device === null ? address : `${address} ${device}`,
            ),
          ),
        }),
      };
    case 'peer':
      return {
        kind,
        title: part.name ?? part.addresses[0] ?? '',
        status: 'missing',
        reason: part.reason,
        fields: fields({ addresses: part.addresses }),
      };
    case 'tunnel':
      return {
        kind,
        title: `${part.from.replace(/^[^/]*\//, '')} – ${part.to.replace(/^[^/]*\//, '')}`,
        status: part.status,
        reason: part.reason,
        fields: fields({
          type: part.type,
          ends: lines(part.ends.flatMap((end) => (end === null ? [] : [endText(end)]))),
          tunnelIds: lines(
            uses.map(({ tunnelId, network, name }) => `${tunnelId} ${name ?? network ?? '?'}`),
          ),
          wants: part.wants,
        }),
      };
    case 'physical-network':
      return {
        kind,
        title: part.name ?? part.attachments[0]?.bridge ?? '',
        status: part.name === null ? 'inferred' : null,
        reason: part.name === null ? (part.attachments[0]?.reason ?? null) : null,
        fields: fields({
          hosts: lines(
            part.attachments.map(
              ({ host, bridge, nics, reason }) =>
                `${[host, bridge, ...nics].filter((each) => each !== null).join(' ')}: ${reason}`,
            ),
          ),
          networks: lines(part.networks),
        }),
      };
    case 'network': {
      const { name, id, hosts, type, segmentationId, datapathKey, physicalNetwork, external } = part;
      return {
        kind,
        title: name ?? id,
        status: null,
        reason: null,
        fields: fields({
          id,
          type,
          segmentationId,
          datapathKey,
          physicalNetwork,
          external,
          hosts: lines(
            hosts.map(({ host, vlans, ports }) =>
              vlans.length === 0 ? `${host} ${ports}` : `${host} ${ports}, vlan ${vlans.join(', ')}`,
            ),
          ),
        }),
      };
    }
  }
}

function endText({ host, bridge, port, ofport, local, remote, state, error }: TunnelEnd): string {
  const where = [host, bridge, port, ofport === null ? null : `ofport=${ofport}`];
  const way = `${local ?? '?'} → ${remote}`;
  return [...where, way, state, error].filter((each) => each !== null).join(' ');
}

const unjudged = { status: null, reason: null };

/** `nameOf` calls a place of a pipeline by its name, with its bridge or without. */
export function subjectOf(
  selection: Selection,
  nameOf: (node: PipelineNode, withBridge: boolean) => string,
): Subject {
  switch (selection.kind) {
    case 'fact': {
      const { kind, title, data } = selection.fact;
      return { kind: `fact.${kind}`, title, status: null, reason: null, fields: fieldsOf(data) };
    }
    case 'device': {
      const { device } = selection;
      return {
        kind: `app.device.${device.kind}`,
        title: device.name,
        status: device.status,
        reason: device.reason,
        // Its own id is `kind/name`; the name is what people know.
        fields: fieldsOf(
          { ...device, parent: device.parent?.replace(/^[^/]*\//, ''), ...plainParts(device.detail) },
          deviceShownElsewhere,
        ),
      };
    }
    case 'link': {
      const { link } = selection;
      // Ids are `kind/name`: the ends by their names.
      const [from, to] = [link.from, link.to].map((id) => id.slice(id.indexOf('/') + 1));
      return {
        kind: `network.link.${link.kind}`,
        title: `${from} – ${to}`,
        status: link.status,
        reason: link.reason,
        fields: fieldsOf(link, shownElsewhere),
      };
    }
    case 'hop': {
      const { hop } = selection;
      return {
        kind: `app.device.${hop.kind}`,
        title: hop.device ?? '',
        status: hop.status,
        reason: hop.reason,
        fields: fieldsOf(hop, new Set([...shownElsewhere, 'device'])),
      };
    }
    case 'part':
      return partSubject(selection.part, selection.uses);
    case 'flow': {
      const { flow, bridge } = selection;
      const title = [bridge, `table=${tableText(flow.table)}`, `priority=${flow.priority}`]
        .filter(Boolean)
        .join(' ');
      // Match and actions are shown with their explanation.
      const fields = fieldsOf(flow, new Set([...shownElsewhere, 'match', 'actions']));
      return { kind: 'fact.flow', title, status: null, reason: null, fields };
    }
    case 'pipeline': {
      const { what, bridge } = selection;
      const item = 'node' in what ? what.node : what.edge;
      const none = Object.entries(item).flatMap(([name, value]) =>
        value === 0 && quietZeros.has(name) ? [name] : [],
      );
      const hidden = new Set([...shownElsewhere, ...none, 'bridge', 'from', 'to', 'table', 'port']);
      if ('node' in what) {
        const fields = fieldsOf(what.node, hidden);
        return {
          kind: `pipeline.kind.${what.node.kind}`,
          title: nameOf(what.node, true),
          ...unjudged,
          fields,
        };
      }
      const [from, to] = [what.from, what.to].map((node) => nameOf(node, node.bridge !== bridge));
      const fields = fieldsOf(what.edge, hidden);
      return { kind: 'pipeline.edge', title: `${bridge} ${from} → ${to}`, ...unjudged, fields };
    }
    case 'line': {
      const { source, firstLine } = selection.evidence;
      return { kind: 'app.line', title: `${source}:${firstLine}`, status: null, reason: null, fields: [] };
    }
    case 'finding': {
      const { rule, devices } = selection.finding;
      // Ids are `kind/name`. What the rule says of them stands beside the fields, in the user's language.
      const names = devices.map((id) => id.slice(id.indexOf('/') + 1));
      return { kind: `findings.${rule}`, title: names.join(', ') || rule, ...unjudged, fields: [] };
    }
    case 'rule': {
      const { rule } = selection;
      const { bridge, table, priority, reason, about, from, to } = rule;
      return {
        kind: `between.class.${rule.class}`,
        title: `${bridge} table=${tableText(table)} priority=${priority}`,
        ...unjudged,
        fields: fieldsOf({ reason, about, from: from?.text ?? null, to: to?.text ?? null }),
      };
    }
    case 'change':
      return {
        kind: `app.change.${selection.change.change}`,
        title: selection.change.key,
        status: null,
        reason: null,
        fields: changedFields(selection.change),
      };
  }
}

/** The fields that differ, `before → after`; all fields of the one side for what was added or removed. */
function changedFields(change: Change): readonly Field[] {
  const { from, to, fields } = change;
  if (!from || !to) return fieldsOf((from ?? to)?.fields ?? {});
  return fields.map((name) => ({
    name,
    value: `${fieldText(from.fields[name]) ?? '–'} → ${fieldText(to.fields[name]) ?? '–'}`,
  }));
}

/** A field's name for people where the locale has none: `peerIfindex` is `peer ifindex`. */
export function wordsOfField(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

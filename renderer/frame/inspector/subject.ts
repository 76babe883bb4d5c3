// What the inspector says of a selection: what it is, its name, and its fields in the order of the contract.
import type { Change } from '../../../shared/compare/change.ts';
import type { Knowledge } from '../../../shared/network/model.ts';
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

/** A field's value as text; null where there is nothing to say (null, empty lists and records). */
export function fieldText(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (Array.isArray(value)) {
    const parts = value.map(fieldText).filter((part) => part !== null);
    return parts.length > 0 ? parts.join(', ') : null;
  }
  if (typeof value === 'object') {
    const parts = Object.entries(value).flatMap(([key, each]) => {
      const text = fieldText(each);
      return text === null ? [] : [`${key}=${text}`];
    });
    return parts.length > 0 ? parts.join('\n') : null;
  }
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
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

export function subjectOf(selection: Selection): Subject {
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
        fields: fieldsOf({ ...device, parent: device.parent?.replace(/^[^/]*\//, '') }, shownElsewhere),
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
    case 'flow': {
      const { flow, bridge } = selection;
      const title = [bridge, `table=${flow.table}`, `priority=${flow.priority}`].filter(Boolean).join(' ');
      // Match and actions are shown with their explanation.
      const fields = fieldsOf(flow, new Set([...shownElsewhere, 'match', 'actions']));
      return { kind: 'fact.flow', title, status: null, reason: null, fields };
    }
    case 'line': {
      const { source, firstLine } = selection.evidence;
      return { kind: 'app.line', title: `${source}:${firstLine}`, status: null, reason: null, fields: [] };
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

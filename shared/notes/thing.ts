// What a user can select and write about, by the ids it has in an open case: for addresses and for marks. Ids of rows
// do not outlive an import; a note keeps an anchor (anchor.ts) instead.
import { z } from 'zod';
import { count, id, line } from '../api/schemas.ts';
import { changeKinds } from '../compare/change.ts';

const text = z.string().min(1).max(4000);

export const thing = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('case') }),
  z.object({ kind: z.literal('snapshot'), snapshot: id }),
  z.object({ kind: z.literal('line'), snapshot: id, source: id, firstLine: line, lastLine: line }),
  z.object({ kind: z.literal('fact'), snapshot: id, fact: id }),
  z.object({ kind: z.literal('flow'), snapshot: id, flow: id }),
  /** `NetworkDevice.id`. */
  z.object({ kind: z.literal('device'), snapshot: id, id: text }),
  /** `NetworkLink.id`. */
  z.object({ kind: z.literal('link'), snapshot: id, id: text }),
  /** `NetworkPath.id`, and the hop's place in it. */
  z.object({ kind: z.literal('hop'), snapshot: id, path: text, index: count }),
  /** `CasePart.id`, as the case is seen from a snapshot. */
  z.object({ kind: z.literal('part'), snapshot: id, id: text }),
  /** A place or a way of a bridge's pipeline; `source` is its dump. */
  z.object({ kind: z.literal('pipeline'), snapshot: id, source: id, bridge: text, id: text }),
  /** `Finding.id`. */
  z.object({ kind: z.literal('finding'), snapshot: id, id: text }),
  /** The way from one end to another, ids of `RoutePoint`s; `to` null is outside. */
  z.object({ kind: z.literal('route'), snapshot: id, from: text, to: text.nullable() }),
  /** A `Change` of two snapshots. */
  z.object({
    kind: z.literal('change'),
    from: id,
    to: id,
    change: z.enum(changeKinds),
    key: z.string().max(100_000),
  }),
  /** A rule of two hosts that are held against each other, by the first line of its flow on either side. */
  z.object({ kind: z.literal('rule'), from: id, to: id, source: id, line }),
]);

/** One thing of an open case. */
export type Thing = z.infer<typeof thing>;
/** A thing of one kind. */
export type ThingOf<K extends Thing['kind']> = Extract<Thing, { readonly kind: K }>;

/** Short and stable while the case is as it is: the key of a selection in the address, and of a mark. */
export function thingKey(it: Thing): string {
  switch (it.kind) {
    case 'case':
      return 'case';
    case 'snapshot':
      return `snapshot:${it.snapshot}`;
    case 'line':
      return `line:${it.snapshot}:${it.source}:${it.firstLine}-${it.lastLine}`;
    case 'fact':
      return `fact:${it.snapshot}:${it.fact}`;
    case 'flow':
      return `flow:${it.snapshot}:${it.flow}`;
    case 'device':
    case 'link':
    case 'part':
    case 'finding':
      return `${it.kind}:${it.snapshot}:${it.id}`;
    case 'hop':
      return `hop:${it.snapshot}:${it.index}:${it.path}`;
    case 'pipeline':
      return `pipeline:${it.snapshot}:${it.source}:${JSON.stringify([it.bridge, it.id])}`;
    case 'route':
      return `route:${it.snapshot}:${JSON.stringify(it.to === null ? [it.from] : [it.from, it.to])}`;
    case 'change':
      return `change:${it.from}:${it.to}:${it.change}:${it.key}`;
    case 'rule':
      return `rule:${it.from}:${it.to}:${it.source}:${it.line}`;
  }
}

/** The snapshots that it is of: none for the case, two for what is compared. */
export function snapshotsOfThing(it: Thing): readonly number[] {
  if (it.kind === 'case') return [];
  return 'from' in it && 'to' in it && it.kind !== 'route' ? [it.from, it.to] : [it.snapshot];
}

/** What `thingKey` made the key of; null for anything else. */
export function thingOfKey(key: string): Thing | null {
  const found = thing.safeParse(fieldsOfKey(key));
  return found.success ? found.data : null;
}

function fieldsOfKey(key: string): unknown {
  const [kind = '', first = '', ...rest] = key.split(':');
  const snapshot = numberOf(first);
  const tail = rest.join(':');
  switch (kind) {
    case 'case':
      return key === 'case' ? { kind } : null;
    case 'snapshot':
      return tail === '' ? { kind, snapshot } : null;
    case 'line': {
      const [source, firstLine, lastLine] = (/^(\d+):(\d+)-(\d+)$/.exec(tail) ?? []).slice(1).map(Number);
      return { kind, snapshot, source, firstLine, lastLine };
    }
    case 'fact':
      return { kind, snapshot, fact: numberOf(tail) };
    case 'flow':
      return { kind, snapshot, flow: numberOf(tail) };
    case 'device':
    case 'link':
    case 'part':
    case 'finding':
      return { kind, snapshot, id: tail };
    case 'hop': {
      const [place = '', ...path] = rest;
      return { kind, snapshot, index: numberOf(place), path: path.join(':') };
    }
    case 'pipeline': {
      const [, source = '', names = ''] = /^(\d+):(\[.*)$/s.exec(tail) ?? [];
      const [bridge, id] = textsIn(names);
      return { kind, snapshot, source: numberOf(source), bridge, id };
    }
    case 'route': {
      const [from, to = null] = textsIn(tail);
      return { kind, snapshot, from, to };
    }
    case 'change': {
      const [to = '', change, ...ofKey] = rest;
      return { kind, from: snapshot, to: numberOf(to), change, key: ofKey.join(':') };
    }
    case 'rule': {
      const [, to, source, line] = (/^(\d+):(\d+):(\d+)$/.exec(tail) ?? []).map(Number);
      return { kind, from: snapshot, to, source, line };
    }
    default:
      return null;
  }
}

function numberOf(digits: string): number | null {
  return /^\d+$/.test(digits) ? Number(digits) : null;
}

function textsIn(json: string): readonly string[] {
  try {
    const list: unknown = JSON.parse(json);
    return Array.isArray(list) ? list.filter((each) => typeof each === 'string') : [];
  } catch {
    return [];
  }
}

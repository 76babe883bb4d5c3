// The things of one kind that a side's facts tell of: shares of one key joined, with their evidence.
import type { CaseEvidence } from '../../evidence.ts';
import type { StoredFact } from '../../facts.ts';
import { evidenceOf, type SnapshotFacts, type SourceInfo } from '../../snapshot-facts.ts';
import type { ChangeKind } from '../change.ts';
import type { ChainPlace, Fields, FieldValue, Keyed } from '../keyed-diff.ts';
import type { AsideCategory } from '../set-aside.ts';
import type { SideNames } from './side-names.ts';
import type { Share, ThingKind } from './thing.ts';

interface Joined {
  place: string | null;
  readonly presence: AsideCategory | null;
  readonly chain: ChainPlace | null;
  readonly fields: Record<string, FieldValue>;
  readonly aside: Partial<Record<AsideCategory, Record<string, FieldValue>>>;
  readonly evidence: CaseEvidence[];
}

/** The things that some facts describe, by key. `use` says which facts count; `cleaned`, that nothing goes by MAC. */
export function collectThings(
  facts: SnapshotFacts,
  kind: ThingKind,
  use: (fact: StoredFact) => boolean,
  told: { readonly cleaned: boolean; readonly names: SideNames },
): readonly Keyed[] {
  const joined = new Map<string, Joined>();
  for (const { fact, share } of sharesOf(facts, kind, use, told)) {
    const known = joined.get(share.key);
    const evidence = evidenceOf(facts, fact);
    if (!known) {
      joined.set(share.key, {
        place: share.place ?? null,
        presence: share.presence ?? null,
        chain: share.chain ?? null,
        fields: { ...share.fields },
        aside: copyOf(share.aside ?? {}),
        evidence: [evidence],
      });
      continue;
    }
    known.place ??= share.place ?? null;
    fill(known.fields, share.fields);
    for (const [name, fields] of Object.entries(share.aside ?? {})) {
      fill((known.aside[name as AsideCategory] ??= {}), fields);
    }
    known.evidence.push(evidence);
  }
  return [...joined].map(([key, { place, presence, chain, fields, aside, evidence }]) => ({
    key,
    place,
    presence,
    chain,
    fields: place === null ? fields : { [placeName(kind.kind)]: place, ...fields },
    aside,
    text: summary(key, place, fields),
    evidence,
  }));
}

/** Of things that may be there twice, the second of one output gets a key of its own: `… (2)`. */
function sharesOf(
  facts: SnapshotFacts,
  kind: ThingKind,
  use: (fact: StoredFact) => boolean,
  told: { readonly cleaned: boolean; readonly names: SideNames },
): readonly { readonly fact: StoredFact; readonly share: Share }[] {
  const found: { readonly fact: StoredFact; readonly share: Share }[] = [];
  for (const fact of facts.of(kind.fact)) {
    if (!use(fact)) continue;
    const share = kind.share(fact.data, {
      ...told,
      listsAll: listsAllColumns(facts.sources.get(fact.sourceId)),
    });
    if (share !== null) found.push({ fact, share });
  }
  if (!kind.repeats) return found;
  const bySource = new Map<string, { readonly fact: StoredFact; readonly share: Share }[]>();
  for (const one of found) {
    const key = `${one.fact.sourceId} ${one.share.key}`;
    const list = bySource.get(key);
    if (list === undefined) bySource.set(key, [one]);
    else list.push(one);
  }
  return [...bySource.values()].flatMap((list) =>
    list.length === 1
      ? list
      : list
          .map((one) => ({ one, text: summary('', null, one.share.fields) }))
          .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
          .map(({ one: { fact, share } }, i) => ({
            fact,
            share: i === 0 ? share : { ...share, key: `${share.key} (${i + 1})` },
          })),
  );
}

/** Did this source print every column of its rows? Only then does an empty map say that there is nothing in it. */
function listsAllColumns(source: SourceInfo | undefined): boolean {
  const lists = /^(?:ovs-vsctl-list(?:-|$)|ovsdb-client-dump$|ovsdb-file$)/.test(source?.commandId ?? '');
  return lists && !/ --columns[ =]/.test(source?.commandLine ?? '');
}

function fill(fields: Record<string, FieldValue>, more: Fields): void {
  for (const [name, value] of Object.entries(more)) fields[name] ??= value;
}

function copyOf(aside: NonNullable<Share['aside']>): Joined['aside'] {
  return Object.fromEntries(Object.entries(aside).map(([name, fields]) => [name, { ...fields }]));
}

const placeNames: Partial<Readonly<Record<ChangeKind, string>>> = {
  instances: 'host',
  ports: 'host',
  'port-bindings': 'chassis',
  'logical-switch-ports': 'switch',
  'logical-router-ports': 'router',
};

function placeName(kind: ChangeKind): string {
  return placeNames[kind] ?? 'bridge';
}

function summary(key: string, place: string | null, fields: Fields): string {
  const shown = Object.entries(fields).filter(
    ([, value]) => value !== null && value !== 'none' && value !== '',
  );
  const where = place === null ? '' : ` in ${place}`;
  return `${key}${where}${shown.map(([name, value]) => ` ${name}=${String(value)}`).join('')}`;
}

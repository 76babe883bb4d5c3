// Entities while outputs are read: claims are gathered by entity, field and value, each output once.
import type { CaseEvidence } from '../../evidence.ts';
import type { StoredFact } from '../../facts.ts';
import { evidenceOf, type SnapshotFacts } from '../../snapshot-facts.ts';
import { type Entity, type EntityClaim, entityFields, type EntityField, type EntityKind } from './entity.ts';

/** Enough to show that a claim is no one output's word; a report prints most things a dozen times. */
const mostEvidence = 4;

/** Of these there is one value only. A port's host is checked by itself: routers' ports may be on many. */
const single: readonly EntityField[] = [
  'mac',
  'instance',
  'network',
  'router',
  'name',
  'libvirt-name',
  'segment',
];

interface DraftClaim {
  readonly value: string;
  readonly host: string | null;
  readonly evidence: CaseEvidence[];
}

export class EntityDraft {
  readonly kind: EntityKind;
  readonly key: string;
  readonly #claims = new Map<EntityField, Map<string, DraftClaim>>();

  constructor(kind: EntityKind, key: string) {
    this.kind = kind;
    this.key = key;
  }

  /** Nothing is claimed by an empty value. */
  claim(
    field: EntityField,
    value: string | number | null | undefined,
    facts: SnapshotFacts,
    fact: StoredFact,
    host: string | null = null,
  ): this {
    if (value === null || value === undefined || value === '') return this;
    const text = field === 'mac' || field === 'tap-mac' ? String(value).toLowerCase() : String(value);
    const ofField = this.#claims.get(field) ?? new Map<string, DraftClaim>();
    this.#claims.set(field, ofField);
    const key = `${host ?? ''}\n${text}`;
    const claim = ofField.get(key) ?? { value: text, host, evidence: [] };
    ofField.set(key, claim);
    const known = claim.evidence.some((each) => each.sourceId === fact.sourceId && each.host === facts.host);
    if (!known && claim.evidence.length < mostEvidence) claim.evidence.push(evidenceOf(facts, fact));
    return this;
  }

  values(field: EntityField): readonly string[] {
    return [...new Set([...(this.#claims.get(field)?.values() ?? [])].map(({ value }) => value))];
  }

  finish(): Entity {
    const claims = entityFields.flatMap((field): readonly EntityClaim[] =>
      [...(this.#claims.get(field)?.values() ?? [])]
        .map((claim) => ({ field, ...claim }))
        .sort((a, b) => compare(a.value, b.value) || compare(a.host ?? '', b.host ?? '')),
    );
    // A name that Neutron gives a port and one that OVN notes are the same; an instance's may differ by output.
    const conflicts = single.filter((field) => this.values(field).length > 1);
    if (this.kind === 'port' && this.#isOfInstance() && this.#hosts() > 1) conflicts.push('host');
    return { id: `${this.kind}/${this.key}`, kind: this.kind, title: this.#title(), claims, conflicts };
  }

  #isOfInstance(): boolean {
    return this.values('instance').length > 0;
  }

  /** `compute1` and `compute1.example.com` are one. */
  #hosts(): number {
    return new Set(this.values('host').map((host) => host.split('.')[0]?.toLowerCase())).size;
  }

  #title(): string {
    return this.values('name')[0] ?? this.values('libvirt-name')[0] ?? this.key;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** All drafts, each made when it is first claimed something of. */
export class EntityDrafts {
  readonly #drafts = new Map<string, EntityDraft>();

  of(kind: EntityKind, key: string): EntityDraft {
    const id = `${kind}/${key}`;
    const known = this.#drafts.get(id);
    if (known !== undefined) return known;
    const made = new EntityDraft(kind, key);
    this.#drafts.set(id, made);
    return made;
  }

  has(kind: EntityKind, key: string): boolean {
    return this.#drafts.has(`${kind}/${key}`);
  }

  all(kind: EntityKind): readonly EntityDraft[] {
    return [...this.#drafts.values()].filter((draft) => draft.kind === kind);
  }
}

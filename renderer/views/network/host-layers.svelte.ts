// What lies over the picture of a host: findings at the devices they are about, and one overlay of choice. Each is
// asked for when it is first shown.
import type { FindingRow, Response, SnapshotInfo } from '../../../shared/api.ts';
import type { PortFirewall } from '../../../shared/network/firewall/firewall.ts';
import type { NodeModel } from '../../../shared/network/model.ts';
import { app } from '../../state/app.svelte.ts';
import { askOnce } from '../../state/ask-once.ts';
import { t } from '../../state/locale.svelte.ts';
import { number, shortNumber } from '../../ui/number-text.ts';
import type { NetworkSign } from './network-signs.ts';
import {
  changesOverlay,
  dropsOverlay,
  emptyOverlay,
  findingMarks,
  firewallOverlay,
  hitsOverlay,
  mtuOverlay,
  networkOverlay,
  overlayNames,
  type HostChanges,
  type Overlay,
  type OverlayName,
} from './overlays.ts';

export interface LayerInput {
  readonly model: NodeModel | null;
  readonly signs: ReadonlyMap<string, NetworkSign>;
  readonly snapshot: SnapshotInfo | null;
}

export class HostLayers {
  #findings = $state.raw<{ readonly of: number; readonly list: readonly FindingRow[] } | null>(null);
  #firewalls = $state.raw<{ readonly of: number; readonly list: readonly PortFirewall[] } | null>(null);
  #counters = $state.raw<{ readonly of: string; readonly answer: Response<'network.counters'> } | null>(null);
  #changes = $state.raw<{ readonly of: string; readonly answer: HostChanges } | null>(null);
  readonly #input: () => LayerInput;

  /** `input` is read in effects and deriveds of the component that makes this. */
  constructor(input: () => LayerInput) {
    this.#input = input;
    $effect(() => {
      const id = this.#snapshotId;
      void app.revision;
      if (id === null) return;
      askOnce('findings.list', { snapshot: id })
        .then(({ findings }) => (this.#findings = { of: id, list: findings }))
        .catch((error: unknown) => app.report(error));
    });
    $effect(() => {
      const id = this.#snapshotId;
      void app.revision;
      if (id === null || this.name !== 'firewall') return;
      askOnce('network.firewalls', { snapshot: id })
        .then(({ firewalls }) => (this.#firewalls = { of: id, list: firewalls }))
        .catch((error: unknown) => app.report(error));
    });
    $effect(() => {
      const id = this.#snapshotId;
      void app.revision;
      if (id === null || (this.name !== 'drops' && this.name !== 'hits')) return;
      const since = this.since?.id ?? null;
      askOnce('network.counters', { snapshot: id, since })
        .then((answer) => (this.#counters = { of: `${id} ${since ?? ''}`, answer }))
        .catch((error: unknown) => app.report(error));
    });
    $effect(() => {
      const id = this.#snapshotId;
      const from = this.changedSince?.id ?? null;
      void app.revision;
      if (id === null || from === null || this.name !== 'changes') return;
      askOnce('network.changes', { from, to: id })
        .then((answer) => (this.#changes = { of: `${from} ${id}`, answer }))
        .catch((error: unknown) => app.report(error));
    });
  }

  /** The overlay in the address. */
  readonly name: OverlayName = $derived(
    overlayNames.find((name) => name === app.view.params['over']) ?? 'networks',
  );

  /** Other snapshots of this host, the latest first. */
  readonly others: readonly SnapshotInfo[] = $derived.by(() => {
    const { snapshot } = this.#input();
    if (snapshot === null) return [];
    const list = app.snapshots.filter(({ id, host }) => host === snapshot.host && id !== snapshot.id);
    return list.toSorted((a, b) => (b.capturedAt ?? '').localeCompare(a.capturedAt ?? '') || b.id - a.id);
  });

  /** What counters are compared with: as the address says; null for what was counted in all. */
  readonly since: SnapshotInfo | null = $derived(
    this.others.find(({ id }) => String(id) === app.view.params['since']) ?? null,
  );

  /** What changes are counted from: as the address says, else the host's snapshot before this one, else any other. */
  readonly changedSince: SnapshotInfo | null = $derived.by(() => {
    if (this.since !== null) return this.since;
    const at = this.#input().snapshot?.capturedAt ?? '';
    return this.others.find(({ capturedAt }) => (capturedAt ?? '') < at) ?? this.others[0] ?? null;
  });

  get #snapshotId(): number | null {
    return this.#input().snapshot?.id ?? null;
  }

  readonly findings: readonly FindingRow[] = $derived.by(() => {
    const known = this.#findings;
    return known !== null && known.of === this.#snapshotId ? known.list : [];
  });

  /** What changed since the other snapshot, while that is what is shown; null until it is known. */
  readonly changes: HostChanges | null = $derived.by(() => {
    const known = this.#changes;
    const of = `${this.changedSince?.id ?? ''} ${this.#snapshotId ?? ''}`;
    return this.name === 'changes' && known?.of === of ? known.answer : null;
  });

  readonly findingMarks = $derived(
    app.view.params['findings'] === 'off' ? emptyOverlay.marks : findingMarks(this.findings, sentenceOf),
  );

  readonly overlay: Overlay = $derived.by(() => {
    const { model, signs } = this.#input();
    if (model === null) return emptyOverlay;
    switch (this.name) {
      case 'networks':
        return networkOverlay(model.devices, signs);
      case 'mtu':
        return mtuOverlay(model.devices, t);
      case 'firewall': {
        const known = this.#firewalls;
        return known?.of === this.#snapshotId ? firewallOverlay(known.list, t) : emptyOverlay;
      }
      case 'changes': {
        if (this.changedSince === null) {
          const text = t('network.change.noOther');
          return { ...emptyOverlay, legend: [{ sign: '', tone: null, text }] };
        }
        return this.changes === null ? emptyOverlay : changesOverlay(this.changes, t);
      }
      case 'drops':
      case 'hits': {
        const known = this.#counters;
        const compared = this.since !== null;
        if (known?.of !== `${this.#snapshotId ?? ''} ${this.since?.id ?? ''}`) return emptyOverlay;
        return this.name === 'drops'
          ? dropsOverlay(known.answer, compared, t, number)
          : hitsOverlay(known.answer, compared, t, shortNumber);
      }
    }
  });
}

/** A finding in words. */
export function sentenceOf({ message, severity }: Pick<FindingRow, 'message' | 'severity'>): string {
  return `${t(`findings.severity.${severity}`)}: ${t(message.key, message.params)}`;
}

// What the whole-case view knows: the overview first, with what changed since other snapshots where that is asked for,
// then the inside of each host that is unfolded, what tunnels carry once their words are in sight, and, host by host in
// the background, what the rules find and what changed inside.
import { SvelteMap } from 'svelte/reactivity';
import { mostTunnelUses, type Client, type FindingRow, type Response } from '../../../../shared/api.ts';
import type { HostInside, TunnelUse } from '../../../../shared/network/case/model.ts';
import type { CaseOverview } from '../../../../shared/network/case/overview.ts';
import { AskedOnce, KeptAnswers } from './asked-once.ts';
import { withGoneParts, withGoneThings, type CaseChanges, type InsideChanges } from './case-changes.ts';
import { layOutGraph } from '../layout.ts';
import { insideGraph, insidePicture, type InsidePicture } from './inside-layout.ts';

export type FoundInside = Response<'network.findInside'>;

export class CaseData {
  /** With what went since, where changes are asked for. */
  overview = $state.raw<CaseOverview | null>(null);
  /** Of `overview`; null while none are asked for. */
  changes = $state.raw<CaseChanges | null>(null);
  /** By host. */
  readonly insideChanges = new SvelteMap<string, InsideChanges>();
  /** By host id: an inside with its places. */
  readonly insides = new SvelteMap<
    string,
    { readonly inside: HostInside; readonly picture: InsidePicture }
  >();
  readonly uses = new SvelteMap<string, readonly TunnelUse[]>();
  /** By host id. */
  readonly findings = new SvelteMap<string, readonly FindingRow[]>();
  found = $state.raw<FoundInside>({ total: 0, found: [] });

  readonly #client: Client;
  readonly #report: (error: unknown) => void;
  #snapshot = 0;
  /** Grows with each overview: an answer to an earlier one is late. */
  #round = 0;
  readonly #asked = new AskedOnce();
  readonly #compared = new KeptAnswers<InsideChanges>();

  constructor(client: Client, report: (error: unknown) => void) {
    this.#client = client;
    this.#report = report;
  }

  /**
   * Asks for the hosts that belong with a snapshot, and what changed since those that belong with `since`. Returns what
   * makes the answers come too late.
   */
  load(snapshot: number, since: number | null): () => void {
    this.#snapshot = snapshot;
    const round = ++this.#round;
    Promise.all([
      this.#client.call('network.case', { snapshot }),
      since === null ? null : this.#client.call('network.caseChanges', { from: since, to: snapshot }),
    ])
      .then(([overview, changes]) => {
        if (round !== this.#round) return;
        this.#asked.forget();
        this.#compared.forget();
        this.insides.clear();
        this.insideChanges.clear();
        this.uses.clear();
        this.findings.clear();
        this.changes = changes;
        this.overview = changes === null ? overview : withGoneParts(overview, changes);
      })
      .catch((error: unknown) => round === this.#round && this.#report(error));
    return () => void this.#round++;
  }

  /** Gets the insides of hosts that are not there yet. */
  unfold(hosts: Iterable<string>): void {
    const { overview } = this;
    if (overview === null) return;
    const order = overview.networks.map(({ id }) => id);
    for (const host of overview.hosts) {
      if (![...hosts].includes(host.id) || !this.#asked.first(`inside ${host.id}`)) continue;
      this.#get(async () => {
        const [answer, changes] = await Promise.all([
          this.#client.call('network.inside', { snapshot: host.snapshotId }),
          this.#compare(host.host),
        ]);
        const inside = changes === null ? answer : withGoneThings(answer, changes, order);
        const picture = insidePicture(inside, order, await layOutGraph(insideGraph(inside, order)));
        return () => this.insides.set(host.id, { inside, picture });
      });
    }
  }

  /** Gets what tunnels carry, of those that are not known yet. */
  carry(tunnels: readonly string[]): void {
    const wanted = tunnels.filter((id) => this.#asked.first(`carry ${id}`)).slice(0, mostTunnelUses);
    if (wanted.length === 0) return;
    this.#get(async () => {
      const request = { snapshot: this.#snapshot, tunnels: wanted };
      const answer = await this.#client.call('network.tunnelUses', request);
      return () => {
        for (const { tunnel, uses } of answer.tunnels) this.uses.set(tunnel, uses);
      };
    });
  }

  /** Gets what changed inside of each host, one after the other. */
  async findChanges(): Promise<void> {
    const round = this.#round;
    for (const { host } of this.changes?.pairs ?? []) {
      if (round !== this.#round) return;
      try {
        const changes = await this.#compare(host);
        if (round === this.#round && changes !== null) this.insideChanges.set(host, changes);
      } catch (error) {
        if (round === this.#round) this.#report(error);
        return;
      }
    }
  }

  /** Null of a host that has one snapshot, or where no changes are asked for. */
  #compare(host: string): Promise<InsideChanges | null> {
    const pair = this.changes?.pairs.find((each) => each.host === host);
    if (pair === undefined || pair.from === pair.to) return Promise.resolve(null);
    const { from, to } = pair;
    return this.#compared.of(host, () => this.#client.call('network.insideChanges', { from, to }));
  }

  /** Gets what the rules find at each host, one after the other. */
  async findFaults(): Promise<void> {
    const round = this.#round;
    for (const host of this.overview?.hosts ?? []) {
      if (round !== this.#round) return;
      if (!this.#asked.first(`findings ${host.id}`)) continue;
      try {
        const { findings } = await this.#client.call('findings.list', { snapshot: host.snapshotId });
        if (round === this.#round) this.findings.set(host.id, findings);
      } catch (error) {
        if (round === this.#round) this.#report(error);
        return;
      }
    }
  }

  /** Looks for a text in all hosts, unfolded or not; an empty one finds nothing. */
  find(text: string): () => void {
    let current = true;
    if (text.trim() === '') {
      this.found = { total: 0, found: [] };
      return () => (current = false);
    }
    const timer = setTimeout(() => {
      this.#client
        .call('network.findInside', { snapshot: this.#snapshot, text, limit: 500 })
        .then((found) => {
          if (current) this.found = found;
        })
        .catch((error: unknown) => current && this.#report(error));
    }, 150);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }

  #get(work: () => Promise<() => void>): void {
    const round = this.#round;
    work()
      .then((keep) => {
        if (round === this.#round) keep();
      })
      .catch((error: unknown) => round === this.#round && this.#report(error));
  }
}

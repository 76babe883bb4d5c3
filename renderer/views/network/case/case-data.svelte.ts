// What the whole-case view knows: the overview first, then the inside of each host that is unfolded, what
// tunnels carry once their words are in sight, and what the rules find, host by host in the background.
import { SvelteMap } from 'svelte/reactivity';
import { mostTunnelUses, type Client, type FindingRow, type Response } from '../../../../shared/api.ts';
import type { HostInside, TunnelUse } from '../../../../shared/network/case/model.ts';
import type { CaseOverview } from '../../../../shared/network/case/overview.ts';
import { AskedOnce } from './asked-once.ts';
import { layOutGraph } from '../layout.ts';
import { insideGraph, insidePicture, type InsidePicture } from './inside-layout.ts';

export type FoundInside = Response<'network.findInside'>;

export class CaseData {
  overview = $state.raw<CaseOverview | null>(null);
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

  constructor(client: Client, report: (error: unknown) => void) {
    this.#client = client;
    this.#report = report;
  }

  /** Asks for the hosts that belong with a snapshot. Returns what makes the answers come too late. */
  load(snapshot: number): () => void {
    this.#snapshot = snapshot;
    const round = ++this.#round;
    this.#client
      .call('network.case', { snapshot })
      .then((overview) => {
        if (round !== this.#round) return;
        this.#asked.forget();
        this.insides.clear();
        this.uses.clear();
        this.findings.clear();
        this.overview = overview;
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
        const inside = await this.#client.call('network.inside', { snapshot: host.snapshotId });
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

// What a thing of the picture is, for whoever hears it instead of seeing it.
import type { CaseOverview } from '../../../../shared/network/case/overview.ts';
import type { HostInside } from '../../../../shared/network/case/model.ts';
import { t } from '../../../state/locale.svelte.ts';
import type { CaseMark } from './case-changes.ts';
import { barText, hostLines, tunnelTexts } from './case-words.ts';
import { parseKey } from './keys.ts';
import type { NetworkSign } from '../network-signs.ts';
import type { NotedMark } from '../../../ui/noted-mark.ts';
import type { HostMark } from './scene-shapes.ts';

export interface Described {
  readonly overview: CaseOverview;
  readonly signs: ReadonlyMap<string, NetworkSign>;
  readonly marks: ReadonlyMap<string, HostMark>;
  /** That there are notes, by key. */
  readonly noted: ReadonlyMap<string, NotedMark>;
  readonly open: ReadonlySet<string>;
  readonly insides: ReadonlyMap<string, { readonly inside: HostInside }>;
  /** What became of things since other snapshots. */
  readonly changes: ReadonlyMap<string, CaseMark>;
}

export function describeKey(key: string, known: Described): string {
  const change = known.changes.get(key);
  const notes = known.noted.get(key)?.title.split('\n') ?? [];
  return [describeThing(key, known), ...(change?.lines ?? []), ...notes].join(', ');
}

/** What it is and is called, and no more of it: where something else says the rest. */
export function nameKey(key: string, known: Described): string {
  const what = parseKey(key);
  const host = what.kind === 'part' ? known.overview.hosts.find(({ id }) => id === what.id) : undefined;
  return host === undefined ? describeThing(key, known) : t('hosts.describe.host', { host: host.host });
}

function describeThing(key: string, known: Described): string {
  const what = parseKey(key);
  const { overview, signs } = known;
  switch (what.kind) {
    case 'part':
      return describePart(what.id, known);
    case 'mesh': {
      const count = overview.tunnels.filter(({ type }) => type === what.type).length;
      return `${what.type}: ${t('hosts.table.tunnels', { count })}`;
    }
    case 'group': {
      const sign = what.network === null ? undefined : signs.get(what.network);
      return t('hosts.describe.group', { network: sign?.name ?? t('hosts.noNetwork'), host: what.host });
    }
    case 'device': {
      const inside = known.insides.get(`host/${what.host}`)?.inside;
      const instance = inside?.instances.find(({ device }) => device.id === what.device);
      const device =
        instance?.device ??
        [...(inside?.namespaces ?? []), ...(inside?.bridges ?? []), ...(inside?.nics ?? [])].find(
          ({ id }) => id === what.device,
        );
      if (device === undefined) return what.device;
      const networks = (instance?.networks ?? []).map((id) => signs.get(id)?.name ?? id);
      return [
        `${t(`app.device.${device.kind}`)} ${instance?.name ?? device.name}`,
        ...networks,
        what.host,
      ].join(', ');
    }
  }
}

function describePart(id: string, { overview, signs, marks, open }: Described): string {
  const host = overview.hosts.find((each) => each.id === id);
  if (host !== undefined) {
    const folded = t(open.has(id) ? 'hosts.describe.unfolded' : 'hosts.describe.folded');
    const mark = marks.get(id);
    return [
      t('hosts.describe.host', { host: host.host }),
      ...hostLines(host),
      ...(mark ? [mark.text] : []),
      folded,
    ].join(', ');
  }
  const peer = overview.peers.find((each) => each.id === id);
  if (peer !== undefined)
    return [peer.name, ...peer.addresses, t('hosts.outside')].filter((part) => part !== null).join(', ');
  const tunnel = overview.tunnels.find((each) => each.id === id);
  if (tunnel !== undefined) {
    const [from, to] = [tunnel.from, tunnel.to].map((end) => end.replace(/^[^/]*\//, ''));
    const said = t('hosts.describe.tunnel', {
      from: from ?? '',
      to: to ?? '',
      text: tunnelTexts(tunnel)[0] ?? '',
    });
    return [said, t(`hosts.knowledge.${tunnel.knowledge}`)].join(', ');
  }
  const physical = overview.physicalNetworks.find((each) => each.id === id);
  if (physical === undefined) return describeNetwork(id, signs);
  const networks = new Map(overview.networks.map((network) => [network.id, network]));
  return t('hosts.describe.physical', {
    text: barText(physical, networks, signs),
    count: physical.attachments.length,
  });
}

function describeNetwork(id: string, signs: ReadonlyMap<string, NetworkSign>): string {
  const sign = signs.get(id);
  return sign === undefined ? id : `${t('hosts.part.network')} ${sign.letter} ${sign.name}`;
}

// What the picture of the case writes and marks, in the user's language, and what its legend says of networks.
import type { TunnelUse } from '../../../../shared/network/case/model.ts';
import type { CaseOverview } from '../../../../shared/network/case/overview.ts';
import { t } from '../../../state/locale.svelte.ts';
import type { NetworkSign } from '../network-signs.ts';
import { networkLegend, type LegendEntry } from '../overlays.ts';
import type { CaseMark } from './case-changes.ts';
import { barText, hostLines, tunnelTexts, usesText } from './case-words.ts';
import type { SceneChange, SceneInput } from './scene-shapes.ts';
import { shortNames } from './short-names.ts';

export function sceneWords({
  overview,
  signs,
  overlay,
  uses,
}: {
  readonly overview: CaseOverview;
  readonly signs: ReadonlyMap<string, NetworkSign>;
  readonly overlay: {
    readonly marks: ReadonlyMap<string, CaseMark>;
    readonly drawn: ReadonlyMap<string, SceneChange>;
  };
  /** By tunnel. */
  readonly uses: ReadonlyMap<string, readonly TunnelUse[]>;
}): Pick<SceneInput, 'shortNames' | 'changes' | 'words'> {
  const networks = new Map(overview.networks.map((network) => [network.id, network]));
  return {
    shortNames: shortNames(overview.hosts),
    changes: overlay.drawn,
    words: {
      hostLines: (host) => {
        const mark = overlay.marks.get(host.id);
        return [...(mark === undefined ? [] : [mark.lines.join(' · ')]), ...hostLines(host)];
      },
      outside: t('hosts.outside'),
      barText: (of) => barText(of, networks, signs),
      tunnelText: tunnelTexts,
      carries: (id) => {
        const known = uses.get(id);
        return known === undefined || known.length === 0 ? null : usesText(known, signs);
      },
      noNetwork: t('hosts.noNetwork'),
    },
  };
}

/** More networks than these in the legend hide the picture; the table has all. */
const mostInLegend = 12;

/** Those that changed first, where not all have room. */
export function networkEntries(
  signs: ReadonlyMap<string, NetworkSign>,
  changes: ReadonlyMap<string, SceneChange>,
): readonly LegendEntry[] {
  const listed = [...signs].map(([id, sign]) => ({ sign, change: changes.get(id) ?? null }));
  const shown =
    listed.length <= mostInLegend
      ? listed
      : listed
          .toSorted((a, b) => Number(a.change === null) - Number(b.change === null))
          .slice(0, mostInLegend);
  const entries = networkLegend(
    shown.map(({ sign, change }) =>
      change === null ? sign : { ...sign, name: `${change.sign} ${sign.name}` },
    ),
  );
  if (listed.length <= mostInLegend) return entries;
  const more = t('hosts.moreNetworks', { count: listed.length - mostInLegend });
  return [...entries, { sign: '', tone: null, text: more }];
}

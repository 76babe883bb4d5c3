// Hops of a path as a table of texts: where each is, what it knows, how that is known and from which lines.
import { countersOfHop, numbersOf, type ShownHop } from '../../../shared/network/route/hop-text.ts';
import { t } from '../../state/locale.svelte.ts';
import { linesText, numberText, type TextTable } from '../../ui/text-table.ts';

export function hopsText(hops: readonly ShownHop[]): TextTable {
  return {
    columns: [
      ...['host', 'namespace', 'device', 'kind', 'numbers', 'received', 'sent', 'dropped', 'errors'],
      ...['knowledge', 'reason', 'wants', 'lines'],
    ].map((key) => t(`network.hop.column.${key}`)),
    rows: hops.map((hop) => {
      const counted = countersOfHop(hop);
      const said = [hop.reason, ...(hop.notes ?? []).map(({ reason }) => reason)];
      return [
        ...[hop.host, hop.netns ?? '', hop.device ?? t('network.unknownDevice'), t(`app.device.${hop.kind}`)],
        ...[numbersOf(hop).join(' · ')],
        ...[counted?.received, counted?.sent, counted?.dropped, counted?.errors].map((n) =>
          numberText(n ?? null),
        ),
        ...[t(`app.knowledge.${hop.status}`), said.filter(Boolean).join('; '), hop.wants.join('; ')],
        linesText(hop.evidence),
      ];
    }),
  };
}

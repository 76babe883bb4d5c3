// Sources as a table of texts: what they are, their state, what was read of them and what was not.
import type { SourceRow } from '../../../shared/api.ts';
import { t } from '../../state/locale.svelte.ts';
import { numberText, type TextTable } from '../../ui/text-table.ts';

export function sourcesText(sources: readonly SourceRow[]): TextTable {
  return {
    columns: ['path', 'command', 'state', 'bytes', 'facts', 'problems', 'reason'].map((key) =>
      t(`sources.column.${key}`),
    ),
    rows: sources.map(({ path, commandLine, state, bytes, facts, problems, reason }) => [
      ...[path, commandLine ?? '', t(`app.state.${state}`), numberText(bytes), numberText(facts)],
      ...[numberText(problems), reason ?? ''],
    ]),
  };
}

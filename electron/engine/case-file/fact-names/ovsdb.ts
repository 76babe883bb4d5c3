// Wording of the facts of shared/facts/ovsdb.ts.
import type { OvsdbFacts } from '../../../../shared/facts/ovsdb.ts';
import { words, type Wordings } from './wording.ts';

export const ovsdbWordings: Wordings<OvsdbFacts> = {
  'ovsdb-row': {
    key: (f) => f.name ?? f.uuid ?? f.table,
    title: (f) => words(f.table, f.name, f.uuid),
    names: (f) => [['device', f.name]],
  },
  'ovsdb-transaction': {
    key: (f) => f.comment ?? f.rows[0]?.uuid ?? f.database ?? '',
    title: (f) =>
      words(
        f.time,
        f.database,
        f.comment,
        ...Object.entries(f.tables).map(
          ([table, { inserted, modified, deleted }]) =>
            `${table} ${words(inserted > 0 && `+${inserted}`, modified > 0 && `~${modified}`, deleted > 0 && `-${deleted}`)}`,
        ),
      ),
    names: (f) => f.rows.map(({ name }) => ['device', name] as const),
  },
};

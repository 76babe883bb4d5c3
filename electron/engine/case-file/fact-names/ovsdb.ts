// Wording of the facts of shared/facts/ovsdb.ts.
import type { OvsdbFacts } from '../../../../shared/facts/ovsdb.ts';
import { words, type Wordings } from './wording.ts';

export const ovsdbWordings: Wordings<OvsdbFacts> = {
  'ovsdb-row': {
    key: (f) => words(f.table, f.name ?? f.uuid),
    title: (f) => words(f.table, f.name, f.uuid),
    names: (f) => [['device', f.name]],
  },
};

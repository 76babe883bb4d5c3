// A fact on its way into the case: needs no database, so any thread can do it.
import type { FactKind, FactKinds } from '../../../shared/facts.ts';
import { factKey, factNames } from './fact-names.ts';
import type { EncodedFact } from './import-writer.ts';

/** Any kind but `flow`, of which `FlowEncoder` makes blocks. Lines are counted from 1 in the source's file. */
export function encodeFact<K extends Exclude<FactKind, 'flow'>>(
  kind: K,
  data: FactKinds[K],
  firstLine: number,
  lastLine: number,
): EncodedFact {
  return {
    kind,
    key: factKey(kind, data),
    firstLine,
    lastLine,
    data: JSON.stringify(data),
    names: factNames(kind, data).map(({ name, what }) => [name, what]),
  };
}

// How the classes of rules look: never by colour alone.
import type { RuleClass } from '../../../../shared/compare/between/compare-nodes.ts';
import type { DifferenceTone } from '../change-text.ts';

export const classSigns: Readonly<
  Record<RuleClass, { readonly sign: string; readonly tone: DifferenceTone }>
> = {
  differs: { sign: '~', tone: 'changed' },
  lacks: { sign: '−', tone: 'removed' },
  unresolved: { sign: '?', tone: 'moved' },
  own: { sign: '·', tone: 'quiet' },
  paired: { sign: '≈', tone: 'quiet' },
  equal: { sign: '=', tone: 'quiet' },
};

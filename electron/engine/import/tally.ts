// What an import counts for its ledger, by bundle.
import { severities, sourceStates } from '../../../shared/evidence.ts';
import type { Problem, Severity, SourceState } from '../../../shared/evidence.ts';
import type { TakenIn } from '../case-file/copy-snapshots.ts';

export class Tally {
  readonly states: Partial<Record<SourceState, number>> = {};
  readonly problems: Partial<Record<Severity, number>> = {};
  facts = 0;

  source(state: SourceState): void {
    add(this.states, state, 1);
  }

  problem(problem: Problem): void {
    add(this.problems, problem.severity, 1);
  }

  /** What came from another case at once. */
  taken({ states, facts, problems }: Pick<TakenIn, 'states' | 'facts' | 'problems'>): void {
    for (const state of sourceStates) add(this.states, state, states[state] ?? 0);
    for (const severity of severities) add(this.problems, severity, problems[severity] ?? 0);
    this.facts += facts;
  }

  /** Sources of all states together. */
  get sources(): number {
    return Object.values(this.states).reduce((sum, count) => sum + count, 0);
  }
}

function add<K extends string>(counts: Partial<Record<K, number>>, key: K, count: number): void {
  if (count > 0) counts[key] = (counts[key] ?? 0) + count;
}

// What an import counts for its ledger, by bundle.
import type { Problem, Severity, SourceState } from '../../../shared/evidence.ts';

export class Tally {
  readonly states: Partial<Record<SourceState, number>> = {};
  readonly problems: Partial<Record<Severity, number>> = {};
  facts = 0;

  source(state: SourceState): void {
    this.states[state] = (this.states[state] ?? 0) + 1;
  }

  problem(problem: Problem): void {
    this.problems[problem.severity] = (this.problems[problem.severity] ?? 0) + 1;
  }

  /** Sources of all states together. */
  get sources(): number {
    return Object.values(this.states).reduce((sum, count) => sum + count, 0);
  }
}

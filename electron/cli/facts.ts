// coldtrace facts: all facts of one kind, as JSON lines.
import { CodedError } from '../../shared/coded-error.ts';
import type { FactKind, StoredFact } from '../../shared/facts.ts';
import { factKinds } from '../../shared/facts.ts';
import { evidenceOf } from '../../shared/snapshot-facts.ts';
import { loadFlows } from '../engine/case-file/queries/snapshot-facts.ts';
import type { CaseSession } from '../engine/case-session.ts';
import type { CliCommand } from './cli-command.ts';
import { wordsBetween } from './cli-command.ts';
import { evidenceJson, snapshotNamed, withCase } from './open-session.ts';

export const factsCommand: CliCommand = {
  name: 'facts',
  usage: 'CASE [--snapshot S] KIND',
  about: 'print the facts of a kind as JSON lines, with evidence',
  options: { snapshot: 'text', json: 'flag' },
  async run(given, terminal) {
    const [casePath = '', kindName = ''] = wordsBetween(this, given, 2, 2);
    const kind = kindNamed(kindName);
    await withCase(casePath, (session) => {
      const snapshot = snapshotNamed(session, given.text('snapshot'));
      return terminal.print(factLines(session, snapshot.id, kind));
    });
    return 0;
  },
};

function* factLines(session: CaseSession, snapshotId: number, kind: FactKind): Generator<string> {
  const facts = session.facts(snapshotId);
  const line = (fact: StoredFact): string =>
    JSON.stringify({ kind, ...fact.data, evidence: evidenceJson([evidenceOf(facts, fact)]) });
  if (kind !== 'flow') {
    for (const fact of facts.of(kind)) yield line(fact);
    return;
  }
  // Every dump, whichever is in use: the facts of a snapshot are what its sources say.
  for (const id of facts.sources.keys()) {
    for (const flow of session.query((db) => loadFlows(db, id, null))) yield line(flow);
  }
}

function kindNamed(text: string): FactKind {
  const kind = factKinds.find((known) => known === text);
  if (kind !== undefined) return kind;
  throw new CodedError('bad-request', `There is no kind of fact ${text}; there are ${factKinds.join(', ')}.`);
}

// coldtrace explain: flows in words, those of a bridge in a case or any that are given as text.
import { text } from 'node:stream/consumers';
import { explainFlow } from '../../shared/explain/explain-flow.ts';
import { bareContext } from '../../shared/explain/flow-context.ts';
import type { Language, Phrase } from '../../shared/explain/phrase.ts';
import { phraseText } from '../../shared/explain/phrase.ts';
import { reasonsIn, type FlowExplanation, type Statement } from '../../shared/explain/statement.ts';
import { tableText, type TableId } from '../../shared/openflow/table-id.ts';
import { parseFlow } from '../../shared/openflow/parse-tree.ts';
import { flowExplanation } from '../engine/explanation-views.ts';
import { dumpPlace } from '../engine/flow-views.ts';
import type { CliCommand, Terminal } from './cli-command.ts';
import { wordsBetween } from './cli-command.ts';
import { bridgeNamed, filterNamed } from './flows.ts';
import { languageNamed } from './language.ts';
import { networkOf } from '../engine/case-network.ts';
import { flowsOf } from '../engine/case-flows.ts';
import { evidenceJson, snapshotNamed, withCase } from './open-session.ts';

/** Flows explained at a time. */
const step = 500;

export const explainCommand: CliCommand = {
  name: 'explain',
  usage: 'CASE|- [--snapshot S] [--bridge B] [--filter EXPR] [--language en|zh-CN] [--json]',
  about: 'say in words what flows do: those of a bridge, or with - those on standard input',
  options: { snapshot: 'text', bridge: 'text', filter: 'text', language: 'text', json: 'flag' },
  async run(given, terminal) {
    const [casePath = ''] = wordsBetween(this, given, 1, 1);
    const language = languageNamed(given.text('language') ?? 'en');
    const json = given.flag('json');
    if (casePath === '-') {
      await explainText(await text(process.stdin), given.text('bridge'), language, json, terminal);
      return 0;
    }
    await withCase(casePath, async (session) => {
      const snapshot = snapshotNamed(session, given.text('snapshot'));
      const { bridge, chosen } = bridgeNamed(session.dumps(snapshot.id), given.text('bridge'));
      const { inferredFrom, source } = chosen;
      if (inferredFrom !== null) terminal.say(`${source.path}: taken as ${bridge}: ${inferredFrom}`);
      const place = dumpPlace(session, source.id, bridge);
      const filter = filterNamed(session, place, given.text('filter') ?? '');
      const order = { sort: 'line', descending: false } as const;
      if (!json)
        await terminal.print([
          phraseText(networkOf(session).contexts(snapshot.id).of(bridge).roles.because, language),
        ]);
      for (let offset = 0; ; offset += step) {
        const window = session.query(() =>
          flowsOf(session).windows.window(place, filter, order, offset, step),
        );
        await terminal.print(
          window.rows.flatMap((row) => {
            const said = flowExplanation(session, { snapshot: snapshot.id, bridge, flow: row.id });
            if (json) return [jsonLine(row, said, language, [row.evidence])];
            const { firstLine, source: path } = row.evidence;
            return lines(row, said, language, `  [${row.evidence.host} ${path}:${firstLine}]`);
          }),
        );
        if (offset + step >= window.matched) break;
      }
    });
    return 0;
  },
};

/** What is read from each line, without anything around it: numbers stay numbers. */
async function explainText(
  input: string,
  bridge: string | null,
  language: Language,
  json: boolean,
  terminal: Terminal,
): Promise<void> {
  const context = bareContext(bridge);
  for (const [index, line] of input.split(/\r?\n/).entries()) {
    if (line.trim() === '' || /^\s*[A-Z]+_FLOW reply/.test(line)) continue;
    const tree = parseFlow(line);
    if (typeof tree === 'string') {
      terminal.say(`line ${index + 1}: no flow: ${tree}`);
      continue;
    }
    const { flow } = tree;
    const said = explainFlow(flow, context);
    const at = index + 1;
    const evidence = [{ host: '', source: '-', firstLine: at, lastLine: at }];
    await terminal.print(json ? [jsonLine(flow, said, language, evidence)] : lines(flow, said, language, ''));
  }
}

interface Row {
  readonly table: TableId;
  readonly priority: number;
  readonly match: string;
  readonly actions: string;
}

function lines(
  { table, priority, match, actions }: Row,
  said: FlowExplanation,
  language: Language,
  where: string,
): readonly string[] {
  const words = (phrase: Phrase): string => phraseText(phrase, language);
  const role = said.role === null ? '' : ` (${words(said.role)})`;
  const reasons = new Set([...said.match, ...said.actions].flatMap(reasonsIn).map(words));
  return [
    '',
    `table=${tableText(table)}${role}, priority=${priority} ${match} actions=${actions}${where}`,
    `  ${words(said.sentence)}`,
    ...[...reasons].map((reason) => `  - ${reason}`),
  ];
}

/** The explanation as text, whole and by part, with the part of the flow that each is about. */
function jsonLine(
  { table, priority, match, actions }: Row,
  said: FlowExplanation,
  language: Language,
  evidence: Parameters<typeof evidenceJson>[0],
): string {
  const words = (phrase: Phrase): string => phraseText(phrase, language);
  const part = (statement: Statement, text: string): Record<string, unknown> => ({
    text: text.slice(statement.range.from, statement.range.to),
    says: words(statement.says),
    because: statement.because.map(words),
    steps: statement.steps.map((step) => part(step, text)),
  });
  return JSON.stringify({
    table,
    priority,
    role: said.role === null ? null : words(said.role),
    says: words(said.sentence),
    match: said.match.map((statement) => part(statement, match)),
    actions: said.actions.map((statement) => part(statement, actions)),
    evidence: evidenceJson(evidence),
  });
}

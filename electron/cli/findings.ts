// coldtrace findings: what the rules find wrong, with the lines that show it.
import type { FindingRow } from '../../shared/api.ts';
import type { Language } from '../../shared/explain/phrase.ts';
import { formatMessage } from '../../shared/message.ts';
import { findingList } from '../engine/finding-views.ts';
import type { CliCommand } from './cli-command.ts';
import { wordsBetween } from './cli-command.ts';
import { languageNamed } from './language.ts';
import { evidenceJson, snapshotNamed, withCase } from './open-session.ts';

export const findingsCommand: CliCommand = {
  name: 'findings',
  usage: 'CASE [--snapshot S] [--language en|zh-CN] [--json]',
  about: 'print what is wrong with the wiring, of all snapshots unless one is named; 1: there are findings',
  options: { snapshot: 'text', language: 'text', json: 'flag' },
  async run(given, terminal) {
    const [casePath = ''] = wordsBetween(this, given, 1, 1);
    const language = languageNamed(given.text('language') ?? 'en');
    const name = given.text('snapshot');
    let any = false;
    await withCase(casePath, async (session) => {
      const snapshot = name === null ? null : snapshotNamed(session, name).id;
      const { findings } = await findingList(() => session, { snapshot });
      any = findings.length > 0;
      const lines = given.flag('json') ? jsonLine : textLines;
      await terminal.print(findings.flatMap((finding) => lines(finding, language)));
    });
    return any ? 1 : 0;
  },
};

function textOf({ message }: FindingRow, { locale, text }: Language): string {
  return formatMessage(text(message.key) ?? message.key, message.params, locale);
}

/** The sentence, then the lines that show it, then what would tell more. */
function textLines(finding: FindingRow, language: Language): readonly string[] {
  const { severity, rule, host, evidence, wants } = finding;
  return [
    `${severity}: ${host}: ${textOf(finding, language)} [${rule}]`,
    ...evidence.map((each) => `    ${each.host} ${each.source}:${each.firstLine}`),
    ...wants.map((command) => `    $ ${command}`),
  ];
}

function jsonLine(finding: FindingRow, language: Language): readonly string[] {
  const { snapshotId, message, evidence, ...fields } = finding;
  const json = {
    ...fields,
    message: textOf(finding, language),
    params: message.params,
    evidence: evidenceJson(evidence),
    snapshot: snapshotId,
  };
  return [JSON.stringify(json)];
}

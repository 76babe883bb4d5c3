// The tables in a report's blocks as texts, for writers that have no more than cells: Markdown, CSV, TSV.
import type { ReportBlock, ReportDocument } from './document.ts';
import { fileText, placeText, snapshotText, timeText, type Say } from './report-words.ts';

export interface TextTable {
  readonly caption: string;
  readonly columns: readonly {
    readonly title: string;
    /** The tools' own spelling, not words. */
    readonly code: boolean;
  }[];
  readonly rows: readonly (readonly string[])[];
}

/** None of a block that is no table. */
export function tablesOf(block: ReportBlock, say: Say): readonly TextTable[] {
  switch (block.kind) {
    case 'table':
      return [{ ...block, columns: block.columns.map(({ title, mono }) => ({ title, code: mono })) }];
    case 'flows':
      return [
        {
          ...block,
          columns: block.columns.map(({ title, numeric, words: said = false }) => ({
            title,
            code: !numeric && !said,
          })),
        },
      ];
    case 'diff':
      return [
        {
          caption: [block.caption, `${snapshotText(block.from)} → ${snapshotText(block.to)}`].join(' '),
          columns: [
            ...[words(say('document.change')), words(say('document.kind')), code(say('document.key'))],
            ...[code(say('document.fields')), code(say('document.before')), code(say('document.after'))],
            code(say('document.lines')),
          ],
          rows: block.changes.map(({ change, kind, key, fields, from, to }) => [
            ...[say(`compare.type.${change}`), kind, key, fields.map(({ name }) => name).join(' ')],
            ...[from?.text ?? '', to?.text ?? ''],
            [...(from?.places ?? []), ...(to?.places ?? [])].map(placeText).join(', '),
          ]),
        },
      ];
    case 'path':
      return block.ways.map(({ from, to, hops }) => ({
        caption: `${from} → ${to}`,
        columns: [
          ...[code(say('document.host')), code(say('document.device')), words(say('document.kind'))],
          ...[code(say('document.details')), words(say('document.knowledge')), code(say('document.lines'))],
        ],
        rows: hops.map(({ host, device, kind, details, status, reason, remarks, places }) => [
          ...[host, device ?? '?', kind, details.join(' · ')],
          [say(`document.${status}`), ...(reason === null ? [] : [reason]), ...remarks].join('; '),
          places.map((place) => fileText(place, host)).join(', '),
        ]),
      }));
    case 'timeline':
      return [
        {
          caption: block.caption,
          columns: ['host', 'label', 'captured', 'bundles', 'problems'].map((key) =>
            words(say(`document.${key}`)),
          ),
          rows: block.rows.map(({ host, label, capturedAt, bundles, problems }) => [
            ...[host, label ?? '', capturedAt === null ? say('document.unknownTime') : timeText(capturedAt)],
            ...[bundles.join(', '), String(problems)],
          ]),
        },
      ];
    case 'findings':
      return [
        {
          caption: block.caption,
          columns: [
            ...[
              words(say('document.severity')),
              code(say('document.host')),
              words(say('document.snapshots')),
            ],
            ...[words(say('document.finding')), code(say('document.lines')), code(say('document.wants'))],
          ],
          rows: block.findings.map(({ severity, host, snapshots, text, places, wants }) => [
            ...[say(`findings.severity.${severity}`), host],
            snapshots
              .map(({ label, capturedAt }) => label ?? (capturedAt === null ? '' : timeText(capturedAt)))
              .join(', '),
            ...[text, places.map((place) => fileText(place, host)).join(', '), wants.join('; ')],
          ]),
        },
      ];
    case 'requests':
      return block.hosts.map(({ host, requests }) => ({
        caption: say('document.onHost', { host }),
        columns: [code(say('document.command')), words(say('document.why'))],
        rows: requests.map(({ command, cause, reasons }) => [
          command,
          [say(`app.ask.cause.${cause}`), ...reasons].join('; '),
        ]),
      }));
    case 'heading':
    case 'prose':
    case 'remark':
    case 'terms':
    case 'excerpt':
    case 'picture':
    case 'note':
      return [];
  }
}

/** Bundles, snapshots and filters. */
export function madeFromTables({ madeFrom }: ReportDocument, say: Say): readonly TextTable[] {
  const { bundles, snapshots, filters } = madeFrom;
  const titled = (...keys: readonly string[]): TextTable['columns'] =>
    keys.map((key) => words(say(`document.${key}`)));
  const tables: readonly TextTable[] = [
    {
      caption: say('document.bundles'),
      columns: [...titled('bundle', 'format', 'bytes'), words('SHA-256'), ...titled('imported')],
      rows: bundles.map(({ name, format, bytes, sha256, importedAt }) => [
        ...[name, format, String(bytes), sha256, timeText(importedAt)],
      ]),
    },
    {
      caption: say('document.snapshots'),
      columns: titled('host', 'label', 'captured', 'bundles', 'sources', 'facts', 'problems'),
      rows: snapshots.map((each) => [
        ...[each.host, each.label ?? ''],
        each.capturedAt === null ? say('document.unknownTime') : timeText(each.capturedAt),
        ...[each.bundles.join(', '), ...[each.sources, each.facts, each.problems].map(String)],
      ]),
    },
    {
      caption: say('document.filters'),
      columns: [...titled('of'), code(say('document.filter'))],
      rows: filters.map(({ of, filter }) => [of, filter]),
    },
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

function words(title: string): TextTable['columns'][number] {
  return { title, code: false };
}

function code(title: string): TextTable['columns'][number] {
  return { title, code: true };
}

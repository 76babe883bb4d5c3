// The report of the article's case: docs/sample-report.html is what is made of it today, in either language each block
// says what the transcript does, and what is not in the case any more is said to be gone.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { sampleReport } from '../../../build/sample-report.ts';
import { reportDocument, type ReportBlock, type ReportDocument } from '../../../shared/report/document.ts';

const root = resolve(import.meta.dirname, '../../..');
const transcript = readFileSync(join(root, 'resources/samples/article/transcript.txt'), 'utf8').split('\n');

describe('the report of the article', () => {
  let report: { readonly document: ReportDocument; readonly html: string };
  beforeAll(async () => {
    report = await sampleReport('en');
  });

  const blocks = <K extends ReportBlock['kind']>(kind: K): readonly Extract<ReportBlock, { kind: K }>[] =>
    report.document.parts
      .flatMap((part) => part.blocks)
      .filter((block): block is Extract<ReportBlock, { kind: K }> => block.kind === kind);

  test('docs/sample-report.html is what is made of it: node build/sample-report.ts', () => {
    expect(readFileSync(join(root, 'docs/sample-report.html'), 'utf8')).toBe(report.html);
  });

  test('is a document by its schema, also after it went over a wire', () => {
    const wire: unknown = JSON.parse(JSON.stringify(report.document));
    expect(reportDocument.parse(wire)).toEqual(report.document);
  });

  test('quotes the lines of the transcript by their numbers', () => {
    const excerpts = blocks('excerpt');
    expect(excerpts.length).toBeGreaterThan(2);
    for (const { excerpt } of excerpts) {
      expect(excerpt.file).toBe('transcript.txt');
      expect(excerpt.lines.some(({ marked }) => marked)).toBe(true);
      for (const { number, text } of excerpt.lines) expect(transcript[number - 1]).toBe(text);
    }
  });

  test('has the path of vm1 from instance to tunnel, each hop with its lines', () => {
    const [path] = blocks('path');
    const devices = path?.ways[0]?.hops.map(({ device }) => device);
    expect(devices).toEqual([
      ...['instance-0000001e', 'tap48e06cd2-60', 'qbr48e06cd2-60', 'qvb48e06cd2-60', 'qvo48e06cd2-60'],
      ...['br-int', 'patch-tun', 'patch-int', 'br-tun', 'gre-1'],
    ]);
    expect(path?.ways[0]?.complete).toBe(true);
    expect(path?.ways[0]?.hops.every(({ places }) => places.length > 0)).toBe(true);
    expect(report.html.match(/<svg[^]*?<\/svg>/)?.[0].match(/<rect /g)).toHaveLength(11);
  });

  test('lists the flows that the filter lets through, as the article prints them', () => {
    const [flows] = blocks('flows');
    expect(flows?.matched).toBe(flows?.rows.length);
    expect(flows?.matched).toBeLessThan(flows?.total ?? 0);
    const packets = flows?.columns.findIndex(({ title }) => title === 'Packets') ?? -1;
    expect(flows?.rows.every((row) => Number(row[packets]) > 0)).toBe(true);
  });

  test('says what it was made from', () => {
    const { madeFrom } = report.document;
    expect(madeFrom.bundles).toEqual([
      {
        ...{
          name: 'transcript.txt',
          format: 'file',
          bytes: expect.any(Number),
          importedAt: '2026-11-27T12:00:00Z',
        },
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
    expect(madeFrom.snapshots).toMatchObject([{ host: 'compute1', sources: 10, facts: 49, problems: 0 }]);
    expect(madeFrom.filters).toEqual([{ of: 'What br-tun forwards', filter: 'n_packets>0' }]);
    expect(report.html).toContain(madeFrom.bundles[0]?.sha256 ?? '?');
  });

  test('is in Chinese where that is asked for, with the same outputs', async () => {
    const { document, html } = await sampleReport('zh-CN');
    expect(document.title).toBe('网络分析：article');
    expect(html).toContain('<html lang="zh-CN">');
    expect(document.parts.map((part) => part.blocks.map(({ kind }) => kind))).toEqual(
      report.document.parts.map((part) => part.blocks.map(({ kind }) => kind)),
    );
  });
});

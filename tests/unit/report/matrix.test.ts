// Three hosts of the lab that are pinned together are one table of a report: of each two, how many rules are left over.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { betweenMatrix, betweenWindow } from '../../../electron/engine/between-views.ts';
import { CaseSession } from '../../../electron/engine/case-session.ts';
import { readLanguage } from '../../../electron/engine/languages.ts';
import { pinBlocks } from '../../../electron/engine/report/pin-blocks.ts';
import { refOf } from '../../../shared/notes/find-snapshot.ts';
import type { Pin } from '../../../shared/notes/pin.ts';
import { sayIn } from '../../../shared/report/report-words.ts';
import { importBundles } from '../../import-bundles.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

const hosts = ['compute1', 'compute2', 'network1'];

describe.skipIf(!hasShared)('hosts beside each other', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-matrix-'));
  let session: CaseSession;
  beforeAll(async () => {
    const casePath = join(folder, 'lab.coldtrace');
    const lab = sharedData('lab/bundles/T0-healthy');
    await importBundles(
      hosts.map((host) => join(lab, host, 'commands.tar.gz')),
      { casePath },
    );
    session = new CaseSession(casePath, { create: false });
  }, 120_000);
  afterAll(() => {
    session.close();
    rmSync(folder, { recursive: true });
  });

  const idOf = (host: string): number => session.snapshots().find((each) => each.host === host)!.id;

  async function tablesOf(filter: string) {
    const shown: Pin['shown'] = {
      ...{ kind: 'diff', between: 'hosts', changes: null, include: [], filter },
      snapshots: hosts.map((host) => refOf(session.snapshot(idOf(host)))),
    };
    const pin = { id: crypto.randomUUID(), created: '', author: '', title: 'All three', shown };
    const blocks = await pinBlocks(
      () => session,
      pin,
      false,
      sayIn(readLanguage(resolve(import.meta.dirname, '../../../resources/locales'), 'en')),
    );
    return blocks.map((block) => (block.kind === 'table' ? block : expect.unreachable(block.kind)));
  }

  test.each(['', 'bridge=br-tun and table=20'])('filter %j', async (filter) => {
    const [table, byTable] = await tablesOf(filter);
    expect(table?.columns.map(({ title }) => title)).toEqual(['Host', ...hosts]);
    const left = (a: string, b: string): string => {
      if (a === b) return '·';
      const pair = { from: Math.min(idOf(a), idOf(b)), to: Math.max(idOf(a), idOf(b)), rename: [] };
      const asked = { ...pair, classes: ['differs', 'lacks', 'unresolved'] as const, filter };
      return String(
        betweenWindow(session, { ...asked, classes: [...asked.classes], offset: 0, limit: 1 }).matched,
      );
    };
    expect(table?.rows).toEqual(hosts.map((row) => [row, ...hosts.map((column) => left(row, column))]));
    expect(table?.leftOut).toBe(0);

    const ids = hosts.map(idOf);
    const matrix = betweenMatrix(session, { snapshots: ids, rename: [] });
    const names = matrix.snapshots.map((id) => session.snapshot(id).host);
    expect(byTable?.columns.map(({ title }) => title)).toEqual(['Table', ...names]);
    const wanted = matrix.rows.filter(
      ({ bridge, table: number }) => filter === '' || `bridge=${bridge} and table=${number}` === filter,
    );
    expect(wanted.length).toBeGreaterThan(0);
    expect(byTable?.rows.map(([name]) => name)).toEqual(
      wanted.map(({ bridge, table: number }) => `${bridge} ${number}`),
    );
    for (const [at, row] of (byTable?.rows ?? []).entries())
      for (const [column, id] of matrix.snapshots.entries()) {
        const {
          rules = 0,
          lacks = 0,
          alone = 0,
        } = wanted[at]?.cells.find(({ snapshot }) => snapshot === id) ?? {};
        const signs = `${lacks > 0 ? ` −${lacks}` : ''}${alone > 0 ? ` +${alone}` : ''}`;
        expect(row[column + 1]).toBe(`${rules}${signs}`);
      }
  });

  test('a filter that no table is asked for by has no matrix by table', async () => {
    expect(await tablesOf('priority>3')).toHaveLength(1);
  });
});

// Three and more hosts beside each other in a report: of each two, how many rules are left over; and by table, what sets
// each host apart from most others.
import type { SnapshotInfo } from '../../../shared/api.ts';
import type { BlockOf } from '../../../shared/report/document.ts';
import { snapshotText, type Say } from '../../../shared/report/report-words.ts';
import { matrixFilter } from '../../../shared/notes/matrix-filter.ts';
import { betweenMatrix, betweenSummary, betweenWindow } from '../between-views.ts';
import type { CaseSession } from '../case-session.ts';

/** A page has room for so many columns; each pair is compared. */
const mostHosts = 24;

/** A dash where two hosts have no bridge in common; the rules that a filter shows where there is one. */
export function matrixBlock(
  session: CaseSession,
  snapshots: readonly SnapshotInfo[],
  filter: string,
  caption: string,
  say: Say,
): BlockOf<'table'> {
  const shown = snapshots.slice(0, mostHosts);
  const names = shown.map(nameAmong(shown));
  const left = new Map<string, string>();
  for (const [at, from] of shown.entries())
    for (const to of shown.slice(at + 1)) {
      const count = leftOver(session, from.id, to.id, filter);
      left.set(`${from.id} ${to.id}`, count);
      left.set(`${to.id} ${from.id}`, count);
    }
  return {
    kind: 'table',
    caption: [caption, say('document.matrix')].filter((part) => part !== '').join(': '),
    columns: [
      { title: say('document.host'), numeric: false, mono: true },
      ...names.map((title) => ({ title, numeric: true, mono: true })),
    ],
    rows: shown.map((row, at) => [
      names[at] ?? '',
      ...shown.map((column) => (row.id === column.id ? '·' : (left.get(`${row.id} ${column.id}`) ?? ''))),
    ]),
    leftOut: snapshots.length - shown.length,
  };
}

/**
 * A row a table, the host that most sets apart first: its rules, roles that most hosts have and it lacks (−), and that it
 * has alone (+). None where a host is there twice, or where a filter asks for more than one table.
 */
export function tablesBlock(
  session: CaseSession,
  snapshots: readonly SnapshotInfo[],
  filter: string,
  caption: string,
  say: Say,
): BlockOf<'table'> | null {
  if (new Set(snapshots.map(({ host }) => host)).size < snapshots.length) return null;
  const matrix = betweenMatrix(session, { snapshots: snapshots.map(({ id }) => id), rename: [] });
  const rows = matrix.rows.filter(
    ({ bridge, table }) => filter === '' || matrixFilter(`${bridge} ${table}`) === filter,
  );
  if (rows.length === 0) return null;
  const shown = matrix.snapshots.slice(0, mostHosts);
  const hostOf = (id: number): string => snapshots.find((each) => each.id === id)?.host ?? '';
  return {
    kind: 'table',
    caption: [caption, say('document.tables')].filter((part) => part !== '').join(': '),
    columns: [
      { title: say('between.matrix.table'), numeric: false, mono: true },
      ...shown.map((id) => ({ title: hostOf(id), numeric: true, mono: true })),
    ],
    rows: rows.map(({ bridge, table, cells }) => [
      `${bridge} ${table}`,
      ...shown.map((id) => {
        const cell = cells.find(({ snapshot }) => snapshot === id);
        if (cell === undefined) return '';
        const { rules, lacks, alone } = cell;
        return [rules, lacks > 0 && `−${lacks}`, alone > 0 && `+${alone}`]
          .filter((part) => part !== false)
          .join(' ');
      }),
    ]),
    leftOut: matrix.snapshots.length - shown.length,
  };
}

function leftOver(session: CaseSession, from: number, to: number, filter: string): string {
  if (betweenSummary(session, { from, to, rename: [] }).bridges.length === 0) return '–';
  const classes = ['differs', 'lacks', 'unresolved'] as const;
  const asked = { from, to, rename: [], classes: [...classes], filter, offset: 0, limit: 0 };
  return String(betweenWindow(session, asked).matched);
}

/** The host alone, unless it stands there twice. */
function nameAmong(all: readonly SnapshotInfo[]): (one: SnapshotInfo) => string {
  const hosts = all.map(({ host }) => host);
  return (one) => (hosts.filter((host) => host === one.host).length > 1 ? snapshotText(one) : one.host);
}

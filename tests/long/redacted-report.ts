// The real sos report, redacted: no original is left anywhere in the new case, and it says as much as the old one.
//
//   node tests/long/redacted-report.ts [BUNDLE…]
//
// Imports the bundles (the real sos report unless said) into a case in a temporary folder, writes the redacted one, looks
// for every original in every spelling, and compares facts, problems and states by kind. Exit code 1 when something is left.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { CaseSession } from '../../electron/engine/case-session.ts';
import { runImport } from '../../electron/engine/import/run-import.ts';
import { writeRedacted } from '../../electron/engine/redact/write-redacted.ts';
import { asInput } from '../bundle-input.ts';
import { checkCase } from '../check-case.ts';
import { findOriginals, originalsOf, textsOfCase } from '../find-originals.ts';
import { sharedData } from '../shared-data.ts';

const hooks = { signal: new AbortController().signal, progress: (): void => undefined };

function bundles(): readonly string[] {
  const given = process.argv.slice(2);
  if (given.length > 0) return given;
  const folder = sharedData('hotsos-openstack');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.tar.xz'))
    .map((name) => join(folder, name));
}

/** What two cases must agree in, as rows. */
function tallies(path: string): string {
  const db = new Database(path, { readonly: true });
  const rows = [
    'SELECT kind, count(*) FROM fact GROUP BY kind ORDER BY kind',
    'SELECT command_id, state, count(*), sum(facts), sum(problems), sum(lines_read), sum(lines_aside) FROM source GROUP BY 1, 2 ORDER BY 1, 2',
    'SELECT severity, code, count(*) FROM problem GROUP BY 1, 2 ORDER BY 1, 2',
    'SELECT what, count(*) FROM name GROUP BY 1 ORDER BY 1',
    'SELECT count(*), sum(flows) FROM flow_block',
  ].map((sql) => JSON.stringify(db.prepare(sql).raw().all()));
  db.close();
  return rows.join('\n');
}

const folder = mkdtempSync(join(tmpdir(), 'coldtrace-redacted-'));
try {
  const [path, out] = [join(folder, 'case.coldtrace'), join(folder, 'redacted.coldtrace')];
  await runImport({ casePath: path, inputs: bundles().map(asInput), label: null, merge: false }, hooks);
  const session = new CaseSession(path, { create: false });
  const began = process.cpuUsage();
  const written = await writeRedacted(session, out, hooks);
  const { user, system } = process.cpuUsage(began);
  session.close();
  console.log(
    `${written.sources} sources, ${written.replaced} originals, ${((user + system) / 1e6).toFixed(1)} s of a processor`,
  );
  const originals = originalsOf(path);
  console.log(`looking for ${originals.ids.size} addresses and ids and ${originals.names.size} names`);
  const left = findOriginals(originals, textsOfCase(out));
  const faults = [
    ...left,
    ...checkCase(out),
    ...written.unread.map((each) => `${each}: not read as before`),
    ...(tallies(path) === tallies(out) ? [] : ['facts, problems or names are not as many as before']),
  ];
  for (const fault of faults) console.error(fault);
  console.log(faults.length === 0 ? 'nothing is left, and nothing is lost' : `${faults.length} faults`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

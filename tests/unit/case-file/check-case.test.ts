// The check itself must be able to fail: each way of breaking a case is found.
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { checkCase } from '../../check-case.ts';
import { transcriptCase } from './new-case.ts';

const damages: readonly (readonly [string, RegExp])[] = [
  ['UPDATE source SET facts = 5 WHERE id = 1', /count of facts/],
  ['UPDATE source SET problems = 0 WHERE id = 2', /count of problems/],
  ['DELETE FROM flow_bridge', /counts of flows/],
  ['PRAGMA foreign_keys = OFF; UPDATE flow_block SET id = id + 67108864', /another source's ids/],
  ['PRAGMA foreign_keys = OFF; UPDATE flow_block SET source_id = 7', /a flow without a source/],
  ['PRAGMA foreign_keys = OFF; UPDATE flow_block SET id = id + 1', /does not begin where/],
  ['UPDATE flow_block SET flows = 2', /has 3 flows, not 2/],
  ['UPDATE flow_block SET last_line = 9', /has lines 6 to 8, not 6 to 9/],
  ['DELETE FROM flow_digest', /another block's digest/],
  ['UPDATE flow_digest SET oldest = 1', /another block's digest/],
  ["UPDATE flow_block SET data = x'09'", /cannot be read/],
  ["UPDATE flow_bridge SET bridge = 'br-int'", /has 0 flows of br-int/],
  ['DELETE FROM fact_name', /a name that no fact mentions/],
  ['UPDATE fact SET last_line = 4', /whose lines are not its source's/],
  ['UPDATE source SET last_line = 9 WHERE id = 2', /lines beyond its text/],
  ['UPDATE problem SET line = 9', /a problem beyond/],
  ['UPDATE content_chunk SET lines = 7', /has 7 lines, not 8/],
  ["UPDATE fact SET kind = 'lunk'", /unknown kind/],
  ['DELETE FROM snapshot_bundle', /a snapshot without a bundle/],
  ['PRAGMA foreign_keys = OFF; DELETE FROM content', /points to a content/],
  ['PRAGMA user_version = 99', /user_version/],
];

test.each(damages)('%s', (sql, fault) => {
  const path = transcriptCase();
  expect(checkCase(path)).toEqual([]);
  const db = new Database(path);
  db.exec(sql);
  db.close();
  expect(checkCase(path)).toContainEqual(expect.stringMatching(fault));
});

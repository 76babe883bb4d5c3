// One database in every form in which it may arrive gives the same facts, and its file gives what the server said.
import { describe, expect, test } from 'vitest';
import { ovsdbClientDump } from '../../../../shared/commands/ovsdb/ovsdb-client-dump.ts';
import { ovsdbFile } from '../../../../shared/commands/ovsdb/ovsdb-file.ts';
import { sha1 } from '../../../../shared/commands/ovsdb/sha1.ts';
import { fixture, linesOf, readFixture } from '../../../openvswitch-output.ts';
import { readLines, type ReadOutput } from '../../../read-lines.ts';

/** Facts without their lines, in an order of their own. */
function facts(output: ReadOutput): readonly string[] {
  return output.facts.map(({ kind, data }) => JSON.stringify([kind, data])).sort();
}

const list = readFixture(ovsdbClientDump, 'database/ovsdb-client_-f_list_dump');
const file = readFixture(ovsdbFile, 'database/conf.db');

describe('one database', () => {
  test.each(['table', 'csv', 'json'])('-f %s gives what -f list gives', (format) => {
    const other = readFixture(ovsdbClientDump, `database/ovsdb-client_-f_${format}_dump`);
    expect(other.problems).toEqual([]);
    expect(list.of('ovsdb-row')).toHaveLength(13);
    expect(facts(other)).toEqual(facts(list));
  });

  test('-f html', () => {
    const { of, problems } = readFixture(
      ovsdbClientDump,
      'database/ovsdb-client_-f_html_dump_Open_vSwitch_Queue',
    );
    expect(problems).toEqual([]);
    expect(of('ovsdb-row')).toEqual(list.of('ovsdb-row').filter(({ table }) => table === 'Queue'));
  });

  test('conf.db gives every row that the server has, with every column that is ever in a file', () => {
    expect(file.problems).toEqual([]);
    const rows = file.of('ovsdb-row');
    expect(rows.map(({ uuid }) => uuid).sort()).toEqual(
      list
        .of('ovsdb-row')
        .map(({ uuid }) => uuid)
        .sort(),
    );
    let columns = 0;
    for (const row of rows) {
      const printed = list.of('ovsdb-row').find(({ uuid }) => uuid === row.uuid)!;
      expect(printed).toMatchObject({ database: 'Open_vSwitch', table: row.table, name: row.name });
      for (const [name, value] of Object.entries(row.columns)) {
        expect([row.table, name, value]).toEqual([row.table, name, printed.columns[name]]);
        columns++;
      }
    }
    expect(columns).toBeGreaterThan(150);
    expect(
      file.of('ovs-port').map(({ bridge, name, interfaces, trunks }) => [bridge, name, interfaces, trunks]),
    ).toEqual(
      list.of('ovs-port').map(({ bridge, name, interfaces, trunks }) => [bridge, name, interfaces, trunks]),
    );
  });

  test('each fact has the lines that wrote it, and transactions tell who did what and when', () => {
    const lines = linesOf(fixture('database/conf.db'));
    for (const fact of file.facts) {
      const text = lines.slice(fact.firstLine - 1, fact.lastLine).join('\n');
      if (fact.kind === 'ovsdb-row') expect(text).toContain(fact.data.name ?? fact.data.uuid);
    }
    const deletion = file.of('ovsdb-transaction').find(({ comment }) => comment?.endsWith('del-port p3'));
    expect(deletion).toMatchObject({
      time: '2026-11-23T04:05:27.199Z',
      comment: 'ovs-vsctl (invoked by bash): ovs-vsctl del-port p3',
      tables: { Interface: { inserted: 0, modified: 0, deleted: 1 }, Bridge: { modified: 1 } },
    });
  });
});

describe('a clustered database', () => {
  const dump = readFixture(ovsdbClientDump, 'ovn/ovsdb-client_dump_ovnnb_db.sock_OVN_Northbound.txt', {
    target: 'OVN_Northbound',
  });
  const log = readFixture(ovsdbFile, 'ovn/ovnnb_db.db');

  test('its file gives what the server said', () => {
    expect([...log.problems, ...dump.problems]).toEqual([]);
    const own = facts(log).filter((fact) => !/^\["(?:ovsdb-transaction|raft-status)"/.test(fact));
    expect(own).toEqual(facts(dump));
    expect(log.of('logical-router-port').find(({ name }) => name === 'lrp-ext')).toMatchObject({
      router: 'r1',
      gatewayChassis: [
        { chassis: 'ch1', priority: 20 },
        { chassis: 'ch2', priority: 10 },
      ],
    });
    expect(log.of('raft-status')).toMatchObject([{ database: 'OVN_Northbound', term: 1 }]);
  });
});

describe('damage of a file', () => {
  const lines = linesOf(fixture('database/conf.db'));
  const read = (change: (copy: string[]) => void): ReadOutput => {
    const copy = [...lines];
    change(copy);
    return readLines(ovsdbFile, copy);
  };
  const ports = (output: ReadOutput): string[] =>
    output
      .of('ovs-port')
      .map(({ name }) => name)
      .sort();
  const added = lines.findIndex((line) => line.includes('add-port br0 p2'));

  test('a record with a wrong sum is lost, later ones are read', () => {
    const damaged = read((copy) => (copy[added] = copy[added]!.replace('"p2"', '"q2"')));
    expect(damaged.problems[0]).toMatchObject({
      severity: 'data-loss',
      line: added + 1,
      code: 'record-checksum',
    });
    expect(damaged.of('ovsdb-transaction')).toHaveLength(27);
    expect(ports(damaged)).toEqual(['br0', 'p1']);
  });

  test('a record that is cut is lost, later ones are read', () => {
    const damaged = read((copy) => (copy[added] = copy[added]!.slice(0, 200)));
    expect(damaged.problems[0]).toMatchObject({ line: added + 1, code: 'unexpected-line' });
    expect(damaged.of('ovsdb-transaction')).toHaveLength(27);
  });

  test('a cleaned file has other lengths: it is read by lines, and says so once', () => {
    const cleaned = read((copy) =>
      copy.forEach((line, i) => (copy[i] = line.replaceAll('"p2"', '"host0-p2"'))),
    );
    expect(cleaned.problems).toMatchObject([{ severity: 'warning', code: 'record-length' }]);
    expect(ports(cleaned)).toEqual(['br0', 'host0-p2', 'p1']);
  });

  test('SHA-1, of lengths around its blocks (RFC 3174, 7.3)', () => {
    const of = (text: string): string => sha1(new TextEncoder().encode(text));
    expect(of('abc')).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
    expect(of('')).toBe('da39a3ee5e6b4b0d3255bfef95601890afd80709');
    expect(of('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')).toBe(
      '84983e441c3bd26ebaae4aa1f95129e5e54670f1',
    );
    expect(of('a'.repeat(64))).toBe('0098ba824b5c16427bd7a1122a5a442a25ec644d');
  });
});

// Reading in threads: the case is the same however many there are, and one that breaks down costs the
// member that it was at.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { PoolOptions } from '../../../electron/engine/import/parse-pool.ts';
import { importBundles, scratchFolder, type Imported } from '../../import-bundles.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

function flows(count: number, bridge: string): string {
  const rows = Array.from(
    { length: count },
    (_, i) =>
      ` cookie=0x5a, duration=${i}.5s, table=${i % 60}, n_packets=${i}, n_bytes=${i * 60}, priority=${i % 6553},ip,nw_dst=10.0.${(i >> 8) & 255}.${i & 255} actions=output:${bridge.length}`,
  );
  return `NXST_FLOW reply (xid=0x4):\n${rows.join('\n')}\n`;
}

/** Five hosts, each with a large dump, small outputs, a transcript, an empty file and one that nobody reads. */
function largeFolder(): string {
  const folder = scratchFolder();
  for (const host of ['c1', 'c2', 'c3', 'c4', 'c5']) {
    mkdirSync(join(folder, host));
    const file = (name: string, text: string): void => writeFileSync(join(folder, host, name), text);
    file('hostname.txt', `${host}\n`);
    file('ovs-ofctl_dump-flows_br-int.txt', flows(9000, host));
    file('ovs-ofctl_dump-flows_br-tun.txt', flows(3, host));
    file(
      'notes.txt',
      `root@${host}:~# date\nSun Nov 22 20:23:23 UTC 2026\nroot@x-${host}:~# hostname\nx-${host}\n`,
    );
    file(
      'brctl_show.txt',
      'bridge name\tbridge id\t\tSTP enabled\tinterfaces\nqbr1\t\t8000.9e1b3c5d7f21\tno\t\tqvb1\n',
    );
    file('ip_link.txt', '');
    file('other.bin', 'nothing that anybody reads');
  }
  return folder;
}

function content({ rows, ledger }: Imported): unknown {
  const tables = [
    'snapshot',
    'source',
    'fact',
    'name',
    'fact_name',
    'flow_block',
    'flow_digest',
    'flow_bridge',
    'content',
    'problem',
  ];
  return {
    states: ledger.states,
    facts: ledger.facts,
    tables: tables.map((table) =>
      rows(`SELECT * FROM ${table} ORDER BY rowid`.replace('fact_name ORDER BY rowid', 'fact_name')),
    ),
    chunks: rows('SELECT content_id, first_line, lines, data FROM content_chunk ORDER BY id'),
  };
}

const parsing = (options: PoolOptions): { readonly parsing: PoolOptions } => ({ parsing: options });

describe('the same case', () => {
  test('with none, one and three threads beside', async () => {
    const folder = largeFolder();
    const none = await importBundles([folder], parsing({ threads: 0 }));
    expect(none.ledger.facts).toBeGreaterThan(45_000);
    for (const threads of [1, 3]) {
      const other = await importBundles([folder], parsing({ threads, onlyThreads: true }));
      expect(content(other)).toEqual(content(none));
    }
  }, 120_000);

  test.skipIf(!hasShared)(
    'of a real report',
    async () => {
      const folder = sharedData('lab', 'bundles', 'T0-healthy', 'compute2');
      const none = await importBundles([folder], parsing({ threads: 0 }));
      const two = await importBundles([folder], parsing({ threads: 2, onlyThreads: true }));
      expect(content(two)).toEqual(content(none));
    },
    240_000,
  );
});

/** A thread that ends when it is given a member of this name. */
function mortalScript(name: string, how: string): string {
  const path = join(scratchFolder(), 'mortal.ts');
  const script = pathToFileURL(join(import.meta.dirname, '../../../electron/engine/import/parse-thread.ts'));
  writeFileSync(
    path,
    `import { workerData } from 'node:worker_threads';
workerData.port.prependListener?.('message', () => undefined);
const on = workerData.port.on.bind(workerData.port);
workerData.port.on = (event, listen) => on(event, (message) => {
  if (message.orders?.some((order) => order.kind === 'begin' && order.task.path.endsWith(${JSON.stringify(name)}))) {
    const at = message.orders.findIndex((order) => order.kind === 'begin' && order.task.path.endsWith(${JSON.stringify(name)}));
    listen({ ...message, orders: message.orders.slice(0, at + 1) });
    ${how}
  }
  listen(message);
});
await import(${JSON.stringify(script.href)});
`,
  );
  return pathToFileURL(path).href;
}

describe('a thread that breaks down', () => {
  test.each([
    ['ends', 'process.exit(3);'],
    ['throws', "throw new Error('of a fault');"],
    ['runs out of memory', 'const all = []; for (;;) all.push(new Array(1e6).fill(all));'],
  ])(
    '%s: the member it was at is unreadable, all others are read',
    async (_what, how) => {
      const folder = largeFolder();
      const whole = await importBundles([folder], parsing({ threads: 0 }));
      const script = mortalScript('c3/brctl_show.txt', how);
      const hurt = await importBundles([folder], parsing({ threads: 1, onlyThreads: true, script }));
      const states = 'SELECT path, state FROM source WHERE path NOT LIKE ? ORDER BY path, first_line';
      expect(hurt.rows(states, '%c3/brctl_show.txt')).toEqual(whole.rows(states, '%c3/brctl_show.txt'));
      const [lost] = whole.rows("SELECT facts FROM source WHERE path LIKE '%c3/brctl_show.txt'");
      expect(lost).toEqual({ facts: 2 });
      expect(hurt.ledger.facts).toBe(whole.ledger.facts - 2);
      expect(hurt.rows("SELECT state, facts FROM source WHERE path LIKE '%c3/brctl_show.txt'")).toEqual([
        { state: 'unreadable', facts: 0 },
      ]);
      expect(hurt.rows("SELECT severity FROM problem WHERE code = 'reading-failed'")).toEqual([
        { severity: 'error' },
      ]);
    },
    120_000,
  );
});

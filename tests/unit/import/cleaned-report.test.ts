// A real report of the lab as `sos clean` would have sent it (sos/cleaner/mappings/mac_map.py, ip_map.py): every
// MAC becomes another with the prefix 53:4f:53, a guest's fa:… and its tap's fe:… two that have nothing in
// common; addresses and host names stand for others; hexadecimal forms (load:0xfa163e…) stay as they were.
import { createHash } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { networkOf } from '../../../electron/engine/case-network.ts';
import { CaseSession } from '../../../electron/engine/case-session.ts';
import { findPaths } from '../../../shared/network/find-paths.ts';
import { importBundles, scratchFolder } from '../../import-bundles.ts';
import { gz, hasXz, through, xz } from '../../pack.ts';
import { hasShared, sharedData } from '../../shared-data.ts';
import { tar } from '../../tar-builder.ts';
import { tarMembers } from '../../tar-members.ts';

const digits = (text: string): Buffer => createHash('sha256').update(text).digest();

function clean(text: string): string {
  return (
    text
      .replace(/\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b/gi, (mac) => {
        if (/^(?:00:){5}00$|^(?:ff:){5}ff$/i.test(mac)) return mac;
        const own = digits(mac.toLowerCase());
        return `53:4f:53:${[0, 1, 2].map((i) => (own[i] ?? 0).toString(16).padStart(2, '0')).join(':')}`;
      })
      // Every network of the lab becomes another of the same size; the hosts' parts stay apart.
      .replace(/\b(?:10\.18\.0|10\.22\.22|192\.168\.10)\.(\d{1,3})\b/g, (whole, host: string) => {
        const network = digits(whole.slice(0, whole.lastIndexOf('.')))[0] ?? 0;
        return `100.${network}.0.${host}`;
      })
      .replace(/\bcompute1\b/g, 'host0')
      .replace(/\bcompute2\b/g, 'host1')
      // Records are no longer as long as they say.
      .replace(
        /^(OVSDB (?:JSON|CLUSTER)) (\d+) /gm,
        (_, kind: string, length: string) => `${kind} ${Number(length) + 7} `,
      )
  );
}

test.skipIf(!hasShared || !hasXz)(
  'a cleaned report opens, says so, and its wiring stands without MACs',
  async () => {
    const folder = sharedData('lab', 'bundles', 'T0-healthy', 'compute1');
    const original = join(folder, readdirSync(folder).find((name) => name.endsWith('.tar.xz')) ?? '');
    const members = await tarMembers(through('xz', ['-dc', original], Buffer.alloc(0)));
    const cleaned = tar(
      members.map(({ name, text, ...rest }) => ({
        ...rest,
        name: clean(name),
        ...(text === undefined
          ? {}
          : { text: Buffer.from(clean(Buffer.from(text).toString('latin1')), 'latin1') }),
      })),
    );
    /** How each instance is wired: the devices of its hops, and whether the way is whole. */
    const wiring = (casePath: string): readonly unknown[] => {
      const session = new CaseSession(casePath, { create: false });
      try {
        const node = networkOf(session).node(session.snapshots()[0]?.id ?? 0);
        return instances.flatMap((name) =>
          findPaths(node, name).map(({ complete, hops }) => [
            name,
            complete,
            hops.map(({ device }) => device),
          ]),
        );
      } finally {
        session.close();
      }
    };
    const before = await importBundles([original]);
    const instances = before
      .rows(
        "SELECT DISTINCT json_extract(data, '$.name') AS name FROM fact WHERE kind = 'domain' ORDER BY name",
      )
      .map(({ name }) => String(name));
    const wired = wiring(before.casePath);
    expect(wired.length).toBeGreaterThan(2);
    expect(wired.every((row) => (row as unknown[])[1] === true)).toBe(true);
    for (const [ending, pack] of [
      ['xz', xz],
      ['gz', gz],
    ] as const) {
      const path = join(scratchFolder(), `sosreport-host0-2026-11-22-wcasnsi-obfuscated.tar.${ending}`);
      writeFileSync(path, pack(cleaned));
      const { rows, ledger, casePath } = await importBundles([path]);
      expect(rows('SELECT host, cleaned FROM snapshot')).toEqual([{ host: 'host0', cleaned: 1 }]);
      expect(ledger.bundles[0]?.problems.map(({ code }) => code)).toContain('cleaned');
      expect(ledger.facts).toBeGreaterThan(before.ledger.facts * 0.9);
      expect(wiring(casePath)).toEqual(wired);
    }
  },
  300_000,
);

// Every JSON line of diff, diff --between-hosts and timeline over a real case, against the shapes that docs/cli.md
// gives: nothing more, nothing less.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { diffCommand } from '../../../electron/cli/diff.ts';
import { timelineCommand } from '../../../electron/cli/timeline.ts';
import { runImport } from '../../../electron/engine/import/run-import.ts';
import { ruleClasses } from '../../../shared/compare/between/compare-nodes.ts';
import { settingKinds } from '../../../shared/compare/between/host-settings.ts';
import {
  differReasons,
  lackReasons,
  ownReasons,
  unknownReasons,
} from '../../../shared/compare/between/rule-reasons.ts';
import { changeKinds, changeTypes, restartScopes, restartSigns } from '../../../shared/compare/change.ts';
import { rateKinds } from '../../../shared/compare/rates.ts';
import { numberSpaces } from '../../../shared/compare/renaming/renaming.ts';
import { runCommand } from '../../run-command.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

const count = z.number().int().nonnegative();
const kind = z.enum(changeKinds);
const side = z.enum(['from', 'to']);
const evidence = z.array(
  z.strictObject({
    ...{ host: z.string(), source: z.string(), sourceId: count },
    ...{ firstLine: count, lastLine: count },
  }),
);
const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const changeSide = z
  .strictObject({ fields: z.record(z.string(), value), text: z.string().min(1), evidence: evidence.min(1) })
  .nullable();
const change = z.strictObject({
  ...{ kind, change: z.enum(changeTypes), key: z.string().min(1) },
  ...{ from: changeSide, to: changeSide, fields: z.array(z.string()) },
});
const perSecond = z.number().nonnegative().nullable();
const rate = z.strictObject({
  ...{ kind: z.enum(rateKinds), key: z.string(), seconds: perSecond, restarted: z.boolean() },
  ...{ packets: perSecond, bytes: perSecond, drops: perSecond, errors: perSecond },
  ...{ from: evidence, to: evidence },
});
const event = z.strictObject({
  ...{ event: z.literal('restart'), scope: z.enum(restartScopes), of: z.array(z.string()) },
  signs: z.array(
    z.strictObject({
      ...{ sign: z.enum(restartSigns), scope: z.string().nullable() },
      ...{ count, examples: z.array(z.string()) },
    }),
  ),
});
const summary = z.array(
  z.strictObject({ kind, added: count, removed: count, changed: count, moved: count, equal: count }),
);
const row = z.strictObject({
  ...{ kind, key: z.string(), appeared: z.array(count), went: z.array(count) },
  ...{ seen: z.array(count), unknown: z.array(count) },
  changes: z.array(z.strictObject({ at: count, change: z.enum(changeTypes), fields: z.array(z.string()) })),
});

const ruleSide = z.strictObject({ text: z.string(), evidence: evidence.min(1) }).nullable();
const table = z.union([count, z.string()]);
const rule = z.strictObject({
  ...{ bridge: z.string(), class: z.enum(ruleClasses), table, priority: count },
  reason: z.enum([...ownReasons, ...lackReasons, ...unknownReasons, ...differReasons]).nullable(),
  ...{ about: z.array(z.string()), missingIn: side.nullable(), from: ruleSide, to: ruleSide },
});
const numbered = { space: z.enum(numberSpaces), bridge: z.string().nullable() };
const renaming = z.strictObject({
  renaming: z.strictObject({
    ...{ ...numbered, name: z.string(), from: count.nullable(), to: count.nullable() },
    ...{ because: z.string().nullable(), byHand: z.boolean() },
  }),
});
const unresolved = z.strictObject({ unresolved: z.strictObject({ ...numbered, side, number: count }) });
const contradiction = z.strictObject({ contradiction: z.string() });
const ofSides = z.strictObject({ from: count, to: count });
const bridges = z.array(
  z.strictObject({
    ...{ bridge: z.string(), rules: ofSides, learned: ofSides },
    ...{ asText: count, canonical: count, renamed: count, paired: count, differs: count },
    ...{ lacks: ofSides, own: ofSides, unresolved: ofSides },
  }),
);
const outlier = z.strictObject({
  ...{ host: z.string(), bridge: z.string(), table, priority: count },
  ...{ what: z.enum(['lacks', 'alone']), having: count, of: count, example: ruleSide },
});
const setting = z.strictObject({
  ...{ kind: z.enum(settingKinds), key: z.string(), field: z.string() },
  values: z
    .array(z.strictObject({ value: z.string().nullable(), hosts: z.array(z.string()).min(1), evidence }))
    .min(2),
});
const missing = { bridge: z.string(), command: z.string().nullable() };

describe.skipIf(!hasShared)('JSON lines', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-json-'));
  const casePath = join(folder, 'hosts.coldtrace');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  beforeAll(async () => {
    for (const [label, snapshot, hosts] of [
      ['before', 'S13-host-rebooted-before', ['compute2']],
      ['after', 'S13-host-rebooted-after', ['compute2']],
      ['healthy', 'T0-healthy', ['network1']],
      ['broken', 'S03-gre-port-missing-after', ['compute1', 'compute2', 'controller1']],
    ] as const) {
      const inputs = hosts.map((host) => ({
        ...{ kind: 'path' as const, name: host },
        path: sharedData('lab/bundles', snapshot, host, 'commands.tar.gz'),
      }));
      await runImport(
        { casePath, inputs, label, merge: false },
        { progress: () => undefined, signal: new AbortController().signal },
      );
    }
  }, 60_000);

  /** Each line, and how many there were. */
  const lines = async (schema: z.ZodType, ...words: readonly string[]): Promise<readonly unknown[]> => {
    const { out } = await runCommand(diffCommand, casePath, ...words, '--json');
    return out.map((line) => {
      const read = schema.safeParse(JSON.parse(line));
      expect(read.error?.issues ?? [], line).toEqual([]);
      return read.data;
    });
  };
  const overTime = ['--from', 'compute2@before', '--to', 'compute2@after'] as const;

  test('of changes, events, rates and counts', async () => {
    const all = 'counters,ages,cookies,ids,learned,order,derived';
    expect((await lines(change, ...overTime, '--include', all)).length).toBeGreaterThan(100);
    expect(await lines(summary, ...overTime, '--summary')).toHaveLength(1);
    expect(await lines(event, ...overTime, '--events')).toHaveLength(1);
    const rates = (await lines(rate, ...overTime, '--rates')) as readonly z.infer<typeof rate>[];
    expect(rates.some(({ restarted }) => restarted)).toBe(true);
  });

  test('of a timeline', async () => {
    const { out } = await runCommand(timelineCommand, casePath, '--host', 'compute2', '--json');
    expect(out.length).toBeGreaterThan(0);
    for (const line of out) expect(row.safeParse(JSON.parse(line)).error?.issues ?? [], line).toEqual([]);
  });

  test('of two hosts', async () => {
    const gap = z.strictObject({ notComparable: z.strictObject({ ...missing, missingIn: side }) });
    const any = z.union([rule, renaming, unresolved, contradiction, gap, setting]);
    const pair = ['--between-hosts', 'compute1', 'compute2@broken'] as const;
    const wrong = ['--rename', 'compute1/vlan:1=7e4ebe00-9c5e-44a1-b5b3-ed89f32a6912'] as const;
    const found = await lines(any, ...pair, ...wrong);
    const has = (name: string): boolean => found.some((line) => Object.hasOwn(line as object, name));
    for (const name of ['class', 'renaming', 'unresolved', 'contradiction']) {
      expect([name, has(name)]).toEqual([name, true]);
    }
    expect(await lines(gap, '--between-hosts', 'compute1', 'controller1', '--kind', 'flows')).not.toEqual([]);
    expect(await lines(bridges, ...pair, '--kind', 'flows', '--summary')).toHaveLength(1);
  });

  test('of three hosts and one without flows', async () => {
    const gap = z.strictObject({ notComparable: z.strictObject({ ...missing, host: z.string() }) });
    const hosts = ['compute1', 'compute2@broken', 'network1', 'controller1'] as const;
    const any = z.union([outlier, contradiction, gap, setting]);
    const found = await lines(any, '--between-hosts', ...hosts);
    const has = (name: string): boolean => found.some((line) => Object.hasOwn(line as object, name));
    for (const name of ['what', 'notComparable', 'values']) expect([name, has(name)]).toEqual([name, true]);
    expect(found).toContainEqual({
      notComparable: { host: 'compute1', bridge: 'br-ex', command: null },
    });
  });

  test('what would be asked for in vain is refused', async () => {
    const pair = ['--between-hosts', 'compute1', 'network1'] as const;
    await expect(lines(rule, ...pair, '--kind', 'instances')).rejects.toThrow(
      'instances are not compared between hosts; flows, ovs-settings',
    );
    await expect(lines(rule, ...pair, '--rename', 'compute2/vlan:1=x')).rejects.toThrow(
      'compute2 of --rename is none of the hosts: compute1, network1.',
    );
  });
});

// Redaction on what others deployed: an OVN cloud, whose flows have addresses in registers and in bytes, and a report of a
// host with routers. No original is left in the case's bytes, every text is read as before, and what is wrong stays wrong.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { networkOf } from '../../../electron/engine/case-network.ts';
import { CaseSession } from '../../../electron/engine/case-session.ts';
import { runImport } from '../../../electron/engine/import/run-import.ts';
import { writeRedacted, type RedactedCase } from '../../../electron/engine/redact/write-redacted.ts';
import { asInput } from '../../bundle-input.ts';
import { checkCase } from '../../check-case.ts';
import { findOriginals, originalsOf, textsOfCase } from '../../find-originals.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

const hooks = { signal: new AbortController().signal, progress: () => undefined };

describe.skipIf(!hasShared).each([
  ['OVN', sharedData('ovn', 'bundles', 'S02-floating-ip-added-before'), 500],
  ['a host with routers', sharedData('hotsos-openstack', 'sosreport-compute4-2022-02-10-real.tar.xz'), 500],
])('%s', (_, bundle, least) => {
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-redact-'));
  const [path, out] = [join(folder, 'real.coldtrace'), join(folder, 'handed-over.coldtrace')];
  let session: CaseSession;
  let redacted: CaseSession;
  let written: RedactedCase;

  beforeAll(async () => {
    await runImport({ casePath: path, inputs: [asInput(bundle)], label: null, merge: true }, hooks);
    session = new CaseSession(path, { create: false });
    written = await writeRedacted(session, out, hooks);
    redacted = new CaseSession(out, { create: false });
  }, 120_000);
  afterAll(() => {
    session?.close();
    redacted?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('no original is anywhere in the file', { timeout: 300_000 }, () => {
    const originals = originalsOf(path);
    expect(originals.ids.size).toBeGreaterThan(least);
    expect(findOriginals(originals, textsOfCase(out))).toEqual([]);
    expect(findOriginals(originals, textsOfCase(path)).length).toBeGreaterThan(50);
  });

  test('every text was read as before, and the model has the same shape', () => {
    expect(written.unread).toEqual([]);
    expect(checkCase(out)).toEqual([]);
    const shape = (from: CaseSession): unknown =>
      from
        .snapshots()
        .sort((a, b) => a.id - b.id)
        .map(({ id, facts, sources }) => {
          const { devices, links, paths } = networkOf(from).node(id);
          const sorted = (texts: readonly string[]): readonly string[] => texts.toSorted();
          return {
            ...{ facts, sources },
            devices: sorted(devices.map(({ kind, state }) => `${kind} ${state}`)),
            links: sorted(links.map(({ kind, status }) => `${kind} ${status}`)),
            paths: sorted(
              paths.map(({ hops }) => hops.map(({ kind, status }) => `${kind} ${status}`).join(' ')),
            ),
            findings: sorted(
              networkOf(from)
                .findings(id)
                .map(({ rule, severity }) => `${rule} ${severity}`),
            ),
          };
        });
    expect(shape(redacted)).toEqual(shape(session));
  });
});

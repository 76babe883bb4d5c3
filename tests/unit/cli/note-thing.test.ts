// What --on names in a case of several hosts before and after a fault: each finding, link, hop, way and part by the name that
// the command line prints of it, and the note made of it is about that very thing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { thingNamed, type ThingHints } from '../../../electron/cli/note-thing.ts';
import { networkOf } from '../../../electron/engine/case-network.ts';
import { CaseSession } from '../../../electron/engine/case-session.ts';
import { runImport } from '../../../electron/engine/import/run-import.ts';
import { makeAnchor } from '../../../electron/engine/notes/make-anchor.ts';
import { resolveAnchor } from '../../../electron/engine/notes/resolve-anchor.ts';
import { thingKey } from '../../../shared/notes/thing.ts';
import { asInput } from '../../bundle-input.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

const hooks = { signal: new AbortController().signal, progress: () => undefined };

describe.skipIf(!hasShared)('a lab before and after a fault', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-on-'));
  const casePath = join(folder, 'lab.coldtrace');
  let session: CaseSession;

  beforeAll(async () => {
    for (const when of ['before', 'after']) {
      const bundle = sharedData('lab', 'bundles', `S03-gre-port-missing-${when}`);
      await runImport({ casePath, inputs: [asInput(bundle)], label: when, merge: true }, hooks);
    }
    session = new CaseSession(casePath, { create: false });
  }, 60_000);
  afterAll(() => {
    session?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The key of what it names, found again by the anchor of a note about it. */
  function keyOf(on: string, hints: ThingHints = {}): string {
    const thing = thingNamed(session, on, hints);
    const found = resolveAnchor(session, makeAnchor(session, thing), { exact: false });
    expect(found).toMatchObject({ state: 'found', key: thingKey(thing) });
    return thingKey(thing);
  }

  test('every finding by its id, whatever it is about', () => {
    let count = 0;
    for (const { id } of session.snapshots()) {
      for (const finding of networkOf(session).findings(id)) {
        expect(keyOf(finding.id, { snapshot: String(id) })).toBe(`finding:${id}:${finding.id}`);
        expect(keyOf(finding.id, { snapshot: String(id), kind: 'finding' })).toContain(finding.id);
        count++;
      }
    }
    expect(count).toBeGreaterThan(0);
  });

  test('every link and every hop of a host', () => {
    const host = session.snapshots().find(({ host, label }) => host === 'compute1' && label === 'after');
    const snapshot = String(host?.id);
    const { links, paths } = networkOf(session).node(host?.id ?? 0);
    for (const { id } of links) expect(keyOf(id, { snapshot, kind: 'link' })).toBe(`link:${snapshot}:${id}`);
    expect(links.length).toBeGreaterThan(5);
    let hops = 0;
    for (const { id, portId, hops: along } of paths) {
      for (const index of along.keys()) {
        const hop = keyOf(`${portId}:${index + 1}`, { snapshot, kind: 'hop' });
        expect(hop).toBe(`hop:${snapshot}:${index}:${id}`);
        hops++;
      }
    }
    expect(hops).toBeGreaterThan(10);
    expect(() => thingNamed(session, 'web1:99', { snapshot, kind: 'hop' })).toThrow('is a hop web1:99');
    expect(() => thingNamed(session, 'web1:0', { snapshot, kind: 'hop' })).toThrow('is a hop web1:0');
  });

  test('a way, also out; hosts, tunnels and networks of the case', () => {
    const compute1 = session.snapshots().find(({ host, label }) => host === 'compute1' && label === 'before');
    const hint = { snapshot: 'compute1@before' };
    expect(keyOf('web1->web2', hint)).toBe(`route:${compute1?.id}:["web1","web2"]`);
    expect(keyOf('web1 → outside', hint)).toBe(`route:${compute1?.id}:["web1"]`);
    expect(() => thingNamed(session, 'web1->nobody', hint)).toThrow('is called web1->nobody');
    expect(() => thingNamed(session, 'web1->web2', {})).toThrow('can be');
    const { hosts, tunnels, networks } = networkOf(session).casePlan(compute1?.id ?? 0).model;
    const parts = [...hosts, ...tunnels, ...networks].map(({ id }) => id);
    expect(parts.length).toBeGreaterThan(5);
    for (const id of parts) expect(keyOf(id, hint)).toBe(`part:${compute1?.id}:${id}`);
    expect(() => thingNamed(session, 'host/compute1', {})).toThrow('can be');
    expect(() => thingNamed(session, 'tunnel/none', hint)).toThrow('is called tunnel/none');
  });

  test('what is given otherwise is named by its option', () => {
    expect(() => thingNamed(session, 'x', { kind: 'flow' })).toThrow('flow is no kind for --kind');
    expect(() => thingNamed(session, 'x', { from: '1' })).toThrow('give --from and --to');
    expect(() => thingNamed(session, 'colour:x', { from: '1', to: '2' })).toThrow('KIND:KEY');
  });
});

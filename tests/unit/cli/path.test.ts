// coldtrace path, as a script uses it.
import { expect, test } from 'vitest';
import { casePath, coldtrace, refusal } from '../../article-case.ts';

test('the path of the article', async () => {
  const { out, code } = await coldtrace(['path', casePath, '--snapshot', '1', 'instance-0000001e', '--json']);
  expect(code).toBe(0);
  const path = JSON.parse(out) as { hops: Record<string, unknown>[]; complete: boolean; paths: unknown[] };
  expect(path.complete).toBe(true);
  expect(path.paths).toHaveLength(1);
  expect(path.hops.map(({ device }) => device)).toEqual([
    'instance-0000001e',
    'tap48e06cd2-60',
    'qbr48e06cd2-60',
    'qvb48e06cd2-60',
    'qvo48e06cd2-60',
    'br-int',
    'patch-tun',
    'patch-int',
    'br-tun',
    'gre-1',
  ]);
  expect(path.hops[4]).toMatchObject({
    host: 'compute1',
    tag: 1,
    ifindex: 16,
    status: 'known',
    reason: null,
  });
  expect(path.hops[9]).toMatchObject({ kind: 'tunnel', tunnelId: '0x2', remote: '192.168.10.10', ofport: 2 });
  for (const hop of path.hops) expect(hop['evidence']).not.toEqual([]);

  const text = await coldtrace(['path', casePath, '--snapshot', '1', 'qvo48e06cd2-60']);
  const lines = text.out.trimEnd().split('\n');
  expect(lines).toHaveLength(11);
  expect(lines[0]).toBe('instance-0000001e (vm1) tap48e06cd2-60: complete');
  expect(lines[5]).toMatch(
    /^ {2}qvo48e06cd2-60 {2}veth, ifindex 16, tag 1 {2}\[compute1 transcript\.txt:\d+\]$/,
  );
  expect(refusal(await coldtrace(['path', casePath, '--snapshot', '1', 'nothing']))).toContain(
    'coldtrace: There is no path of nothing: compute1 has instance-0000001e (vm1)',
  );
});

test('the way from one end to another, as far as the transcript tells', async () => {
  const given = ['path', casePath, '--snapshot', '1', 'compute1:tap48e06cd2-60', 'outside'];
  const { out, code } = await coldtrace([...given, '--json']);
  expect(code).toBe(0);
  const route = JSON.parse(out) as Record<string, unknown> & { hops: Record<string, unknown>[] };
  expect(route).toMatchObject({
    complete: false,
    end: 'evidence-ends',
    code: 'no-snapshot',
    from: { kind: 'port', name: 'vm1', host: 'compute1' },
    to: { kind: 'outside', name: 'outside' },
    backward: { complete: false, from: { kind: 'outside' } },
  });
  expect(route.hops.map(({ device }) => device).slice(-3)).toEqual(['patch-int', 'br-tun', 'gre-1']);
  expect(route.hops.at(-1)).toMatchObject({ remote: '192.168.10.10', break: 'no-snapshot' });
  for (const hop of route.hops) expect(hop['evidence']).not.toEqual([]);
  const text = (await coldtrace(given)).out.split('\n');
  expect(text[0]).toMatch(
    /^vm1 to outside: evidence ends: it goes on at the host of a router, which is taken to be 192/,
  );
  expect(refusal(await coldtrace(['path', casePath, '--snapshot', '1', 'vm1', 'nothing']))).toBe(
    'coldtrace: Nothing in these snapshots is called nothing.',
  );
  // Both snapshots are of compute1.
  expect(refusal(await coldtrace(['path', casePath, 'vm1', 'outside']))).toContain(
    'is in several snapshots: 1 (compute1',
  );
});

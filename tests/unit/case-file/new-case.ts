// A small case for the tests of the case file, written as an import writes one: one host twice, with
// real lines of the article's transcript and of an `ovs-ofctl dump-flows`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ContentEncoder } from '../../../electron/engine/case-file/encode-content.ts';
import { encodeFact } from '../../../electron/engine/case-file/encode-fact.ts';
import { FlowEncoder } from '../../../electron/engine/case-file/encode-flows.ts';
import type {
  ContentWriter,
  EncodedFlows,
  ImportWriter,
} from '../../../electron/engine/case-file/import-writer.ts';
import { openImportWriter } from '../../../electron/engine/case-file/writer.ts';
import type { FlowFact, LinkFact } from '../../../shared/facts.ts';

/** A path for a case in a folder that goes when the test ends. */
export function casePath(name = 'test.coldtrace'): string {
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, name);
}

export const transcript = [
  '[root@compute1 ~]# ip link show qvo48e06cd2-60',
  '16: qvo48e06cd2-60: <BROADCAST,MULTICAST,PROMISC,UP,LOWER_UP> mtu 1500 qdisc pfifo_fast state UP qlen 1000',
  '    link/ether 9a:3d:5f:0e:21:7c brd ff:ff:ff:ff:ff:ff',
  '[root@compute1 ~]# ovs-ofctl dump-flows br-tun',
  'NXST_FLOW reply (xid=0x4):',
  ' cookie=0x0, duration=77625.456s, table=0, n_packets=422, n_bytes=64283, idle_age=3, priority=1,in_port=1 actions=resubmit(,1)',
  ' cookie=0x0, duration=77625.400s, table=0, n_packets=0, n_bytes=0, idle_age=65534, priority=0 actions=drop',
  ' cookie=0x0, duration=77625.300s, table=21, n_packets=12, n_bytes=900, idle_age=100, priority=1,dl_vlan=1 actions=strip_vlan,set_tunnel:0x2,output:2',
] as const;

export const qvo: LinkFact = {
  name: 'qvo48e06cd2-60',
  ifindex: 16,
  netns: null,
  peer: null,
  peerIfindex: null,
  linkNetnsid: null,
  flags: ['BROADCAST', 'MULTICAST', 'PROMISC', 'UP', 'LOWER_UP'],
  mtu: 1500,
  qdisc: 'pfifo_fast',
  master: null,
  state: 'UP',
  mac: '9a:3d:5f:0e:21:7c',
  infoKind: null,
  details: {},
  statistics: null,
};

const flow: FlowFact = {
  bridge: 'br-tun',
  table: 0,
  priority: 1,
  match: 'in_port=1',
  actions: 'resubmit(,1)',
  cookie: '0x0',
  nPackets: 422,
  nBytes: 64283,
  duration: 77625.456,
  idleTimeout: null,
  hardTimeout: null,
  idleAge: 3,
  hardAge: null,
  importance: null,
  flags: [],
};
export const flows: readonly FlowFact[] = [
  flow,
  {
    ...flow,
    priority: 0,
    match: '',
    actions: 'drop',
    nPackets: 0,
    nBytes: 0,
    duration: 77625.4,
    idleAge: 65534,
  },
  {
    ...flow,
    table: 21,
    match: 'dl_vlan=1',
    actions: 'strip_vlan,set_tunnel:0x2,output:2',
    nPackets: 12,
    nBytes: 900,
    duration: 77625.3,
    idleAge: 100,
    flags: ['send_flow_rem', 'check_overlap'],
  },
];

/** Writes the transcript as a bundle of `compute1` and returns its snapshot; neither commits nor rolls back. */
export function writeTranscript(
  writer: ImportWriter,
  label: string | null,
  options: { readonly fingerprint?: string; readonly capturedAt?: string | null } = {},
): number {
  const bundleId = writer.addBundle({
    name: 'transcript.txt',
    kind: 'transcript',
    fingerprint: options.fingerprint ?? 'aa'.repeat(32),
    bytes: 900,
  });
  const snapshotId = writer.addSnapshot(
    { host: 'compute1', hostFrom: 'prompt', capturedAt: options.capturedAt ?? null, capturedFrom: null },
    label,
  );
  const contentId = writeText(writer.content(), transcript);
  const path = 'transcript.txt';
  const place = { snapshotId, bundleId, path, netns: null, protocol: null };
  const result = { reason: null, bytes: 900, contentId };

  const link = writer.addSource({
    ...place,
    commandLine: 'ip link show qvo48e06cd2-60',
    commandId: 'ip-link',
    target: null,
  });
  writer.addFacts(link, [encodeFact('link', qvo, 2, 3)]);
  writer.finishSource(link, { ...result, state: 'ok', firstLine: 1, lastLine: 3 });

  const dump = writer.addSource({
    ...place,
    commandLine: 'ovs-ofctl dump-flows br-tun',
    commandId: 'ovs-ofctl-dump-flows',
    target: 'br-tun',
  });
  writeFlows(writer, dump, flows, 6);
  writer.addProblem(bundleId, dump, {
    severity: 'warning',
    line: 5,
    code: 'old-reply',
    message: 'NXST_FLOW',
  });
  writer.finishSource(dump, { ...result, state: 'ok', firstLine: 4, lastLine: 8 });
  writer.addProblem(bundleId, null, {
    severity: 'data-loss',
    line: null,
    code: 'truncated',
    message: 'cut off',
  });
  return snapshotId;
}

/** Writes a text as an import does and returns its row. */
export function writeText(content: ContentWriter, lines: Iterable<string>): number {
  const encoder = new ContentEncoder((chunk) => content.chunk(chunk));
  for (const line of lines) encoder.line(line);
  return content.end(encoder.end());
}

/** Writes flows as an import does, one a line from `firstLine` on, `perBlock` flows in a block. */
export function writeFlows(
  writer: ImportWriter,
  sourceId: number,
  written: readonly FlowFact[],
  firstLine: number,
  perBlock?: number,
): void {
  const encoder = new FlowEncoder(perBlock);
  const store = (block: EncodedFlows | null): void => {
    if (block !== null) writer.addFlows(sourceId, block);
  };
  for (const [i, it] of written.entries()) store(encoder.add(it, firstLine + i, firstLine + i));
  store(encoder.end());
}

/** A case with the transcript under the label `before`. */
export function transcriptCase(): string {
  const path = casePath();
  const writer = openImportWriter(path);
  writeTranscript(writer, 'before', { capturedAt: '2013-07-31T10:00:00+00:00' });
  writer.commit();
  return path;
}

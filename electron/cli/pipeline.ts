// coldtrace pipeline: where the flows of a bridge send packets, table by table, and how many.
import { carriesPackets, type PipelineEdge, type PipelineNode } from '../../shared/pipeline/pipeline.ts';
import { tableText } from '../../shared/openflow/table-id.ts';
import { pipelineView } from '../engine/pipeline-view.ts';
import type { CliCommand } from './cli-command.ts';
import { wordsBetween } from './cli-command.ts';
import { bridgeNamed } from './flows.ts';
import { snapshotNamed, withCase } from './open-session.ts';
import { table } from './table.ts';

export const pipelineCommand: CliCommand = {
  name: 'pipeline',
  usage: 'CASE [--snapshot S] [--bridge B] [--peers] [--json]',
  about: 'print where the flows of a bridge send packets, and how many; with --peers, on through patch ports',
  options: { snapshot: 'text', bridge: 'text', peers: 'flag', json: 'flag' },
  async run(given, terminal) {
    const [casePath = ''] = wordsBetween(this, given, 1, 1);
    await withCase(casePath, async (session) => {
      const snapshot = snapshotNamed(session, given.text('snapshot'));
      const { bridge, chosen } = bridgeNamed(session.dumps(snapshot.id), given.text('bridge'));
      if (chosen.inferredFrom !== null)
        terminal.say(`${chosen.source.path}: taken as ${bridge}: ${chosen.inferredFrom}`);
      const request = { snapshot: snapshot.id, source: chosen.source.id, bridge, peers: given.flag('peers') };
      const { dumps, nodes, edges, notes } = pipelineView(session, request, Infinity);
      if (given.flag('json')) {
        const bridges = dumps.map((dump) => dump.bridge);
        await terminal.print([JSON.stringify({ bridges, nodes, edges, notes })]);
        return;
      }
      for (const note of notes) terminal.say(noteTexts[note]);
      await terminal.print(lines(nodes, edges, dumps.length > 1));
    });
    return 0;
  },
};

const noteTexts = {
  'no-counters': 'the dump has no counters: how many packets go where is not known',
  'some-uncounted': 'some flows have no counters: the sums are of the others',
  copies: 'some flows send copies along several ways: each way has all their packets',
  switched: 'NORMAL, FLOOD and ALL send to ports that flows do not tell',
  'groups-unknown': 'groups are used that no `ovs-ofctl dump-groups` shows',
  'buckets-unknown':
    'which bucket of a group took how many packets is not known: `ovs-ofctl dump-group-stats`',
  'table-0-again': 'flows go back into table 0: its flows count packets that had entered before',
  opaque: 'some actions are not understood: where they send packets is not known',
} as const;

function* lines(
  nodes: readonly PipelineNode[],
  edges: readonly PipelineEdge[],
  withBridge: boolean,
): Generator<string> {
  const names = new Map(
    nodes.map((node) => [node.id, withBridge ? `${node.bridge} ${nameOf(node)}` : nameOf(node)]),
  );
  yield* table(
    ['table', 'flows', 'packets', 'entered', 'never hit'],
    nodes
      .filter(({ kind }) => kind === 'table')
      .map((node) => [
        names.get(node.id) ?? '',
        String(node.flows),
        countText(node.packets),
        countText(node.entered),
        String(node.neverHit),
      ]),
  );
  yield '';
  yield* table(
    ['from', 'way', 'to', 'flows', 'packets'],
    edges.map((edge) => [
      names.get(edge.from) ?? '',
      edge.ways.join('+'),
      names.get(edge.to) ?? '',
      String(edge.flows),
      carriesPackets(edge) ? countText(edge.packets) : '',
    ]),
  );
}

function countText(count: number | null): string {
  return count === null ? '?' : String(count);
}

/** In the words of flows: `in_port=gre-1`, `table 20`, `output:gre-1`, `NORMAL`. */
function nameOf({ kind, table: own, port, name, peerBridge }: PipelineNode): string {
  switch (kind) {
    case 'port':
      return `in_port=${port ?? '?'}`;
    case 'any-port':
      return 'any in_port';
    case 'table':
      return `table ${own === null ? '?' : tableText(own)}`;
    case 'output':
      return `output:${port ?? '?'}`;
    case 'patch':
      return `output:${port ?? '?'} to ${peerBridge ?? '?'}`;
    case 'in-port':
      return 'IN_PORT';
    case 'group':
      return `group ${name ?? '?'}`;
    case 'field':
      return `output:${name ?? '?'}`;
    case 'normal':
    case 'flood':
    case 'all':
    case 'controller':
      return kind.toUpperCase();
    case 'miss':
      return 'no match';
    case 'opaque':
      return '?';
    case 'drop':
    case 'return':
      return kind;
  }
}

// The tree of sources, from rows as the engine lists them.
import { describe, expect, test } from 'vitest';
import type { SourceRow } from '../../../shared/api.ts';
import {
  buildTree,
  foldersAbove,
  visibleRows,
  type TreeNode,
} from '../../../renderer/views/sources/source-tree.ts';

let nextId = 0;
function source(path: string, more: Partial<SourceRow> = {}): SourceRow {
  nextId++;
  return {
    id: nextId,
    snapshotId: 1,
    path,
    commandLine: null,
    commandId: null,
    netns: null,
    state: 'ok',
    reason: null,
    bytes: 10,
    firstLine: 1,
    lastLine: 3,
    facts: 0,
    problems: 0,
    kept: true,
    ...more,
  };
}

/** The tree as an indented text: label, count, worst state. */
function drawn(nodes: readonly TreeNode[], indent = ''): string {
  return nodes
    .map((node) => {
      const about = node.source ? '' : ` (${node.count}${node.worst ? ` ${node.worst}` : ''})`;
      return `${indent}${node.label}${about}\n${drawn(node.children, `${indent}  `)}`;
    })
    .join('');
}

describe('tree of sources', () => {
  const sources = [
    source('sos_commands/openvswitch/ovs-vsctl_-t_5_show', { commandLine: 'ovs-vsctl -t 5 show' }),
    source('sos_commands/openvswitch/ovs-ofctl_dump-flows_br-int', { state: 'error', problems: 2 }),
    source('sos_commands/networking/ip_-d_address'),
    source('hostname'),
    source('transcript.txt', { commandLine: 'brctl show', firstLine: 4, lastLine: 9 }),
    source('transcript.txt', { commandLine: 'ethtool -S qvo48e06cd2-60', firstLine: 10, lastLine: 17 }),
  ];
  const tree = buildTree(sources);

  test('folders first, by name; a transcript holds its commands', () => {
    expect(drawn(tree)).toBe(
      [
        'sos_commands (3 error)',
        '  networking (1)',
        '    ip_-d_address',
        '  openvswitch (2 error)',
        '    ovs-ofctl_dump-flows_br-int',
        '    ovs-vsctl_-t_5_show',
        'hostname',
        'transcript.txt (2)',
        '  brctl show',
        '  ethtool -S qvo48e06cd2-60',
        '',
      ].join('\n'),
    );
  });

  test('folders with one folder inside are one row', () => {
    expect(drawn(buildTree([source('a/b/c/one'), source('a/b/c/two')]))).toBe('a/b/c (2)\n  one\n  two\n');
  });

  test('what is open is drawn, with its level', () => {
    const rows = visibleRows(tree, (id) => id === 'sos_commands/', false);
    expect(rows.map(({ node, level, open }) => [node.label, level, open])).toEqual([
      ['sos_commands', 1, true],
      ['networking', 2, false],
      ['openvswitch', 2, false],
      ['hostname', 1, false],
      ['transcript.txt', 1, false],
    ]);
    expect(visibleRows(tree, () => false, true)).toHaveLength(10);
  });

  test('the folders above a source, outermost first', () => {
    expect(foldersAbove(tree, sources[1]!.id)).toEqual(['sos_commands/', 'sos_commands/openvswitch/']);
    expect(foldersAbove(tree, sources[5]!.id)).toEqual(['transcript.txt']);
    expect(foldersAbove(tree, sources[3]!.id)).toEqual([]);
    expect(foldersAbove(tree, 999)).toEqual([]);
  });
});

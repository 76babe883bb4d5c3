// Pictures as DOT: what is in the model is in the text, whatever names a bundle has, for a strict reader and
// for Graphviz itself where it is installed.
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dotText, nodeDot, type DotGraph } from '../../../shared/network/dot.ts';
import { articleNode } from '../renderer/network/article-node.ts';
import { readDot } from './dot-reader.ts';

const hasGraphviz = spawnSync('dot', ['-V']).status === 0;
if (!hasGraphviz) console.warn('skipped: DOT read by Graphviz, because `dot` is not installed');

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    'a"b',
    'ends in \\',
    '\\',
    '\\"',
    '"]; evil [label="',
    '<b>html</b>',
    '&lt;',
    '\\N\\G\\l',
    'a\nb',
    'a\r\nb',
    '}',
    '/* no comment */',
    '// none',
    '# none',
    'a -> b',
    'naïve 网络',
    '\u0000',
    '\ud800',
    'node',
    'subgraph',
    '',
  ),
);

function graphOf(names: readonly string[]): DotGraph {
  return {
    name: names[0] ?? '',
    title: null,
    direction: 'right',
    directed: true,
    nodes: names.map((name, index) => ({
      id: `${index} ${name}`,
      label: [name, name],
      shape: 'box',
      status: 'known',
      tooltip: name,
    })),
    clusters: [{ id: names[0] ?? '', label: names.at(-1) ?? '', dashed: true, nodes: [], clusters: [] }],
    edges: names.slice(1).map((name, index) => ({
      from: `${index} ${names[index] ?? ''}`,
      to: `${index + 1} ${name}`,
      label: name,
      status: 'missing',
    })),
  };
}

describe('pictures in the DOT language', () => {
  it('has every device, link and frame of the article once', () => {
    const model = articleNode();
    const read = readDot(dotText(nodeDot(model)));
    const devices = model.devices.filter(({ kind }) => kind !== 'namespace');
    expect([...read.nodes.keys()].sort()).toEqual(devices.map(({ id }) => id).sort());
    const ends = (edges: readonly { readonly from: string; readonly to: string }[]): readonly string[] =>
      edges.map(({ from, to }) => [from, to].sort().join(' ')).sort();
    expect(ends(read.edges)).toEqual(ends(model.links.filter(({ kind }) => kind !== 'contains')));
    expect(read.clusters.map(({ attributes }) => attributes['label'])).toEqual(['compute1']);
    // Every edge runs outwards, so that instances are drawn above what their packets leave by.
    const froms = new Set(read.edges.map(({ from }) => from));
    for (const { id, kind } of model.devices) {
      if (kind === 'instance') expect(read.edges.some(({ to }) => to === id)).toBe(false);
      if (kind === 'peer') expect(froms.has(id)).toBe(false);
    }
  });

  it('keeps hostile names inside their quotes, and different ones apart', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 5 }), (names) => {
        const graph = graphOf(names);
        const read = readDot(dotText(graph));
        expect(read.nodes.size).toBe(graph.nodes.length);
        expect(read.edges).toHaveLength(graph.edges.length);
        for (const { from, to } of read.edges) expect(read.nodes.has(from) && read.nodes.has(to)).toBe(true);
        expect(read.clusters).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });

  it.skipIf(!hasGraphviz)('is read by Graphviz as it is meant', () => {
    const names = fc.sample(hostile, { numRuns: 60, seed: 7 });
    const text = dotText(graphOf([...names, 'ends in \\', '\\', '"]; evil [label="', '&lt;', '\\N']));
    for (const graph of [text, dotText(nodeDot(articleNode()))]) {
      const run = spawnSync('dot', ['-Tjson0'], { input: graph, encoding: 'utf8' });
      expect(run.stderr).toBe('');
      const read = readDot(graph);
      const json = JSON.parse(run.stdout) as {
        objects: readonly { name: string; nodes?: readonly number[] }[];
        edges: readonly unknown[];
      };
      const drawn = json.objects.filter(({ name }) => !name.startsWith('cluster_'));
      expect(drawn).toHaveLength(read.nodes.size);
      expect(json.edges).toHaveLength(read.edges.length);
    }
  });
});

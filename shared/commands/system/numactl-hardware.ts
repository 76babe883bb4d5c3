// `numactl --hardware`: which CPUs and how much memory each NUMA node has.
//
//   available: 2 nodes (0-1)
//   node 0 cpus: 0 1 2 3
//   node 0 size: 16008 MB
//   node 0 free: 165 MB
//   node distances:
//   node   0   1
//     0:  10  21
//
// Source: numactl(8); hardware() in numactl.c.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'numactl --hardware';
const available = /^available: \d+ nodes? \([\d,-]*\)\s*$/;
const ofNode = /^node (\d{1,4}) (?:cpus:((?: \d{1,5})*)|size: (\d{1,12}) MB|free: (\d{1,12}) MB)\s*$/;
const distanceHeading = /^node distances:\s*$|^node(?: +\d+)+\s*$/;
const distanceRow = /^ *(\d{1,4}):((?: +\d{1,4})+)\s*$/;

interface Node {
  cpus: readonly number[];
  memory: number | null;
  free: number | null;
  distances: readonly number[];
  readonly firstLine: number;
  lastLine: number;
}

const numbers = (text: string): number[] =>
  text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(Number);

function parser(_context: CommandContext, sink: Sink): LineParser {
  const nodes = new Map<number, Node>();
  return {
    line(text, number) {
      if (text.trim() === '' || available.test(text) || distanceHeading.test(text)) return;
      const [, id, cpus, size, free] = ofNode.exec(text) ?? [];
      const [, from, distances] = distanceRow.exec(text) ?? [];
      const key = id ?? from;
      if (key === undefined) {
        unexpectedLine(sink, title, text, number);
        return;
      }
      const node: Node = nodes.get(Number(key)) ?? {
        cpus: [],
        memory: null,
        free: null,
        distances: [],
        firstLine: number,
        lastLine: number,
      };
      nodes.set(Number(key), node);
      if (cpus !== undefined) node.cpus = numbers(cpus);
      if (size !== undefined) node.memory = Number(size);
      if (free !== undefined) node.free = Number(free);
      if (distances !== undefined) node.distances = numbers(distances);
      node.lastLine = number;
    },
    end() {
      for (const [id, { firstLine, lastLine, ...node }] of nodes)
        sink.fact('numa-node', { node: id, ...node }, firstLine, lastLine);
    },
  };
}

export const numactlHardware: Command = {
  id: 'numactl-hardware',
  title,
  facts: ['numa-node'],
  recognise: ([program, option, ...rest]) =>
    program === 'numactl' && rest.length === 0 && /^(?:-H|--hardware)$/.test(option ?? '') ? {} : null,
  sniff: (line) => available.test(line),
  parser,
};

// The tree of a snapshot's sources by path. A file that holds several commands' outputs (a transcript)
// is a folder of its commands; folders with nothing but one folder inside are drawn as one.
import type { SourceRow } from '../../../shared/api.ts';
import type { SourceState } from '../../../shared/evidence.ts';

export interface TreeNode {
  /** Unique in the tree: the path, or the path and the source's id below a transcript. */
  readonly id: string;
  readonly label: string;
  readonly source: SourceRow | null;
  readonly children: readonly TreeNode[];
  /** Sources at and below this node, and the worst of their states for a closed folder. */
  readonly count: number;
  readonly worst: SourceState | null;
  readonly problems: number;
}

export interface TreeRow {
  readonly node: TreeNode;
  /** From 1. */
  readonly level: number;
  readonly open: boolean;
}

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly sources: SourceRow[];
}

/** States that a closed folder should show, worst first; the others are what one expects in a bundle. */
const notable: readonly SourceState[] = ['unreadable', 'error', 'truncated', 'timed-out', 'absent'];

function worstOf(states: readonly (SourceState | null)[]): SourceState | null {
  return notable.find((state) => states.includes(state)) ?? null;
}

/** Builds the tree; sources keep the engine's order, folders come before files, both by name. */
export function buildTree(sources: readonly SourceRow[]): readonly TreeNode[] {
  const root: Folder = { folders: new Map(), sources: [] };
  for (const source of sources) {
    const parts = source.path.split('/').filter(Boolean);
    let folder = root;
    for (const part of parts.slice(0, -1)) {
      let next = folder.folders.get(part);
      if (!next) folder.folders.set(part, (next = { folders: new Map(), sources: [] }));
      folder = next;
    }
    folder.sources.push(source);
  }
  return nodesOf(root, '');
}

const byLabel = (a: TreeNode, b: TreeNode): number => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0);

function nodesOf(folder: Folder, prefix: string): readonly TreeNode[] {
  const folders = [...folder.folders].map(([name, inside]) => folderNode(name, inside, prefix)).sort(byLabel);
  const files = [...Map.groupBy(folder.sources, (source) => source.path)]
    .map(([path, group]) => fileNode(path, group))
    .sort(byLabel);
  return [...folders, ...files];
}

function folderNode(name: string, folder: Folder, prefix: string): TreeNode {
  const id = `${prefix}${name}/`;
  const [only] = folder.folders;
  if (only && folder.folders.size === 1 && folder.sources.length === 0) {
    const inner = folderNode(only[0], only[1], id);
    return { ...inner, label: `${name}/${inner.label}` };
  }
  return parent(id, name, nodesOf(folder, id));
}

function fileNode(path: string, sources: readonly SourceRow[]): TreeNode {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const [only] = sources;
  if (only && sources.length === 1) return leaf(path, name, only);
  const commands = sources.map((source) =>
    leaf(`${path}#${source.id}`, source.commandLine ?? `${source.firstLine}–${source.lastLine}`, source),
  );
  return parent(path, name, commands);
}

function leaf(id: string, label: string, source: SourceRow): TreeNode {
  return {
    id,
    label,
    source,
    children: [],
    count: 1,
    worst: worstOf([source.state]),
    problems: source.problems,
  };
}

function parent(id: string, label: string, children: readonly TreeNode[]): TreeNode {
  return {
    id,
    label,
    source: null,
    children,
    count: children.reduce((sum, child) => sum + child.count, 0),
    worst: worstOf(children.map((child) => child.worst)),
    problems: children.reduce((sum, child) => sum + child.problems, 0),
  };
}

/** The rows to draw, top to bottom. With `allOpen` (a filter is set) closed folders do not count. */
export function visibleRows(
  nodes: readonly TreeNode[],
  isOpen: (id: string) => boolean,
  allOpen: boolean,
): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (each: readonly TreeNode[], level: number): void => {
    for (const node of each) {
      const open = node.children.length > 0 && (allOpen || isOpen(node.id));
      rows.push({ node, level, open });
      if (open) add(node.children, level + 1);
    }
  };
  add(nodes, 1);
  return rows;
}

/** The ids of the folders above a source, outermost first; empty when it is not in the tree. */
export function foldersAbove(nodes: readonly TreeNode[], sourceId: number): readonly string[] {
  for (const node of nodes) {
    if (node.source?.id === sourceId) return [];
    if (node.children.some((child) => child.source?.id === sourceId)) return [node.id];
    const inside = foldersAbove(node.children, sourceId);
    if (inside.length > 0) return [node.id, ...inside];
  }
  return [];
}

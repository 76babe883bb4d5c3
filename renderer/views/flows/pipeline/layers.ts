// Columns for a graph that should run from left to right: what would run back is cut, and every node stands
// behind all that lead to it. The same graph gives the same columns.

export interface GraphEdge {
  readonly key: string;
  readonly from: string;
  readonly to: string;
}

/**
 * The edges that would close a circle. `keys` is the order in which nodes are expected: an edge that
 * follows it is kept, the others only as long as they close none.
 */
export function backEdges(keys: readonly string[], edges: readonly GraphEdge[]): ReadonlySet<string> {
  const place = new Map(keys.map((key, index) => [key, index]));
  const follows = ({ from, to }: GraphEdge): boolean => (place.get(from) ?? 0) < (place.get(to) ?? 0);
  const next = new Map<string, string[]>();
  const keep = ({ from, to }: GraphEdge): void => void next.set(from, [...(next.get(from) ?? []), to]);
  for (const edge of edges) if (follows(edge)) keep(edge);
  const back = new Set<string>();
  for (const edge of edges) {
    if (follows(edge)) continue;
    if (edge.from === edge.to || reaches(next, edge.to, edge.from)) back.add(edge.key);
    else keep(edge);
  }
  return back;
}

function reaches(next: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const key of seen) {
    if (key === to) return true;
    for (const each of next.get(key) ?? []) seen.add(each);
  }
  return false;
}

/**
 * The column of each node, from 0, without circles: as far left as what leads to it allows. A node that
 * nothing leads to stands right before the first that it leads to.
 */
export function columnsOf(keys: readonly string[], edges: readonly GraphEdge[]): ReadonlyMap<string, number> {
  const columns = new Map(keys.map((key) => [key, 0]));
  const into = new Map<string, number>(keys.map((key) => [key, 0]));
  const out = new Map<string, string[]>();
  for (const { from, to } of edges) {
    into.set(to, (into.get(to) ?? 0) + 1);
    out.set(from, [...(out.get(from) ?? []), to]);
  }
  const waiting = new Map(into);
  const open = keys.filter((key) => waiting.get(key) === 0);
  for (const key of open) {
    for (const to of out.get(key) ?? []) {
      columns.set(to, Math.max(columns.get(to) ?? 0, (columns.get(key) ?? 0) + 1));
      const left = (waiting.get(to) ?? 0) - 1;
      waiting.set(to, left);
      if (left === 0) open.push(to);
    }
  }
  for (const key of keys) {
    const targets = out.get(key) ?? [];
    if (into.get(key) !== 0 || targets.length === 0) continue;
    columns.set(key, Math.min(...targets.map((to) => columns.get(to) ?? 0)) - 1);
  }
  const first = Math.min(0, ...columns.values());
  return new Map([...columns].map(([key, column]) => [key, column - first]));
}

// Reads what Coldtrace writes in the DOT language, by its grammar (https://graphviz.org/doc/info/lang.html),
// and accepts nothing else: an unclosed string, a stray byte or a statement that is none is an error.

export interface ReadGraph {
  readonly name: string;
  readonly nodes: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly attributes: Readonly<Record<string, string>>;
  }[];
  /** Attributes of each cluster, and how deep it is. */
  readonly clusters: readonly {
    readonly depth: number;
    readonly attributes: Readonly<Record<string, string>>;
  }[];
}

type Token = { readonly kind: 'id' | 'punctuation' | 'edge'; readonly text: string };

function tokens(text: string): Token[] {
  const list: Token[] = [];
  // A quoted string holds anything but an unescaped quote; `\\` and `\"` are pairs (scan.l of Graphviz).
  const token =
    /\s+|"((?:[^"\\\n]|\\[^\n])*)"|([A-Za-z_][A-Za-z_0-9]*|-?(?:\.\d+|\d+(?:\.\d*)?))|(->)|([{}[\],;=])/gy;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const found = token.exec(text);
    if (found === null) throw new Error(`not DOT at ${at}: ${JSON.stringify(text.slice(at, at + 40))}`);
    const [, string, word, edge, punctuation] = found;
    if (string !== undefined)
      list.push({
        kind: 'id',
        text: string.replace(/\\(["\\])/g, (pair, c: string) => (c === '"' ? '"' : pair)),
      });
    else if (word !== undefined) list.push({ kind: 'id', text: word });
    else if (edge !== undefined) list.push({ kind: 'edge', text: edge });
    else if (punctuation !== undefined) list.push({ kind: 'punctuation', text: punctuation });
  }
  return list;
}

/** Throws at the first thing that is not DOT. */
export function readDot(text: string): ReadGraph {
  const list = tokens(text);
  let at = 0;
  const next = (): Token => list[at++] ?? { kind: 'punctuation', text: 'end of text' };
  const peek = (): string => list[at]?.text ?? '';
  const expectText = (wanted: string): void => {
    const { text: got } = next();
    if (got !== wanted) throw new Error(`expected ${wanted}, got ${got}`);
  };
  const id = (): string => {
    const token = next();
    if (token.kind !== 'id') throw new Error(`expected an id, got ${token.text}`);
    return token.text;
  };
  const attributes = (): Record<string, string> => {
    const read: Record<string, string> = {};
    expectText('[');
    while (peek() !== ']') {
      const key = id();
      expectText('=');
      read[key] = id();
      if (peek() === ',') at++;
    }
    expectText(']');
    return read;
  };
  const nodes = new Map<string, Record<string, string>>();
  const edges: { from: string; to: string; attributes: Record<string, string> }[] = [];
  const clusters: { depth: number; attributes: Record<string, string> }[] = [];
  const block = (depth: number, own: Record<string, string>): void => {
    expectText('{');
    while (peek() !== '}') {
      const first = id();
      if (first === 'subgraph') {
        if (!id().startsWith('cluster')) throw new Error('a subgraph that is no cluster');
        const inner: Record<string, string> = {};
        clusters.push({ depth: depth + 1, attributes: inner });
        block(depth + 1, inner);
        continue;
      }
      if (peek() === '=') {
        at++;
        own[first] = id();
      } else if (peek() === '->') {
        at++;
        edges.push({ from: first, to: id(), attributes: peek() === '[' ? attributes() : {} });
      } else {
        const read = attributes();
        if (!['graph', 'node', 'edge'].includes(first)) {
          if (nodes.has(first)) throw new Error(`two nodes ${first}`);
          nodes.set(first, read);
        }
      }
      if (peek() === ';') at++;
    }
    expectText('}');
  };
  expectText('digraph');
  const name = id();
  block(0, {});
  if (at !== list.length) throw new Error('text after the graph');
  return { name, nodes, edges, clusters };
}

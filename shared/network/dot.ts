// Graphs as text for Graphviz: https://graphviz.org/doc/info/lang.html. Names come from bundles and may
// hold anything: every id and label is a quoted string, in which only `"` ends and `\` escapes.
import type { Knowledge, NetworkDevice, NetworkLink, NodeModel } from './model.ts';
import type { Route, RouteHop } from './route/route.ts';

export interface DotNode {
  readonly id: string;
  /** Lines of its label. */
  readonly label: readonly string[];
  readonly shape: 'box' | 'bar' | 'point';
  readonly status: Knowledge;
  /** Shown where the pointer rests, in formats that can. */
  readonly tooltip: string | null;
}

export interface DotEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string | null;
  readonly status: Knowledge;
}

/** A frame around nodes and further frames. */
export interface DotCluster {
  readonly id: string;
  readonly label: string;
  readonly dashed: boolean;
  readonly nodes: readonly DotNode[];
  readonly clusters: readonly DotCluster[];
}

export interface DotGraph {
  readonly name: string;
  /** Above the graph; null for none. */
  readonly title: string | null;
  readonly direction: 'down' | 'right';
  /** True where edges have a way they run; otherwise they are drawn without heads. */
  readonly directed: boolean;
  readonly nodes: readonly DotNode[];
  readonly clusters: readonly DotCluster[];
  readonly edges: readonly DotEdge[];
}

const lines: Readonly<Record<Knowledge, string>> = {
  known: 'solid',
  inferred: 'dashed',
  missing: 'dotted',
};

/** The graph in the DOT language, one statement a line, in the order given. */
export function dotText({ name, title, direction, directed, nodes, clusters, edges }: DotGraph): string {
  const numbers = { next: 1 };
  return [
    `digraph ${quoted(name)} {`,
    `  graph [rankdir=${direction === 'down' ? 'TB' : 'LR'}, fontname="monospace", fontsize=11, compound=true${title === null ? '' : `, labelloc=t, label=${labelled([title])}`}];`,
    '  node [shape=box, fontname="monospace", fontsize=11, height=0.3];',
    `  edge [fontname="monospace", fontsize=10${directed ? '' : ', dir=none'}];`,
    ...nodes.map((node) => `  ${nodeText(node)}`),
    ...clusters.flatMap((cluster) => clusterLines(cluster, 1, numbers)),
    ...edges.map(
      ({ from, to, label, status }) =>
        `  ${quoted(from)} -> ${quoted(to)} [${label === null ? '' : `label=${labelled([label])}, `}style=${lines[status]}];`,
    ),
    '}',
    '',
  ].join('\n');
}

/** A cluster's own name only has to begin with `cluster` and be unique. */
function clusterLines(cluster: DotCluster, depth: number, numbers: { next: number }): readonly string[] {
  const indent = '  '.repeat(depth);
  const style = cluster.dashed ? 'dashed' : 'solid';
  return [
    `${indent}subgraph cluster_${numbers.next++} {`,
    `${indent}  id=${quoted(cluster.id)}; label=${labelled([cluster.label])}; style=${style};`,
    ...cluster.nodes.map((node) => `${indent}  ${nodeText(node)}`),
    ...cluster.clusters.flatMap((inner) => clusterLines(inner, depth + 1, numbers)),
    `${indent}}`,
  ];
}

function nodeText({ id, label, shape, status, tooltip }: DotNode): string {
  const attributes = [
    `label=${labelled(label)}`,
    ...(shape === 'box' ? [] : [shape === 'bar' ? 'shape=rect, width=3' : 'shape=point']),
    `style=${lines[status]}`,
    ...(tooltip === null ? [] : [`tooltip=${labelled([tooltip])}`]),
  ];
  return `${quoted(id)} [${attributes.join(', ')}];`;
}

/** A quoted id: the same text, and no other, gives the same id. */
function quoted(text: string): string {
  return `"${cleaned(text).replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
}

/** A quoted label: Graphviz reads `\N` and entities such as `&lt;` in it, which a name does not mean. */
function labelled(parts: readonly string[]): string {
  const escaped = parts.map((part) =>
    cleaned(part).replace(/&/g, '&amp;').replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n'),
  );
  return `"${escaped.join('\\n')}"`;
}

/** Without what no text file should hold. */
function cleaned(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '\ufffd');
}

/** What a device or link is told apart by in a comparison. */
export interface DotMark {
  /** Before its name. */
  readonly sign: string;
  /** It is there no more: its outline is dotted. */
  readonly gone: boolean;
}

/** A host: the devices in its namespaces in frames of their own. `marks` are by the ids of devices and links. */
export function nodeDot(model: NodeModel, marks: ReadonlyMap<string, DotMark> = new Map()): DotGraph {
  const deviceNode = (device: NetworkDevice): DotNode => marked(nodeOf(device), marks.get(device.id));
  const linkEdge = (link: NetworkLink): DotEdge => {
    const [edge, mark] = [edgeOf(link), marks.get(link.id)];
    if (mark === undefined) return edge;
    const label = `${mark.sign} ${edge.label ?? ''}`.trimEnd();
    return { ...edge, label, status: mark.gone ? 'missing' : edge.status };
  };
  const inside = new Map<string, NetworkDevice[]>();
  for (const device of model.devices) {
    const key = device.kind === 'namespace' ? null : device.netns;
    if (key === null) continue;
    const list = inside.get(key);
    if (list === undefined) inside.set(key, [device]);
    else list.push(device);
  }
  const namespaces = model.devices.filter(({ kind }) => kind === 'namespace');
  const framed = new Set(namespaces.map(({ name }) => name));
  const isOut = ({ kind, netns }: NetworkDevice): boolean =>
    kind !== 'namespace' && kind !== 'peer' && (netns === null || !framed.has(netns));
  const ids = new Set(model.devices.filter(({ kind }) => kind !== 'namespace').map(({ id }) => id));
  return {
    name: model.host,
    title: null,
    direction: 'down',
    directed: false,
    nodes: model.devices.filter(({ kind }) => kind === 'peer').map(deviceNode),
    clusters: [
      {
        id: `host ${model.host}`,
        label: model.host,
        dashed: false,
        nodes: model.devices.filter(isOut).map(deviceNode),
        clusters: namespaces.map((namespace) => ({
          id: namespace.id,
          label: marked({ label: [namespace.name], status: 'known' }, marks.get(namespace.id)).label.join(''),
          dashed: true,
          nodes: (inside.get(namespace.name) ?? []).map(deviceNode),
          clusters: [],
        })),
      },
    ],
    edges: outwards(model, ids).map(linkEdge),
  };
}

/**
 * The links between `ids`, each from its end that is nearer to an instance or a namespace: Graphviz puts what an edge
 * comes from above.
 */
function outwards({ devices, links }: NodeModel, ids: ReadonlySet<string>): readonly NetworkLink[] {
  const drawn = links.filter(({ from, to }) => ids.has(from) && ids.has(to));
  const beside = new Map<string, string[]>();
  for (const { from, to } of drawn)
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      const list = beside.get(one);
      if (list === undefined) beside.set(one, [other]);
      else list.push(other);
    }
  const away = new Map<string, number>();
  let edge = devices
    .filter(({ id, kind, netns }) => ids.has(id) && (kind === 'instance' || netns !== null))
    .map(({ id }) => id);
  for (const id of edge) away.set(id, 0);
  for (let distance = 1; edge.length > 0; distance++) {
    const next = edge.flatMap((id) => beside.get(id) ?? []).filter((id) => !away.has(id));
    for (const id of next) away.set(id, distance);
    edge = [...new Set(next)];
  }
  const of = (id: string): number => away.get(id) ?? Infinity;
  return drawn.map((link) =>
    of(link.to) < of(link.from) ? { ...link, from: link.to, to: link.from } : link,
  );
}

/** A route: its hops in order, those of each host in a frame. */
export function routeDot(route: Route): DotGraph {
  const stretches: { readonly host: string; readonly nodes: DotNode[] }[] = [];
  for (const [index, hop] of route.hops.entries()) {
    const last = stretches.at(-1);
    const node = hopNode(hop, index);
    if (last?.host === hop.host) last.nodes.push(node);
    else stretches.push({ host: hop.host, nodes: [node] });
  }
  return {
    name: `${route.from.name} to ${route.to.name}`,
    title: `${route.from.name} to ${route.to.name}: ${[route.end, route.reason].filter((part) => part !== null).join(', ')}`,
    direction: 'down',
    directed: true,
    nodes: [],
    clusters: stretches.map(({ host, nodes }, index) => ({
      id: `host ${index} ${host}`,
      label: host,
      dashed: false,
      nodes,
      clusters: [],
    })),
    edges: route.hops.slice(1).map(({ status }, index) => ({
      from: `hop ${index}`,
      to: `hop ${index + 1}`,
      label: null,
      status,
    })),
  };
}

function hopNode(hop: RouteHop, index: number): DotNode {
  const detail = [
    ...(hop.tag === null ? [] : [`tag ${hop.tag}`]),
    ...(hop.tunnelId === null ? [] : [`tun_id ${hop.tunnelId}`]),
    ...(hop.mtu === null ? [] : [`mtu ${hop.mtu}`]),
  ].join(' ');
  return {
    id: `hop ${index}`,
    label: [hop.device ?? '?', ...(detail === '' ? [] : [detail])],
    shape: hop.kind === 'ovs-bridge' || hop.kind === 'linux-bridge' ? 'bar' : 'box',
    status: hop.status,
    tooltip: hop.reason,
  };
}

function marked<T extends Pick<DotNode, 'label' | 'status'>>(node: T, mark: DotMark | undefined): T {
  if (mark === undefined) return node;
  const [name = '', ...more] = node.label;
  return { ...node, label: [`${mark.sign} ${name}`, ...more], status: mark.gone ? 'missing' : node.status };
}

function nodeOf(device: NetworkDevice): DotNode {
  const detail = [
    ...(device.tag === null ? [] : [`tag ${device.tag}`]),
    ...(device.ofport === null ? [] : [`ofport ${device.ofport}`]),
    ...device.addresses.filter((address) => address !== device.name && !/^fe80:/i.test(address)).slice(0, 2),
  ].join(' ');
  return {
    id: device.id,
    label: [device.name, ...(detail === '' ? [] : [detail])],
    shape: device.kind === 'ovs-bridge' || device.kind === 'linux-bridge' ? 'bar' : 'box',
    status: device.status,
    tooltip: device.reason,
  };
}

function edgeOf({ from, to, kind, label, status }: NetworkLink): DotEdge {
  return { from, to, label: label ?? (kind === 'veth' || kind === 'patch' ? kind : null), status };
}

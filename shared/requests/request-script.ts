// The requests as a script that a customer can read, and run on the node: it collects each output into a
// file that is named so that Coldtrace knows it again, and packs them. Names in it come from a bundle, so
// each is quoted for the shell, and a command whose name could not be shown as it is does not get in.
import type { SnapshotFacts } from '../snapshot-facts.ts';
import { normaliseCommandLine } from '../bundle/normal-command-line.ts';
import type { Request } from './request.ts';

/** How this node runs Open vSwitch's and libvirt's tools, as far as its outputs tell. */
export interface NodeTools {
  /** `podman exec ovn_controller`, by program; a program that is not there runs by itself. */
  readonly runners: ReadonlyMap<string, string>;
  /** `-O` for `ovs-ofctl`: OpenFlow versions that this switch and its own tool surely both have. */
  readonly protocols: string;
}

/** Reads how tools were run before out of the snapshot's sources, and what its switch speaks. */
export function nodeTools(facts: SnapshotFacts): NodeTools {
  const runners = new Map<string, string>();
  for (const { commandLine, state } of facts.sources.values()) {
    if (commandLine === null || state !== 'ok') continue;
    const container =
      /^(?:\S*\/)?(podman|docker) exec (?:-\S+ )*([A-Za-z0-9][\w.-]*) (?:\S*\/)?([\w.-]+)/.exec(commandLine);
    const [, runner, name, program] = container ?? [];
    if (program !== undefined) runners.set(program, `${runner ?? ''} exec ${name ?? ''}`);
  }
  return { runners, protocols: protocolsOf(facts) };
}

/** `OpenFlow14` is in Open vSwitch from 2.3 on and enabled unasked from 2.8 on (its NEWS). */
function protocolsOf(facts: SnapshotFacts): string {
  const seen = new Set<string>();
  for (const { commandId, protocol, state } of facts.sources.values()) {
    if (commandId === 'ovs-ofctl-dump-flows' && protocol !== null && state === 'ok') seen.add(protocol);
  }
  const proven = [...seen]
    .flatMap((protocol) => protocol.split(','))
    .filter((one) => /^OpenFlow1\d$/.test(one));
  return [...new Set(['OpenFlow10', 'OpenFlow13', ...proven])].sort().join(',');
}

const unshowable = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

export interface RequestScript {
  readonly text: string;
  /** Commands that were left out because their names hold control characters. */
  readonly leftOut: number;
}

/**
 * A POSIX shell script for `host`, a name that only becomes a comment and, cleaned, a folder's name. It
 * changes nothing on the node but the folder and the archive that it writes.
 */
export function requestScript(host: string, requests: readonly Request[], tools: NodeTools): RequestScript {
  const lines: string[] = [];
  const names = new Set<string>();
  let leftOut = 0;
  for (const request of requests) {
    if (unshowable.test(request.command)) {
      leftOut++;
      continue;
    }
    const { argv, netns } = normaliseCommandLine(request.command);
    if (argv.length === 0) continue;
    const within = (words: readonly string[]): readonly string[] =>
      netns === null ? words : ['ip', 'netns', 'exec', netns, ...words];
    const inside = within(withProtocols(argv, tools));
    // A list of versions does not survive in a file's name.
    const name = freeName(fileNameOf(within(argv)), names);
    const runner = tools.runners.get(argv[0] ?? '');
    const line = [...(runner?.split(' ') ?? []), ...inside].map(quoted).join(' ');
    lines.push(
      ...request.reasons.slice(0, 3).map((reason) => `# ${comment(reason)}`),
      `run ${name} ${line}`,
      '',
    );
  }
  return { text: [...head(host), ...lines, ...tail].join('\n'), leftOut };
}

function head(host: string): readonly string[] {
  const folder =
    host
      .replace(/[^A-Za-z0-9.-]+/g, '_')
      .replace(/^[.-]+/, '')
      .slice(0, 64) || 'node';
  return [
    '#!/bin/sh',
    `# Outputs of ${comment(host)} that are needed to go on. Run it there as root:  sh THIS-FILE`,
    '# It only reads, into a folder of its own, and packs that. Send the archive it names.',
    'set -u',
    `out="coldtrace-${folder}-$(date +%Y%m%d-%H%M%S)/${folder}"`,
    'mkdir -p "$out" || exit 1',
    '',
    '# run FILE COMMAND…: what the command prints, its errors included, into FILE',
    'run() {',
    '  file=$1; shift',
    '  timeout 120 "$@" > "$out/$file.txt" 2>&1 || echo "$* ended with status $?" >&2',
    '}',
    '',
    'run hostname hostname',
    'run date date --iso-8601=seconds',
    '',
  ];
}

const tail = [
  'top=${out%%/*}',
  'tar czf "$top.tar.gz" "$top" && rm -r "$top" && echo "Please send $PWD/$top.tar.gz"',
  '',
];

/** Flows of every OpenFlow version that is surely there: without `-O` newer tables would be left out. */
function withProtocols(argv: readonly string[], tools: NodeTools): readonly string[] {
  const [program, ...rest] = argv;
  if (program !== 'ovs-ofctl' || rest.some((word) => word.startsWith('-O') || word.startsWith('--protocols')))
    return argv;
  return [program, '-O', tools.protocols, ...rest];
}

/** As sos names an output: shared/bundle/file-name.ts undoes it. */
function fileNameOf(words: readonly string[]): string {
  return words
    .join(' ')
    .replace(/[^\w./-]+/g, '_')
    .replaceAll('/', '.')
    .replace(/^[ ._-]+|[ ._-]+$/g, '')
    .slice(0, 180);
}

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let i = 1; taken.has(free); i++) free = `${name}.${i}`;
  taken.add(free);
  return free;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function comment(text: string): string {
  return text.replace(new RegExp(unshowable, 'g'), ' ').slice(0, 200);
}

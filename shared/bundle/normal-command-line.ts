// A command line taken apart, as typed or as a manifest gives it, down to the command itself:
//
//   /usr/bin/ovs-vsctl -t 5 show                              → ovs-vsctl -t 5 show
//   sudo ip netns exec qrouter-f3… ip -d link                 → ip -d link, in that namespace
//   podman exec ovn_controller ovs-ofctl dump-flows br-int    → ovs-ofctl dump-flows br-int

/** A command line taken apart: what ran, where, and what its output was sent through. */
export interface NormalCommandLine {
  /** Program name without path, then its arguments. Empty for an empty line. */
  readonly argv: readonly string[];
  /** The network namespace of `ip netns exec NS` or `ip -n NS`. */
  readonly netns: string | null;
  /** The other machine of `ssh HOST …`. */
  readonly host: string | null;
  /** Program names after each `|`; the output is not the command's own where one of them rewrites it. */
  readonly filters: readonly string[];
}

/** Splits a command line into words as a shell does: quotes and backslashes are undone, operators stand alone. */
function shellWords(text: string): string[] {
  const words: string[] = [];
  let word = '';
  let inWord = false;
  let quote: string | null = null;
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (quote !== null) {
      if (c === quote) quote = null;
      else word += c;
    } else if (c === '"' || c === "'") {
      quote = c;
      inWord = true;
    } else if (c === '\\' && i + 1 < text.length) {
      word += text.charAt(++i);
      inWord = true;
    } else if (c === '|' || c === ';' || (c === '&' && text.charAt(i + 1) === '&')) {
      if (inWord) words.push(word);
      words.push(c === '&' ? '&&' : c);
      if (c === '&') i++;
      word = '';
      inWord = false;
    } else if (c === ' ' || c === '\t') {
      if (inWord) words.push(word);
      word = '';
      inWord = false;
    } else {
      word += c;
      inWord = true;
    }
  }
  if (inWord) words.push(word);
  return words;
}

/** `a; b && c` → `a`, `b`, `c`, each as typed. Signs inside quotes and after backslashes separate nothing. */
export function separateCommands(commandLine: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  let quote: string | null = null;
  for (let i = 0; i < commandLine.length; i++) {
    const c = commandLine.charAt(i);
    if (quote !== null) {
      if (c === quote) quote = null;
    } else if (c === '"' || c === "'") {
      quote = c;
    } else if (c === '\\') {
      i++;
    } else if (c === ';' || commandLine.startsWith('&&', i)) {
      parts.push(commandLine.slice(from, i));
      if (c === '&') i++;
      from = i + 1;
    }
  }
  parts.push(commandLine.slice(from));
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** Runners that stand before a command, with the options of theirs that take the next word. */
const runners: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['sudo', new Set(['-u', '-g', '-h', '-p', '-C', '-r', '-t'])],
  ['env', new Set(['-u'])],
  ['nice', new Set(['-n'])],
  ['ionice', new Set(['-c', '-n'])],
  ['time', new Set([])],
  ['stdbuf', new Set(['-i', '-o', '-e'])],
  ['timeout', new Set(['-k', '-s', '--signal', '--kill-after'])],
  ['chroot', new Set([])],
  ['nsenter', new Set(['-t', '-S', '-G'])],
  ['watch', new Set(['-n', '--interval'])],
  ['ssh', new Set(['-i', '-l', '-o', '-p', '-F', '-J', '-b', '-c', '-E'])],
  ['podman', new Set(['-u', '--user', '-e', '--env', '-w', '--workdir'])],
  ['docker', new Set(['-u', '--user', '-e', '--env', '-w', '--workdir'])],
  ['crictl', new Set([])],
  ['kubectl', new Set(['-n', '--namespace', '-c', '--container'])],
  ['oc', new Set(['-n', '--namespace', '-c', '--container'])],
  ['lxc', new Set([])],
]);
const containerRunners: ReadonlySet<string> = new Set(['podman', 'docker', 'crictl', 'kubectl', 'oc', 'lxc']);
const vendorPrefixes = ['openstack-hypervisor.', 'microovn.'];

/** Takes everything off a command line that stands around the command itself. Never fails; an unknown form is kept. */
export function normaliseCommandLine(commandLine: string): NormalCommandLine {
  const { first, filters } = cutPipeline(shellWords(commandLine));
  let words = first;
  let netns: string | null = null;
  let host: string | null = null;
  for (;;) {
    while (words[0] !== undefined && /^[A-Za-z_][A-Za-z0-9_]*=/.test(words[0])) words = words.slice(1);
    const program = programName(words[0] ?? '');
    if (program === 'ip') {
      const inside = withoutNamespace(words);
      if (inside === null) break;
      netns = inside.netns;
      words = inside.words;
      continue;
    }
    const rest = afterRunner(program, words);
    if (rest === null) break;
    if (rest.netns !== null) netns = rest.netns;
    if (rest.host !== null) host = rest.host;
    words = rest.words;
  }
  const [program, ...args] = words;
  return { argv: program === undefined ? [] : [programName(program), ...args], netns, host, filters };
}

function programName(word: string): string {
  let name = word.slice(word.lastIndexOf('/') + 1);
  for (const prefix of vendorPrefixes) if (name.startsWith(prefix)) name = name.slice(prefix.length);
  return name;
}

/** `ip netns exec NS cmd…` and `ip -n NS link`; null when the command runs in its own namespace. */
function withoutNamespace(words: readonly string[]): { words: string[]; netns: string } | null {
  if (words[1] === 'netns' && words[2] === 'exec' && words[3] !== undefined && words[4] !== undefined) {
    let rest = words.slice(4);
    // `ip netns` may print `qrouter-… (id: 0)`, and older sos takes the whole line for the name.
    if (/^\(?id:?$/.test(rest[0] ?? '') && /^\d+\)?$/.test(rest[1] ?? '')) rest = rest.slice(2);
    return { words: rest, netns: words[3] };
  }
  const at = words.findIndex((word, i) => i > 0 && /^--?n(etns)?$/.test(word));
  const before = words.slice(1, Math.max(at, 1));
  const netns = at > 0 ? words[at + 1] : undefined;
  if (netns === undefined || before.some((word) => !word.startsWith('-'))) return null;
  return { words: [words[0] ?? 'ip', ...before, ...words.slice(at + 2)], netns };
}

function afterRunner(
  program: string,
  words: readonly string[],
): { words: string[]; netns: string | null; host: string | null } | null {
  const withValue = runners.get(program);
  if (withValue === undefined) return null;
  let i = 1;
  if (containerRunners.has(program)) {
    if (words[1] !== 'exec') return null;
    i = 2;
  }
  let netns: string | null = null;
  for (; i < words.length; i++) {
    const word = words[i];
    if (word === undefined || !word.startsWith('-')) break;
    const namespace = /^--net=(?:\/var)?\/run\/netns\/(.+)$/.exec(word);
    if (namespace?.[1] !== undefined) netns = namespace[1];
    if (word === '--') {
      i++;
      break;
    }
    if (withValue.has(word)) i++;
  }
  let host: string | null = null;
  // These take one word of their own before the command: a time, a folder, a machine, a container.
  if (program === 'timeout' || program === 'chroot' || program === 'ssh' || containerRunners.has(program)) {
    const own = words[i];
    if (own === undefined) return null;
    if (program === 'ssh') host = own.slice(own.lastIndexOf('@') + 1);
    i++;
    if (words[i] === '-c' || words[i] === '--container') i += 2;
    if (words[i] === '--') i++;
  }
  const rest = words.slice(i);
  if (rest.length === 0) return null;
  // `ssh host "ovs-vsctl show"`: one quoted word that is a command line itself.
  if (rest.length === 1 && rest[0] !== undefined && rest[0].includes(' ')) {
    return { words: shellWords(rest[0]), netns, host };
  }
  return { words: rest, netns, host };
}

/** Keeps the first command of `a | b`, `a && b`, `a; b`, without redirections. */
function cutPipeline(words: readonly string[]): { first: string[]; filters: string[] } {
  const first: string[] = [];
  const filters: string[] = [];
  let stage = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === ';' || word === '&&') {
      // `cd /tmp; ovs-vsctl show`: the output is the later command's.
      if (stage === 0 && first[0] === 'cd' && i + 1 < words.length) first.length = 0;
      else break;
    } else if (word === '|') {
      stage++;
      const next = words[i + 1];
      if (next !== undefined) filters.push(programName(next));
    } else if (stage === 0) {
      if (/^(\d|&)?>>?$/.test(word) || word === '<') i++;
      else if (!/^(\d|&)?>/.test(word)) first.push(word);
    }
  }
  return { first, filters };
}

/** Filters that leave out lines but keep those they show as they are. */
const keepsLines: ReadonlySet<string> = new Set(['grep', 'egrep', 'fgrep', 'zgrep', 'head', 'tail', 'sort']);
/** Filters that show everything. */
const keepsAll: ReadonlySet<string> = new Set(['cat', 'less', 'more', 'tee', 'nl']);

/** `whole`: the output as printed; `part`: some of its lines; `other`: rewritten, no longer the command's own. */
export function outputAfter(filters: readonly string[]): 'whole' | 'part' | 'other' {
  if (filters.every((filter) => keepsAll.has(filter) && filter !== 'nl')) return 'whole';
  return filters.every((filter) => keepsAll.has(filter) || keepsLines.has(filter)) ? 'part' : 'other';
}

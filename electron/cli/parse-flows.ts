// coldtrace parse-flows: flows of any dump, or of a file for `ovs-ofctl add-flows`, in canonical form.
import { CodedError } from '../../shared/coded-error.ts';
import { mayNeedRepair, repairLine } from '../../shared/bundle/repair.ts';
import { easyovsDump } from '../../shared/commands/open-vswitch/easyovs-dump.ts';
import type { LineParser, Sink } from '../../shared/commands/command.ts';
import type { FlowFact } from '../../shared/facts.ts';
import { formatFlow } from '../../shared/flows/format-flow.ts';
import { Canonicalizer } from '../../shared/openflow/canonical.ts';
import { unfoldFlowLine } from '../../shared/openflow/flow-line.ts';
import { readFlow, unknownFieldText } from '../../shared/openflow/flow-syntax.ts';
import { parseActions, parseFlow, parseMatch } from '../../shared/openflow/parse-tree.ts';
import { readTextFile } from '../engine/read-text-file.ts';
import { LineDecoder } from '../engine/import/decode-lines.ts';
import type { CliCommand, Terminal } from './cli-command.ts';
import { usageError, wordsBetween } from './cli-command.ts';

export const parseFlowsCommand: CliCommand = {
  name: 'parse-flows',
  usage: '[FILE|-] [--json [--tree]]',
  about: 'print the flows of a dump in canonical form, one a line; no case is needed',
  options: { json: 'flag', tree: 'flag' },
  async run(given, terminal) {
    const [file = '-'] = wordsBetween(this, given, 0, 1);
    if (given.flag('tree') && !given.flag('json')) throw usageError(this);
    const reader = new FlowReader(file, { json: given.flag('json'), tree: given.flag('tree') });
    const decoder = new LineDecoder((text, number) => reader.line(text, number));
    const cut = await readTextFile(
      file,
      {
        chunk(bytes) {
          decoder.chunk(bytes);
          return reader.flush(terminal);
        },
      },
      'dump of flows',
    );
    decoder.end();
    await reader.flush(terminal);
    if (cut !== null) terminal.say(`${file}: not whole: ${cut}`);
    if (reader.flows === 0 && reader.unread > 0) {
      throw new CodedError('bad-request', `${file} holds no flow.`);
    }
    return 0;
  },
};

const header = /^\s*(?:NXST|OFPST)_FLOW reply\b|^\s*(?:#.*)?$/;

class FlowReader {
  readonly #file: string;
  readonly #how: { readonly json: boolean; readonly tree: boolean };
  readonly #canonical = new Canonicalizer();
  #easyovs: LineParser | null = null;
  #raw = '';
  #out: string[] = [];
  #said: string[] = [];
  readonly #left = new Set<string>();
  flows = 0;
  unread = 0;

  constructor(file: string, how: { readonly json: boolean; readonly tree: boolean }) {
    this.#file = file;
    this.#how = how;
  }

  async flush(terminal: Terminal): Promise<void> {
    const lines = this.#out;
    this.#out = [];
    await terminal.print(lines);
    for (const message of this.#said.splice(0)) terminal.say(message);
  }

  line(raw: string, number: number): void {
    const text = mayNeedRepair(raw) ? repairLine(raw).text : raw;
    this.#raw = raw;
    if (this.#easyovs !== null) {
      this.#easyovs.line(text, number);
    } else if (easyovsDump.sniff?.(text) === true) {
      this.#easyovs = easyovsDump.parser({ target: null, netns: null, protocol: null }, this.#sink());
      this.#easyovs.line(text, number);
    } else if (!header.test(text)) {
      for (const piece of unfoldFlowLine(text) ?? [text]) {
        const flow = readFlow(piece, (name) => this.#unknown(name, number));
        if (typeof flow === 'string') this.#problem(number, `this is not a whole flow: ${flow}`);
        else this.#flow(flow, number);
      }
    }
  }

  #sink(): Sink {
    return {
      fact: (_kind, data, line) => this.#flow(data as FlowFact, line),
      problem: (_severity, line, _code, message) => this.#problem(line ?? 0, message),
      aside: () => undefined,
    };
  }

  /** Each name once: a newer Open vSwitch has it in every flow. */
  #unknown(name: string, line: number): void {
    if (this.#left.has(name)) return;
    this.#left.add(name);
    this.#said.push(`${this.#file}:${line}: ${unknownFieldText(name)}`);
  }

  #problem(line: number, message: string): void {
    this.unread++;
    this.#said.push(`${this.#file}:${line}: ${message}`);
  }

  #flow(flow: FlowFact, line: number): void {
    this.flows++;
    const match = this.#canonical.match(flow.match);
    const actions = this.#canonical.actions(flow.actions, flow.match);
    this.#out.push(
      this.#how.json ? this.#json(flow, match, actions, line) : textOf({ ...flow, match, actions }),
    );
  }

  #json(flow: FlowFact, match: string, actions: string, line: number): string {
    const { table, priority, cookie, nPackets, nBytes } = flow;
    const evidence = [{ host: '', source: this.#file, firstLine: line, lastLine: line }];
    const known = { table, priority, match, actions, cookie, nPackets, nBytes, raw: this.#raw, evidence };
    if (!this.#how.tree) return JSON.stringify(known);
    return JSON.stringify(
      { ...known, tree: this.#tree(flow) },
      // Fields have up to 992 bits, more than a JSON number holds: values are in hexadecimal.
      (_key, value: unknown) => (typeof value === 'bigint' ? `0x${value.toString(16)}` : value),
    );
  }

  /** Ranges are those of the line, where match and actions stand in it as they were read. */
  #tree(flow: FlowFact): object {
    const actionsAt = this.#raw.lastIndexOf(flow.actions);
    const matchAt = this.#raw.lastIndexOf(flow.match, actionsAt);
    const tree = parseFlow(this.#raw);
    if (typeof tree !== 'string') return { header: tree.header, match: tree.match, actions: tree.actions };
    const match = parseMatch(flow.match, Math.max(0, matchAt));
    return { header: [], match, actions: parseActions(flow.actions, Math.max(0, actionsAt), { match }) };
  }
}

/** As `ovs-ofctl --no-stats dump-flows` prints it, which `ovs-ofctl add-flows` and `diff-flows` read. */
function textOf(flow: FlowFact): string {
  const hasCookie = flow.cookie !== null && !/^0x0*$/.test(flow.cookie);
  return formatFlow({
    ...flow,
    ...{ cookie: hasCookie ? flow.cookie : null, duration: null, nPackets: null, nBytes: null },
    ...{ idleAge: null, hardAge: null },
  });
}

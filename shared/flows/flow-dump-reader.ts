// Reads a file of flows from bytes into columns, whatever printed it: `ovs-ofctl dump-flows` of any
// OpenFlow version, with its headers or without, `ovs-appctl bridge/dump-flows`, EasyOVS's table, what
// `ovs-ofctl parse-flows` prints or `add-flows` takes. Lines that are printed by the hundred thousand are
// read as bytes; every other line becomes text first. A line that cannot be read costs itself.
import type { LineParser } from '../commands/command.ts';
import { easyovsDump } from '../commands/open-vswitch/easyovs-dump.ts';
import { mayNeedRepair, repairLine } from '../bundle/repair.ts';
import type { FlowFact } from '../facts.ts';
import { unfoldFlowLine } from '../openflow/flow-line.ts';
import { parseFlow } from '../openflow/parse-tree.ts';
import { isSet, type FlowColumns } from './flow-columns.ts';
import { appctlLayout, notPlain, readFlowBytes, withDuration } from './flow-bytes.ts';
import { saidFields, type DumpLayout, type SaidFields } from './said-fields.ts';

/** A line that holds no flow. */
export interface UnreadLine {
  readonly line: number;
  readonly reason: string;
}

const lineFeed = 0x0a;
const header = /^\s*(?:NXST|OFPST)_FLOW reply(?: \(OF(1\.\d)\))?(?: \(xid=0x[0-9a-f]+\))?:(.*)$/;

export class FlowDumpReader {
  readonly unread: UnreadLine[] = [];
  readonly #columns: FlowColumns;
  readonly #clean: (line: string) => string;
  readonly #decoder = new TextDecoder();
  /** The beginning of a line whose end has not come yet. */
  #rest: Uint8Array | null = null;
  #line = 0;
  #easyovs: LineParser | null = null;
  #first: { readonly line: number; readonly hasDuration: boolean } | null = null;
  /** The lowest that a header names: 13 for OpenFlow 1.3. */
  #version: number | null = null;
  readonly #layouts = { ofctl: 0, appctl: 0, easyovs: 0, typed: 0 };

  /** `clean` takes colours and other control characters out of a line. */
  constructor(columns: FlowColumns, clean: (line: string) => string) {
    this.#columns = columns;
    this.#clean = clean;
  }

  /** The bytes are used up when this returns. */
  chunk(bytes: Uint8Array): void {
    let at = 0;
    if (this.#rest !== null) {
      const end = bytes.indexOf(lineFeed);
      const begun = this.#rest;
      this.#rest = null;
      if (end < 0) {
        this.#rest = joined(begun, bytes);
        return;
      }
      const line = joined(begun, bytes.subarray(0, end));
      this.#take(line, 0, line.length);
      at = end + 1;
    }
    for (let end = bytes.indexOf(lineFeed, at); end >= 0; end = bytes.indexOf(lineFeed, at)) {
      this.#take(bytes, at, end);
      at = end + 1;
    }
    // Not slice(), which of a Buffer copies nothing.
    if (at < bytes.length) this.#rest = new Uint8Array(bytes.subarray(at));
  }

  /** Returns what the file says of each of its flows. */
  end(): SaidFields {
    if (this.#rest !== null) this.#take(this.#rest, 0, this.#rest.length);
    this.#rest = null;
    this.#easyovs?.end();
    const { count, importance, flags } = this.#columns;
    return saidFields(this.#layout(), { importance: isSet(importance, count), flags: isSet(flags, count) });
  }

  /** Of several in one file, the one that says least. */
  #layout(): DumpLayout {
    const { appctl, easyovs, ofctl, typed } = this.#layouts;
    if (easyovs > 0) return { printedBy: 'easyovs' };
    if (appctl > 0) return { printedBy: 'ovs-appctl' };
    if (ofctl === 0 && typed > 0) return { printedBy: 'hand' };
    return { printedBy: 'ovs-ofctl', version: this.#version };
  }

  #take(bytes: Uint8Array, from: number, to: number): void {
    const line = ++this.#line;
    const end = to > from && bytes[to - 1] === 0x0d ? to - 1 : to;
    const read = readFlowBytes(this.#columns, bytes, from, end, line);
    if (read === notPlain) {
      this.#takeText(this.#decoder.decode(bytes.subarray(from, end)), line);
      return;
    }
    if ((read & appctlLayout) !== 0) this.#layouts.appctl++;
    else this.#layouts.ofctl++;
    if (this.#columns.count <= 2) this.#checkFirst(line, (read & withDuration) !== 0);
  }

  #takeText(raw: string, line: number): void {
    const cleaned = this.#clean(raw);
    const text = mayNeedRepair(cleaned) ? repairLine(cleaned).text : cleaned;
    if (text.trim() === '' || text.trimStart().startsWith('#')) return;
    if (this.#easyovs !== null || easyovsDump.sniff(text)) {
      this.#easyovs ??= this.#startEasyovs();
      this.#easyovs.line(text, line);
      return;
    }
    const reply = header.exec(text);
    if (reply !== null) {
      const version = Number((reply[1] ?? '1.0').replace('.', ''));
      this.#version = Math.min(this.#version ?? version, version);
      const behind = reply[2]?.trim() ?? '';
      if (behind !== '' && !behind.startsWith('flags=')) this.#takeText(behind, line);
      return;
    }
    const pieces = unfoldFlowLine(text);
    // add-flow takes `cookie=` anywhere, and not only where another flow begins.
    if (pieces === null || !pieces.every((piece) => piece.includes('actions='))) this.#takeFlow(text, line);
    else for (const piece of pieces) this.#takeFlow(piece, line);
  }

  #takeFlow(text: string, line: number): void {
    const tree = parseFlow(withoutComment(text));
    if (typeof tree === 'string') {
      this.unread.push({ line, reason: tree });
      return;
    }
    this.#columns.add(tree.flow, line);
    const hasDuration = tree.flow.duration !== null;
    if (!hasDuration && !/^ |, /.test(text)) this.#layouts.typed++;
    else if (/,actions=/.test(text) && hasDuration) this.#layouts.appctl++;
    else this.#layouts.ofctl++;
    if (this.#columns.count <= 2) this.#checkFirst(line, hasDuration);
  }

  #startEasyovs(): LineParser {
    const context = { target: null, netns: null, protocol: null };
    return easyovsDump.parser(context, {
      fact: (kind, data, line) => {
        if (kind !== 'flow') return;
        this.#layouts.easyovs++;
        this.#columns.add(data as FlowFact, line);
      },
      problem: (_severity, line, _code, reason) => this.unread.push({ line: line ?? this.#line, reason }),
    });
  }

  /**
   * A dump of which only the tail was kept may begin inside a line; what is left of it can look like a flow
   * of `--no-stats`, but then the next flow has statistics.
   */
  #checkFirst(line: number, hasDuration: boolean): void {
    const first = this.#first;
    this.#first = { line, hasDuration };
    if (first === null || first.hasDuration || !hasDuration || this.#columns.count !== 2) return;
    this.#columns.keep((flow) => flow === 1);
    this.unread.push({ line: first.line, reason: 'its beginning is missing' });
  }
}

/** A comment ends a line of `add-flows`, and begins with a `#` that is in no name. */
function withoutComment(text: string): string {
  if (!text.includes('#')) return text;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') quoted = !quoted;
    else if (text[at] === '#' && !quoted) return text.slice(0, at).trimEnd();
  }
  return text;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

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
import { isQuotedAt } from '../openflow/quoted-name.ts';
import { isSet, type FlowColumns } from './flow-columns.ts';
import { PlainFlowReader } from './plain-flow-reader.ts';
import { saidFields, type DumpLayout, type SaidFields } from './said-fields.ts';

/** A line that holds no flow. */
export interface UnreadLine {
  readonly line: number;
  readonly reason: string;
}

const lineFeed = 0x0a;

/** In bytes; a flow of Open vSwitch has some thousand at most. */
const longestLine = 1 << 20;

/** The file's length is what its system says, and is believed up to here. */
const mostRoom = 2 ** 30;

/** Lines without a flow that are kept, to be named. */
const keptUnread = 100;

const anyNumber = 2 ** 30;

const header = /^\s*(?:NXST|OFPST)_FLOW reply(?: \(OF(1\.\d)\))?(?: \(xid=0x[0-9a-f]+\))?:(.*)$/;

export class FlowDumpReader {
  /** The first lines without a flow; `unreadLines` counts all. */
  readonly unread: UnreadLine[] = [];
  unreadLines = 0;
  /** Words of flows' headers that are not known, each with the first line that has it; they are left out. */
  readonly unknown = new Map<string, number>();
  readonly #columns: FlowColumns;
  readonly #clean: (line: string) => string;
  readonly #expected: number;
  #taken = 0;
  readonly #decoder = new TextDecoder();
  /** The beginning of a line whose end has not come yet. */
  #rest: Uint8Array | null = null;
  readonly #plain: PlainFlowReader;
  #easyovs: LineParser | null = null;
  #first: { readonly line: number; readonly hasDuration: boolean } | null = null;
  /** The lowest that a header names: 13 for OpenFlow 1.3. */
  #version: number | null = null;
  readonly #layouts = { ofctl: 0, appctl: 0, easyovs: 0, typed: 0 };

  /**
   * `clean` takes colours and other control characters out of a line. `bytes`: how many will come, where
   * that is known; it only saves time.
   */
  constructor(columns: FlowColumns, clean: (line: string) => string, bytes = 0) {
    this.#columns = columns;
    this.#plain = new PlainFlowReader(columns);
    this.#clean = clean;
    this.#expected = bytes;
  }

  /** The bytes are used up when this returns. */
  chunk(given: Uint8Array): void {
    // A Buffer is another class to the compiler, and bytes of two classes take longer to read than of one.
    const bytes = new Uint8Array(given.buffer, given.byteOffset, given.length);
    const last = bytes.lastIndexOf(lineFeed) + 1;
    let at = 0;
    if (this.#rest !== null) {
      const end = last === 0 ? 0 : bytes.indexOf(lineFeed) + 1;
      const line = joined(this.#rest, bytes.subarray(0, last === 0 ? bytes.length : end));
      this.#rest = null;
      if (last === 0) {
        this.#keep(line);
        return;
      }
      this.#lines(line, 0, line.length);
      at = end;
    }
    this.#lines(bytes, at, last);
    if (this.#taken === 0) this.#makeRoom(bytes.length);
    this.#taken += bytes.length;
    if (last < bytes.length) this.#keep(bytes.slice(last));
  }

  /** Returns what the file says of each of its flows. */
  end(): SaidFields {
    if (this.#rest !== null) {
      const line = joined(this.#rest, Uint8Array.of(lineFeed));
      this.#rest = null;
      this.#lines(line, 0, line.length);
    }
    this.#easyovs?.end();
    const columns = this.#columns;
    return saidFields(this.#layout(), (field) => {
      switch (field) {
        case 'importance':
        case 'flags':
          return isSet(columns[field], columns.count);
        case 'meters':
          return columns.includes('meter:');
        case 'actionSet':
          return columns.includes('write_actions(') || columns.includes('clear_actions');
      }
    });
  }

  /** Of several in one file, the one that says least. */
  #layout(): DumpLayout {
    const { easyovs, typed } = this.#layouts;
    const appctl = this.#layouts.appctl + this.#plain.appctl;
    const ofctl = this.#layouts.ofctl + this.#plain.ofctl;
    if (easyovs > 0) return { printedBy: 'easyovs' };
    if (appctl > 0) return { printedBy: 'ovs-appctl' };
    if (ofctl === 0 && typed > 0) return { printedBy: 'hand' };
    return { printedBy: 'ovs-ofctl', version: this.#version };
  }

  /** Room for all flows, if they go on as the first `taken` bytes began: growing again and again takes longer. */
  #makeRoom(taken: number): void {
    const columns = this.#columns;
    const more = Math.min((1.05 * this.#expected) / taken - 1, mostRoom / taken);
    if (more > 1) columns.reserve(Math.ceil(more * columns.count), Math.ceil(more * columns.textEnd) + taken);
  }

  /** A file of something else has millions of such lines. */
  #leaveOut(line: number, reason: string): void {
    this.unreadLines++;
    if (this.unread.length < keptUnread) this.unread.push({ line, reason: reason.slice(0, 200) });
  }

  /** Keeps the beginning of a line; of one that is longer than any flow, only that. */
  #keep(rest: Uint8Array): void {
    this.#rest = rest.length > longestLine ? rest.subarray(0, longestLine) : rest;
  }

  /** Takes whole lines. */
  #lines(bytes: Uint8Array, from: number, to: number): void {
    const plain = this.#plain;
    for (let at = from; at < to;) {
      // The first two flows are looked at one by one.
      const before = this.#columns.count;
      at = plain.read(bytes, at, to, before < 2 ? 1 : anyNumber);
      if (before < 2 && this.#columns.count > before) this.#checkFirst(plain.lines, plain.hasDuration);
      else if (at < to) {
        const end = bytes.indexOf(lineFeed, at);
        this.#takeText(this.#decoder.decode(bytes.subarray(at, end)), ++plain.lines);
        at = end + 1;
      }
    }
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
    const tree = parseFlow(withoutComment(text), (name) => {
      if (!this.unknown.has(name) && this.unknown.size < keptUnread) this.unknown.set(name, line);
    });
    if (typeof tree === 'string') {
      this.#leaveOut(line, tree);
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
      problem: (_severity, line, _code, reason) => this.#leaveOut(line ?? this.#plain.lines, reason),
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
    this.#leaveOut(first.line, 'its beginning is missing');
  }
}

/** A comment ends a line of `add-flows`, and begins with a `#` that is in no name. */
function withoutComment(text: string): string {
  let at = text.indexOf('#');
  while (at >= 0 && isQuotedAt(text, 0, at)) at = text.indexOf('#', at + 1);
  return at < 0 ? text : text.slice(0, at).trimEnd();
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

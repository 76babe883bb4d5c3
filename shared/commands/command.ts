// What a supported command is to Coldtrace: how its command line and its output are recognised, and
// how its lines become facts. One file beside this one describes one command; registry.ts lists them.
import type { FactKind, FactKinds } from '../facts.ts';
import type { Severity } from '../evidence.ts';
import type { TextHead } from './text-head.ts';

/** What is known of the run that printed an output, beyond the output itself. */
export interface CommandContext {
  /** What it was run on: a bridge, device, domain or server; null when the output must tell. */
  readonly target: string | null;
  /** The network namespace it ran in; null is the host's own. */
  readonly netns: string | null;
  /** `OpenFlow13` and so on for `ovs-ofctl -O`; null when not given. */
  readonly protocol: string | null;
  /** The words that `recognise` saw, for a command whose output depends on its options; absent when the output told. */
  readonly argv?: readonly string[];
}

/** Takes what a parser finds. Lines count from 1 in the file as it arrived. */
export interface Sink {
  fact<K extends FactKind>(kind: K, data: FactKinds[K], firstLine: number, lastLine: number): void;
  problem(severity: Severity, line: number | null, code: string, message: string): void;
  /** Line `number` was understood and gives no fact by rule, as most events of a log: it is kept as text only. */
  aside?(number: number): void;
}

/**
 * Reads an output line by line. A line comes without its line end. Several calls may carry the same
 * `number`: a damaged line that was put back as the lines it was made of.
 * Neither method throws on any input: what cannot be read becomes a problem.
 */
export interface LineParser {
  line(text: string, number: number): void;
  end(): void;
}

export interface Command {
  /** Also the file's name: `ovs-vsctl-show`. */
  readonly id: string;
  /** As a person types it, without arguments that vary: `ovs-vsctl show`. */
  readonly title: string;
  readonly facts: readonly FactKind[];
  /**
   * Is this command line ours? `argv` has no path, `sudo`, `timeout` or `ip netns exec NS` before it.
   * When it comes from a file name, a `/` inside a word may have become `.`, and spaces and special
   * characters `_`; see bundle/command-line.ts, which undoes what can be undone.
   * Returns what the arguments say, or null.
   */
  recognise(argv: readonly string[]): { readonly target?: string; readonly protocol?: string } | null;
  /**
   * Could this be the output's first line (or, for a header-less output, any line)? Used for outputs
   * whose name says nothing and for pasted text, so it must be true only for what no other command prints.
   */
  sniff(line: string): boolean;
  /**
   * Could these be the output's first lines? For forms that no single line tells: JSON, tables, configuration.
   * As strict as `sniff`: what another program may print or somebody may write is not enough.
   */
  opens?(head: TextHead): boolean;
  /** Ids of commands whose lines stand in this output too: they start no output of their own there. */
  readonly holds?: readonly string[];
  /**
   * Puts one line, into which a paste or a blog ran several, back as the lines the tool prints.
   * Null when the line is not damaged in that way.
   */
  unfold?(line: string): readonly string[] | null;
  /** True where tabs are part of what it prints; elsewhere they are what a paste made of blanks. */
  readonly printsTabs?: boolean;
  /** True for a log, of which a file with nothing but errors is no failed command. */
  readonly mayBeErrorsOnly?: boolean;
  parser(context: CommandContext, sink: Sink): LineParser;
}

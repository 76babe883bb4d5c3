// Shell prompts: where a terminal transcript says that a command was typed.
//
//   [root@compute1 ~]# ovs-vsctl show          root@compute-1:~# ip link
//   (overcloud) [stack@undercloud ~]$ nova show vm1
//   stack@devstack:~/devstack> brctl show      compute1:~ # lshw -class network
//   # ethtool -S qvb48e06cd2-60                $ ip link
//   [10:11:12] root@compute1:~# ip link        + ovs-vsctl show           (a script's `set -x`)
//   === ovs-vsctl show ===                     --- ip link ---            (a script's headings)
import { recogniseCommandLine } from './command-line.ts';
import { normaliseCommandLine } from './normal-command-line.ts';
import { isProgram } from './programs.ts';

export interface PromptLine {
  /** The machine's name; null when the prompt does not show it. */
  readonly host: string | null;
  /** What was typed, trimmed; empty for a bare prompt. */
  readonly typed: string;
}

const environment = String.raw`(?:\([\w.-]+\)\s*)*`;
/** Prompts with the time, as `PS1='[\t] \u@\h:\w\$ '` prints it. */
const clock = String.raw`(?:\[?(?:\d{4}-\d\d-\d\d[ T])?\d\d:\d\d(?::\d\d)?\]?\s+)?`;
const hostName = String.raw`[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?`;
/** `[user@host dir]#`, with or without a space after the sign. */
const bracketed = new RegExp(
  String.raw`^\s{0,3}${clock}${environment}\[[\w.-]+@(${hostName})(?:[ :][^\]]*)?\]\s?[#$%>]\s?(.*)$`,
);
/** `user@host:dir#`, `user@host dir $`, `user@host>`. */
const colon = new RegExp(
  String.raw`^\s{0,3}${clock}${environment}[A-Za-z_][\w.-]*@(${hostName})(?:(?::\s?|\s)(?:[~/]\S*)?)?\s?[#$%>](?:\s(.*)|)$`,
);
/** SUSE's `host:dir #`. */
const suse = new RegExp(String.raw`^(${hostName}):[~/]\S* ?[#>] (.*)$`);
/** `bash-4.2#`, `~ #`, `#`, `$`: no machine's name. */
const nameless = /^\s{0,3}(?:\([\w.-]+\)\s*)*(?:(?:ba|z)?sh-[\d.]+|~)?\s?[#$](?:\s+|(?=[a-z/]))(.*)$/;
/** EasyOVS's own shell: `EasyOVS> br-tun dump`, `EasyOVS:br-tun> dump`. */
const easyovs = /^EasyOVS(?::([\w-]+))?>\s*(.*)$/i;

/** What a shell prints of a command before it runs it (bash(1), PS4). */
const traced = /^\++ (\S.*)$/;
/** A line that a collecting script prints above each output. */
const heading = /^(={2,}|-{2,}|#{2,}|\*{2,})>? ?(\S.*?\S) ?<?\1$/;

function scriptLine(line: string): PromptLine | null {
  if (!/^[-+=#*]/.test(line) || line.length > 300) return null;
  const typed = (traced.exec(line)?.[1] ?? heading.exec(line)?.[2] ?? '').trim();
  return typed !== '' && isCommand(typed) ? { host: null, typed } : null;
}

/**
 * Reads a line as a prompt with what was typed after it; null when it is not one. A prompt that names no
 * machine looks like a comment, so it only counts when a command follows.
 */
export function promptLine(line: string): PromptLine | null {
  if (line.length > 4096) return null;
  const script = scriptLine(line);
  if (script !== null) return script;
  // Every prompt has one of these signs near its start; most lines of most outputs do not.
  if (!/[#$%>]/.test(line.slice(0, 160))) return null;
  const named = bracketed.exec(line) ?? colon.exec(line);
  if (named?.[1] !== undefined) return { host: named[1], typed: (named[2] ?? '').trim() };
  const machine = suse.exec(line);
  if (machine?.[1] !== undefined && isCommand(machine[2] ?? '')) {
    return { host: machine[1], typed: (machine[2] ?? '').trim() };
  }
  const shell = easyovs.exec(line);
  if (shell !== null) {
    const typed = (shell[2] ?? '').trim();
    const bridge = shell[1] === undefined ? '' : `${shell[1]} `;
    return { host: null, typed: typed === '' ? '' : `easyovs ${bridge}${typed}` };
  }
  const bare = nameless.exec(line);
  const typed = (bare?.[1] ?? '').trim();
  if (bare !== null && typed !== '' && isCommand(typed)) return { host: null, typed };
  return null;
}

/** Could a person have typed this as a command, rather than written it as a sentence or a comment? */
function isCommand(text: string): boolean {
  const { argv } = normaliseCommandLine(text);
  const [program, second] = argv;
  // `#last = 0` is a private field in some program's text.
  if (program === undefined || !isProgram(program) || second === '=') return false;
  if (recogniseCommandLine(text) !== null) return true;
  if (/[.:!?,。:,]$/.test(text.trim()) || argv.length > 16) return false;
  // The words after the program are options, paths, names; in a sentence they would be words and marks.
  return (
    second === undefined ||
    argv
      .slice(1)
      .every((word) => /^[-+\w./:=@%*~,{}[\]$#<>!?^()'"]+$/.test(word) && !/^[A-Z][a-z]+,?$/.test(word))
  );
}

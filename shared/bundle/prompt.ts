// Shell prompts: where a terminal transcript says that a command was typed.
//
//   [root@compute1 ~]# ovs-vsctl show          root@compute-1:~# ip link
//   (overcloud) [stack@undercloud ~]$ nova show vm1
//   stack@devstack:~/devstack> brctl show      compute1:~ # lshw -class network
//   # ethtool -S qvb48e06cd2-60                $ ip link
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
const hostName = String.raw`[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?`;
/** `[user@host dir]#`, with or without a space after the sign. */
const bracketed = new RegExp(
  String.raw`^\s{0,3}${environment}\[[\w.-]+@(${hostName})(?:[ :][^\]]*)?\]\s?[#$%>]\s?(.*)$`,
);
/** `user@host:dir#`, `user@host dir $`, `user@host>`. */
const colon = new RegExp(
  String.raw`^\s{0,3}${environment}[A-Za-z_][\w.-]*@(${hostName})(?:(?::\s?|\s)(?:[~/]\S*)?)?\s?[#$%>](?:\s(.*)|)$`,
);
/** SUSE's `host:dir #`. */
const suse = new RegExp(String.raw`^(${hostName}):[~/]\S* ?[#>] (.*)$`);
/** `bash-4.2#`, `~ #`, `#`, `$`: no machine's name. */
const nameless = /^\s{0,3}(?:\([\w.-]+\)\s*)*(?:(?:ba|z)?sh-[\d.]+|~)?\s?[#$](?:\s+|(?=[a-z/]))(.*)$/;
/** EasyOVS's own shell: `EasyOVS> br-tun dump`, `EasyOVS:br-tun> dump`. */
const easyovs = /^EasyOVS(?::([\w-]+))?>\s*(.*)$/i;

/**
 * Reads a line as a prompt with what was typed after it; null when it is not one. A prompt that names no
 * machine looks like a comment, so it only counts when a command follows.
 */
export function promptLine(line: string): PromptLine | null {
  if (line.length > 4096) return null;
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

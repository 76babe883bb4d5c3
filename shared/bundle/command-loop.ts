// Several commands that were typed on one line, loops undone:
//
//   date; ovs-vsctl show && brctl show
//   for br in br-int br-tun; do ovs-ofctl dump-flows $br; done
//   for br in $(ovs-vsctl list-br); do echo "== $br"; ovs-ofctl show "$br"; done
import { separateCommands } from './normal-command-line.ts';

/** Commands that one line may stand for. */
const mostCommands = 200;
/** How often a loop over what nobody knows is taken to have run. */
const unknownTurns = 16;

/** The commands of a line in the order in which they run; in a loop over unknown things, without the thing's name. */
export function commandsOf(commandLine: string): readonly string[] {
  const found: string[] = [];
  const parts = separateCommands(commandLine);
  for (let i = 0; i < parts.length && found.length < mostCommands; i++) {
    const loop = /^for\s+([A-Za-z_]\w*)\s+in\s+(.+)$/.exec(parts[i] ?? '');
    const end = loop === null ? -1 : parts.indexOf('done', i);
    if (loop?.[1] === undefined || loop[2] === undefined || end < 0) {
      found.push(parts[i] ?? '');
      continue;
    }
    const body = parts.slice(i + 1, end).map((part) => part.replace(/^do\s+/, ''));
    for (const value of valuesOf(loop[2]))
      found.push(...body.map((part) => substitute(part, loop[1] ?? '', value)));
    i = end;
  }
  return found.slice(0, mostCommands);
}

/** The words that a loop runs over; null for each turn where only the shell knew. */
function valuesOf(list: string): readonly (string | null)[] {
  if (/[$`*?{]/.test(list)) return Array.from({ length: unknownTurns }, () => null);
  return list.split(/\s+/).map((word) => word.replace(/^["']|["']$/g, ''));
}

function substitute(part: string, name: string, value: string | null): string {
  const used = new RegExp(`"?\\$(?:${name}\\b|\\{${name}\\})"?`, 'g');
  return part.replace(used, () => value ?? '').trim();
}

/** What `echo` prints between the outputs of a line's commands: how such lines begin. */
export function echoesOf(commandLine: string): readonly string[] {
  if (!/\becho\b/.test(commandLine)) return [];
  const texts = commandsOf(commandLine).flatMap((command) => {
    const said = /^echo\s+(?:-[neE]+\s+)?(.*)$/.exec(command)?.[1] ?? '';
    const text = said
      .replace(/\\[nt]/g, ' ')
      .replace(/["'\\]/g, '')
      .trim();
    return text.length < 2 ? [] : [text];
  });
  return [...new Set(texts)];
}

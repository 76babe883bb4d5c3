// `virsh dominfo DOMAIN`:
//
//   Id:             5
//   Name:           instance-00000003
//   UUID:           4c4a4ad6-3d2e-586a-b485-14272b622428
//   OS Type:        hvm
//   State:          running
//   CPU(s):         1
//   CPU time:       15.8s
//   Max memory:     131072 KiB
//   Used memory:    131072 KiB
//   Persistent:     yes
//   Autostart:      disable
//   Managed save:   no
//   Messages:       tainted: running with undesirable elevated privileges
//                   tainted: use of deprecated configuration settings
//
// Source: virsh(1), tools/virsh-domain-monitor.c.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { domainState, emptyDomain } from './domain-words.ts';
import { virshTarget } from './virsh-words.ts';

const title = 'virsh dominfo';
const labels = new Set(
  (
    'Id|Name|UUID|OS Type|State|CPU(s)|CPU time|Max memory|Used memory|Persistent|Autostart|Autostart Once|Managed save|' +
    'Security model|Security DOI|Security label|Messages'
  ).split('|'),
);

const number = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,15}(?: KiB)?$/.test(text) ? Number.parseInt(text, 10) : null;
const truth = (text: string | undefined): boolean | null =>
  text === 'yes' || text === 'enable' ? true : text === 'no' || text === 'disable' ? false : null;

function parser(context: CommandContext, sink: Sink): LineParser {
  let values = new Map<string, string>();
  let firstLine = 0;
  let lastLine = 0;
  let label: string | null = null;

  const finish = (): void => {
    const taken = values;
    values = new Map();
    label = null;
    if (taken.size === 0) return;
    const take = (name: string): string | undefined => {
      const value = taken.get(name);
      taken.delete(name);
      return value;
    };
    const state = take('State');
    const name = take('Name') ?? context.target;
    const uuid = take('UUID') ?? null;
    if (name === null && uuid === null) {
      sink.problem('warning', firstLine, 'domain-unnamed', 'this domain has neither a name nor a UUID');
      return;
    }
    const domain = {
      ...emptyDomain,
      name,
      uuid,
      id: number(take('Id')),
      state: state === undefined ? null : domainState(state),
      osType: take('OS Type') ?? null,
      vcpus: number(take('CPU(s)')),
      maxMemory: number(take('Max memory')),
      memory: number(take('Used memory')),
      persistent: truth(take('Persistent')),
      autostart: truth(take('Autostart')),
      other: Object.fromEntries(taken),
    };
    sink.fact('domain', domain, firstLine, lastLine);
  };

  return {
    line(text, line) {
      if (text.trim() === '') return;
      const [, found, value = ''] = /^\s*([A-Z][\w ()]*):(?:\s+(.*))?$/.exec(text) ?? [];
      if (found !== undefined && labels.has(found)) {
        if (found === 'Id' || values.has(found)) finish();
        if (values.size === 0) firstLine = line;
        label = found;
        values.set(found, value.trim());
        lastLine = line;
      } else if (label === 'Messages' && /^ {8}/.test(text)) {
        values.set(label, `${values.get(label) ?? ''}; ${text.trim()}`);
        lastLine = line;
      } else unexpectedLine(sink, title, text, line);
    },
    end: finish,
  };
}

export const virshDominfo: Command = {
  id: 'virsh-dominfo',
  title,
  facts: ['domain'],
  recognise(argv) {
    const target = virshTarget(argv, 'dominfo');
    return target === null ? null : target === '' ? {} : { target };
  },
  sniff: (line) => /^(?:OS Type|Managed save): {3,}\S/.test(line),
  parser,
};

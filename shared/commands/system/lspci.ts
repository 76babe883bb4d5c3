// `lspci -nnvv`, `lspci -k` …: PCI devices, network adapters and their virtual functions among them.
//
//   00:03.0 Ethernet controller [0200]: Red Hat, Inc. Virtio network device [1af4:1000]
//   	Subsystem: Red Hat, Inc. Virtio network device [1af4:0001]
//   	NUMA node: 0
//   	Capabilities: [160 v1] Single Root I/O Virtualization (SR-IOV)
//   		IOVCap:	Migration-, Interrupt Message Number: 000
//   		Initial VFs: 64, Total VFs: 64, Number of VFs: 8, Function Dependency Link: 00
//   	Kernel driver in use: virtio-pci
//   	Kernel modules: virtio_pci
//
// Source: lspci(8); lspci.c, ls-ecaps.c and ls-kernel.c of pciutils.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'lspci';
const heading =
  /^((?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]) ([^:[\]]{1,60}?)(?: \[([0-9a-f]{4})\])?: (.+)$/;
const ids = / \[([0-9a-f]{4}:[0-9a-f]{4})\]/g;
const statement = /^\s+([A-Z][^:]{1,40}):\s*(.*)$/;
const functions = /Total VFs: (\d{1,6}), Number of VFs: (\d{1,6})/;
/** An indented line that names nothing: a word of a capability, or of a subject before it. */
const further = /^\s+[!-~]/;

interface Open {
  readonly slot: string;
  readonly class: string;
  readonly classId: string | null;
  readonly name: string;
  readonly ids: string | null;
  readonly revision: string | null;
  readonly details: Map<string, string[]>;
  functions: { total: number; enabled: number } | null;
  readonly firstLine: number;
  lastLine: number;
}

/** `Red Hat, Inc. Virtio network device [1af4:1000] (rev 03) (prog-if 00 [VGA])` → what stands in it. */
function nameParts(text: string): Pick<Open, 'name' | 'ids' | 'revision'> {
  const all = [...text.matchAll(ids)];
  const last = all.at(-1);
  const revision = /\(rev ([0-9a-f]{2})\)/.exec(text)?.[1] ?? null;
  const end = last?.index ?? text.search(/ \((?:rev|prog-if) /);
  return { name: (end < 0 ? text : text.slice(0, end)).trim(), ids: last?.[1] ?? null, revision };
}

function parser(_context: CommandContext, sink: Sink): LineParser {
  let open: Open | null = null;
  const finish = (): void => {
    if (open === null) return;
    const { details, functions: virtualFunctions, firstLine, lastLine, ...device } = open;
    open = null;
    const one = (name: string): string | null => details.get(name)?.[0] ?? null;
    const node = one('NUMA node');
    const modules = one('Kernel modules');
    sink.fact(
      'pci-device',
      {
        ...device,
        subsystem: one('Subsystem'),
        numaNode: node !== null && /^\d{1,4}$/.test(node) ? Number(node) : null,
        driver: one('Kernel driver in use'),
        modules: modules === null ? [] : modules.split(/,\s*/),
        virtualFunctions,
        details: Object.fromEntries(
          [...details].filter(
            ([name]) => !['Subsystem', 'NUMA node', 'Kernel driver in use', 'Kernel modules'].includes(name),
          ),
        ),
      },
      firstLine,
      lastLine,
    );
  };
  return {
    line(text, number) {
      if (text.trim() === '' || /^(?:pcilib|lspci): /.test(text)) return;
      const [, slot, kind, classId = null, rest] = heading.exec(text) ?? [];
      if (slot !== undefined && kind !== undefined && rest !== undefined) {
        finish();
        const about = { slot, class: kind, classId, ...nameParts(rest) };
        open = { ...about, details: new Map(), functions: null, firstLine: number, lastLine: number };
        return;
      }
      if (open === null || !further.test(text)) {
        unexpectedLine(sink, title, text, number);
        return;
      }
      const [, total, enabled] = functions.exec(text) ?? [];
      if (total !== undefined) open.functions = { total: Number(total), enabled: Number(enabled) };
      const [, name, value] = statement.exec(text) ?? [];
      if (name !== undefined && value !== undefined && !text.startsWith('\t\t')) {
        const values = open.details.get(name) ?? [];
        values.push(value.trim());
        open.details.set(name, values);
      } else {
        // The inside of a capability belongs to the statement that it stands below.
        const values = [...open.details.values()].at(-1);
        if (values === undefined) open.details.set('DeviceName', [text.trim()]);
        else values.push(text.trim());
      }
      open.lastLine = number;
    },
    end: finish,
  };
}

export const lspci: Command = {
  id: 'lspci',
  title,
  facts: ['pci-device'],
  recognise: ([program, ...words]) =>
    program === 'lspci' && words.every((word) => /^-[nvkDPqx]+$/.test(word)) ? {} : null,
  sniff: (line) =>
    /^(?:[0-9a-f]{4}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7] (?:Host bridge|Ethernet controller|Network controller)(?: \[0[26]\d\d\])?: /.test(
      line,
    ),
  printsTabs: true,
  parser,
};

// What `nova show` and `openstack server show` say of a server, in whichever form, as an instance.
//
//   Internal network                → 10.18.0.208, 172.16.0.120                      (nova: one property a network)
//   addresses                       → Internal=10.18.0.169; Internal2=10.22.22.112   (openstack)
//   addresses                       → {'Internal': ['10.18.0.169']}                  (openstack, as data)
//   OS-EXT-SRV-ATTR:instance_name   → instance-0000001e
import type { InstanceFact } from '../../facts.ts';
import type { Sink } from '../command.ts';
import type { PropertyRow, PropertyTableEvents } from './property-table.ts';
import { unexpectedLine } from '../unexpected-line.ts';

type Addresses = InstanceFact['addresses'];

interface ServerProperties {
  /** For the reader of the output, whatever its form. */
  readonly events: PropertyTableEvents;
  /** Gives the fact of the server whose properties came since the last call, if there is one. */
  finish(): void;
}

const address = /^(?=.*[.:])[0-9a-fA-F.:]+$/;

function addressList(network: string, text: string): Addresses | null {
  const list = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return list.every((part) => address.test(part)) ? list.map((part) => ({ network, address: part })) : null;
}

/** `{'net': ['1.2.3.4', …], …}` in Python's or JSON's spelling, or with `{'addr': '1.2.3.4', …}` in the lists. */
function addressData(text: string): Addresses | null {
  const found: { network: string; address: string }[] = [];
  let unreadable = false;
  const rest = text.replace(
    /u?(?:'([^']*)'|"([^"]*)")\s*:\s*\[([^\]]*)\]/g,
    (_whole: string, single: string | undefined, double: string | undefined, list: string) => {
      const network = single ?? double ?? '';
      const pattern = list.includes('{') ? /u?['"]addr['"]\s*:\s*u?['"]([^'"]*)['"]/g : /u?['"]([^'"]*)['"]/g;
      for (const [, item = ''] of list.matchAll(pattern)) {
        if (!address.test(item)) unreadable = true;
        found.push({ network, address: item });
      }
      return '';
    },
  );
  return unreadable || !/^\{[\s,]*\}$/.test(rest.trim()) ? null : found;
}

/** Reads the value of `addresses`; null when it is in none of the forms above. */
export function readAddresses(text: string): Addresses | null {
  const trimmed = text.trim();
  if (trimmed.startsWith('{')) return addressData(trimmed);
  const found: Addresses[number][] = [];
  for (const part of trimmed.split(';')) {
    if (part.trim() === '') continue;
    const equals = part.indexOf('=');
    const list = equals < 1 ? null : addressList(part.slice(0, equals).trim(), part.slice(equals + 1));
    if (list === null) return null;
    found.push(...list);
  }
  return found;
}

/** A cell's lines as one value: wrapped behind a hyphen, or between words. */
function joined(lines: readonly string[]): string {
  return lines.reduce((before, line) => (before.endsWith('-') ? before + line : `${before} ${line}`));
}

const used = new Set([
  'id',
  'name',
  'status',
  'addresses',
  'OS-EXT-SRV-ATTR:host',
  'OS-EXT-SRV-ATTR:hypervisor_hostname',
  'OS-EXT-SRV-ATTR:instance_name',
]);

/**
 * Gathers properties into instances. `title` is the command's, for its problems: lines that its form has no
 * place for, addresses that are none, a table that is cut, or one that names no server.
 */
export function serverProperties(title: string, sink: Sink): ServerProperties {
  const values = new Map<string, string>();
  const addresses: Addresses[number][] = [];
  let firstLine: number | null = null;
  let lastLine = 0;
  let firstUnused: number | null = null;

  const valueOf = (name: string): string | null => values.get(name) ?? null;

  const add = (row: PropertyRow): void => {
    const value = joined(row.value);
    const network = /^(.+) network$/.exec(row.name)?.[1];
    if (network === undefined && !used.has(row.name)) {
      firstUnused ??= row.firstLine;
      return;
    }
    if (network !== undefined || row.name === 'addresses') {
      const list = network === undefined ? readAddresses(value) : addressList(network, value);
      if (list === null) {
        unexpectedLine(sink, title, `${row.name}: ${value}`, row.firstLine);
        return;
      }
      addresses.push(...list);
    } else if (!['', '-', 'None'].includes(value)) {
      values.set(row.name, value);
    }
    firstLine ??= row.firstLine;
    lastLine = row.lastLine;
  };

  const finish = (): void => {
    const instance: InstanceFact = {
      libvirtName: valueOf('OS-EXT-SRV-ATTR:instance_name'),
      name: valueOf('name'),
      uuid: valueOf('id'),
      host: valueOf('OS-EXT-SRV-ATTR:host') ?? valueOf('OS-EXT-SRV-ATTR:hypervisor_hostname'),
      status: valueOf('status'),
      addresses: [...addresses],
    };
    const named = instance.libvirtName !== null || instance.name !== null || instance.uuid !== null;
    if (firstLine !== null && named) sink.fact('instance', instance, firstLine, lastLine);
    else if (firstLine !== null || firstUnused !== null)
      sink.problem('warning', firstLine ?? firstUnused, 'server-unnamed', `${title} names no server here`);
    values.clear();
    addresses.length = 0;
    firstLine = firstUnused = null;
  };

  return {
    events: {
      heading: finish,
      row: add,
      unexpected: (text, number) => unexpectedLine(sink, title, text, number),
      cut: (line) => sink.problem('data-loss', line, 'unexpected-end', 'the output is cut here'),
    },
    finish,
  };
}

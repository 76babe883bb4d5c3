// What domain XML says of the domain itself, as virsh dominfo does:
//
//   <domstatus state='running' reason='booted' pid='18703'>          (run/libvirt/qemu/*.xml only)
//     <taint flag='high-privileges'/>                                (there only)
//     <domain type='qemu' id='8'>
//       <title>web</title>
//       <memory unit='KiB'>131072</memory>
//       <currentMemory unit='KiB'>131072</currentMemory>
//       <vcpu placement='static'>1</vcpu>
//       <os>
//         <type arch='x86_64' machine='pc-q35-7.2'>hvm</type>
//
// Source: libvirt's "Domain XML format", and virDomainObjFormat() in src/conf/domain_conf.c.
import type { DomainFact } from '../../facts.ts';
import { domainState, emptyDomain } from './domain-words.ts';
import type { Attributes } from './xml-lines.ts';

/** Units of memory in bytes; `KiB` where none is written. */
const units: Readonly<Record<string, number>> = {
  b: 1,
  bytes: 1,
  KB: 1000,
  k: 1024,
  KiB: 1024,
  MB: 1000 ** 2,
  M: 1024 ** 2,
  MiB: 1024 ** 2,
  GB: 1000 ** 3,
  G: 1024 ** 3,
  GiB: 1024 ** 3,
  TB: 1000 ** 4,
  T: 1024 ** 4,
  TiB: 1024 ** 4,
};

const wholeNumber = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;

function kibibytes(text: string, unit: string): number | null {
  const amount = wholeNumber(text);
  const size = Object.hasOwn(units, unit) ? units[unit] : undefined;
  return amount === null || size === undefined ? null : Math.floor((amount * size) / 1024);
}

/** Gathers a domain's properties from its elements, by their path below `<domain>`. */
export class DomainProperties {
  readonly firstLine: number;
  /** The last line that said something. */
  lastLine: number;
  #found: { -readonly [K in keyof DomainFact]: DomainFact[K] } = { ...emptyDomain };
  readonly #other = new Map<string, string>();
  #unit = 'KiB';

  constructor(firstLine: number) {
    this.firstLine = firstLine;
    this.lastLine = firstLine;
  }

  /** An element below `<domstatus>` that is not in its domain; '' is that itself. */
  ofStatus(path: string, attributes: Attributes): void {
    if (path === '') {
      const { state, reason, pid } = attributes;
      this.#found.state = state === undefined ? null : domainState(state);
      if (reason !== undefined) this.#other.set('reason', reason);
      if (pid !== undefined) this.#other.set('pid', pid);
    } else if (path === 'taint' && attributes['flag'] !== undefined) {
      const before = this.#other.get('tainted');
      this.#other.set(
        'tainted',
        before === undefined ? attributes['flag'] : `${before}; ${attributes['flag']}`,
      );
    }
  }

  opened(path: string, attributes: Attributes, line: number): void {
    const keep = (name: string, attribute: string): void => {
      const value = attributes[attribute];
      if (value !== undefined) this.#other.set(name, value);
    };
    if (path === '') {
      this.#found.id = wholeNumber(attributes['id']);
      keep('type', 'type');
    } else if (path === 'memory' || path === 'currentMemory') this.#unit = attributes['unit'] ?? 'KiB';
    else if (path === 'vcpu') keep('vcpu placement', 'placement');
    else if (path === 'os/type') {
      keep('arch', 'arch');
      keep('machine', 'machine');
    } else if (path === 'cpu') keep('CPU mode', 'mode');
    else return;
    this.lastLine = line;
  }

  /** `text` is not empty. */
  closed(path: string, text: string, line: number): void {
    if (path === 'title') this.#found.title = text;
    else if (path === 'description') this.#other.set('description', text);
    else if (path === 'memory') this.#found.maxMemory = kibibytes(text, this.#unit);
    else if (path === 'currentMemory') this.#found.memory = kibibytes(text, this.#unit);
    else if (path === 'vcpu') this.#found.vcpus = wholeNumber(text);
    else if (path === 'os/type') this.#found.osType = text;
    else if (path === 'devices/emulator') this.#other.set('emulator', text);
    else return;
    this.lastLine = line;
  }

  fact(name: string | null, uuid: string | null): DomainFact {
    return { ...this.#found, name, uuid, other: Object.fromEntries(this.#other) };
  }
}

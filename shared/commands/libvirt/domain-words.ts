// A domain's properties in libvirt's words, for all that print them.
import type { DomainFact } from '../../facts.ts';

/** A domain of which nothing is known yet. */
export const emptyDomain: DomainFact = {
  name: null,
  uuid: null,
  id: null,
  state: null,
  title: null,
  osType: null,
  vcpus: null,
  maxMemory: null,
  memory: null,
  persistent: null,
  autostart: null,
  other: {},
};

/** States as libvirt's Chinese translation has them (libvirt-l10n, zh_CN). */
const translated: Readonly<Record<string, string>> = {
  运行: 'running',
  运行中: 'running',
  正在运行: 'running',
  关闭: 'shut off',
  关机: 'shut off',
  暂停: 'paused',
  已暂停: 'paused',
  空闲: 'idle',
  崩溃: 'crashed',
};

/** A state in English. */
export function domainState(printed: string): string {
  return Object.hasOwn(translated, printed) ? (translated[printed] ?? printed) : printed;
}

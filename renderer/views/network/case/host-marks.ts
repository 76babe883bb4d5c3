// What the rules found at a host, in few words: how many findings, with the sign of the worst.
import type { FindingRow } from '../../../../shared/api.ts';
import { t } from '../../../state/locale.svelte.ts';
import type { HostMark } from './scene-shapes.ts';

const signs = { error: '×', warning: '!', notice: '·' } as const;

/** Null where there is nothing to tell. */
export function markOf(findings: readonly FindingRow[]): HostMark | null {
  const severities = new Set(findings.map(({ severity }) => severity));
  const worst = severities.has('error') ? 'error' : severities.has('warning') ? 'warning' : 'notice';
  const count = findings.filter(({ severity }) => severity === worst).length;
  if (count === 0) return null;
  return {
    text: `${signs[worst]} ${t(`hosts.findings.${worst}`, { count })}`,
    tone: worst === 'notice' ? 'quiet' : worst,
  };
}

// One sign and one tone for each state, severity and kind of knowledge, the same in every view.
import type { NetworkChangeType } from '../../shared/compare/network-changes.ts';
import type { FindingSeverity } from '../../shared/findings/finding.ts';
import type { Severity, SourceState } from '../../shared/evidence.ts';
import type { FirewallState } from '../../shared/network/firewall/firewall.ts';
import type { Knowledge } from '../../shared/network/model.ts';
import type { Route } from '../../shared/network/route/route.ts';
import type { NoteStatus } from '../../shared/notes/note.ts';

export type Tone = 'ok' | 'warning' | 'error' | 'quiet';
export interface Sign {
  readonly tone: Tone;
  readonly sign: string;
}

export const stateSigns: Readonly<Record<SourceState, Sign>> = {
  ok: { tone: 'ok', sign: '✓' },
  empty: { tone: 'quiet', sign: '∅' },
  error: { tone: 'error', sign: '!' },
  truncated: { tone: 'warning', sign: '…' },
  'timed-out': { tone: 'warning', sign: '◷' },
  absent: { tone: 'warning', sign: '×' },
  unrecognised: { tone: 'quiet', sign: '?' },
  unreadable: { tone: 'error', sign: '▒' },
};

export const severitySigns: Readonly<Record<Severity, Sign>> = {
  repaired: { tone: 'quiet', sign: '✎' },
  warning: { tone: 'warning', sign: '!' },
  error: { tone: 'error', sign: '×' },
  'data-loss': { tone: 'error', sign: '▒' },
};

export const knowledgeSigns: Readonly<Record<Knowledge, Sign>> = {
  known: { tone: 'ok', sign: '✓' },
  inferred: { tone: 'warning', sign: '≈' },
  missing: { tone: 'error', sign: '?' },
};

/** What came, went, or is different. */
export const changeSigns: Readonly<Record<NetworkChangeType, Sign>> = {
  added: { tone: 'ok', sign: '+' },
  removed: { tone: 'error', sign: '−' },
  changed: { tone: 'warning', sign: '~' },
};

/** In a picture of all hosts something may be on another one, too. */
export const caseChangeSigns: Readonly<Record<NetworkChangeType | 'moved', Sign>> = {
  ...changeSigns,
  moved: { tone: 'warning', sign: '→' },
};

export const findingSigns: Readonly<Record<FindingSeverity, Sign>> = {
  error: { tone: 'error', sign: '✕' },
  warning: { tone: 'warning', sign: '!' },
  notice: { tone: 'quiet', sign: 'i' },
};

export const firewallSigns: Readonly<Record<FirewallState, Sign>> = {
  filtered: { tone: 'ok', sign: '▦' },
  open: { tone: 'warning', sign: '○' },
  none: { tone: 'error', sign: '∅' },
  unknown: { tone: 'quiet', sign: '?' },
};

/** Where a path between two ends ends. */
export const routeEndSigns: Readonly<Record<Route['end'], Sign>> = {
  reached: { tone: 'ok', sign: '✓' },
  outside: { tone: 'ok', sign: '✓' },
  'evidence-ends': { tone: 'warning', sign: '?' },
  broken: { tone: 'error', sign: '✕' },
};

export const noteSigns: Readonly<Record<NoteStatus, Sign>> = {
  open: { tone: 'warning', sign: '○' },
  explained: { tone: 'ok', sign: '✓' },
  'needs-customer': { tone: 'error', sign: '?' },
};

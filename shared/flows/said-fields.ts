// What a dump says of its flows and what it cannot say. OpenFlow 1.0 has no flags and no importance, which
// `ovs-ofctl` therefore does not print; `bridge/dump-flows` prints neither cookies nor timeouts, but the
// flows that the switch hides from OpenFlow. What only one of two dumps can say is no difference.
import type { SourceInfo } from '../snapshot-facts.ts';
import { dumpTool, openflowVersion } from './choose-dump.ts';

export interface SaidFields {
  readonly cookie: boolean;
  readonly timeouts: boolean;
  readonly importance: boolean;
  readonly flags: boolean;
  /** Flows that the switch adds for itself: table 254, and in-band control beyond every priority of OpenFlow. */
  readonly hidden: boolean;
}

export type DumpLayout =
  /** `version` is 13 for OpenFlow 1.3; null when nothing says it, as in a dump without a header. */
  | { readonly printedBy: 'ovs-ofctl'; readonly version: number | null }
  | { readonly printedBy: 'ovs-appctl' }
  | { readonly printedBy: 'easyovs' }
  /** What `ovs-ofctl add-flows` takes: all that matters is in it. */
  | { readonly printedBy: 'hand' };

/** `seen`: what some flow of a dump of an unknown version has after all. */
export function saidFields(
  layout: DumpLayout,
  seen: { readonly importance: boolean; readonly flags: boolean },
): SaidFields {
  switch (layout.printedBy) {
    case 'ovs-ofctl':
      return {
        cookie: true,
        timeouts: true,
        importance: layout.version === null ? seen.importance : layout.version >= 14,
        flags: layout.version === null ? seen.flags : layout.version >= 13,
        hidden: false,
      };
    case 'ovs-appctl':
      return { cookie: false, timeouts: false, importance: false, flags: false, hidden: true };
    case 'easyovs':
      return { cookie: false, timeouts: false, importance: false, flags: false, hidden: false };
    case 'hand':
      return { cookie: true, timeouts: true, importance: true, flags: true, hidden: false };
  }
}

/** What a source of a snapshot says, by its command. */
export function saidBySource(source: SourceInfo): SaidFields {
  const nothing = { importance: false, flags: false };
  const tool = dumpTool(source);
  if (tool === 'ovs-appctl') return saidFields({ printedBy: 'ovs-appctl' }, nothing);
  if (tool === 'other') return saidFields({ printedBy: 'easyovs' }, nothing);
  return saidFields({ printedBy: 'ovs-ofctl', version: openflowVersion(source) }, nothing);
}

/** What both say; hidden flows can be compared where both have them. */
export function saidByBoth(a: SaidFields, b: SaidFields): SaidFields {
  return {
    cookie: a.cookie && b.cookie,
    timeouts: a.timeouts && b.timeouts,
    importance: a.importance && b.importance,
    flags: a.flags && b.flags,
    hidden: a.hidden && b.hidden,
  };
}

/** Of table 254, or of a priority that OpenFlow cannot give (ovs-ofctl(8), `bridge/dump-flows`). */
export function isHiddenFlow(table: number, priority: number): boolean {
  return table === 254 || priority > 0xffff;
}

// What a dump says of its flows and what it cannot say. OpenFlow 1.0 has no flags, no importance and no
// instructions, which `ovs-ofctl` therefore does not print; `bridge/dump-flows` prints neither cookies nor
// timeouts, but the flows that the switch hides from OpenFlow. What only one of two dumps can say is no
// difference.
import type { TableId } from '../openflow/table-id.ts';
import type { SourceInfo } from '../snapshot-facts.ts';
import { dumpTool, openflowVersion } from './choose-dump.ts';

/**
 * Whether a dump prints something. Of a dump that does not tell its version (without a header, as `--names`
 * and `--no-stats` print it) only the flows can tell: `seen` in one at least, or `unseen`.
 */
export type Said = 'yes' | 'no' | 'seen' | 'unseen';

const saidFieldNames = [
  'cookie',
  'timeouts',
  'importance',
  'flags',
  /** The `meter` instruction. */
  'meters',
  /** The instructions `write_actions` and `clear_actions`. */
  'actionSet',
  /** Flows that the switch adds for itself: table 254, and in-band control beyond every priority of OpenFlow. */
  'hidden',
] as const;
export type SaidField = (typeof saidFieldNames)[number];

export type SaidFields = Readonly<Record<SaidField, Said>>;

/** What two dumps can be compared by. */
export type ComparableFields = Readonly<Record<SaidField, boolean>>;

export type DumpLayout =
  /** `version` is 13 for OpenFlow 1.3; null when nothing says it. */
  | { readonly printedBy: 'ovs-ofctl'; readonly version: number | null }
  | { readonly printedBy: 'ovs-appctl' }
  /** It reads what `ovs-ofctl` prints of OpenFlow 1.0. */
  | { readonly printedBy: 'easyovs' }
  /** What `ovs-ofctl add-flows` takes: all that matters is in it. */
  | { readonly printedBy: 'hand' };

/** The first version of OpenFlow that has them, by what `ovs-ofctl` 3.1 prints. */
const firstVersions = { actionSet: 11, flags: 13, meters: 13, importance: 14 } as const;
export type VersionedField = keyof typeof firstVersions;

/** `isSeen` is asked for what the version would have told. */
export function saidFields(layout: DumpLayout, isSeen: (field: VersionedField) => boolean): SaidFields {
  switch (layout.printedBy) {
    case 'ovs-ofctl': {
      const said = (field: VersionedField): Said => {
        if (layout.version === null) return isSeen(field) ? 'seen' : 'unseen';
        return layout.version >= firstVersions[field] ? 'yes' : 'no';
      };
      return {
        cookie: 'yes',
        timeouts: 'yes',
        importance: said('importance'),
        flags: said('flags'),
        meters: said('meters'),
        actionSet: said('actionSet'),
        hidden: 'no',
      };
    }
    case 'ovs-appctl':
      return { ...saysAll('yes'), cookie: 'no', timeouts: 'no', importance: 'no', flags: 'no' };
    case 'easyovs':
      return saysAll('no');
    case 'hand':
      return { ...saysAll('yes'), hidden: 'no' };
  }
}

/** What a source of a snapshot says, by its command. */
export function saidBySource(source: SourceInfo): SaidFields {
  const tool = dumpTool(source);
  const layout: DumpLayout =
    tool === 'ovs-ofctl'
      ? { printedBy: tool, version: openflowVersion(source) }
      : { printedBy: tool === 'ovs-appctl' ? tool : 'easyovs' };
  return saidFields(layout, () => false);
}

/** Two dumps that do not tell their versions are taken to be of one. */
export function saidByBoth(a: SaidFields, b: SaidFields): ComparableFields {
  const both = (field: SaidField): boolean => isSaid(a[field], b[field]) && isSaid(b[field], a[field]);
  return byField((field) => both(field));
}

function isSaid(own: Said, others: Said): boolean {
  return own === 'unseen' ? others !== 'yes' : own !== 'no';
}

/** What Open vSwitch calls what a dump may not be able to say. */
const words: Readonly<Record<SaidField, readonly string[]>> = {
  cookie: ['cookie'],
  timeouts: ['idle_timeout', 'hard_timeout'],
  importance: ['importance'],
  flags: ['flags'],
  meters: ['meter'],
  actionSet: ['write_actions', 'clear_actions'],
  hidden: ['table=254'],
};

/** What only one of two dumps can say, and is set aside for that. */
export function saidByOne(a: SaidFields, b: SaidFields): readonly string[] {
  const both = saidByBoth(a, b);
  return saidFieldNames.flatMap((field) => (both[field] || a[field] === b[field] ? [] : words[field]));
}

/** For flows of which nothing is known but themselves. */
export const comparableInAll: ComparableFields = byField(() => true);

/** Of table 254, or of a priority that OpenFlow cannot give (ovs-ofctl(8), `bridge/dump-flows`). */
export function isHiddenFlow(table: TableId, priority: number): boolean {
  return table === 254 || priority > 0xffff;
}

function saysAll(said: Said): SaidFields {
  return byField(() => said);
}

function byField<T>(valueOf: (field: SaidField) => T): Readonly<Record<SaidField, T>> {
  return Object.fromEntries(saidFieldNames.map((field) => [field, valueOf(field)])) as Record<SaidField, T>;
}

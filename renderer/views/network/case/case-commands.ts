// What the picture of the whole case can be told by key and from the palette, beside what every picture can: unfold a
// host, show what changed, go from change to change and into the Compare view.
import type { AppCommand } from '../../../state/commands.svelte.ts';

export interface CaseCommands {
  readonly asTable: () => boolean;
  /** The host that the keys are at, or the selected one. */
  readonly hostAtHand: () => string | null;
  readonly isUnfolded: () => boolean;
  /** Something is marked as changed. */
  readonly hasMarks: () => boolean;
  /** What the keys are at has a change to show. */
  readonly hasWay: () => boolean;
  readonly unfold: () => void;
  readonly foldAll: () => void;
  readonly toggleChanges: () => void;
  readonly goToChange: (by: 1 | -1) => void;
  readonly toCompare: () => void;
}

export function caseCommands(of: CaseCommands): readonly AppCommand[] {
  const canGo = (): boolean => of.hasMarks() && !of.asTable();
  return [
    {
      id: 'hosts.unfold',
      title: 'hosts.unfold',
      keys: ['e'],
      when: () => !of.asTable() && of.hostAtHand() !== null,
      run: of.unfold,
    },
    { id: 'hosts.foldAll', title: 'hosts.foldAll', when: of.isUnfolded, run: of.foldAll },
    { id: 'hosts.changes', title: 'hosts.changes', keys: ['c'], run: of.toggleChanges },
    {
      id: 'hosts.change.next',
      title: 'hosts.change.next',
      keys: ['f7'],
      when: canGo,
      run: () => of.goToChange(1),
    },
    {
      id: 'hosts.change.previous',
      title: 'hosts.change.previous',
      keys: ['shift+f7'],
      when: canGo,
      run: () => of.goToChange(-1),
    },
    {
      id: 'hosts.change.compare',
      title: 'hosts.change.compare',
      keys: ['d'],
      when: of.hasWay,
      run: of.toCompare,
    },
  ];
}

// The commands that are there whatever is shown.
import { app } from '../state/app.svelte.ts';
import { asking } from '../state/asking.svelte.ts';
import { caseHandling } from '../state/case-handling.svelte.ts';
import { copyText } from '../state/clipboard.ts';
import type { AppCommand } from '../state/commands.svelte.ts';
import { pickBundles } from '../state/file-picking.ts';
import { imports } from '../state/imports.svelte.ts';
import { language, localeNames, locales } from '../state/locale.svelte.ts';
import { savedFilters } from '../state/saved-filters.svelte.ts';
import { theme, themeChoices } from '../state/theme.svelte.ts';
import { views } from '../views.ts';
import { inspectorPane } from './inspector/inspector-pane.svelte.ts';
import { noteCommands } from './note-commands.ts';
import { openParts } from './open-parts.svelte.ts';

const hasCase = (): boolean => app.case !== null;

function stepSnapshot(step: number): void {
  const at = app.snapshots.findIndex((each) => each.id === app.snapshot?.id);
  const next = app.snapshots[at + step];
  if (next) app.setSnapshot(next.id);
}

async function call(action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    app.report(error);
  }
}

export const globalCommands: readonly AppCommand[] = [
  {
    id: 'app.palette',
    title: 'app.command.palette',
    keys: ['mod+k'],
    keyOnly: true,
    run: () => (openParts.paletteOpen = true),
  },
  {
    id: 'app.shortcuts',
    title: 'app.command.shortcuts',
    keys: ['?'],
    run: () => (openParts.shortcutsOpen = true),
  },
  {
    id: 'app.back',
    title: 'app.command.back',
    keys: ['alt+arrowleft'],
    when: () => app.canGoBack,
    run: () => app.back(),
  },
  {
    id: 'app.forward',
    title: 'app.command.forward',
    keys: ['alt+arrowright'],
    when: () => app.canGoForward,
    run: () => app.forward(),
  },
  ...views.map((view) => ({
    id: `app.view.${view.name}`,
    title: `app.command.view.${view.name}`,
    keys: [view.key],
    when: hasCase,
    run: () => app.navigate(view.name),
  })),
  {
    id: 'app.previousSnapshot',
    title: 'app.command.previousSnapshot',
    keys: ['['],
    when: () => app.snapshots.length > 1,
    run: () => stepSnapshot(-1),
  },
  {
    id: 'app.nextSnapshot',
    title: 'app.command.nextSnapshot',
    keys: [']'],
    when: () => app.snapshots.length > 1,
    run: () => stepSnapshot(1),
  },
  {
    id: 'app.clearSelection',
    title: 'app.command.clearSelection',
    keys: ['escape'],
    when: () => app.selection !== null,
    run: () => app.select(null),
  },
  {
    id: 'app.ask',
    title: 'app.command.ask',
    when: () => app.snapshot !== null,
    run: () => {
      if (app.snapshot) asking.open(app.snapshot.id, { kind: 'snapshot' });
    },
  },
  {
    id: 'app.inspector',
    title: 'app.command.inspector',
    keys: ['i'],
    when: hasCase,
    run: () => inspectorPane.toggle(),
  },
  ...noteCommands,
  {
    id: 'import.files',
    title: 'app.command.importFiles',
    keys: ['mod+o'],
    run: () => void call(async () => imports.offer(await pickBundles('bundle'))),
  },
  {
    id: 'import.folder',
    title: 'app.command.importFolder',
    run: () => void call(async () => imports.offer(await pickBundles('folder'))),
  },
  {
    id: 'import.cancel',
    title: 'app.command.cancelImport',
    when: () => imports.run !== null,
    run: () => void imports.cancel(),
  },
  {
    id: 'case.open',
    title: 'app.command.openCase',
    run: () => void call(() => caseHandling.ask('open')),
  },
  {
    id: 'case.new',
    title: 'app.command.newCase',
    run: () => void call(() => caseHandling.ask('new')),
  },
  {
    id: 'case.saveCopy',
    title: 'app.command.saveCopy',
    when: hasCase,
    run: () => void call(() => caseHandling.ask('copy')),
  },
  {
    id: 'case.saveRedacted',
    title: 'app.command.saveRedacted',
    when: hasCase,
    run: () => void call(() => caseHandling.ask('redacted')),
  },
  {
    id: 'case.takeBack',
    title: 'app.command.takeBack',
    when: () => caseHandling.removed.length > 0,
    run: () => void caseHandling.takeBack(),
  },
  {
    id: 'case.close',
    title: 'app.command.closeCase',
    when: hasCase,
    run: () =>
      void call(async () => {
        await app.client.call('case.close', {});
        await app.refreshInfo();
      }),
  },
  {
    id: 'app.copyLink',
    title: 'app.command.copyLink',
    when: hasCase,
    // Without the host's address: that holds the token, and is another one at every start.
    run: () => void copyText(location.hash),
  },
  ...themeChoices.map((choice) => ({
    id: `app.theme.${choice}`,
    title: `app.command.theme.${choice}`,
    when: () => theme.choice !== choice,
    run: () => theme.choose(choice),
  })),
  ...locales.map((locale) => ({
    id: `app.language.${locale}`,
    title: 'app.command.language',
    params: { language: localeNames[locale] },
    when: () => language.locale !== locale,
    run: () => language.choose(locale),
  })),
];

/** One for each saved filter, from wherever one is: as a list, of the bridge that the flows were left at. */
export function savedFilterCommands(): readonly AppCommand[] {
  return savedFilters.list.map(({ name, filter }, index) => {
    const key = savedFilters.keyOf(index);
    return {
      id: `flows.savedFilter.${name}`,
      title: 'flows.command.savedFilter',
      params: { name },
      ...(key === undefined ? {} : { keys: [key] }),
      whileTyping: true,
      when: hasCase,
      run: () => app.navigate('flows', { ...app.paramsOf('flows'), as: '', filter }),
    };
  });
}

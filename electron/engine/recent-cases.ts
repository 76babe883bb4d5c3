// The cases opened last, newest first, in the user's own folder.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { CaseInfo } from '../../shared/api.ts';

const keptCases = 20;
const recentCases = z.array(z.object({ path: z.string(), name: z.string(), openedAt: z.string() }));
type RecentCases = z.infer<typeof recentCases>;

/** Those that are still where they were; none when the list cannot be read. */
export function listRecent(dataFolder: string): RecentCases {
  try {
    const listed = recentCases.parse(JSON.parse(readFileSync(fileIn(dataFolder), 'utf8')));
    return listed.filter(({ path }) => existsSync(path));
  } catch {
    return [];
  }
}

/** Puts a case first. A list that cannot be written is no reason not to open the case. */
export function addRecent(dataFolder: string, opened: CaseInfo, now: Date): void {
  const others = listRecent(dataFolder).filter(({ path }) => path !== opened.path);
  const list: RecentCases = [
    { path: opened.path, name: opened.name, openedAt: now.toISOString() },
    ...others.slice(0, keptCases - 1),
  ];
  try {
    mkdirSync(dataFolder, { recursive: true });
    const fresh = `${fileIn(dataFolder)}.new`;
    writeFileSync(fresh, `${JSON.stringify(list, null, 2)}\n`);
    renameSync(fresh, fileIn(dataFolder));
  } catch {
    return;
  }
}

function fileIn(dataFolder: string): string {
  return join(dataFolder, 'recent.json');
}

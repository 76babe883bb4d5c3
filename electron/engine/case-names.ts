// File names for new cases, from what the user or a bundle calls them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A path in `folder` for a case called `name`, with a number where that name is taken. */
export function newCasePath(folder: string, name: string): string {
  const base = safeFileName(name);
  for (let number = 1; ; number++) {
    const path = join(folder, `${number === 1 ? base : `${base} ${number}`}.coldtrace`);
    if (!existsSync(path)) return path;
  }
}

/** The name without what a file system somewhere refuses: separators, control characters, `CON`, an edge dot or space. */
function safeFileName(name: string): string {
  const cleaned = name
    .replace(/[\u0000-\u001f\u007f/\\:*?"<>|]+/g, '-')
    .replace(/^[. ]+|[. ]+$/g, '')
    .slice(0, 100);
  if (cleaned === '' || /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(cleaned)) return `case ${cleaned}`.trim();
  return cleaned;
}

// Files that a browser sends, kept until their import has ended. They lie under numbers in a private
// folder; the paths that they had at the user's are only written inside the index, so that no name
// that arrives from outside ever becomes a name on this disk.
//
//   SPOOL/<upload id>/index.jsonl   {"name":"report"} then a line {"path":"etc/hostname","number":0} a file
//   SPOOL/<upload id>/0, 1, …       the files' bytes
import { randomUUID } from 'node:crypto';
import { appendFileSync, createWriteStream, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { CodedError } from '../../shared/coded-error.ts';
import type { BundleInput } from './import/job.ts';

const indexName = 'index.jsonl';
const uploadId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const firstEntry = z.object({ name: z.string() });
const fileEntry = z.object({ path: z.string(), number: z.number().int().nonnegative() });

/** What an upload holds, or null when there is no such upload: the engine's answer to `{ upload }`. */
export function readUpload(spoolFolder: string, id: string): BundleInput | null {
  if (!uploadId.test(id)) return null;
  const folder = join(spoolFolder, id);
  let index: string;
  try {
    index = readFileSync(join(folder, indexName), 'utf8');
  } catch {
    return null;
  }
  const [first = '', ...rest] = index.trimEnd().split('\n');
  return {
    kind: 'upload',
    name: firstEntry.parse(JSON.parse(first)).name,
    files: rest.map((line) => {
      const { path, number } = fileEntry.parse(JSON.parse(line));
      return { path, spooled: join(folder, String(number)) };
    }),
  };
}

/** The browser host's side: takes uploads and forgets them. */
export interface UploadSpool {
  readonly folder: string;
  /** Opens an upload; `name` is what the user calls it. Resolves with its id. */
  open(name: string): Promise<string>;
  /**
   * Stores one file of an upload under the path it had. Files may arrive side by side; one whose body
   * breaks off is not part of the upload. Rejects with `not-found` for an unknown upload and
   * `disk-full` when the file does not fit.
   */
  addFile(id: string, path: string, body: Readable): Promise<void>;
  /** Deletes an upload; an unknown id is no error. */
  forget(id: string): Promise<void>;
  /** Deletes the whole spool. */
  close(): Promise<void>;
}

/** Makes the spool: a new folder that only this user can enter (mkdtemp makes it 0700). */
export async function createUploadSpool(): Promise<UploadSpool> {
  const spool = await mkdtemp(join(tmpdir(), 'coldtrace-'));
  const nextNumbers = new Map<string, number>();

  const append = (id: string, entry: unknown): void =>
    appendFileSync(join(spool, id, indexName), `${JSON.stringify(entry)}\n`, { mode: 0o600 });

  return {
    folder: spool,
    async open(name) {
      const id = randomUUID();
      await mkdir(join(spool, id), { mode: 0o700 });
      append(id, { name });
      nextNumbers.set(id, 0);
      return id;
    },
    async addFile(id, path, body) {
      const number = nextNumbers.get(id);
      if (number === undefined) throw new CodedError('not-found', 'There is no such upload.');
      nextNumbers.set(id, number + 1);
      const file = join(spool, id, String(number));
      try {
        await pipeline(body, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
        append(id, { path, number });
      } catch (error) {
        await rm(file, { force: true });
        if ((error as NodeJS.ErrnoException).code === 'ENOSPC') {
          throw new CodedError(
            'disk-full',
            `There is no room for the upload in ${tmpdir()}.`,
            'Set TMPDIR to a folder on a larger disk, or start Coldtrace with the path of the bundle.',
          );
        }
        throw error;
      }
    },
    async forget(id) {
      if (!nextNumbers.delete(id)) return;
      await rm(join(spool, id), { recursive: true, force: true });
    },
    async close() {
      nextNumbers.clear();
      await rm(spool, { recursive: true, force: true });
    },
  };
}

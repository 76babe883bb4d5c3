// Reads a bundle with the readers alone and notes everything they tell, for tests of the readers.
import { basename } from 'node:path';
import { openBundle } from '../electron/engine/import/open-bundle.ts';
import type { MemberVisitor } from '../electron/engine/import/members.ts';
import { unpackLimits, type UnpackLimits } from '../electron/engine/import/unpack-limits.ts';
import type { BundleInput } from '../electron/engine/import/job.ts';

export interface Told {
  readonly kind: string;
  /** Each file's text by its path, with ` CUT: why` behind it where it is not whole. */
  readonly files: Readonly<Record<string, string>>;
  /** Links, special members, unread archives and problems, in the bundle's order. */
  readonly notes: readonly string[];
}

export async function readBundle(
  input: string | BundleInput,
  limits: UnpackLimits = unpackLimits,
): Promise<Told> {
  const asked: BundleInput =
    typeof input === 'string' ? { kind: 'path', name: basename(input), path: input } : input;
  const reader = await openBundle(asked, new AbortController().signal, limits);
  const { visitor, files, notes } = recorder();
  let told = 0;
  await reader.read(visitor, new AbortController().signal, (bytes) => (told += bytes));
  if (told > reader.bytes) throw new Error(`${told} of ${reader.bytes} bytes were told`);
  return { kind: reader.kind, files, notes };
}

/** A visitor that keeps what it is told. */
export function recorder(): {
  readonly visitor: MemberVisitor;
  readonly files: Record<string, string>;
  readonly notes: string[];
} {
  const files: Record<string, string> = {};
  const notes: string[] = [];
  const visitor: MemberVisitor = {
    file(path) {
      const parts: Buffer[] = [];
      return {
        chunk: (bytes) => parts.push(Buffer.from(bytes)),
        end: (cut) => {
          const name = path in files ? `${path} (again)` : path;
          files[name] = Buffer.concat(parts).toString('utf8') + (cut === null ? '' : ` CUT: ${cut}`);
        },
      };
    },
    unread: (path, _size, { severity, code, message }) =>
      void notes.push(`${path} ${severity} ${code}: ${message}`),
    link: (path, target, kind) => void notes.push(`${path} ${kind} ${target}`),
    folder: () => undefined,
    special: (path, what) => void notes.push(`${path} is ${what}`),
    problem: (severity, code, message) => void notes.push(`${severity} ${code}: ${message}`),
  };
  return { visitor, files, notes };
}

// The members of a tar, for tests that change some and pack them again.
import { TarReader } from '../electron/engine/import/read-tar.ts';
import type { TarMember } from './tar-builder.ts';

/** Every file and symbolic link of a tar, in its order; folders and special members are left out. */
export async function tarMembers(bytes: Uint8Array): Promise<readonly TarMember[]> {
  const members: TarMember[] = [];
  const reader = new TarReader({
    file(name) {
      const parts: Buffer[] = [];
      return {
        chunk: (part) => void parts.push(Buffer.from(part)),
        end: () => void members.push({ name, text: Buffer.concat(parts) }),
      };
    },
    link: (name, link, kind) => void members.push({ name, link, type: kind === 'hard' ? '1' : '2' }),
    folder: () => undefined,
    special: () => undefined,
    problem: () => undefined,
  });
  await reader.write(bytes);
  await reader.end(null);
  return members;
}

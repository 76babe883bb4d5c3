// A member that is only listed: its size, and whether it is empty, error text or a further archive.
import type { MemberRole } from '../../../shared/bundle/member.ts';
import { fileKind } from './magic.ts';
import { ownHost, type MemberLog } from './member-log.ts';
import type { MemberSink, UnreadArchive } from './members.ts';
import { unpackHint } from './unread-kinds.ts';
import { OutputSource } from './output-source.ts';

/** Outputs up to this size are looked into for error text although no command here reads them. */
const listedOutputLimit = 16 * 1024;

export class ListedMember implements MemberSink {
  readonly #log: MemberLog;
  readonly #role: MemberRole;
  #size: number;
  readonly #isSized: boolean;
  readonly #wanted: number;
  #head: Buffer = Buffer.alloc(0);

  constructor(log: MemberLog, role: MemberRole, size: number | null) {
    this.#log = log;
    this.#role = role;
    this.#size = size ?? 0;
    this.#isSized = size !== null;
    this.#wanted = role.isOutput && (size ?? 0) <= listedOutputLimit ? listedOutputLimit : 512;
  }

  chunk(bytes: Uint8Array): void {
    if (!this.#isSized) this.#size += bytes.length;
    if (this.#head.length >= this.#wanted) return;
    this.#head = Buffer.concat([this.#head, bytes.subarray(0, this.#wanted - this.#head.length)]);
  }

  end(cut: string | null): void {
    const role = this.#role;
    const source = new OutputSource(this.#log, ownHost, role.commandLine, role.recognised);
    const end = { bytes: this.#size, firstLine: 1, lastLine: 0, isKept: false };
    if (cut !== null) {
      source.problem('data-loss', null, 'output-cut', `the member is not whole: ${cut}`);
      source.finish('unreadable', cut, end);
    } else if (this.#size === 0) {
      source.finish('empty', null, end);
    } else if (role.isOutput && this.#size <= listedOutputLimit) {
      for (const [i, line] of this.#head.toString('utf8').split(/\r?\n/).entries()) source.line(line, i + 1);
      source.end({ ...end, cut: null, said: role.cut });
    } else {
      source.finish('unrecognised', this.#archiveHint(), end);
    }
  }

  #archiveHint(): string | null {
    const kind = fileKind(this.#head);
    if (kind === 'text' || kind === 'binary' || kind === 'empty' || kind === 'case') return null;
    const [what, how] = unpackHint(kind) ?? ['an archive', 'tar xf'];
    return `${what}, not looked into because of its place or name: if it matters, unpack it (${how}) and import what comes out`;
  }
}

/** A member that is an archive, or compressed, and could not be read, or not to its end. */
export function listUnread(log: MemberLog, size: number, { severity, code, message }: UnreadArchive): void {
  const source = new OutputSource(log, ownHost, null, null);
  source.problem(severity, null, code, message);
  source.finish('unreadable', message, { bytes: size, firstLine: 1, lastLine: 0, isKept: false });
}

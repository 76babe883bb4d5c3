// What is done with one member's bytes: listed by size, read as one command's output, or read as a text
// that may hold several.
import type { RecognisedCommand } from '../../../shared/bundle/command-line.ts';
import { errorText } from '../../../shared/bundle/error-text.ts';
import type { MemberRole } from '../../../shared/bundle/member.ts';
import { promptLine } from '../../../shared/bundle/prompt.ts';
import { sniffCommand, startsTranscript } from '../../../shared/bundle/transcript.ts';
import type { ContentWriter, ImportWriter } from '../case-file/import-writer.ts';
import { LineDecoder, reportDamage } from './decode-lines.ts';
import type { HostSnapshots } from './host-snapshots.ts';
import { fileKind, isText, magicBytes } from './magic.ts';
import type { MemberSink } from './members.ts';
import { unpackHint } from './open-bundle.ts';
import { OutputSource, type SourceTarget } from './output-source.ts';
import { TranscriptSource } from './transcript-source.ts';

export interface MemberPlace {
  readonly target: SourceTarget & { readonly writer: ImportWriter };
  readonly snapshots: HostSnapshots;
  readonly path: string;
  readonly root: string;
  readonly role: MemberRole;
  readonly inReport: boolean;
}

/** Outputs up to this size are looked into for error text although no command here reads them. */
const listedOutputLimit = 16 * 1024;

/** A member that is only listed: its size, and whether it is empty, error text or a further archive. */
export class ListedMember implements MemberSink {
  readonly #place: MemberPlace;
  readonly #size: number;
  readonly #wanted: number;
  #head: Buffer = Buffer.alloc(0);

  constructor(place: MemberPlace, size: number) {
    this.#place = place;
    this.#size = size;
    this.#wanted = place.role.isOutput && size <= listedOutputLimit ? listedOutputLimit : 512;
  }

  chunk(bytes: Uint8Array): void {
    if (this.#head.length >= this.#wanted) return;
    this.#head = Buffer.concat([this.#head, bytes.subarray(0, this.#wanted - this.#head.length)]);
  }

  end(cut: string | null): void {
    const { target, snapshots, path, root, role } = this.#place;
    const { commandLine, recognised } = role;
    const source = new OutputSource(target, snapshots.of(root, null), path, commandLine, recognised);
    const end = { bytes: this.#size, firstLine: 1, lastLine: 0, contentId: null };
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
    const how = kind === 'tar' ? 'tar xf' : (unpackHint(kind)?.[1] ?? 'gpg --decrypt');
    return `an archive inside the bundle (${kind}): unpack it (${how}) and import it by itself`;
  }
}

/** Lines of a text that are waited for until one says what the text is. */
const lookLines = 2000;

/** A member that is text, or should be. */
export class TextMember implements MemberSink {
  readonly #place: MemberPlace;
  readonly #lines: LineDecoder;
  #head: Buffer | null = Buffer.alloc(0);
  #bytes = 0;
  #binary = false;
  #content: ContentWriter | null = null;
  #source: OutputSource | null = null;
  #transcript: TranscriptSource | null = null;
  #waiting: string[] | null = [];
  #given = false;

  constructor(place: MemberPlace) {
    this.#place = place;
    this.#lines = new LineDecoder((text, number) => this.#line(text, number));
  }

  chunk(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    if (this.#binary || this.#given) return;
    if (this.#head === null) {
      this.#lines.chunk(bytes);
      return;
    }
    this.#head = Buffer.concat([this.#head, bytes]);
    if (this.#head.length >= magicBytes) this.#begin();
  }

  #begin(): void {
    const head = this.#head ?? Buffer.alloc(0);
    this.#head = null;
    this.#binary = !isText(head.subarray(0, magicBytes));
    if (!this.#binary) this.#lines.chunk(head);
  }

  #line(text: string, number: number): void {
    if (this.#waiting !== null) {
      this.#waiting.push(text);
      this.#decide(text);
      return;
    }
    this.#content?.line(text);
    if (this.#transcript !== null) this.#transcript.line(text, number);
    else if (this.#place.inReport) this.#source?.line(text, number);
    else this.#source?.pastedLine(text, number);
  }

  /** Looks at the lines so far, of which `text` is the last; starts reading when they say enough. */
  #decide(text: string): void {
    if (this.#waiting === null || text.trim() === '') return;
    const { reading, recognised } = this.#place.role;
    if (reading === 'output') {
      // Named after its command, but pasted from a terminal with the prompt that it was typed at.
      const prompt = this.#place.inReport ? null : promptLine(text);
      if (prompt !== null && prompt.typed !== '') this.#readTranscript();
      else this.#readOutput(recognised);
    } else if (reading === 'look') {
      const command = sniffCommand(text);
      if (command !== null)
        this.#readOutput({ command, context: { target: null, netns: null, protocol: null } });
      else this.#giveUp();
    } else if (startsTranscript(text)) this.#readTranscript();
    else if (this.#waiting.length >= lookLines) this.#giveUp();
  }

  #readOutput(recognised: RecognisedCommand | null): void {
    const { target, snapshots, path, root, role } = this.#place;
    const commandLine = role.commandLine ?? recognised?.command.title ?? null;
    this.#source = new OutputSource(target, snapshots.of(root, null), path, commandLine, recognised);
    snapshots.noteOutput(root, null);
    this.#replay();
  }

  #readTranscript(): void {
    const { target, snapshots, path, root } = this.#place;
    this.#transcript = new TranscriptSource(target, snapshots, path, root);
    this.#replay();
  }

  #replay(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    this.#content = this.#place.target.writer.content();
    for (const [i, line] of waiting.entries()) this.#line(line, i + 1);
  }

  #giveUp(): void {
    this.#given = true;
  }

  end(cut: string | null): void {
    if (this.#head !== null && this.#head.length > 0) this.#begin();
    if (!this.#binary && !this.#given) this.#lines.end();
    if (this.#transcript !== null) {
      const contentId = this.#content?.end() ?? null;
      this.#transcript.end({
        bytes: this.#bytes,
        lines: this.#lines.lines,
        contentId,
        cut,
        damage: this.#lines,
      });
      return;
    }
    if (this.#source === null) this.#endUnread(cut);
    else this.#endOutput(this.#source, cut);
  }

  #endOutput(source: OutputSource, cut: string | null): void {
    reportDamage(this.#lines, (severity, line, code, message) =>
      source.problem(severity, line, code, message),
    );
    const contentId = this.#content?.end() ?? null;
    source.end({
      bytes: this.#bytes,
      firstLine: 1,
      lastLine: this.#lines.lines,
      contentId,
      cut,
      said: this.#place.role.cut,
    });
  }

  /** Nothing was recognised: empty, only error text, binary where text was expected, or some other text. */
  #endUnread(cut: string | null): void {
    const { target, snapshots, path, root, role } = this.#place;
    const source = new OutputSource(
      target,
      snapshots.of(root, null),
      path,
      role.commandLine,
      role.recognised,
    );
    const end = { bytes: this.#bytes, firstLine: 1, lastLine: 0, contentId: null };
    const blank =
      this.#bytes === 0 || (this.#waiting?.every((line) => line.trim() === '') === true && !this.#given);
    if (cut !== null) {
      source.problem('data-loss', null, 'output-cut', `the member is not whole: ${cut}`);
      source.finish('unreadable', cut, end);
    } else if (this.#binary) {
      if (role.recognised === null) source.finish('unrecognised', null, end);
      else {
        source.problem('error', null, 'binary-data', 'binary data where text was expected');
        source.finish('unreadable', 'binary data where text was expected', end);
      }
    } else if (blank) {
      source.finish('empty', null, end);
    } else {
      const lines = role.isOutput && !this.#given ? (this.#waiting ?? []) : [];
      const error = errorText(lines);
      if (error !== null) source.problem('error', lines.indexOf(error) + 1 || null, 'error-output', error);
      source.finish(error === null ? 'unrecognised' : 'error', error, end);
    }
  }
}

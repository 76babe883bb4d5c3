// One hostile input, told by its number: makes it, reads it, and says what went wrong.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodedError } from '../../shared/api.ts';
import { TranscriptReader } from '../../shared/bundle/transcript.ts';
import type { Sink } from '../../shared/commands/command.ts';
import { LineDecoder } from '../../electron/engine/import/decode-lines.ts';
import type { MemberVisitor } from '../../electron/engine/import/members.ts';
import { openBundle } from '../../electron/engine/import/open-bundle.ts';
import { runImport } from '../../electron/engine/import/run-import.ts';
import { checkCase } from '../check-case.ts';
import { archives, hurtArchive } from './hostile-archives.ts';
import { hurtBundle } from './hostile-bundles.ts';
import { hurtOutput, outputs } from './hostile-outputs.ts';
import { Random } from './random.ts';

interface Input {
  readonly what: string;
  readonly bytes: Buffer;
  /** Null when it was taken as it should be. */
  readonly read: () => Promise<string | null> | string | null;
}

export class HostileInputs {
  readonly #folder = mkdtempSync(join(tmpdir(), 'coldtrace-hostile-'));
  readonly #archives = archives();
  readonly #outputs = outputs();

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }

  /**
   * Reads the input of that number: of a hundred, 38 are archives, two whole bundles that are imported, 45 outputs
   * under the name of a command, mostly their own, and 15 outputs that nothing names. Null when it was taken as
   * it should be, else what went wrong. Nothing may take the processor longer than a second and one more for each
   * kilobyte; what waits for ever is seen from outside.
   */
  async try(seed: number): Promise<string | null> {
    const random = new Random(seed);
    const { what, bytes, read } = this.#input(random);
    const before = process.cpuUsage();
    let wrong: string | null;
    try {
      wrong = await read();
    } catch (error) {
      wrong = error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
    const { user, system } = process.cpuUsage(before);
    const seconds = (user + system) / 1e6;
    if (wrong === null && seconds > 1 + bytes.length / 1024) wrong = `it took ${seconds.toFixed(1)} s`;
    return wrong === null ? null : `${what} of ${bytes.length} bytes: ${wrong}`;
  }

  #input(random: Random): Input {
    const kind = random.below(100);
    if (kind < 38) {
      const bytes = hurtArchive(random, this.#archives);
      return { what: 'archive', bytes, read: () => this.#readArchive(bytes) };
    }
    if (kind < 40) {
      const bytes = hurtBundle(random, this.#outputs);
      return { what: 'bundle', bytes, read: () => this.#import(bytes) };
    }
    const output = random.pick(this.#outputs);
    const bytes = hurtOutput(random, this.#outputs, output.bytes);
    if (kind < 55) return { what: 'text', bytes, read: () => readText(bytes) };
    // Damage that leaves most of it whole is what gets far into a parser: its own, three times of four.
    const { recognised } = random.below(4) > 0 ? output : random.pick(this.#outputs);
    return {
      what: `output as ${recognised.command.id}`,
      bytes,
      read: () => readOutput(bytes, recognised),
    };
  }

  /** Imports a bundle as the engine does and holds the case against its own rules. */
  async #import(bytes: Buffer): Promise<string | null> {
    const path = join(this.#folder, 'bundle');
    const casePath = join(this.#folder, 'hostile.coldtrace');
    writeFileSync(path, bytes);
    try {
      const { signal } = new AbortController();
      const inputs = [{ kind: 'path', name: 'bundle', path }] as const;
      const job = { casePath, inputs, label: null, merge: false, parsing: { threads: 0 } };
      await runImport(job, { progress: () => undefined, signal });
      const wrong = checkCase(casePath);
      return wrong.length === 0 ? null : wrong.slice(0, 5).join('; ');
    } catch (error) {
      return error instanceof CodedError ? null : ((error as Error).stack ?? String(error));
    } finally {
      for (const end of ['', '-wal', '-shm']) rmSync(`${casePath}${end}`, { force: true });
    }
  }

  async #readArchive(bytes: Buffer): Promise<string | null> {
    const path = join(this.#folder, 'input');
    writeFileSync(path, bytes);
    const { signal } = new AbortController();
    let open = 0;
    const paths = new Set<string>();
    const visitor: MemberVisitor = {
      file(path) {
        open++;
        paths.add(path);
        return { chunk: () => undefined, end: () => void open-- };
      },
      unread: (path) => void paths.add(path),
      link: (path) => void paths.add(path),
      folder: () => undefined,
      special: (path) => void paths.add(path),
      problem: () => undefined,
    };
    try {
      const reader = await openBundle({ kind: 'path', name: 'input', path }, signal);
      await reader.read(visitor, signal, () => undefined);
    } catch (error) {
      return error instanceof CodedError ? null : ((error as Error).stack ?? String(error));
    }
    if (open !== 0) return `${open} members were begun and not ended`;
    const outside = [...paths].find((one) => one.startsWith('/') || one.split('/').includes('..'));
    return outside === undefined ? null : `a path leads out: ${JSON.stringify(outside)}`;
  }
}

type Recognised = ReturnType<typeof outputs>[number]['recognised'];

/** Notes what a parser says of lines that are not there. */
class Watch {
  wrong: string | null = null;
  /** Where its output begins, and how many lines there were so far. */
  first = 1;
  lines = 0;

  readonly sink: Sink = {
    fact: (kind, _data, firstLine, lastLine) => {
      if (firstLine < this.first || firstLine > lastLine || lastLine > this.lines)
        this.wrong ??= `a fact (${kind}) of lines ${firstLine} to ${lastLine}, from ${this.first} to ${this.lines}`;
    },
    problem: (_severity, line, code) => {
      if (line !== null && (line < this.first || line > this.lines))
        this.wrong ??= `a problem (${code}) of line ${line}, from ${this.first} to ${this.lines}`;
    },
  };
}

function readOutput(bytes: Buffer, { command, context }: Recognised): string | null {
  const watch = new Watch();
  const parser = command.parser(context, watch.sink);
  const decoder = new LineDecoder((text, number) => {
    watch.lines = number;
    for (const piece of command.unfold?.(text) ?? [text]) parser.line(piece, number);
  });
  decoder.chunk(bytes);
  decoder.end();
  parser.end();
  return watch.wrong;
}

/** Reads a text that nothing names: each of its lines is in one output, beside all of them, or frames them. */
function readText(bytes: Buffer): string | null {
  const watch = new Watch();
  const placed = new Set<number>();
  let parser: ReturnType<Recognised['command']['parser']> | null = null;
  let wrong: string | null = null;
  const place = (number: number): void => {
    placed.add(number);
  };
  const reader = new TranscriptReader({
    start({ recognised, firstLine }) {
      watch.first = firstLine;
      parser = recognised?.command.parser(recognised.context, watch.sink) ?? null;
    },
    line(text, number) {
      place(number);
      if (number < watch.first) wrong ??= `line ${number} in an output from ${watch.first} on`;
      parser?.line(text, number);
    },
    problem: () => undefined,
    end: () => parser?.end(),
    aside: place,
    frame: place,
  });
  const decoder = new LineDecoder((text, number) => {
    watch.lines = number;
    reader.line(text, number);
  });
  decoder.chunk(bytes);
  decoder.end();
  reader.end();
  if (placed.size !== watch.lines) wrong ??= `${placed.size} of ${watch.lines} lines have a place`;
  return wrong ?? watch.wrong;
}

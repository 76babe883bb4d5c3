// One hostile input, told by its number: makes it, reads it, and says what went wrong.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodedError } from '../../shared/api.ts';
import { LineDecoder } from '../../electron/engine/import/decode-lines.ts';
import type { MemberVisitor } from '../../electron/engine/import/members.ts';
import { openBundle } from '../../electron/engine/import/open-bundle.ts';
import { archives, hurtArchive } from './hostile-archives.ts';
import { hurtOutput, outputs } from './hostile-outputs.ts';
import { Random } from './random.ts';

export class HostileInputs {
  readonly #folder = mkdtempSync(join(tmpdir(), 'coldtrace-hostile-'));
  readonly #archives = archives();
  readonly #outputs = outputs();

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }

  /**
   * Reads the input of that number: two of five are archives. Null when it was taken as it should be,
   * else what went wrong. Nothing may take longer than a second and one more for each kilobyte.
   */
  async try(seed: number): Promise<string | null> {
    const random = new Random(seed);
    const isArchive = random.below(5) < 2;
    const bytes = isArchive ? hurtArchive(random, this.#archives) : hurtOutput(random, this.#outputs);
    const start = performance.now();
    let wrong: string | null;
    let what = 'archive';
    try {
      if (isArchive) wrong = await this.#readArchive(bytes);
      else {
        const output = random.pick(this.#outputs);
        what = `output as ${output.recognised.command.id}`;
        wrong = readOutput(bytes, output.recognised);
      }
    } catch (error) {
      wrong = error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
    const seconds = (performance.now() - start) / 1000;
    if (wrong === null && seconds > 1 + bytes.length / 1024) wrong = `it took ${seconds.toFixed(1)} s`;
    return wrong === null ? null : `${what} of ${bytes.length} bytes: ${wrong}`;
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

function readOutput(bytes: Buffer, { command, context }: Recognised): string | null {
  let wrong: string | null = null;
  let lines = 0;
  const parser = command.parser(context, {
    fact(kind, _data, firstLine, lastLine) {
      if (firstLine < 1 || firstLine > lastLine || lastLine > lines) {
        wrong ??= `a fact (${kind}) of lines ${firstLine} to ${lastLine} after ${lines}`;
      }
    },
    problem(_severity, line, code) {
      if (line !== null && (line < 1 || line > lines))
        wrong ??= `a problem (${code}) of line ${line} after ${lines}`;
    },
  });
  const decoder = new LineDecoder((text, number) => {
    lines = number;
    parser.line(text, number);
  });
  decoder.chunk(bytes);
  decoder.end();
  parser.end();
  return wrong;
}

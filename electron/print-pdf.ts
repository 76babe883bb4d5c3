// A report as PDF, without the desktop host: a Chromium prints the same HTML that is exported, without network and
// without a profile of its own.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CodedError } from '../shared/coded-error.ts';
import { writeError } from './engine/write-whole-file.ts';
import { findChromium } from './find-chromium.ts';

/** Long enough for a report of thousands of pages. */
const longest = 180_000;

/** The bytes of the PDF. Throws the signal's reason, 'not-found' where there is no Chromium, 'cannot-write' where it does not print. */
export async function printPdf(html: string, signal?: AbortSignal): Promise<Uint8Array> {
  const chromium = findChromium();
  if (chromium === null)
    throw new CodedError(
      'not-found',
      'A PDF needs a Chromium to print it, and none was found.',
      'Install one, name it with CHROMIUM_PATH, or write HTML and print that.',
    );
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-print-'));
  const [page, pdf] = [join(folder, 'report.html'), join(folder, 'report.pdf')];
  try {
    writeFileSync(page, html);
    const said = await run(
      chromium,
      [
        ...[
          '--headless',
          '--disable-gpu',
          '--disable-dev-shm-usage',
          '--no-first-run',
          '--disable-extensions',
        ],
        ...[
          '--disable-background-networking',
          '--disable-component-update',
          '--host-resolver-rules=MAP * ~NOTFOUND',
        ],
        // As root, as in a container, Chromium's own sandbox cannot start; the page has no script to keep in.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        ...[
          `--user-data-dir=${join(folder, 'profile')}`,
          '--no-pdf-header-footer',
          '--generate-pdf-document-outline',
        ],
        ...[`--print-to-pdf=${pdf}`, pathToFileURL(page).href],
      ],
      signal,
    );
    signal?.throwIfAborted();
    const bytes = readPdf(pdf);
    if (bytes === null) throw new CodedError('cannot-write', `${chromium} printed no PDF: ${said}`);
    return bytes;
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof CodedError ? error : writeError(page, error);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** Null unless it is a whole one. */
function readPdf(path: string): Uint8Array | null {
  try {
    const bytes = readFileSync(path);
    return bytes.subarray(0, 5).toString() === '%PDF-' && bytes.subarray(-1024).includes('%%EOF')
      ? bytes
      : null;
  } catch {
    return null;
  }
}

/** Resolves with the last line that it said when it ends, however that is. */
function run(program: string, args: readonly string[], signal?: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: longest });
    // Resolved when it has ended: until then it writes to its profile.
    const stop = (): boolean => child.kill();
    signal?.addEventListener('abort', stop);
    let said = '';
    child.stderr.on('data', (part: Buffer) => (said = `${said}${part.toString()}`.slice(-4000)));
    child.on('error', reject);
    child.on('close', (code, killed) => {
      signal?.removeEventListener('abort', stop);
      const last = said.trim().split('\n').at(-1) ?? '';
      resolve(last === '' ? `it ended with ${killed ?? code}` : last);
    });
  });
}

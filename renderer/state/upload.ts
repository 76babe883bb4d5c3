// Sends a bundle's files to the browser host, which keeps them until they are imported.
import { CodedError, errorCodes } from '../../shared/api.ts';
import type { ChosenBundle } from './dropped-files.ts';

type FilesBundle = Extract<ChosenBundle, { kind: 'files' }>;

/** Sends all files one after another. `sent` hears of bytes as they go. Gives the upload's id for `import.start`. */
export async function uploadBundle(
  bundle: FilesBundle,
  sent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const opened = await post(
    `upload?${new URLSearchParams({ name: bundle.name }).toString()}`,
    null,
    () => undefined,
    signal,
  );
  const { upload } = JSON.parse(opened) as { upload: string };
  const address = `upload/${encodeURIComponent(upload)}`;
  try {
    let before = 0;
    for (const { path, file } of bundle.files) {
      const query = new URLSearchParams({ path }).toString();
      await post(`${address}?${query}`, file, (bytes) => sent(before + bytes), signal);
      before += file.size;
      sent(before);
    }
  } catch (error) {
    // What was sent is of no use; if even this fails, the host forgets it when it ends.
    void fetch(new URL(address, document.baseURI), { method: 'DELETE' }).catch(() => null);
    throw error;
  }
  return upload;
}

// XMLHttpRequest, because fetch does not say how much of a body has been sent.
function post(
  address: string,
  body: File | null,
  sent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    signal.addEventListener('abort', abort);
    request.upload.addEventListener('progress', (event) => sent(event.loaded));
    request.addEventListener('loadend', () => {
      signal.removeEventListener('abort', abort);
      if (signal.aborted) reject(signal.reason as Error);
      else if (request.status >= 200 && request.status < 300) resolve(request.responseText);
      else reject(uploadError(request.responseText));
    });
    request.open('POST', new URL(address, document.baseURI));
    request.send(body);
  });
}

function uploadError(text: string): CodedError {
  try {
    const { code, message, next } = JSON.parse(text) as Record<string, unknown>;
    const known = errorCodes.find((each) => each === code);
    if (known && typeof message === 'string')
      return new CodedError(known, message, typeof next === 'string' ? next : null);
  } catch {
    // Not an answer of ours: the connection broke.
  }
  return new CodedError('internal', 'The upload was interrupted.');
}

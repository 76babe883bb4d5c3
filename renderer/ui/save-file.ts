// Gives the user a file that was made here: the browser, or the desktop host, asks where to put it.
import { fileName } from './file-name.ts';

/** `name` may hold anything: what no file name can is replaced. */
export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName(name);
  link.click();
  // The download has begun when the click returns; some browsers read a moment later.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

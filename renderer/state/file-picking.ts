// Asking the user for files: the system's dialog in the desktop host, the browser's own otherwise.
import { bundleAtPath, bundlesOfInput, type ChosenBundle } from './dropped-files.ts';

/** Bundles the user picks: files, or a folder. Empty when the user cancels. */
export async function pickBundles(kind: 'bundle' | 'folder'): Promise<readonly ChosenBundle[]> {
  const bridge = window.coldtrace;
  if (bridge) return (await bridge.pick(kind)).map(bundleAtPath);
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.webkitdirectory = kind === 'folder';
    input.addEventListener('change', () => resolve(bundlesOfInput([...(input.files ?? [])])));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}

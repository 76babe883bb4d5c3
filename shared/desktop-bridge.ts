// What electron/preload.ts gives the interface in the desktop host, as `window.coldtrace`.
import type { ClientFrame, EngineFrame } from './api.ts';

/** What a file dialog is asked for. `saveCase` asks where a case is to be; the others ask what to open. */
export const pickKinds = ['bundle', 'folder', 'case', 'saveCase'] as const;
export type PickKind = (typeof pickKinds)[number];

export type PrintOutcome = 'printed' | 'cancelled' | 'stopped' | 'failed';

export interface DesktopBridge {
  /** Sends one request to the engine; its answer comes to the `onFrame` listeners under the same id. */
  post(frame: ClientFrame): void;
  /** Calls `listener` for every answer and event; the returned function ends that. */
  onFrame(listener: (frame: EngineFrame) => void): () => void;
  /** The path of a dropped or chosen file or folder; empty when it is not a file on disk. */
  pathFor(file: File): string;
  /** Shows a dialog and resolves with the chosen paths; none when the user cancels. */
  pick(kind: PickKind): Promise<readonly string[]>;
  /**
   * Asks where a report goes and prints it there as PDF: `html` is the whole file, `name` what it would be called.
   * Resolves with 'cancelled' where the user chooses no place, with 'stopped' after `stopPrinting`. One at a time.
   */
  printPdf(name: string, html: string): Promise<PrintOutcome>;
  /** Ends the printing, if one is under way: it leaves no file. */
  stopPrinting(): Promise<void>;
  /** Puts text on the clipboard: the page itself has no permission to. */
  copy(text: string): Promise<void>;
}

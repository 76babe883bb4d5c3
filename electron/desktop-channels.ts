// The names of the desktop host's IPC channels, as main.ts and preload.ts know them.
export const channels = {
  /** Renderer to main: a ClientFrame. */
  request: 'coldtrace:request',
  /** Main to renderer: an EngineFrame. */
  answer: 'coldtrace:answer',
  /** Renderer asks main for paths by a dialog; the argument is a PickKind. */
  pick: 'coldtrace:pick',
  /** Renderer asks main to print a report: its file's name and its HTML. */
  printPdf: 'coldtrace:print-pdf',
  /** Renderer asks main to end the printing that is under way. */
  stopPrinting: 'coldtrace:stop-printing',
  /** Renderer asks main to put its argument, a text, on the clipboard. */
  copy: 'coldtrace:copy',
} as const;

// How the interface reaches the engine in each host. Desktop: the object that electron/preload.ts
// puts on `window`. Browser host: `window.coldtrace` is absent; see the routes at the end.
import type { ClientFrame, EngineFrame } from '../../shared/api.ts';

/** What a file dialog is asked for. `newCase` asks where to save; the others ask what to open. */
export type PickKind = 'bundle' | 'folder' | 'case' | 'newCase';

export interface DesktopBridge {
  /** Sends one request to the engine; its answer comes to the `onFrame` listeners under the same id. */
  post(frame: ClientFrame): void;
  /** Calls `listener` for every answer and event; the returned function ends that. */
  onFrame(listener: (frame: EngineFrame) => void): () => void;
  /** The path of a dropped or chosen file or folder; empty when it is not a file on disk. */
  pathFor(file: File): string;
  /** Shows a dialog; empty when the user cancels. */
  pick(kind: PickKind): Promise<readonly string[]>;
}

declare global {
  interface Window {
    readonly coldtrace?: DesktopBridge;
  }
}

// Browser host. All addresses are relative to the page (the page's own address carries the token,
// as in `http://127.0.0.1:PORT/TOKEN/`), so `new URL('engine', document.baseURI)` is right:
//
//   WebSocket `engine` (scheme ws:)            text messages: a ClientFrame up, an EngineFrame down
//   POST `upload?name=NAME`                    201 { "upload": ID }: opens an upload
//   POST `upload/ID?path=RELATIVE/PATH`        204: one file's bytes as the body; a folder sends many
//   DELETE `upload/ID`                         204: forgets an upload that will not be imported
//
// then `import.start` with `{ upload: ID }`. An upload is forgotten when its import has ended.
// Errors answer as `{ "code", "message", "next" }` (ApiError) with status 4xx or 5xx.

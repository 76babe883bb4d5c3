// How the interface reaches the engine in each host. Desktop: the object that electron/preload.ts
// puts on `window`. Browser host: `window.coldtrace` is absent; see the routes at the end.
import type { DesktopBridge } from '../../shared/desktop-bridge.ts';

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

// The desktop host's bridge: the only thing that the sandboxed interface can reach outside its page.
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { EngineFrame } from '../shared/api.ts';
import type { DesktopBridge, PrintOutcome } from '../shared/desktop-bridge.ts';
import { channels } from './desktop-channels.ts';

const bridge: DesktopBridge = {
  post: (frame) => ipcRenderer.send(channels.request, frame),
  onFrame(listener) {
    const onAnswer = (_event: unknown, frame: EngineFrame): void => listener(frame);
    ipcRenderer.on(channels.answer, onAnswer);
    return () => {
      ipcRenderer.off(channels.answer, onAnswer);
    };
  },
  pathFor: (file) => webUtils.getPathForFile(file),
  pick: (kind) => ipcRenderer.invoke(channels.pick, kind) as Promise<readonly string[]>,
  printPdf: (name, html) => ipcRenderer.invoke(channels.printPdf, name, html) as Promise<PrintOutcome>,
  stopPrinting: () => ipcRenderer.invoke(channels.stopPrinting) as Promise<void>,
  copy: (text) => ipcRenderer.invoke(channels.copy, text) as Promise<void>,
};

contextBridge.exposeInMainWorld('coldtrace', bridge);

// A stand-in for the `electron` module: it records what the desktop host asks of Electron and lets a
// test play the other side. Only what electron/main.ts and preload.ts use is here; what they use and
// is not here fails as "not a function", so nothing passes by being ignored.
import { EventEmitter } from 'node:events';
import { vi } from 'vitest';

export class StandInContents extends EventEmitter {
  readonly mainFrame = { url: 'coldtrace://app/index.html' };
  readonly sent: { channel: string; frame: unknown }[] = [];
  windowOpenHandler: ((details: { url: string }) => { action: string }) | null = null;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.windowOpenHandler = handler;
  }
  send(channel: string, frame: unknown): void {
    this.sent.push({ channel, frame });
  }
  printToPDF = vi.fn((_options: unknown) => Promise.resolve(Buffer.from('%PDF-1.7')));
}

export class StandInWindow extends EventEmitter {
  static readonly all: StandInWindow[] = [];
  readonly webContents = new StandInContents();
  readonly options: { webPreferences: Record<string, unknown>; show: boolean };
  loaded: string | null = null;
  shown = false;
  constructor(options: StandInWindow['options']) {
    super();
    this.options = options;
    StandInWindow.all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL(url: string): Promise<void> {
    this.loaded = url;
    return Promise.resolve();
  }
  show(): void {
    this.shown = true;
  }
  focus = vi.fn();
  restore = vi.fn();
  isMinimized = (): boolean => true;
  isDestroyed = (): boolean => false;
  destroy = vi.fn();
}

export class StandInEngine extends EventEmitter {
  readonly posted: unknown[] = [];
  readonly file: string;
  readonly args: readonly string[];
  readonly kill = vi.fn();
  constructor(file: string, args: readonly string[]) {
    super();
    this.file = file;
    this.args = args;
  }
  postMessage(frame: unknown): void {
    this.posted.push(frame);
  }
}

type Handler = (...parts: unknown[]) => unknown;

class StandInApp extends EventEmitter {
  isPackaged = false;
  readonly calls: string[] = [];
  readonly paths: Record<string, string> = {};
  readonly switches: Record<string, string> = {};
  readonly commandLine = {
    appendSwitch: (name: string, value = ''): void => {
      this.switches[name] = value;
    },
  };
  lock = true;
  setPath(name: string, path: string): void {
    this.paths[name] = path;
  }
  enableSandbox(): void {
    this.calls.push('enableSandbox');
  }
  requestSingleInstanceLock(): boolean {
    return this.lock;
  }
  whenReady(): Promise<void> {
    this.calls.push('whenReady');
    return Promise.resolve();
  }
  quit(): void {
    this.calls.push('quit');
  }
  getPreferredSystemLanguages(): string[] {
    return ['zh-CN', 'en'];
  }
  getLocale(): string {
    return 'en';
  }
}

class StandInSession extends EventEmitter {
  permissionRequest: Handler | null = null;
  permissionCheck: Handler | null = null;
  devicePermission: Handler | null = null;
  spellChecker = true;
  beforeRequest: ((details: { url: string }, answer: (verdict: { cancel: boolean }) => void) => void) | null =
    null;
  readonly webRequest = {
    onBeforeRequest: (handler: NonNullable<StandInSession['beforeRequest']>): void => {
      this.beforeRequest = handler;
    },
  };
  setPermissionRequestHandler(handler: Handler): void {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: Handler): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: Handler): void {
    this.devicePermission = handler;
  }
  setSpellCheckerEnabled(enabled: boolean): void {
    this.spellChecker = enabled;
  }
}

class StandInIpcMain extends EventEmitter {
  readonly handlers = new Map<string, Handler>();
  handle(channel: string, handler: Handler): void {
    this.handlers.set(channel, handler);
  }
}

class StandInIpcRenderer extends EventEmitter {
  readonly sent: unknown[][] = [];
  readonly invoked: unknown[][] = [];
  send(...parts: unknown[]): void {
    this.sent.push(parts);
  }
  invoke(...parts: unknown[]): Promise<unknown> {
    this.invoked.push(parts);
    return Promise.resolve(['/chosen']);
  }
}

export const app = new StandInApp();
export const defaultSession = new StandInSession();
export const session = { defaultSession };
export const ipcMain = new StandInIpcMain();
export const ipcRenderer = new StandInIpcRenderer();
export const BrowserWindow = StandInWindow;
export const engines: StandInEngine[] = [];
export const utilityProcess = {
  fork(file: string, args: readonly string[]): StandInEngine {
    const engine = new StandInEngine(file, args);
    engines.push(engine);
    return engine;
  },
};
export const schemes: { scheme: string; privileges: Record<string, boolean> }[] = [];
export const protocolHandlers = new Map<string, (request: Request) => Response>();
export const protocol = {
  registerSchemesAsPrivileged(given: typeof schemes): void {
    // Electron ignores schemes that are registered once the app is ready.
    if (app.calls.includes('whenReady')) throw new Error('registered too late');
    schemes.push(...given);
  },
  handle(scheme: string, handler: (request: Request) => Response): void {
    protocolHandlers.set(scheme, handler);
  },
};
export const menus: unknown[] = [];
export const Menu = {
  buildFromTemplate: (template: unknown): unknown => template,
  setApplicationMenu: (menu: unknown): void => {
    menus.push(menu);
  },
};
export const clipboard = {
  text: '',
  writeText(text: string): void {
    clipboard.text = text;
  },
};

export const dialog = {
  showErrorBox: vi.fn(),
  showOpenDialog: vi.fn((_window: unknown, _options: unknown) =>
    Promise.resolve({ canceled: false, filePaths: ['/bundles/one.tar.xz'] }),
  ),
  showSaveDialog: vi.fn((_window: unknown, _options: unknown) =>
    Promise.resolve({ canceled: true, filePath: '' }),
  ),
};
export const exposed: Record<string, unknown> = {};
export const contextBridge = {
  exposeInMainWorld(name: string, api: unknown): void {
    exposed[name] = api;
  },
};
export const webUtils = { getPathForFile: (file: { name: string }): string => `/dropped/${file.name}` };

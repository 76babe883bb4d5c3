// The desktop host: one sandboxed window that shows the built interface under a scheme of its own, and
// the engine in a utility process. It opens no connection and lets the window open none.
import { join } from 'node:path';
import {
  BrowserWindow,
  Menu,
  app,
  clipboard,
  dialog,
  ipcMain,
  protocol,
  session,
  utilityProcess,
} from 'electron';
import type {
  IpcMainEvent,
  IpcMainInvokeEvent,
  MenuItemConstructorOptions,
  OpenDialogOptions,
} from 'electron';
import type { EngineFrame } from '../shared/api.ts';
import { pickKinds } from '../shared/desktop-bridge.ts';
import type { PickKind, PrintOutcome } from '../shared/desktop-bridge.ts';
import { appFolders, userDataFolder } from './app-folders.ts';
import { reportHeaders, securityHeaders } from './content-policy.ts';
import { channels } from './desktop-channels.ts';
import { createEngineLink } from './engine-link.ts';
import type { EngineProcessOptions } from './engine/process-options.ts';
import { importOnStart, readStartArguments } from './import-on-start.ts';
import type { StartArguments } from './import-on-start.ts';
import { writeWholeFile } from './engine/write-whole-file.ts';
import { readInterfaceFiles } from './interface-files.ts';

const scheme = 'coldtrace';
const pageAddress = `${scheme}://app/`;
/** Another origin than the interface's: a report is made of what a bundle says. */
const reportAddress = `${scheme}://report/`;
/** What is there while it is printed. */
let reportPage: string | null = null;
/** While a report is printed. */
let stopPrinting: (() => void) | null = null;

// All of this must stand before the app is ready.
protocol.registerSchemesAsPrivileged([
  { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);
app.setPath('userData', join(userDataFolder(), 'window'));
app.enableSandbox();
for (const name of [
  'disable-background-networking',
  'disable-component-update',
  'disable-domain-reliability',
]) {
  app.commandLine.appendSwitch(name);
}
app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');

app.on('web-contents-created', (_created, contents) => {
  const prevent = (event: { preventDefault(): void }): void => event.preventDefault();
  contents.on('will-navigate', prevent);
  contents.on('will-frame-navigate', prevent);
  contents.on('will-redirect', prevent);
  contents.on('will-attach-webview', prevent);
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
});
app.on('window-all-closed', () => app.quit());

if (app.requestSingleInstanceLock()) void app.whenReady().then(run);
else app.quit();

function run(): void {
  denyEverything();
  serveInterface();
  Menu.setApplicationMenu(Menu.buildFromTemplate(menu()));

  const engine = startEngine();
  const window = createWindow();
  const client = engine.connect((frame) => {
    if (!window.isDestroyed()) window.webContents.send(channels.answer, frame);
  });
  const isOurs = (event: IpcMainEvent | IpcMainInvokeEvent): boolean =>
    event.sender === window.webContents &&
    event.senderFrame === window.webContents.mainFrame &&
    event.senderFrame.url.startsWith(pageAddress);

  ipcMain.on(channels.request, (event, frame: unknown) => {
    if (isOurs(event)) client.post(frame);
  });
  ipcMain.handle(channels.pick, (event, kind: unknown) => {
    if (!isOurs(event) || !isPickKind(kind)) throw new Error('refused');
    return pick(window, kind);
  });
  ipcMain.handle(channels.printPdf, (event, name: unknown, html: unknown) => {
    if (!isOurs(event) || typeof name !== 'string' || typeof html !== 'string') throw new Error('refused');
    return printReport(window, name, html);
  });
  ipcMain.handle(channels.stopPrinting, (event) => {
    if (!isOurs(event)) throw new Error('refused');
    stopPrinting?.();
  });
  ipcMain.handle(channels.copy, (event, text: unknown) => {
    if (!isOurs(event) || typeof text !== 'string') throw new Error('refused');
    clipboard.writeText(text);
  });

  const start = (given: StartArguments): void => {
    importOnStart(engine, given).catch((error: Error) => dialog.showErrorBox('Coldtrace', error.message));
  };
  app.on('second-instance', (_event, words, workingFolder) => {
    if (window.isMinimized()) window.restore();
    window.focus();
    start(readStartArguments(plainWords(words), workingFolder));
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    start(readStartArguments([path], '/'));
  });

  window.once('ready-to-show', () => {
    window.show();
    // For build/start.ts, which otherwise could not tell a window from a failure.
    if (process.env['COLDTRACE_SAY_READY']) process.stdout.write('coldtrace: window\n');
  });
  void window.loadURL(pageAddress);
  start(readStartArguments(plainWords(process.argv), process.cwd()));
}

/**
 * No permission, no device, no dictionary, no request but for the interface's own files, no download but of
 * what the interface made itself: a picture that the user saves.
 */
function denyEverything(): void {
  const own = session.defaultSession;
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  own.setPermissionCheckHandler(() => false);
  own.setDevicePermissionHandler(() => false);
  own.setSpellCheckerEnabled(false);
  const ownBlob = (url: string): boolean => url.startsWith(`blob:${pageAddress}`);
  own.on('will-download', (event, item) => {
    if (!ownBlob(item.getURL())) event.preventDefault();
  });
  own.webRequest.onBeforeRequest((details, answer) => {
    const tools = !app.isPackaged && details.url.startsWith('devtools://');
    const report = details.url === reportAddress && reportPage !== null;
    answer({ cancel: !report && !details.url.startsWith(pageAddress) && !ownBlob(details.url) && !tools });
  });
}

function serveInterface(): void {
  const fileOf = readInterfaceFiles(appFolders.renderer);
  protocol.handle(scheme, (request) => {
    const address = new URL(request.url);
    if (request.url === reportAddress && reportPage !== null) {
      return new Response(reportPage, { status: 200, headers: reportHeaders });
    }
    const file =
      address.host === 'app' && request.method === 'GET' ? fileOf(address.pathname.slice(1)) : null;
    if (file === null) return new Response('Not found\n', { status: 404, headers: securityHeaders });
    return new Response(file.body, { status: 200, headers: file.headers });
  });
}

function startEngine(): ReturnType<typeof createEngineLink> {
  const options: EngineProcessOptions = {
    version: appFolders.version,
    hostKind: 'desktop',
    locale: app.getPreferredSystemLanguages()[0] ?? app.getLocale(),
    dataFolder: userDataFolder(),
    samplesFolder: appFolders.samples,
    localesFolder: appFolders.locales,
    spoolFolder: null,
  };
  const child = utilityProcess.fork(appFolders.engineProcess, [JSON.stringify(options)], {
    serviceName: 'Coldtrace engine',
    stdio: 'inherit',
  });
  const link = createEngineLink((frame) => child.postMessage(frame));
  child.on('message', (frame: EngineFrame) => link.receive(frame));
  child.on('exit', (code) => {
    link.fail({
      code: 'internal',
      message: `The engine stopped with code ${code}.`,
      next: 'Start Coldtrace again; the case is as it was after the last finished import.',
    });
  });
  app.on('will-quit', () => child.kill());
  return link;
}

const isolated = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
} as const;

function createWindow(): BrowserWindow {
  return new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 800,
    minHeight: 500,
    show: false,
    autoHideMenuBar: true,
    webPreferences: {
      ...isolated,
      preload: join(import.meta.dirname, 'preload.cjs'),
      devTools: !app.isPackaged,
    },
  });
}

function isPickKind(kind: unknown): kind is PickKind {
  return pickKinds.some((known) => known === kind);
}

/** The system's own dialogs, so that their words are in the user's language. */
async function pick(window: BrowserWindow, kind: PickKind): Promise<readonly string[]> {
  const filters = [{ name: 'Coldtrace', extensions: ['coldtrace'] }];
  if (kind === 'saveCase') {
    const { canceled, filePath } = await dialog.showSaveDialog(window, { filters });
    return canceled || filePath === '' ? [] : [filePath];
  }
  const properties: Readonly<Record<typeof kind, OpenDialogOptions>> = {
    bundle: { properties: ['openFile', 'multiSelections'] },
    folder: { properties: ['openDirectory', 'multiSelections'] },
    case: { properties: ['openFile'], filters },
  };
  const { canceled, filePaths } = await dialog.showOpenDialog(window, properties[kind]);
  return canceled ? [] : filePaths;
}

/** Prints a report from a window of its own, which runs no script, and which nobody sees. */
async function printReport(window: BrowserWindow, name: string, html: string): Promise<PrintOutcome> {
  if (stopPrinting !== null) throw new Error('a report is being printed already');
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: name,
    filters: [{ name: 'PDF', extensions: ['pdf'] }],
  });
  if (canceled || filePath === '') return 'cancelled';
  const printed = new BrowserWindow({
    show: false,
    webPreferences: { ...isolated, javascript: false, devTools: false },
  });
  reportPage = html;
  const stopped = new Promise<null>((resolve) => {
    stopPrinting = () => resolve(null);
  });
  const printing = async (): Promise<Uint8Array> => {
    await printed.loadURL(reportAddress);
    return printed.webContents.printToPDF({
      printBackground: true,
      preferCSSPageSize: true,
      generateTaggedPDF: true,
      generateDocumentOutline: true,
    });
  };
  try {
    // Chromium cannot be asked to stop; its window goes, and what it may still print is nobody's.
    const pdf = await Promise.race([printing(), stopped]);
    if (pdf === null) return 'stopped';
    writeWholeFile(filePath, pdf);
  } catch (error) {
    dialog.showErrorBox('Coldtrace', error instanceof Error ? error.message : String(error));
    return 'failed';
  } finally {
    reportPage = null;
    stopPrinting = null;
    printed.destroy();
  }
  return 'printed';
}

/** The arguments that are the user's: what comes before them is the program, and Chromium's switches are mixed in. */
function plainWords(argv: readonly string[]): readonly string[] {
  return argv.slice(app.isPackaged ? 1 : 2).filter((word) => !word.startsWith('-'));
}

/** Electron's own menu would offer links to the web. */
function menu(): MenuItemConstructorOptions[] {
  const common: MenuItemConstructorOptions[] = [
    { role: 'editMenu' },
    { role: 'viewMenu' },
    { role: 'windowMenu' },
  ];
  return process.platform === 'darwin' ? [{ role: 'appMenu' }, ...common] : common;
}

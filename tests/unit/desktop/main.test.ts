// The desktop host against a stand-in for Electron: each security setting, and a frame's way there and back.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { contentSecurityPolicy } from '../../../electron/content-policy.ts';
import * as electron from './electron-stand-in.ts';
import { StandInContents, StandInWindow } from './electron-stand-in.ts';

const folder = mkdtempSync(join(tmpdir(), 'coldtrace-desktop-'));

vi.mock('electron', () => import('./electron-stand-in.ts'));
vi.mock('../../../electron/app-folders.ts', () => ({
  appFolders: {
    version: '0.1.0',
    renderer: join(folder, 'renderer'),
    samples: '/app/samples',
    locales: '/app/locales',
    engineProcess: '/app/engine-process.js',
  },
  userDataFolder: () => join(folder, 'data'),
}));

const mainWindow = (): StandInWindow => StandInWindow.all[0]!;
const engine = (): electron.StandInEngine => electron.engines[0]!;
const ourEvent = (): object => ({
  sender: mainWindow().webContents,
  senderFrame: mainWindow().webContents.mainFrame,
});

beforeAll(async () => {
  mkdirSync(join(folder, 'renderer/assets'), { recursive: true });
  writeFileSync(join(folder, 'renderer/index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'renderer/assets/a.js'), 'export {};');
  writeFileSync(join(folder, 'secret'), 'secret');
  process.argv = ['electron', '/app', '--some-chromium-switch', '/bundles/lab.tar.gz'];
  await import('../../../electron/main.ts');
  await vi.waitFor(() => expect(StandInWindow.all).toHaveLength(1));
});

afterAll(() => rmSync(folder, { recursive: true }));

test('the window is sandboxed, isolated and without Node', () => {
  const { preload, ...settings } = mainWindow().options.webPreferences;
  expect(preload).toMatch(/preload\.cjs$/);
  expect(settings).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: true,
  });
  expect(electron.app.calls).toContain('enableSandbox');
});

test('the interface comes from a standard, secure scheme of its own', () => {
  expect(electron.schemes).toEqual([
    { scheme: 'coldtrace', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
  expect(mainWindow().loaded).toBe('coldtrace://app/');
});

test('the scheme serves the built files with the content policy, and nothing else', async () => {
  const serve = electron.protocolHandlers.get('coldtrace')!;
  const page = serve(new Request('coldtrace://app/'));
  expect(page.status).toBe(200);
  expect(await page.text()).toBe('<!doctype html>');
  expect(page.headers.get('Content-Security-Policy')).toBe(contentSecurityPolicy);
  expect(page.headers.get('X-Content-Type-Options')).toBe('nosniff');
  expect(serve(new Request('coldtrace://app/assets/a.js')).headers.get('Content-Type')).toBe(
    'text/javascript; charset=utf-8',
  );
  for (const address of [
    'coldtrace://app/../secret',
    'coldtrace://app/%2e%2e/secret',
    'coldtrace://app/..%2fsecret',
    'coldtrace://app//etc/passwd',
    'coldtrace://other/index.html',
  ]) {
    const answer = serve(new Request(address));
    expect([address, answer.status]).toEqual([address, 404]);
    expect(answer.headers.get('Content-Security-Policy')).toBe(contentSecurityPolicy);
  }
  expect(serve(new Request('coldtrace://app/', { method: 'POST' })).status).toBe(404);
});

test('no navigation, no new window, no webview, in whatever contents are made', () => {
  const contents = new StandInContents();
  electron.app.emit('web-contents-created', {}, contents);
  for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview']) {
    const event = { preventDefault: vi.fn() };
    contents.emit(name, event);
    expect([name, event.preventDefault.mock.calls.length]).toEqual([name, 1]);
  }
  expect(contents.windowOpenHandler!({ url: 'https://example.org/' })).toEqual({ action: 'deny' });
});

test('every permission and device is denied, every download but of what the interface made; no dictionary is fetched', () => {
  const { defaultSession } = electron;
  const answer = vi.fn();
  for (const permission of ['media', 'geolocation', 'clipboard-read', 'openExternal']) {
    defaultSession.permissionRequest!(null, permission, answer);
    expect(defaultSession.permissionCheck!(null, permission)).toBe(false);
  }
  expect(answer.mock.calls).toEqual([[false], [false], [false], [false]]);
  expect(defaultSession.devicePermission!({})).toBe(false);
  const prevented = (url: string): boolean => {
    const download = { preventDefault: vi.fn() };
    defaultSession.emit('will-download', download, { getURL: () => url });
    return download.preventDefault.mock.calls.length > 0;
  };
  for (const url of ['https://example.org/a.svg', 'coldtrace://app/a.js', 'blob:https://example.org/1'])
    expect([url, prevented(url)]).toEqual([url, true]);
  // A picture that the interface made and the user saves.
  expect(prevented('blob:coldtrace://app/6d0e4f8c')).toBe(false);
  expect(defaultSession.spellChecker).toBe(false);
});

test('only the interface itself can be requested', () => {
  const cancelled = (url: string): boolean => {
    const answer = vi.fn<(verdict: { cancel: boolean }) => void>();
    electron.defaultSession.beforeRequest!({ url }, answer);
    return answer.mock.calls[0]![0].cancel;
  };
  expect(cancelled('coldtrace://app/assets/a.js')).toBe(false);
  for (const url of [
    'https://example.org/',
    'http://127.0.0.1:8000/',
    'file:///etc/passwd',
    'coldtrace://app.example/',
  ]) {
    expect([url, cancelled(url)]).toEqual([url, true]);
  }
  expect(electron.app.switches).toEqual({
    'disable-background-networking': '',
    'disable-component-update': '',
    'disable-domain-reliability': '',
    'host-resolver-rules': 'MAP * ~NOTFOUND',
  });
});

test('the engine runs in a utility process and is told where things are', () => {
  expect(electron.engines).toHaveLength(1);
  expect(engine().file).toBe('/app/engine-process.js');
  expect(JSON.parse(engine().args[0]!)).toEqual({
    version: '0.1.0',
    hostKind: 'desktop',
    locale: 'zh-CN',
    dataFolder: join(folder, 'data'),
    samplesFolder: '/app/samples',
    localesFolder: '/app/locales',
    spoolFolder: null,
  });
});

test('a bundle given as an argument goes into a new case', async () => {
  expect(engine().posted).toEqual([{ id: 1, method: 'case.new', request: { name: 'lab' } }]);
  engine().emit('message', { id: 1, response: { path: '/c', name: 'lab', bytes: 0, readOnly: false } });
  await vi.waitFor(() => expect(engine().posted).toHaveLength(2));
  expect(engine().posted[1]).toEqual({
    id: 2,
    method: 'import.start',
    request: { inputs: [{ path: '/bundles/lab.tar.gz' }], label: null, merge: false },
  });
});

test('a frame goes to the engine and its answer comes back under its own number', () => {
  const { webContents } = mainWindow();
  const before = engine().posted.length;
  electron.ipcMain.emit('coldtrace:request', ourEvent(), { id: 7, method: 'app.info', request: {} });
  const posted = engine().posted[before] as { id: number };
  expect(posted).toEqual({ id: posted.id, method: 'app.info', request: {} });
  engine().emit('message', { id: posted.id, response: { version: '0.1.0' } });
  expect(webContents.sent.at(-1)).toEqual({
    channel: 'coldtrace:answer',
    frame: { id: 7, response: { version: '0.1.0' } },
  });
  engine().emit('message', { event: 'case.changed', payload: { case: null } });
  expect(webContents.sent.at(-1)?.frame).toEqual({ event: 'case.changed', payload: { case: null } });
});

test('frames and dialogs of any other sender are refused', async () => {
  const { webContents } = mainWindow();
  const before = engine().posted.length;
  const frame = { id: 1, method: 'app.info', request: {} };
  const strangers = [
    { sender: new StandInContents(), senderFrame: webContents.mainFrame },
    { sender: webContents, senderFrame: { url: 'coldtrace://app/index.html' } },
    { sender: webContents, senderFrame: null },
  ];
  const pick = electron.ipcMain.handlers.get('coldtrace:pick')!;
  const copy = electron.ipcMain.handlers.get('coldtrace:copy')!;
  for (const event of strangers) {
    electron.ipcMain.emit('coldtrace:request', event, frame);
    expect(() => pick(event, 'bundle')).toThrow('refused');
    expect(() => copy(event, 'text')).toThrow('refused');
  }
  webContents.mainFrame.url = 'https://example.org/';
  electron.ipcMain.emit('coldtrace:request', ourEvent(), frame);
  webContents.mainFrame.url = 'coldtrace://app/index.html';
  expect(engine().posted).toHaveLength(before);
  expect(() => pick(ourEvent(), 'anything')).toThrow('refused');
  expect(await pick(ourEvent(), 'bundle')).toEqual(['/bundles/one.tar.xz']);
  expect(await pick(ourEvent(), 'saveCase')).toEqual([]);
  expect(() => copy(ourEvent(), { text: 1 })).toThrow('refused');
  expect(electron.clipboard.text).toBe('');
  await copy(ourEvent(), 'ovs-vsctl show');
  expect(electron.clipboard.text).toBe('ovs-vsctl show');
});

test('a report is printed from a hidden window without script, whole or not at all', async () => {
  const print = electron.ipcMain.handlers.get('coldtrace:print-pdf')!;
  const serve = electron.protocolHandlers.get('coldtrace')!;
  const html = '<!doctype html><h1>Report</h1>';
  const stranger = { sender: new StandInContents(), senderFrame: mainWindow().webContents.mainFrame };
  expect(() => print(stranger, 'report.pdf', html)).toThrow('refused');
  expect(() => print(ourEvent(), 'report.pdf', 7)).toThrow('refused');
  // Cancelled: no window is made.
  expect(await print(ourEvent(), 'report.pdf', html)).toBe('cancelled');
  expect(StandInWindow.all).toHaveLength(1);

  const path = join(folder, 'report.pdf');
  electron.dialog.showSaveDialog.mockResolvedValueOnce({ canceled: false, filePath: path });
  const load = vi.spyOn(StandInWindow.prototype, 'loadURL').mockImplementationOnce(async (url) => {
    const page = serve(new Request(url));
    expect([page.status, await page.text()]).toEqual([200, html]);
    expect(page.headers.get('Content-Security-Policy')).toContain(
      "default-src 'none'; style-src 'unsafe-inline'",
    );
    const verdict = vi.fn();
    electron.defaultSession.beforeRequest!({ url }, verdict);
    expect(verdict).toHaveBeenCalledWith({ cancel: false });
  });
  expect(await print(ourEvent(), 'report.pdf', html)).toBe('printed');
  load.mockRestore();
  const printed = StandInWindow.all.at(-1)!;
  expect(printed.options.show).toBe(false);
  expect(printed.options.webPreferences).toMatchObject({ sandbox: true, javascript: false });
  expect(printed.destroy).toHaveBeenCalledOnce();
  expect(readFileSync(path, 'utf8')).toBe('%PDF-1.7');
  // It is there while it is printed only.
  expect(serve(new Request('coldtrace://report/')).status).toBe(404);

  electron.dialog.showSaveDialog.mockResolvedValueOnce({
    canceled: false,
    filePath: join(folder, 'no/such/report.pdf'),
  });
  expect(await print(ourEvent(), 'report.pdf', html)).toBe('failed');
  expect(electron.dialog.showErrorBox.mock.calls.at(-1)?.[1]).toMatch(/report\.pdf cannot be written/);

  // Stopped while Chromium prints: its window goes, and no file comes.
  const unprinted = join(folder, 'stopped.pdf');
  electron.dialog.showSaveDialog.mockResolvedValueOnce({ canceled: false, filePath: unprinted });
  const loading = vi.spyOn(StandInWindow.prototype, 'loadURL').mockImplementationOnce(async () => {
    await expect(print(ourEvent(), 'second.pdf', html)).rejects.toThrow('is being printed already');
    electron.ipcMain.handlers.get('coldtrace:stop-printing')!(ourEvent());
    await new Promise(() => undefined);
  });
  expect(await print(ourEvent(), 'report.pdf', html)).toBe('stopped');
  loading.mockRestore();
  expect(StandInWindow.all.at(-1)!.destroy).toHaveBeenCalledOnce();
  expect(existsSync(unprinted)).toBe(false);
});

test('what is not a frame goes nowhere', () => {
  const before = engine().posted.length;
  for (const frame of [null, 'text', {}, { id: 'one' }, { id: 0.5 }]) {
    electron.ipcMain.emit('coldtrace:request', ourEvent(), frame);
  }
  expect(engine().posted).toHaveLength(before);
});

test('a second start hands its arguments to the first window', () => {
  const before = engine().posted.length;
  electron.app.emit('second-instance', {}, ['electron', '/app', 'old.coldtrace'], '/home/user');
  const posted = engine().posted[before] as { id: number };
  expect(posted).toEqual({
    id: posted.id,
    method: 'case.open',
    request: { path: '/home/user/old.coldtrace', create: false },
  });
  expect(mainWindow().focus).toHaveBeenCalledOnce();
});

test('the menu has no way to the web', () => {
  const withoutMac = (electron.menus[0] as { role: string }[]).filter(({ role }) => role !== 'appMenu');
  expect(withoutMac).toEqual([{ role: 'editMenu' }, { role: 'viewMenu' }, { role: 'windowMenu' }]);
});

test('when the engine ends, every request is answered', () => {
  const { webContents } = mainWindow();
  engine().emit('exit', 9);
  electron.ipcMain.emit('coldtrace:request', ourEvent(), { id: 8, method: 'app.info', request: {} });
  expect(webContents.sent.at(-1)?.frame).toMatchObject({ id: 8, error: { code: 'internal' } });
});

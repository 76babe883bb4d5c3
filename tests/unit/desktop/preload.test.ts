// The preload against a stand-in for Electron: what the interface gets, and nothing more.
import { beforeAll, expect, test, vi } from 'vitest';
import type { DesktopBridge } from '../../../shared/desktop-bridge.ts';
import * as electron from './electron-stand-in.ts';

vi.mock('electron', () => import('./electron-stand-in.ts'));

const bridge = (): DesktopBridge => electron.exposed['coldtrace'] as DesktopBridge;

beforeAll(async () => {
  await import('../../../electron/preload.ts');
});

test('exactly the bridge is exposed', () => {
  expect(Object.keys(electron.exposed)).toEqual(['coldtrace']);
  expect(Object.keys(bridge()).toSorted()).toEqual([
    'copy',
    'onFrame',
    'pathFor',
    'pick',
    'post',
    'printPdf',
    'stopPrinting',
  ]);
});

test('frames go out and come in until the listener is taken off; the event itself stays outside', () => {
  bridge().post({ id: 1, method: 'app.info', request: {} });
  expect(electron.ipcRenderer.sent).toEqual([
    ['coldtrace:request', { id: 1, method: 'app.info', request: {} }],
  ]);
  const listener = vi.fn();
  const off = bridge().onFrame(listener);
  electron.ipcRenderer.emit('coldtrace:answer', { sender: 'ipc' }, { id: 1, response: {} });
  off();
  electron.ipcRenderer.emit('coldtrace:answer', { sender: 'ipc' }, { id: 2, response: {} });
  expect(listener.mock.calls).toEqual([[{ id: 1, response: {} }]]);
});

test('paths come from the file itself and from dialogs', async () => {
  expect(bridge().pathFor(new File([], 'a.tar.xz'))).toBe('/dropped/a.tar.xz');
  expect(await bridge().pick('folder')).toEqual(['/chosen']);
  expect(electron.ipcRenderer.invoked).toEqual([['coldtrace:pick', 'folder']]);
});

test('text for the clipboard goes to the host', async () => {
  await bridge().copy('ovs-vsctl show');
  expect(electron.ipcRenderer.invoked.at(-1)).toEqual(['coldtrace:copy', 'ovs-vsctl show']);
});

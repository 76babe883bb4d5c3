// How the engine is reached: a WebSocket in the browser host, the preload's bridge in the desktop host.
import { CodedError, type Client } from '../../shared/api.ts';
import type { DesktopBridge } from '../../shared/desktop-bridge.ts';
import { FrameClient } from './frame-client.ts';

export type ConnectionState = 'connecting' | 'open' | 'lost';

/**
 * The browser host's engine: a WebSocket beside the page, whose address carries the token.
 * A lost connection is tried again, each time a little later.
 */
export function connectBrowser(onState: (state: ConnectionState) => void): Client {
  const url = new URL('engine', document.baseURI);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';

  let socket: WebSocket | null = null;
  let queue: string[] = [];
  let delay = 250;
  const client = new FrameClient({
    send: (frame) => {
      const text = JSON.stringify(frame);
      if (socket?.readyState === WebSocket.OPEN) socket.send(text);
      else queue.push(text);
    },
  });
  const open = (): void => {
    const opening = new WebSocket(url);
    socket = opening;
    opening.addEventListener('open', () => {
      delay = 250;
      for (const text of queue) opening.send(text);
      queue = [];
      onState('open');
    });
    opening.addEventListener('message', (event) => {
      if (typeof event.data === 'string') client.receive(JSON.parse(event.data));
    });
    opening.addEventListener('close', () => {
      queue = [];
      onState('lost');
      client.fail(new CodedError('internal', 'The connection to the engine was lost.'));
      setTimeout(open, delay);
      delay = Math.min(delay * 2, 5000);
    });
  };
  onState('connecting');
  open();
  return client;
}

/** The desktop host's engine: the preload carries the same frames. */
export function connectDesktop(bridge: DesktopBridge, onState: (state: ConnectionState) => void): Client {
  const client = new FrameClient({ send: (frame) => bridge.post(frame) });
  bridge.onFrame((frame) => client.receive(frame));
  onState('open');
  return client;
}

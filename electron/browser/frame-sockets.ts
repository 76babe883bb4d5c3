// The browser tabs' WebSockets: frames as JSON text, both ways, to and from the one engine.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { EngineFrame } from '../../shared/api.ts';
import type { EngineLink } from '../engine-link.ts';

/** Requests are small: a filter, a window, a list of paths. */
const maxRequestBytes = 4 * 1024 * 1024;
/** With this much waiting to be sent, a tab's further requests wait and progress is skipped. */
const highWater = 8 * 1024 * 1024;

export interface FrameSockets {
  /** Takes over a connection that the host has already checked. */
  accept(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  close(): void;
}

export function createFrameSockets(link: EngineLink): FrameSockets {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: maxRequestBytes,
    // On one machine, compressing costs more than it saves.
    perMessageDeflate: false,
  });
  server.on('connection', (socket) => serve(socket, link));
  return {
    accept(request, stream, head) {
      server.handleUpgrade(request, stream, head, (socket) => server.emit('connection', socket, request));
    },
    close() {
      for (const socket of server.clients) socket.close(1001, 'Coldtrace is closing');
      server.close();
    },
  };
}

function serve(socket: WebSocket, link: EngineLink): void {
  const client = link.connect((frame) => send(socket, frame));
  socket.on('message', (data, isBinary) => {
    const frame = isBinary ? null : parseJson(String(data));
    // 1007: not what this endpoint understands. Without an id no answer could find its way back.
    if (!client.post(frame)) socket.close(1007, 'not a frame');
  });
  socket.on('close', () => client.close());
  // `ws` closes the connection itself after an error (too large, broken UTF-8); nothing is left to do.
  socket.on('error', () => client.close());
}

function send(socket: WebSocket, frame: EngineFrame): void {
  if (socket.readyState !== socket.OPEN) return;
  const full = socket.bufferedAmount > highWater;
  if (full && 'event' in frame && frame.event === 'import.progress') return;
  socket.send(JSON.stringify(frame), () => {
    if (socket.isPaused && socket.bufferedAmount <= highWater) socket.resume();
  });
  // A tab that does not read is not asked for more work until it has.
  if (socket.bufferedAmount > highWater) socket.pause();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

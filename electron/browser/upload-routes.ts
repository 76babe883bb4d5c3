// Uploads into the browser host: dropped files and folders, streamed into the spool.
//
//   POST   upload?name=NAME          201 { "upload": ID }
//   POST   upload/ID?path=PATH       204, one file's bytes as the body
//   DELETE upload/ID                 204
//
// An upload that an import uses is forgotten when that import has ended, however it ended.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { CodedError } from '../../shared/coded-error.ts';
import type { ClientFrame, EngineFrame, ErrorCode, EventPayload } from '../../shared/api.ts';
import { methods } from '../../shared/api.ts';
import { securityHeaders } from '../content-policy.ts';
import type { UploadSpool } from '../engine/upload-spool.ts';

export interface UploadRoutes {
  /** `id` is what follows `upload/`, empty for `upload` itself. Answers in any case. */
  handle(
    request: IncomingMessage,
    response: ServerResponse,
    id: string,
    search: URLSearchParams,
  ): Promise<void>;
  /** To be told of every request with its answer, and of every import's end. */
  readonly answered: (request: ClientFrame, answer: EngineFrame) => void;
  readonly importFinished: (finished: EventPayload<'import.finished'>) => void;
}

export function createUploadRoutes(spool: UploadSpool): UploadRoutes {
  const uploadsOfImport = new Map<string, readonly string[]>();

  async function handle(
    request: IncomingMessage,
    response: ServerResponse,
    id: string,
    search: URLSearchParams,
  ): Promise<void> {
    try {
      if (request.method === 'POST' && id === '') {
        reply(response, 201, { upload: await spool.open(search.get('name') || 'upload') });
      } else if (request.method === 'POST') {
        const path = search.get('path');
        if (!path) throw new CodedError('bad-request', 'An uploaded file needs its path: ?path=…');
        await spool.addFile(id, path, request);
        reply(response, 204, null);
      } else if (request.method === 'DELETE' && id !== '') {
        await spool.forget(id);
        reply(response, 204, null);
      } else {
        throw new CodedError('bad-request', `${request.method} is not possible here.`);
      }
    } catch (error) {
      // What is left of the body would otherwise be taken for the next request.
      response.setHeader('Connection', 'close');
      const { code, message, next } =
        error instanceof CodedError ? error : new CodedError('internal', 'The upload broke off.');
      reply(response, statusOf(code), { code, message, next });
    }
  }

  return {
    handle,
    answered(request, answer) {
      if (request.method !== 'import.start' || !('response' in answer)) return;
      const { importId } = methods['import.start'].response.parse(answer.response);
      const { inputs } = methods['import.start'].request.parse(request.request);
      uploadsOfImport.set(
        importId,
        inputs.flatMap((input) => ('upload' in input ? [input.upload] : [])),
      );
    },
    importFinished({ importId }) {
      const ended = uploadsOfImport.get(importId) ?? [];
      uploadsOfImport.delete(importId);
      for (const upload of ended) void spool.forget(upload);
    },
  };
}

function statusOf(code: ErrorCode): number {
  if (code === 'bad-request') return 400;
  if (code === 'not-found') return 404;
  return code === 'disk-full' ? 507 : 500;
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return;
  response.writeHead(status, { ...securityHeaders, 'Content-Type': 'application/json; charset=utf-8' });
  response.end(body === null ? undefined : JSON.stringify(body));
}

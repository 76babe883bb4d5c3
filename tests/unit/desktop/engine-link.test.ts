// The link between the engine and its clients where the engine goes away.
import { expect, test } from 'vitest';
import { createEngineLink } from '../../../electron/engine-link.ts';
import type { ApiError, EngineFrame, EventPayload } from '../../../shared/api.ts';

const gone: ApiError = { code: 'internal', message: 'The engine stopped with code 9.', next: null };

function progressOf(importId: string): EngineFrame {
  const payload: EventPayload<'import.progress'> = {
    importId,
    phase: 'reading',
    bytesDone: 1,
    bytesTotal: null,
    items: 0,
    etaSeconds: null,
    current: null,
  };
  return { event: 'import.progress', payload };
}

test('an engine that goes away ends its calls and the import under way, and no import twice', async () => {
  const link = createEngineLink(() => undefined);
  const finished: unknown[] = [];
  link.on('import.finished', (payload) => finished.push(payload));
  const call = link.call('app.info', {});
  const first = { importId: 'first', outcome: 'cancelled', ledger: null, error: null };
  link.receive(progressOf('first'));
  link.receive({ event: 'import.finished', payload: first });
  link.receive(progressOf('second'));

  link.fail(gone);
  link.fail({ ...gone, message: 'Coldtrace is closing.' });
  await expect(call).rejects.toMatchObject(gone);
  await expect(link.call('app.info', {})).rejects.toMatchObject(gone);
  expect(finished).toEqual([first, { importId: 'second', outcome: 'failed', ledger: null, error: gone }]);
});

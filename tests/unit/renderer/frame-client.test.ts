// Requests meet their answers, events their listeners, and a lost connection ends what is open.
import { describe, expect, test } from 'vitest';
import { CodedError, type ClientFrame } from '../../../shared/api.ts';
import { FrameClient } from '../../../renderer/state/frame-client.ts';

function connected(): { client: FrameClient; sent: ClientFrame[] } {
  const sent: ClientFrame[] = [];
  return { client: new FrameClient({ send: (frame) => sent.push(frame) }), sent };
}

describe('frame client', () => {
  test('answers go to their requests, in any order', async () => {
    const { client, sent } = connected();
    const list = client.call('snapshots.list', {});
    const closed = client.call('case.close', {});
    expect(sent).toEqual([
      { id: 1, method: 'snapshots.list', request: {} },
      { id: 2, method: 'case.close', request: {} },
    ]);
    client.receive({ id: 2, response: {} });
    client.receive({ id: 1, response: { snapshots: [] } });
    expect(await closed).toEqual({});
    expect(await list).toEqual({ snapshots: [] });
  });

  test('an error comes with its code and next step', async () => {
    const { client } = connected();
    const answer = client.call('case.close', {});
    client.receive({ id: 1, error: { code: 'no-case', message: 'No case is open.', next: 'Open one.' } });
    await expect(answer).rejects.toMatchObject({
      code: 'no-case',
      message: 'No case is open.',
      next: 'Open one.',
    });
  });

  test('an error that is none of ours is internal', async () => {
    const { client } = connected();
    const answer = client.call('case.close', {});
    client.receive({ id: 1, error: 'broken' });
    await expect(answer).rejects.toBeInstanceOf(CodedError);
  });

  test('events reach who listens, until they stop', () => {
    const { client } = connected();
    const heard: unknown[] = [];
    const stop = client.on('case.changed', (payload) => heard.push(payload));
    client.receive({ event: 'case.changed', payload: { case: null } });
    client.receive({ event: 'import.progress', payload: {} });
    stop();
    client.receive({ event: 'case.changed', payload: { case: null } });
    expect(heard).toEqual([{ case: null }]);
  });

  test('what is no frame is left alone', () => {
    const { client } = connected();
    for (const frame of [null, 'x', 7, {}, { id: 'one' }, { id: 99, response: {} }]) client.receive(frame);
  });

  test('a lost connection ends every open request', async () => {
    const { client } = connected();
    const open = [client.call('case.close', {}), client.call('snapshots.list', {})];
    client.fail(new CodedError('internal', 'lost'));
    for (const each of open) await expect(each).rejects.toMatchObject({ code: 'internal', message: 'lost' });
  });
});

import assert from 'node:assert/strict';
import { CancellationSource, type CancellationToken } from '../../../src/base/cancellation';
import { Emitter } from '../../../src/base/event';
import { isNumber, isString, isUint32Array, object } from '../../../src/base/validator';
import { RpcClient } from '../../../src/rpc/client';
import { DisconnectedError, TimeoutError } from '../../../src/rpc/errors';
import { method, Transferred } from '../../../src/rpc/method';
import type { Port } from '../../../src/rpc/port';
import { serve } from '../../../src/rpc/server';

const methods = {
  double: method(object({ value: isNumber }), isNumber, isString),
  wait: method(object({}), isNumber),
  give: method(object({}), isUint32Array),
} as const;

interface Pair {
  readonly client: Port;
  readonly server: Port;
  close(): void;
}

/** Two ends of a channel in memory; messages arrive later, as they do between threads. */
function portPair(): Pair {
  const [toClient, toServer] = [new Emitter<unknown>(), new Emitter<unknown>()];
  const closed = new Emitter<Error>();
  const end = (out: Emitter<unknown>, incoming: Emitter<unknown>): Port => ({
    post: (message, transfer = []) => {
      const sent: unknown = structuredClone(message, { transfer: [...transfer] });
      queueMicrotask(() => out.fire(sent));
    },
    onMessage: incoming.event,
    onClose: closed.event,
  });
  return {
    client: end(toServer, toClient),
    server: end(toClient, toServer),
    close: () => closed.fire(new DisconnectedError('gone')),
  };
}

describe('a request', () => {
  let ports: Pair;
  let client: RpcClient<typeof methods>;
  let waiting: CancellationToken | undefined;
  let finish: (value: number) => void;
  const given = { values: Uint32Array.of(1, 2, 3) };
  const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));
  beforeEach(() => {
    ports = portPair();
    waiting = undefined;
    serve(ports.server, methods, {
      double: ({ value }, { progress }) => {
        if (value === 0) throw new RangeError('value: 0 cannot be doubled here');
        progress('half way');
        return value < 0 ? ('text' as unknown as number) : 2 * value;
      },
      wait: (_, { token }) => {
        waiting = token;
        return new Promise<number>(resolve => (finish = resolve));
      },
      give: () => new Transferred(given.values, [given.values.buffer]),
    });
    client = new RpcClient(ports.client, methods);
  });

  it('settles with a reply, after its progress', async () => {
    const progress: string[] = [];
    assert.equal(await client.call('double', { value: 21 }, { onProgress: value => progress.push(value) }), 42);
    assert.deepEqual(progress, ['half way']);
  });

  it('is given buffers that the handler no longer has', async () => {
    assert.deepEqual(await client.call('give', {}), Uint32Array.of(1, 2, 3));
    assert.equal(given.values.length, 0);
  });

  it('settles with the error of the handler, by name and message', async () => {
    await assert.rejects(client.call('double', { value: 0 }), {
      name: 'RangeError',
      message: 'value: 0 cannot be doubled here',
    });
  });

  it('settles with an error if parameters or result have the wrong shape', async () => {
    await assert.rejects(
      client.call('double', { value: 'x' as unknown as number }),
      /double\.value: expected a number, got "x"/,
    );
    await assert.rejects(client.call('double', { value: -1 }), /double result: expected a number/);
  });

  it('settles with an error if there is no such method', async () => {
    const stranger = new RpcClient(ports.client, { ...methods, fly: method(object({}), isNumber) });
    await assert.rejects(stranger.call('fly', {}), /Unknown request "fly"/);
  });

  it('settles when it is cancelled, and the handler hears of it', async () => {
    const source = new CancellationSource();
    const call = client.call('wait', {}, { token: source.token });
    await Promise.resolve();
    source.cancel();
    await assert.rejects(call, { name: 'CancellationError' });
    await turn();
    assert.equal(waiting?.isCancellationRequested, true);
    finish(1); // a late answer, which nobody waits for
    await turn();
    assert.equal(await client.call('double', { value: 4 }), 8);
  });

  it('is not sent if it was cancelled before', async () => {
    const source = new CancellationSource();
    source.cancel();
    await assert.rejects(client.call('wait', {}, { token: source.token }), { name: 'CancellationError' });
    await turn();
    assert.equal(waiting, undefined);
  });

  it('settles when it takes too long', async () => {
    await assert.rejects(client.call('wait', {}, { timeout: 5 }), TimeoutError);
    await turn();
    assert.equal(waiting?.isCancellationRequested, true);
  });

  it('settles when the other side ends, and so do later ones', async () => {
    const call = client.call('wait', {});
    await turn();
    ports.close();
    await assert.rejects(call, DisconnectedError);
    assert.equal(waiting?.isCancellationRequested, true);
    await assert.rejects(client.call('double', { value: 1 }), DisconnectedError);
  });

  it('settles when the client is disposed', async () => {
    const call = client.call('wait', {});
    client.dispose();
    await assert.rejects(call, DisconnectedError);
  });
});

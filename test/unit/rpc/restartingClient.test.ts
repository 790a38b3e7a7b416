import assert from 'node:assert/strict';
import { Emitter } from '../../../src/base/event';
import { isNumber, object } from '../../../src/base/validator';
import { DisconnectedError } from '../../../src/rpc/errors';
import { method } from '../../../src/rpc/method';
import type { Port } from '../../../src/rpc/port';
import { RestartingClient } from '../../../src/rpc/restartingClient';
import { serve } from '../../../src/rpc/server';

const methods = { half: method(object({ of: isNumber }), isNumber) };

/** Starts servers in memory: one that is asked for half of a negative number ends instead. */
class Servers {
  started = 0;
  killed = 0;

  start(): { port: Port; kill: () => Promise<void> } {
    this.started++;
    const [toClient, toServer] = [new Emitter<unknown>(), new Emitter<unknown>()];
    const closed = new Emitter<Error>();
    const end = (out: Emitter<unknown>, incoming: Emitter<unknown>): Port => ({
      post: message => queueMicrotask(() => out.fire(message)),
      onMessage: incoming.event,
      onClose: closed.event,
    });
    const close = (): void => {
      closed.fire(new DisconnectedError('ended'));
      closed.dispose();
    };
    serve(end(toClient, toServer), methods, {
      half: ({ of }) => {
        if (of < 0) close();
        if (of % 2 === 1) throw new RangeError('odd');
        return of / 2;
      },
    });
    const kill = (): Promise<void> => {
      this.killed++;
      close();
      return Promise.resolve();
    };
    return { port: end(toServer, toClient), kill };
  }
}

describe('RestartingClient', () => {
  let servers: Servers;
  let client: RestartingClient<typeof methods>;
  let restarts: number;
  const half = (of: number): Promise<number> => client.call('half', { of });
  const crash = (): Promise<void> => assert.rejects(half(-2), DisconnectedError);
  beforeEach(() => {
    servers = new Servers();
    restarts = 0;
    client = new RestartingClient('The server', methods, () => servers.start());
    client.onDidRestart(() => restarts++);
  });

  it('starts it with the first call, and again with the next one after it ended', async () => {
    assert.deepEqual([client.isRunning, servers.started], [false, 0]);
    assert.equal(await half(8), 4);
    assert.equal(await half(4), 2);
    assert.deepEqual([client.isRunning, servers.started], [true, 1]);
    await crash();
    assert.deepEqual([client.isRunning, restarts], [false, 1]);
    assert.equal(await half(2), 1);
    assert.equal(servers.started, 2);
  });

  it('gives up after six ends without an answer in between; an error is an answer', async () => {
    for (let i = 0; i < 5; i++) await crash();
    await assert.rejects(half(3), /odd/);
    for (let i = 0; i < 6; i++) await crash();
    await assert.rejects(half(8), /The server failed 6 times in a row\. Reload the window/);
    assert.equal(servers.started, 11);
  });

  it('is stopped without a failure, and started again', async () => {
    await half(8);
    const late = half(8);
    client.stop();
    await assert.rejects(late, DisconnectedError);
    assert.deepEqual([client.isRunning, servers.killed, restarts], [false, 1, 0]);
    assert.equal(await half(8), 4);
  });

  it('is not started any more once it is disposed', async () => {
    await half(8);
    client.dispose();
    await assert.rejects(half(8), /The server has been shut down/);
    assert.deepEqual([servers.started, servers.killed], [1, 1]);
  });
});

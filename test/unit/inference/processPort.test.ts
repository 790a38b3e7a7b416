import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fstatSync } from 'node:fs';
import { join } from 'node:path';
import { CancellationSource } from '../../../src/base/cancellation';
import { BufferFile } from '../../../src/inference/bufferFile';
import { putLargeArrays, takeLargeArrays } from '../../../src/inference/largeArrays';
import { processPort } from '../../../src/inference/processPort';
import { RpcClient } from '../../../src/rpc/client';
import { DisconnectedError, TimeoutError } from '../../../src/rpc/errors';
import { arrayMethods } from '../../support/arrayProcess';

const entry = join(__dirname, '../../support/arrayProcess.ts');
const numbers = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => i);

/** With files for large arrays, without any, and with descriptors that mean something else in the process. */
const ways = ['files', 'no files', 'files that the process does not know'] as const;

for (const way of ways) {
  describe(`processPort with ${way}`, () => {
    let child: ChildProcess;
    let outgoing: BufferFile | undefined;
    let incoming: BufferFile | undefined;
    let client: RpcClient<typeof arrayMethods>;
    const large = numbers(300_000);

    before(() => {
      [outgoing, incoming] = way === 'no files' ? [] : [BufferFile.create(), BufferFile.create()];
      const known = way === 'files';
      child = fork(entry, known ? [outgoing!.identity, incoming!.identity] : [], {
        serialization: 'advanced',
        execArgv: ['--require', require.resolve('tsx/cjs')],
        stdio: [
          'ignore',
          'ignore',
          'inherit',
          'ipc',
          outgoing?.descriptor ?? 'ignore',
          incoming?.descriptor ?? 'ignore',
        ],
      });
      client = new RpcClient(processPort(child, { outgoing, incoming }), arrayMethods);
    });
    after(() => {
      child.kill();
      outgoing?.close();
      incoming?.close();
    });

    it('settles with a reply: arrays of any size arrive as they were, and in order', async () => {
      const sizes = [0, 1, 300_000, 8191, 8192, 3_000_000, 5];
      const order: number[] = [];
      await Promise.all(
        sizes.map(async (size, i) => {
          const values = numbers(size);
          const { inner, count } = await client.call('double', { inner: { values, more: large } });
          order.push(i);
          assert.equal(count, size);
          assert.deepEqual(
            inner.values,
            values.map(value => 2 * value),
          );
          assert.deepEqual(
            inner.more,
            large.map(value => 2 * value),
          );
        }),
      );
      assert.deepEqual(order, [...sizes.keys()]);
      // By then each side has said whether it reads what the other one writes.
      await client.call('double', { inner: { values: large } });
      const written = [outgoing, incoming].map(file => file !== undefined && fstatSync(file.descriptor).size > 0);
      assert.deepEqual(written, [way === 'files', way === 'files']);
    });

    it('settles with the error of the handler', async () => {
      await assert.rejects(client.call('fail', { values: large }), {
        name: 'RangeError',
        message: '300000 numbers are too many',
      });
    });

    it('settles when it is cancelled or takes too long, and the process hears of both', async () => {
      const source = new CancellationSource();
      const call = client.call('wait', { values: large }, { token: source.token });
      source.cancel();
      await assert.rejects(call, { name: 'CancellationError' });
      await assert.rejects(client.call('wait', { values: large }, { timeout: 5 }), TimeoutError);
      assert.equal(await client.call('cancelled', {}), 2);
    });

    it('settles when the process ends', async () => {
      const ended = once(child, 'close');
      const calls = [client.call('wait', { values: large }), client.call('die', {})];
      for (const call of calls) {
        await assert.rejects(
          call,
          (error: unknown) => error instanceof DisconnectedError && error.message.includes('ended (code 3)'),
        );
      }
      await ended;
    });
  });
}

describe('BufferFile', () => {
  it('has no name, and knows its own descriptor from another', () => {
    const [file, other] = [BufferFile.create()!, BufferFile.create()!];
    assert.equal(fstatSync(file.descriptor).nlink, 0);
    assert.equal(BufferFile.inherited(file.descriptor, file.identity)?.descriptor, file.descriptor);
    assert.equal(BufferFile.inherited(file.descriptor, other.identity), undefined);
    assert.equal(BufferFile.inherited(file.descriptor, undefined), undefined);
    assert.equal(BufferFile.inherited(9999, file.identity), undefined);
    file.close();
    other.close();
  });

  it('uses no space twice before it was taken, and again afterwards', () => {
    const file = BufferFile.create()!;
    const [first, second] = [file.reserve(3)!, file.reserve(4)!];
    file.write(Uint8Array.of(1, 2, 3), first.offset);
    file.write(Uint8Array.of(4, 5, 6, 7), second.offset);
    assert.deepEqual(
      [first, second],
      [
        { offset: 0, bytes: 3 },
        { offset: 3, bytes: 4 },
      ],
    );
    file.free(first);
    assert.equal(file.reserve(1)?.offset, 7);
    const back = new Uint8Array(4);
    file.read(back, second.offset);
    assert.deepEqual([...back], [4, 5, 6, 7]);
    file.free({ bytes: 5 });
    assert.equal(file.reserve(1)?.offset, 0);
    assert.throws(() => file.read(new Uint8Array(100), 0), /ends at 7 bytes/);
    file.close();
  });

  it('gives the memory of large arrays back, and takes no more than it should', () => {
    const file = BufferFile.create()!;
    const large = file.reserve(2 ** 24 + 1)!;
    file.write(Uint8Array.of(1), 2 ** 24);
    assert.equal(file.reserve(2 ** 28), undefined);
    file.free(large);
    assert.equal(fstatSync(file.descriptor).size, 0);
    file.close();
  });

  it('leaves its descriptor alone once it is closed', () => {
    const file = BufferFile.create()!;
    file.close();
    assert.equal(file.reserve(1), undefined);
    assert.throws(() => file.write(new Uint8Array(1), 0), /closed/);
    assert.throws(() => file.read(new Uint8Array(1), 0), /closed/);
    file.free({ bytes: 1 });
    file.close();
  });
});

describe('large arrays of a message', () => {
  const message = { kind: 'x', inner: { values: numbers(3_000_000), few: numbers(3) }, list: [1] };

  it('cross in pieces of a few megabytes', () => {
    const file = BufferFile.create()!;
    const turns = { writing: 0, reading: 0 };
    const run = <T>(steps: Generator<undefined, T>, name: keyof typeof turns): T => {
      for (let step = steps.next(); ; step = steps.next()) {
        if (step.done === true) return step.value;
        turns[name]++;
      }
    };
    const taken = run(takeLargeArrays(message, file), 'writing');
    assert.deepEqual(taken.message, { ...message, inner: { values: undefined, few: numbers(3) } });
    assert.equal(message.inner.values.length, 3_000_000);
    run(putLargeArrays(taken.message, taken.moved, file), 'reading');
    assert.deepEqual(taken.message, message);
    assert.deepEqual(turns, { writing: 2, reading: 2 });
    file.close();
  });

  it('stay in it where they cannot be written, and are no arrays where they cannot be read', () => {
    const closed = BufferFile.create()!;
    closed.close();
    assert.deepEqual(takeLargeArrays(message, closed).next().value, { message, moved: [] });
    const file = BufferFile.create()!;
    const place = { path: ['values'], type: 'Float32Array', offset: 0, bytes: 8 } as const;
    const moved = [
      { ...place, path: [...place.path] },
      { ...place, path: ['nowhere', 'toString'] },
    ];
    const broken = { values: undefined };
    putLargeArrays(broken, moved, file).next();
    assert.deepEqual(broken, { values: null });
    file.close();
  });
});

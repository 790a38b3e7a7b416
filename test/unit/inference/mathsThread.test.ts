import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancellationSource } from '../../../src/base/cancellation';
import { MathsThread } from '../../../src/inference/mathsThread';
import { DisconnectedError } from '../../../src/rpc/errors';

const points = { from: 'vectors', values: Float32Array.of(1, 0), columns: 2 } as const;
const context = { token: new CancellationSource().token, progress: () => undefined };

describe('MathsThread', () => {
  let folder: string;
  const thread = (source: string): MathsThread => {
    const entry = join(folder, 'entry.js');
    writeFileSync(entry, source);
    return new MathsThread(entry);
  };
  before(() => (folder = mkdtempSync(join(tmpdir(), 'tokenscope-thread-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('rejects what was asked when its thread ends, and starts another for the next request', async () => {
    const once = join(folder, 'once');
    // The first thread ends when it is asked, the next one answers.
    const maths = thread(`
      const { parentPort } = require('node:worker_threads');
      const { existsSync, writeFileSync } = require('node:fs');
      parentPort.on('message', ({ id }) => {
        if (existsSync(${JSON.stringify(once)})) {
          parentPort.postMessage({ kind: 'reply', id, result: { values: Float32Array.of(1), size: 1 } });
          parentPort.close();
          return;
        }
        writeFileSync(${JSON.stringify(once)}, '');
        throw new Error('out of memory');
      });`);
    const ask = () => maths.handlers.similarity({ points }, context);
    await assert.rejects(
      async () => ask(),
      (error: unknown) => error instanceof DisconnectedError && error.message.includes('ended: out of memory'),
    );
    assert.deepEqual(await ask(), { values: Float32Array.of(1), size: 1 });
  });

  it('checks what comes back', async () => {
    const maths = thread(`
      const { parentPort } = require('node:worker_threads');
      parentPort.on('message', ({ id }) => {
        parentPort.postMessage({ kind: 'reply', id, result: { values: 'none', size: 1 } });
        parentPort.close();
      });`);
    await assert.rejects(async () => maths.handlers.similarity({ points }, context), /values: expected a Float32Array/);
  });
});

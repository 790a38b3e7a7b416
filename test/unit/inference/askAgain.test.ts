import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeEmbeddingGraph } from '../../../src/embedding/onnxWriter';
import { InferenceClient } from '../../../src/inference/client';
import { askAgain } from '../../../src/inference/askAgain';
import { DisconnectedError } from '../../../src/rpc/errors';
import { bundleInference } from '../../support/bundleInference';

describe('askAgain', () => {
  const ended = new DisconnectedError('The embedding process ended (signal SIGKILL)');
  /** Answers with these, one after the other; errors are thrown. */
  const answers = (...each: (string | Error)[]): (() => Promise<string>) => {
    return () => {
      const next = each.shift()!;
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    };
  };

  it('asks a second time when the process ended', async () => {
    assert.equal(await askAgain(answers('at once')), 'at once');
    assert.equal(await askAgain(answers(ended, 'later')), 'later');
  });

  it('does not ask again after another error, nor a third time', async () => {
    await assert.rejects(askAgain(answers(new RangeError('no such id'), 'never')), /no such id/);
    await assert.rejects(askAgain(answers(ended, new RangeError('no such id'), 'never')), /no such id/);
    await assert.rejects(askAgain(answers(ended, ended, 'never')), DisconnectedError);
  });

  it('gets the vectors from a new process after the first one was killed under the request', async () => {
    const bundle = bundleInference();
    const client = new InferenceClient(bundle.entry);
    try {
      const table = Float32Array.of(1, 2, 3, 4);
      const path = join(bundle.folder, 'small.onnx');
      const token = { rows: 2, type: 'float32', data: { bytes: new Uint8Array(table.buffer) } } as const;
      writeFileSync(path, writeEmbeddingGraph({ hiddenSize: 2, token }));
      await client.call('open', { path });
      const first = client.processId;
      let asked = 0;
      const { token: vectors } = await askAgain(() => {
        // Of its end nothing is known yet here: the request is sent, and nobody is left to answer it.
        if (asked++ === 0) process.kill(first!, 'SIGKILL');
        return client.call('run', { path, ids: Uint32Array.of(1, 0), outputs: ['token'] });
      });
      assert.deepEqual(vectors, Float32Array.of(3, 4, 1, 2));
      assert.equal(asked, 2);
      assert.notEqual(client.processId, first);
    } finally {
      client.dispose();
      bundle.dispose();
    }
  });
});

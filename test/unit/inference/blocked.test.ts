import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { mock } from 'node:test';
import { join } from 'node:path';
import { CancellationSource } from '../../../src/base/cancellation';
import { writeEmbeddingGraph } from '../../../src/embedding/onnxWriter';
import { askAgain, InferenceClient } from '../../../src/inference/client';
import { bundleInference } from '../../support/bundleInference';

/** A stopped process is one that a system call blocks: it hears nothing, and only SIGKILL ends it. Time is the test's own. */
describe('a process that gives no answer', () => {
  let bundle: ReturnType<typeof bundleInference>;
  let client: InferenceClient;
  const graph = (name: string): string => join(bundle.folder, name);
  const run = (name: string) =>
    client.call('run', { path: graph(name), ids: Uint32Array.of(1, 0), outputs: ['token'] });
  const open = (name: string, token?: CancellationSource['token']) =>
    client.call('open', { path: graph(name) }, { token });
  const expected = Float32Array.of(3, 4, 1, 2);
  let stopped: number;

  before(function () {
    if (process.platform === 'win32') this.skip();
    bundle = bundleInference();
    const token = {
      rows: 2,
      type: 'float32',
      data: { bytes: new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer) },
    } as const;
    for (const name of ['one.onnx', 'two.onnx'])
      writeFileSync(graph(name), writeEmbeddingGraph({ hiddenSize: 2, token }));
  });
  beforeEach(async () => {
    client = new InferenceClient(bundle.entry);
    await open('one.onnx');
    stopped = client.processId!;
    process.kill(stopped, 'SIGSTOP');
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => {
    mock.timers.reset();
    client.dispose();
  });
  after(() => bundle.dispose());

  it('is ended after its time, the request that it blocked on is named and not sent again, and others are', async () => {
    let asked = 0;
    const blocked = askAgain(() => {
      asked++;
      return open('one.onnx');
    });
    const other = askAgain(() => run('two.onnx'));
    const rejected = assert.rejects(blocked, {
      name: 'TimeoutError',
      message:
        /^one\.onnx gave no answer within 90 seconds\. .*starts anew without it\. Choose another file, or try again\.$/,
    });
    mock.timers.tick(90_000);
    await rejected;
    assert.deepEqual((await other).token, expected);
    assert.equal(asked, 1);
    assert.notEqual(client.processId, stopped);
  });

  it('tells those that are not sent again whose fault it was', async () => {
    const blocked = assert.rejects(open('one.onnx'), { name: 'TimeoutError' });
    const other = assert.rejects(run('two.onnx'), {
      name: 'DisconnectedError',
      message: 'The embedding process was ended because one.onnx gave no answer. Try again.',
    });
    mock.timers.tick(90_000);
    await Promise.all([blocked, other]);
  });

  it('is ended when what was cancelled goes on blocking it', async () => {
    const source = new CancellationSource();
    const cancelled = assert.rejects(open('one.onnx', source.token), { name: 'CancellationError' });
    source.cancel();
    await cancelled;
    const next = askAgain(() => run('two.onnx'));
    mock.timers.tick(10_000);
    assert.deepEqual((await next).token, expected);
    assert.notEqual(client.processId, stopped);
  });

  it('stays when it answers after a cancellation', async () => {
    const source = new CancellationSource();
    const cancelled = assert.rejects(open('one.onnx', source.token), { name: 'CancellationError' });
    source.cancel();
    await cancelled;
    process.kill(stopped, 'SIGCONT');
    assert.deepEqual((await run('two.onnx')).token, expected);
    mock.timers.tick(10_000);
    assert.equal(client.processId, stopped);
  });
});

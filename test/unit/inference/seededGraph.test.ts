import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancellationSource } from '../../../src/base/cancellation';
import { TorchGenerator } from '../../../src/torch/random';
import { InferenceClient } from '../../../src/inference/client';
import { writeSeededGraph } from '../../../src/inference/seededGraph';
import { bundleInference } from '../../support/bundleInference';

describe('writeSeededGraph', () => {
  let folder: string;
  /** Large enough to be drawn in several steps. */
  const sizes = { seed: '42', vocabularySize: 20_000, hiddenSize: 32, contextLength: 64 };
  const path = (): string => join(folder, 'graph.onnx');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tokenscope-graph-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("writes the graph, and beside it PyTorch's tables one after the other, and tells how far it is", async () => {
    const fractions: number[] = [];
    await writeSeededGraph({ ...sizes, path: path() }, new CancellationSource().token, done => fractions.push(done));
    assert.deepEqual(readdirSync(folder).sort(), ['graph.onnx', 'graph.onnx.data']);
    assert.deepEqual(
      fractions,
      [...fractions].sort((a, b) => a - b),
    );
    assert.ok(fractions.length > 3);
    assert.equal(fractions.at(-1), 1);

    const generator = new TorchGenerator(42);
    const data = readFileSync(`${path()}.data`);
    let offset = 0;
    for (const rows of [sizes.vocabularySize, sizes.contextLength]) {
      const table = new Float32Array(rows * sizes.hiddenSize);
      generator.fillNormal(table);
      assert.ok(data.subarray(offset, offset + table.byteLength).equals(Buffer.from(table.buffer)), `${rows} rows`);
      offset += Math.ceil(table.byteLength / 65536) * 65536;
    }
    assert.ok(readFileSync(path()).includes('graph.onnx.data'));
  });

  it('leaves nothing behind when it is cancelled, whenever that is', async () => {
    for (const step of [1, 3, 5]) {
      const source = new CancellationSource();
      let steps = 0;
      const writing = writeSeededGraph({ ...sizes, path: path() }, source.token, () => {
        if (++steps === step) source.cancel();
      });
      await assert.rejects(writing, { name: 'CancellationError' });
      assert.deepEqual(readdirSync(folder), [], `cancelled at step ${step}`);
    }
  });

  it('draws the layers of the notebook before each table', async () => {
    const layersBefore = {
      tokenTable: ['torch.nn.Linear(5, 3)', 'nn.Embedding(5, 5)'],
      positionTable: ['nn.Linear(3, 4, bias=False)', 'nn.Embedding(1, 3)'],
    };
    const small = { seed: '7', vocabularySize: 3, hiddenSize: 4, contextLength: 4, layersBefore, path: path() };
    const fractions: number[] = [];
    await writeSeededGraph(small, new CancellationSource().token, done => fractions.push(done));
    assert.ok(fractions.every(fraction => fraction > 0 && fraction <= 1));

    const generator = new TorchGenerator(7);
    generator.fillLinear(new Float32Array(15), 5);
    generator.fillLinear(new Float32Array(3), 5);
    generator.fillNormal(new Float32Array(25));
    const token = new Float32Array(12);
    generator.fillNormal(token);
    generator.fillLinear(new Float32Array(12), 3);
    generator.fillNormal(new Float32Array(3));
    const position = new Float32Array(16);
    generator.fillNormal(position);
    const data = readFileSync(`${path()}.data`);
    assert.ok(data.subarray(0, 48).equals(Buffer.from(token.buffer)));
    assert.ok(data.subarray(65536).equals(Buffer.from(position.buffer)));
  });

  it('says which layer cannot be read, and leaves nothing behind', async () => {
    const layersBefore = { tokenTable: ['nn.Conv2d(1, 2, 3)'], positionTable: [] };
    const { token } = new CancellationSource();
    await assert.rejects(
      async () => writeSeededGraph({ ...sizes, layersBefore, path: path() }, token, () => undefined),
      /"nn.Conv2d\(1, 2, 3\)" is no layer that can be drawn/,
    );
    assert.deepEqual(readdirSync(folder), []);
  });

  it('keeps what was there when another one cannot be written', async () => {
    const { token } = new CancellationSource();
    const ignore = (): void => undefined;
    await writeSeededGraph({ ...sizes, path: path() }, token, ignore);
    const before = readFileSync(`${path()}.data`);
    await assert.rejects(writeSeededGraph({ ...sizes, seed: 'cat', path: path() }, token, ignore), /"cat"/);
    assert.ok(readFileSync(`${path()}.data`).equals(before));
  });

  it('is drawn by two at once, neither in the way of the other', async () => {
    const { token } = new CancellationSource();
    const draw = async (): Promise<void> => writeSeededGraph({ ...sizes, path: path() }, token, () => undefined);
    await draw();
    const [graph, data] = [readFileSync(path()), readFileSync(`${path()}.data`)];
    await Promise.all([draw(), draw(), draw()]);
    assert.deepEqual(readdirSync(folder).sort(), ['graph.onnx', 'graph.onnx.data']);
    assert.ok(readFileSync(path()).equals(graph) && readFileSync(`${path()}.data`).equals(data));
  });

  it('takes away what a process left that was killed while it drew another graph', async () => {
    const bundle = bundleInference();
    const client = new InferenceClient(bundle.entry);
    try {
      const large = { ...sizes, vocabularySize: 2 ** 18, hiddenSize: 256, path: join(folder, 'other.onnx') };
      await new Promise<void>((resolve, reject) => {
        const drawing = client.call('writeSeededGraph', large, { onProgress: () => resolve() });
        drawing.then(
          () => reject(new Error('was drawn')),
          () => undefined,
        );
      });
      await client.kill();
      assert.ok(readdirSync(folder).some(name => /^other\.onnx.*\.tmp$/.test(name)));
      await client.call('writeSeededGraph', { ...sizes, path: path() });
      assert.deepEqual(readdirSync(folder).sort(), ['graph.onnx', 'graph.onnx.data']);
    } finally {
      client.dispose();
      bundle.dispose();
    }
  });

  it('reports its progress through the process, which answers others meanwhile and hears of a cancellation', async () => {
    const bundle = bundleInference();
    const client = new InferenceClient(bundle.entry);
    try {
      const fractions: number[] = [];
      const onProgress = (done: number): void => void fractions.push(done);
      await client.call('writeSeededGraph', { ...sizes, path: path() }, { onProgress });
      assert.equal(fractions.at(-1), 1);

      rmSync(path());
      rmSync(`${path()}.data`);
      const source = new CancellationSource();
      // So large that it cannot be done before the cancellation arrives.
      const started = client.call(
        'writeSeededGraph',
        { ...sizes, vocabularySize: 2 ** 18, hiddenSize: 256, path: path() },
        { token: source.token, onProgress: () => source.cancel() },
      );
      const missing = assert.rejects(client.call('tables', { path: join(folder, 'none.onnx') }), /There is no file/);
      await assert.rejects(started, { name: 'CancellationError' });
      await missing;
      // The call settles at once; the process stops at its next step and then clears away what it had begun.
      while (readdirSync(folder).length > 0) await new Promise(resolve => setTimeout(resolve, 5));
    } finally {
      client.dispose();
      bundle.dispose();
    }
  });
});

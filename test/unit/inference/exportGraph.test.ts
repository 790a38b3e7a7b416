import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesSource } from '../../../src/formats/byteSource';
import { CancellationSource } from '../../../src/base/cancellation';
import { TorchGenerator } from '../../../src/torch/random';
import { readOnnxModel } from '../../../src/embedding/onnxModel';
import { writeEmbeddingGraph } from '../../../src/embedding/onnxWriter';
import { rotaryCosines, rotarySines } from '../../../src/embedding/positionTables';
import { InferenceClient } from '../../../src/inference/client';
import { useInference } from '../../support/useInference';
import { floats, onnxModel } from '../../support/onnxGraph';
import { bytesOf, safetensors } from '../../support/weightFiles';

const all = ['token', 'position', 'input'] as const;
const rows = 2500;
const hidden = 8;
const generator = new TorchGenerator(3);
const wte = new Float32Array(rows * hidden);
const wpe = new Float32Array(16 * hidden);
generator.fillNormal(wte);
generator.fillNormal(wpe);

describe('exportGraph', () => {
  const inference = useInference();
  let folder: string;
  let source: string;
  const ids = Uint32Array.of(2499, 0, 1024, 7);
  const run = (path: string) => inference.client.call('run', { path, ids, outputs: [...all] });
  const write = (path: string, name: string, more: object = {}) => {
    const options = { type: 'float32', weights: 'inside', metadata: { 'tokenscope.source': 'here' } } as const;
    return inference.client.call('exportGraph', { path, target: join(folder, name), ...options, ...more });
  };

  before(() => {
    folder = join(inference.folder, 'exports');
    mkdirSync(folder);
    source = join(inference.folder, 'model.safetensors');
    const f32 = (values: Float32Array) =>
      ({ dtype: 'F32', shape: [values.length / hidden, hidden], bytes: bytesOf(values) }) as const;
    writeFileSync(source, safetensors({ 'wte.weight': f32(wte), 'wpe.weight': f32(wpe) }));
  });
  for (const weights of ['inside', 'beside'] as const) {
    it(`writes the same values bit for bit, weights ${weights}`, async () => {
      const name = `${weights}.onnx`;
      const { bytes } = await write(source, name, { weights });
      const target = join(folder, name);
      assert.deepEqual(await run(target), await run(source));
      const { card } = await inference.client.call('open', { path: target });
      assert.equal(card.tokenTable.where, weights);
      const data = weights === 'inside' ? 0 : readFileSync(`${target}.data`).length;
      assert.equal(bytes, card.fileSize + data);
      assert.equal(readOnnxModel(bytesSource(readFileSync(target))).metadata.get('tokenscope.source'), 'here');
    });

    it(`writes float16, each value the nearest, weights ${weights}`, async () => {
      await write(source, `half-${weights}.onnx`, { weights, type: 'float16' });
      const [half, whole] = [await run(join(folder, `half-${weights}.onnx`)), await run(source)];
      for (const kind of ['token', 'position'] as const)
        for (const [i, value] of whole[kind]!.entries())
          assert.ok(Math.abs(half[kind]![i]! - value) <= Math.max(Math.abs(value) * 2 ** -11, 2 ** -25), `${value}`);
    });
  }

  it('writes what a graph gives, not what its table holds: scaled vectors, and a sum alone', async () => {
    const vectors = (name: string) => ({ name, type: 1, dims: ['b', 's', hidden] });
    const model = onnxModel({
      nodes: [
        { op: 'Gather', inputs: ['E', 'ids'], outputs: ['e'] },
        { op: 'Mul', inputs: ['e', 'k'], outputs: ['scaled'] },
        { op: 'Gather', inputs: ['P', 'where'], outputs: ['p'] },
        { op: 'Add', inputs: ['scaled', 'p'], outputs: ['sum'] },
      ],
      initializers: [floats('E', [rows, hidden], wte), floats('P', [16, hidden], wpe), floats('k', [], [3])],
      inputs: ['ids', 'where'].map(name => ({ name, type: 7, dims: ['b', 's'] })),
      outputs: [vectors('sum')],
    });
    const path = join(inference.folder, 'scaled.onnx');
    writeFileSync(path, model);
    await write(path, 'from-scaled.onnx');
    assert.deepEqual(await run(join(folder, 'from-scaled.onnx')), await run(path));
  });

  it('writes a rotation as a rotation', async () => {
    const [cos, sin] = [rotaryCosines(0, 16, hidden), rotarySines(0, 16, hidden)];
    const table = (values: Float32Array) =>
      ({ rows: values.length / hidden, type: 'float32', data: { bytes: bytesOf(values) } }) as const;
    const path = join(inference.folder, 'rotary.onnx');
    writeFileSync(
      path,
      writeEmbeddingGraph({ hiddenSize: hidden, token: table(wte), rotary: { cos: table(cos), sin: table(sin) } }),
    );
    await write(path, 'from-rotary.onnx');
    const { card } = await inference.client.call('open', { path: join(folder, 'from-rotary.onnx') });
    assert.deepEqual([card.positions, card.contextLength], ['rotary', 16]);
    assert.deepEqual(await run(join(folder, 'from-rotary.onnx')), await run(path));
  });

  it('tells how far it is, and leaves nothing when it is cancelled', async () => {
    const before = readdirSync(folder).sort();
    const cancelled = new CancellationSource();
    const fractions: number[] = [];
    await assert.rejects(
      inference.client.call(
        'exportGraph',
        { path: source, target: join(folder, 'never.onnx'), type: 'float32', weights: 'beside', metadata: {} },
        {
          token: cancelled.token,
          onProgress: fraction => {
            fractions.push(fraction);
            cancelled.cancel();
          },
        },
      ),
      { name: 'CancellationError' },
    );
    assert.ok(fractions[0]! > 0 && fractions[0]! < 1);
    while (readdirSync(folder).length > before.length) await new Promise(resolve => setTimeout(resolve, 5));
    assert.deepEqual(readdirSync(folder).sort(), before);
  });

  it('takes away what a process left that was killed while it wrote the same file', async () => {
    const before = readdirSync(folder).sort();
    const target = join(folder, 'killed.onnx');
    const options = { path: source, target, type: 'float32', weights: 'beside', metadata: {} } as const;
    const other = new InferenceClient(inference.entry);
    const ended = new Promise<void>((resolve, reject) => {
      const onProgress = (): void => void other.kill();
      other.call('exportGraph', options, { onProgress }).then(
        () => reject(new Error('was written')),
        () => resolve(),
      );
    });
    await ended;
    other.dispose();
    await write(source, 'killed.onnx', { weights: 'beside' });
    assert.deepEqual(readdirSync(folder).sort(), [...before, 'killed.onnx', 'killed.onnx.data'].sort());
    assert.deepEqual(await run(target), await run(source));
  });

  it('says what to do where it cannot write', async () => {
    await assert.rejects(write(source, join('gone', 'x.onnx')), {
      name: 'WriteError',
      message: /^x\.onnx was not written: the folder .*gone is not there\. Choose another folder/,
    });
  });

  it('does not write over what it reads, nor numbers that do not fit', async () => {
    await assert.rejects(
      inference.client.call('exportGraph', {
        path: source,
        target: source,
        type: 'float32',
        weights: 'inside',
        metadata: {},
      }),
      /is what the vectors are read from/,
    );
    const path = join(inference.folder, 'large.safetensors');
    writeFileSync(
      path,
      safetensors({ 'wte.weight': { dtype: 'F32', shape: [1, 2], bytes: bytesOf(Float32Array.of(1, 65520)) } }),
    );
    await assert.rejects(write(path, 'large.onnx', { type: 'float16' }), /65520 does not fit into float16/);
    assert.ok(!readdirSync(folder).some(name => name.startsWith('large')));
  });
});

import assert from 'node:assert/strict';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { GraphError } from '../../../src/embedding/graphError';
import { readOnnxModel } from '../../../src/embedding/onnxModel';
import { extraOutputs, writeEmbeddingGraph } from '../../../src/embedding/onnxWriter';
import { bytesSource } from '../../../src/formats/byteSource';

const token = Float32Array.from({ length: 12 }, (_, i) => Math.sin(i + 1));
const position = Float32Array.from({ length: 12 }, (_, i) => Math.cos(i + 1));
const bytesOf = (values: Float32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
const table = (values: Float32Array) => ({ rows: 3, type: 'float32', data: { bytes: bytesOf(values) } }) as const;
const ids = [2, 1, 0];
const int64 = (values: readonly number[]): Tensor =>
  new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
const gather = (values: Float32Array, rows: readonly number[]): number[] =>
  rows.flatMap(row => [...values.subarray(row * 4, row * 4 + 4)]);

async function run(model: Uint8Array): Promise<Record<string, number[]>> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, enableCpuMemArena: false });
  const feeds = { input_ids: int64(ids), position_ids: int64([0, 1, 2]) };
  const wanted = Object.fromEntries(session.inputNames.map(name => [name, feeds[name as keyof typeof feeds]]));
  const results = await session.run(wanted);
  return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, [...(value.data as Float32Array)]]));
}

describe('writeEmbeddingGraph', () => {
  const model = writeEmbeddingGraph({
    hiddenSize: 4,
    token: table(token),
    position: table(position),
    metadata: { seed: '42' },
  });

  it('runs in ONNX Runtime and equals a gather bit for bit', async () => {
    const vectors = await run(model);
    const tokens = gather(token, ids);
    const positions = gather(position, [0, 1, 2]);
    assert.deepEqual(vectors['token_embeddings'], tokens);
    assert.deepEqual(vectors['position_embeddings'], positions);
    assert.deepEqual(
      vectors['input_embeddings'],
      tokens.map((value, i) => Math.fround(value + positions[i]!)),
    );
  });

  it('runs without positions', async () => {
    const vectors = await run(writeEmbeddingGraph({ hiddenSize: 4, token: table(token) }));
    assert.deepEqual(Object.keys(vectors).sort(), ['input_embeddings', 'token_embeddings']);
    assert.deepEqual(vectors['input_embeddings'], gather(token, ids));
  });

  it('widens a bfloat16 table exactly', async () => {
    const half = Uint16Array.from(new Uint32Array(token.buffer), bits => bits >>> 16);
    const wide = new Float32Array(Uint32Array.from(half, bits => (bits << 16) >>> 0).buffer);
    const data = { bytes: new Uint8Array(half.buffer) };
    const vectors = await run(writeEmbeddingGraph({ hiddenSize: 4, token: { rows: 3, type: 'bfloat16', data } }));
    assert.deepEqual(vectors['token_embeddings'], gather(wide, ids));
  });

  it('is read back: names, sizes, metadata and where the weights are', () => {
    const { graph, metadata, opsets } = readOnnxModel(bytesSource(model));
    assert.deepEqual([...metadata], [['seed', '42']]);
    assert.equal(opsets.get(''), 17);
    assert.deepEqual(
      graph.nodes.map(node => node.opType),
      ['Gather', 'Gather', 'Add'],
    );
    assert.deepEqual(graph.inputs[0], { name: 'input_ids', dataType: 7, shape: ['batch', 'sequence'] });
    const wte = graph.initializers[0]!;
    assert.deepEqual(wte.dims, [3, 4]);
    assert.deepEqual(model.slice(wte.range!.start, wte.range!.end), bytesOf(token));
  });
});

describe('extraOutputs', () => {
  it('makes an inner value an output when it is appended', () => {
    const model = writeEmbeddingGraph({ hiddenSize: 4, token: table(token) });
    const more = extraOutputs([{ name: 'inner', type: 'float32' }]);
    const { graph } = readOnnxModel(bytesSource(Buffer.concat([model, more])));
    assert.deepEqual(graph.outputs.at(-1), { name: 'inner', dataType: 1, shape: undefined });
  });
});

describe('readOnnxModel', () => {
  it('reads or refuses any damaged model with a GraphError', () => {
    const model = writeEmbeddingGraph({ hiddenSize: 4, token: table(token), position: table(position) });
    let state = 1;
    for (let round = 0; round < 10_000; round++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const damaged = model.slice();
      const at = (state >>> 8) % damaged.length;
      damaged[at] = damaged[at]! ^ (1 << (state >>> 29));
      try {
        readOnnxModel(bytesSource(damaged));
      } catch (error) {
        assert.ok(error instanceof GraphError, String(error));
      }
    }
  });

  it('refuses a file cut short, and an empty one', () => {
    const model = writeEmbeddingGraph({ hiddenSize: 4, token: table(token) });
    assert.throws(() => readOnnxModel(bytesSource(model.subarray(0, 100))), GraphError);
    assert.throws(() => readOnnxModel(bytesSource(new Uint8Array(0))), GraphError);
  });
});

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useInference } from '../../support/useInference';
import { bytesOf, safetensors, type TensorOf } from '../../support/weightFiles';

const rows = 11;
const hidden = 6;
const numbers = Int8Array.from({ length: rows * hidden }, (_, i) => ((i * 37) % 255) - 127);
const scales = Float32Array.from({ length: rows }, (_, i) => 0.001 * (i + 1));
const positions = Float32Array.from({ length: 4 * hidden }, (_, i) => i / 7);
const table = Float32Array.from(numbers, (number, i) => scales[Math.floor(i / hidden)]! * number);

const packed: TensorOf = { dtype: 'I8', shape: [rows, hidden], bytes: new Uint8Array(numbers.buffer) };
const scale = (shape: number[], values = scales): TensorOf => ({ dtype: 'F32', shape, bytes: bytesOf(values) });
const wpe: TensorOf = { dtype: 'F32', shape: [4, hidden], bytes: bytesOf(positions) };
const rowsOf = (values: Float32Array, ids: readonly number[]): number[] =>
  ids.flatMap(id => [...values.subarray(id * hidden, (id + 1) * hidden)]);

describe('tables of 8-bit numbers with a scale for each row', () => {
  const inference = useInference();
  const save = (name: string, tensors: Record<string, TensorOf>): string => {
    const path = join(inference.folder, name);
    writeFileSync(path, safetensors(tensors));
    return path;
  };

  for (const shape of [[rows], [rows, 1]]) {
    it(`equal their numbers times their scales of shape [${shape.join(', ')}], bit for bit`, async () => {
      const path = save(`${shape.length}.safetensors`, { 'wte.weight': packed, 'wte.weight_scale': scale(shape) });
      const { card } = await inference.client.call('open', { path });
      assert.deepEqual([card.vocabularySize, card.hiddenSize, card.tokenTable.type], [rows, hidden, 'int8']);
      assert.equal(card.tokenTable.bytes, rows * (hidden + 4));
      const found = await inference.client.call('run', {
        path,
        ids: Uint32Array.of(10, 0, 3),
        outputs: ['token', 'input'],
      });
      assert.deepEqual([...found.token!], rowsOf(table, [10, 0, 3]));
      assert.deepEqual([...found.input!], [...found.token!]);
    });
  }

  it('are added to positions, searched and exported', async () => {
    const path = save('sum.safetensors', {
      'wte.weight': packed,
      'wte.weight_scale': scale([rows]),
      'wpe.weight': wpe,
    });
    const ids = Uint32Array.of(5, 5, 9);
    const outputs = ['token', 'position', 'input'] as const;
    const found = await inference.client.call('run', { path, ids, outputs: [...outputs] });
    assert.deepEqual([...found.position!], rowsOf(positions, [0, 1, 2]));
    assert.deepEqual([...found.input!], [...found.token!.map((value, i) => value + found.position![i]!)]);
    const near = await inference.client.call('neighbours', {
      path,
      table: 'token',
      terms: [{ ids: Uint32Array.of(4), weight: 1 }],
      metric: 'euclidean',
      count: 1,
    });
    assert.deepEqual([near.ids[0], near.scores[0]], [4, 0]);
    const target = join(inference.folder, 'exported.onnx');
    await inference.client.call('exportGraph', { path, target, type: 'float32', weights: 'inside', metadata: {} });
    const again = await inference.client.call('run', { path: target, ids, outputs: [...outputs] });
    assert.deepEqual([...again.input!], [...found.input!]);
    const { largestDifference } = await inference.client.call('oneHot', { path, ids });
    assert.equal(largestDifference, 0);
  });

  it('are compared, summed up and projected as the same numbers in full are', async () => {
    const path = save('compared.safetensors', {
      'wte.weight': packed,
      'wte.weight_scale': scale([rows]),
      'wpe.weight': wpe,
    });
    const full: TensorOf = { dtype: 'F32', shape: [rows, hidden], bytes: bytesOf(table) };
    const plain = save('full.safetensors', { 'wte.weight': full, 'wpe.weight': wpe });
    const ids = Uint32Array.of(1, 7, 2, 4);
    for (const output of ['token', 'position', 'input'] as const) {
      const ask = (of: string) => {
        const points = { from: 'run', path: of, ids, output } as const;
        return Promise.all([
          inference.client.call('similarity', { points }),
          inference.client.call('statistics', { points }),
          inference.client.call('project', { points, projection: { kind: 'axes', axes: [0, 1] } }),
        ]);
      };
      assert.deepEqual(await ask(path), await ask(plain));
    }
  });

  it('take a vector instead of terms as what is looked for', async () => {
    const path = join(inference.folder, 'sum.safetensors');
    const query = { path, table: 'token', metric: 'euclidean', count: 2, terms: [] } as const;
    const near = await inference.client.call('neighbours', {
      ...query,
      terms: [],
      vector: Float32Array.from(rowsOf(table, [7])),
    });
    assert.deepEqual([near.ids[0], near.scores[0]], [7, 0]);
    const tooShort = inference.client.call('neighbours', { ...query, terms: [], vector: Float32Array.of(1) });
    await assert.rejects(tooShort, /The query has 1 numbers; the table's vectors have 6/);
  });

  it('are refused with their numbers where scales do not fit, or an id is outside', async () => {
    const wrong = save('wrong.safetensors', {
      'wte.weight': packed,
      'wte.weight_scale': scale([rows - 1], scales.subarray(1)),
    });
    await assert.rejects(
      inference.client.call('open', { path: wrong }),
      /"wte.weight" holds I8 of shape \[11, 6\], quantized/,
    );
    const path = join(inference.folder, '1.safetensors');
    const outside = inference.client.call('run', { path, ids: Uint32Array.of(11), outputs: ['token'] });
    await assert.rejects(outside, /Token id 11 at index 0 is outside the graph's vocabulary of 11/);
  });
});

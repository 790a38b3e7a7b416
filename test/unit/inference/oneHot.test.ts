import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TorchGenerator } from '../../../src/torch/random';
import { oneHotRows } from '../../../src/embedding/oneHotGraph';
import { writeEmbeddingGraph, type TableSpec } from '../../../src/embedding/onnxWriter';
import { InferenceClient } from '../../../src/inference/client';
import { bundleInference } from '../../support/bundleInference';
import { useInference } from '../../support/useInference';

const rows = 50;
const columns = 6;
const wte = new Float32Array(rows * columns);
new TorchGenerator(42).fillNormal(wte);
/** What bfloat16 keeps of it. */
const halves = Uint16Array.from(new Uint32Array(wte.buffer), bits => bits >>> 16);
const rowsOf = (values: Float32Array, ids: readonly number[]): number[] =>
  ids.flatMap(id => [...values.subarray(id * columns, (id + 1) * columns)]);

describe('compareOneHot', () => {
  const inference = useInference();
  const save = (name: string, bytes: Uint8Array): string => {
    const path = join(inference.folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  const saveTable = (name: string, type: TableSpec['type'], data: TableSpec['data']): string =>
    save(name, writeEmbeddingGraph({ hiddenSize: columns, token: { rows, type, data } }));
  const compare = (path: string, ...ids: number[]) =>
    inference.client.call('oneHot', { path, ids: Uint32Array.from(ids) });

  it('gives the same vectors by look-up, by product and by a linear layer, from a table inside the model', async () => {
    const path = saveTable('inside.onnx', 'float32', { bytes: new Uint8Array(wte.buffer) });
    const found = await compare(path, 49, 0, 7, 7);
    assert.deepEqual([...found.vectors], rowsOf(wte, [49, 0, 7, 7]));
    assert.equal(found.largestDifference, 0);
    assert.deepEqual(
      found.ways.map(({ way }) => way),
      ['lookup', 'product', 'linear'],
    );
    assert.ok(found.ways.every(({ milliseconds }) => milliseconds >= 0 && Number.isFinite(milliseconds)));
    assert.deepEqual([found.rows, found.columns], [rows, columns]);
  });

  it('does so from a table of 16 bits beside the model, at an odd place', async () => {
    save('half.data', Buffer.concat([Buffer.alloc(5), new Uint8Array(halves.buffer)]));
    const path = saveTable('half.onnx', 'bfloat16', { file: 'half.data', offset: 5, length: halves.byteLength });
    const found = await compare(path, 3, 48);
    const wide = new Float32Array(Uint32Array.from(halves, bits => (bits << 16) >>> 0).buffer);
    assert.deepEqual([...found.vectors], rowsOf(wide, [3, 48]));
    assert.equal(found.largestDifference, 0);
  });

  it('does so through WebAssembly where there is no native ONNX Runtime', async () => {
    const wasm = bundleInference('wasm');
    const other = new InferenceClient(wasm.entry);
    try {
      const path = join(wasm.folder, 'inside.onnx');
      const token = { rows, type: 'float32', data: { bytes: new Uint8Array(wte.buffer) } } as const;
      writeFileSync(path, writeEmbeddingGraph({ hiddenSize: columns, token }));
      const found = await other.call('oneHot', { path, ids: Uint32Array.of(49, 2) });
      assert.deepEqual([[...found.vectors], found.largestDifference], [rowsOf(wte, [49, 2]), 0]);
    } finally {
      other.dispose();
      wasm.dispose();
    }
  });

  it('shows that a NaN anywhere in the table spoils every product', async () => {
    const spoiled = wte.slice();
    spoiled[20 * columns] = NaN;
    const found = await compare(saveTable('nan.onnx', 'float32', { bytes: new Uint8Array(spoiled.buffer) }), 1);
    assert.deepEqual([...found.vectors], rowsOf(wte, [1]));
    assert.ok(Number.isNaN(found.largestDifference));
  });

  it('takes up to 16 tokens of the table, whatever its context length', async () => {
    const path = saveTable('inside.onnx', 'float32', { bytes: new Uint8Array(wte.buffer) });
    await assert.rejects(compare(path, ...Array<number>(17).fill(0)), /17 tokens are too many to multiply/);
    await assert.rejects(compare(path), /no tokens/);
    await assert.rejects(compare(path, 50), /Id 50 is outside the table of 50 rows/);
  });
});

describe('oneHotRows', () => {
  it('has a single 1 in each row', () => {
    assert.deepEqual([...oneHotRows([2, 0], 3)], [0, 0, 1, 1, 0, 0]);
  });
});

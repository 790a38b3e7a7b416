import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CancellationSource, isCancellation } from '../../../src/base/cancellation';
import { writeEmbeddingGraph } from '../../../src/embedding/onnxWriter';
import { useInference } from '../../support/useInference';
import { safetensors } from '../../support/weightFiles';

/** Tokens 0 to 3: right, left, up, and right and up. */
const wte = Float32Array.of(1, 0, -2, 0, 0, 3, 1, 1);
const wpe = Float32Array.of(5, 6, 7, 8);
const bytesOf = (values: Float32Array | Uint16Array): Uint8Array => new Uint8Array(values.buffer);
/** The upper halves of float32 numbers whose lower halves are zero. */
const brain = (values: Float32Array): Uint16Array =>
  Uint16Array.from(new Uint32Array(values.buffer), bits => bits >>> 16);
const rounded = (values: Float32Array): number[] => [...values].map(value => Math.round(value * 1e4) / 1e4);
const term = (weight: number, ...ids: number[]) => ({ weight, ids: Uint32Array.from(ids) });

describe('maths in the embedding process', () => {
  const inference = useInference();
  const save = (name: string, bytes: Uint8Array): string => {
    const path = join(inference.folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  const inline = (values: Float32Array) =>
    ({ rows: values.length / 2, type: 'float32', data: { bytes: bytesOf(values) } }) as const;
  const saveInline = (): string =>
    save('inline.onnx', writeEmbeddingGraph({ hiddenSize: 2, token: inline(wte), position: inline(wpe) }));
  const saveBeside = (name: string, type: 'float32' | 'bfloat16', offset: number, weights: Uint8Array): string => {
    save(`${name}.data`, Buffer.concat([Buffer.alloc(offset), weights]));
    const data = { file: `${name}.data`, offset, length: weights.length };
    return save(`${name}.onnx`, writeEmbeddingGraph({ hiddenSize: 2, token: { rows: 4, type, data } }));
  };
  const nearest = (path: string, ...terms: ReturnType<typeof term>[]) =>
    inference.client.call('neighbours', { path, table: 'token', terms, metric: 'cosine', count: 4 });

  it('finds the neighbours of a token, of several, and of arithmetic', async () => {
    const path = saveInline();
    const one = await nearest(path, term(1, 0));
    assert.deepEqual([...one.ids], [0, 3, 2, 1]);
    assert.deepEqual(rounded(one.scores), [1, 0.7071, 0, -1]);
    assert.equal(one.considered, 4);
    // The mean of (1, 0) and (0, 3) is (0.5, 1.5).
    assert.deepEqual([...(await nearest(path, term(1, 0, 2))).ids], [2, 3, 0, 1]);
    // (1, 1) - (1, 0) is (0, 1).
    assert.deepEqual([...(await nearest(path, term(1, 3), term(-1, 0))).ids], [2, 3, 0, 1]);
  });

  it('leaves out what is excluded or not allowed', async () => {
    const found = await inference.client.call('neighbours', {
      path: saveInline(),
      table: 'token',
      terms: [term(1, 0)],
      metric: 'euclidean',
      count: 10,
      exclude: Uint32Array.of(0),
      allowed: Uint8Array.of(0b1101),
    });
    assert.deepEqual([...found.ids], [3, 2]);
    assert.deepEqual(rounded(found.scores), [1, 3.1623]);
  });

  it('searches the position table too, and says when there is none', async () => {
    const ask = (path: string) =>
      inference.client.call('neighbours', {
        path,
        table: 'position',
        terms: [term(1, 1)],
        metric: 'euclidean',
        count: 1,
      });
    assert.deepEqual([...(await ask(saveInline())).ids], [1]);
    await assert.rejects(ask(saveBeside('plain', 'float32', 0, bytesOf(wte))), /no table of position vectors/);
  });

  it('reads weights beside the model, unaligned and of 16 bits, and sees when they change', async () => {
    assert.deepEqual([...(await nearest(saveBeside('odd', 'float32', 3, bytesOf(wte)), term(1, 0))).ids], [0, 3, 2, 1]);
    const path = saveBeside('half', 'bfloat16', 7, bytesOf(brain(wte)));
    assert.deepEqual(rounded((await nearest(path, term(1, 0))).scores), [1, 0.7071, 0, -1]);
    const other = Float32Array.of(1, 0, 4, 0, 0, 2, -1, 0);
    saveBeside('half', 'bfloat16', 9, bytesOf(brain(other)));
    assert.deepEqual(rounded((await nearest(path, term(1, 0))).scores), [1, 1, 0, -1]);
  });

  it('searches weights where they lie, in safetensors', async () => {
    const tensor = { dtype: 'F32', shape: [4, 2], bytes: bytesOf(wte) } as const;
    const path = save('model.safetensors', safetensors({ 'wte.weight': tensor }));
    assert.deepEqual([...(await nearest(path, term(1, 0))).ids], [0, 3, 2, 1]);
    const { vectors, largestDifference } = await inference.client.call('oneHot', { path, ids: Uint32Array.of(2, 1) });
    assert.deepEqual([[...vectors], largestDifference], [[0, 3, -2, 0], 0]);
    const named = { ...tensor, bytes: bytesOf(Float32Array.from([...wte].reverse())) };
    const two = save(
      'two.safetensors',
      safetensors({ 'a.embed_tokens.weight': tensor, 'b.embed_tokens.weight': named }),
    );
    const overrides = { tokenTable: 'b.embed_tokens.weight' };
    const points = { from: 'table', path: two, overrides, table: 'token', ids: Uint32Array.of(0) } as const;
    const { coordinates } = await inference.client.call('project', {
      points,
      projection: { kind: 'axes', axes: [0, 1] },
    });
    assert.deepEqual([...coordinates], [1, 1]);
  });

  it('gives similarities and statistics of tokens and of other vectors', async () => {
    const path = saveInline();
    const table = { from: 'table', path, table: 'token', ids: Uint32Array.of(0, 2, 3) } as const;
    const { size, values } = await inference.client.call('similarity', { points: table });
    assert.equal(size, 3);
    assert.deepEqual(rounded(values), [1, 0, 0.7071, 0, 1, 0.7071, 0.7071, 0.7071, 1]);
    const sums = { from: 'run', path, ids: Uint32Array.of(1, 0), output: 'input' } as const;
    // (-2, 0) + (5, 6) and (1, 0) + (7, 8).
    const { rows, dimensions } = await inference.client.call('statistics', { points: sums });
    assert.deepEqual(rounded(rows.norm), [6.7082, 11.3137]);
    assert.deepEqual([...dimensions.mean], [5.5, 7]);
  });

  it('works on what was run before, and runs it again after a restart', async () => {
    const path = saveInline();
    const ids = Uint32Array.of(2, 3);
    const { token } = await inference.client.call('run', { path, ids, outputs: ['token'] });
    const axes = { kind: 'axes' as const, axes: [0, 1] };
    const points = { from: 'run', path, ids, output: 'token' } as const;
    assert.deepEqual((await inference.client.call('project', { points, projection: axes })).coordinates, token);
    const { processId } = inference.client;
    inference.client.stop();
    const second = { ...points, rows: Uint32Array.of(1) };
    assert.deepEqual(
      [...(await inference.client.call('project', { points: second, projection: axes })).coordinates],
      [1, 1],
    );
    assert.notEqual(inference.client.processId, processId);
  });

  it('says which vectors there are not', async () => {
    const points = { from: 'run', path: saveInline(), ids: Uint32Array.of(2), output: 'token' } as const;
    await assert.rejects(
      inference.client.call('statistics', { points: { ...points, rows: Uint32Array.of(1) } }),
      /no row 1 among 1/,
    );
    await assert.rejects(
      inference.client.call('statistics', { points: { ...points, ids: Uint32Array.of(4) } }),
      /Token id 4 at index 0 is outside/,
    );
    const path = saveBeside('tokens only', 'float32', 0, bytesOf(wte));
    await assert.rejects(
      inference.client.call('similarity', { points: { ...points, path, output: 'position' } }),
      /gives no position vectors/,
    );
  });

  it('projects by principal components, UMAP and single dimensions', async () => {
    const table = { from: 'table', path: saveInline(), table: 'token', ids: Uint32Array.of(0, 1, 2, 3) } as const;
    const axes = await inference.client.call('project', { points: table, projection: { kind: 'axes', axes: [1, 0] } });
    assert.deepEqual([...axes.coordinates], [0, 1, 0, -2, 3, 0, 1, 1]);
    const straight = inline(Float32Array.of(0, 0, 2, 2, 4, 4));
    const path = save('line.onnx', writeEmbeddingGraph({ hiddenSize: 2, token: straight }));
    const line = { from: 'run', path, ids: Uint32Array.of(0, 1, 2), output: 'token' } as const;
    const pca = await inference.client.call('project', {
      points: line,
      projection: { kind: 'pca', dimensions: 1, seed: 0 },
    });
    assert.deepEqual(rounded(pca.coordinates), [-2.8284, 0, 2.8284]);
    assert.deepEqual(rounded(pca.components!), [0.7071, 0.7071]);
    assert.deepEqual([...pca.explained!], [1]);
    const umap = {
      kind: 'umap',
      dimensions: 3,
      seed: 1,
      metric: 'cosine',
      neighbours: 15,
      minimumDistance: 0.1,
    } as const;
    const found = await inference.client.call('project', { points: table, projection: umap });
    assert.deepEqual([found.dimensions, found.coordinates.length], [3, 12]);
    assert.deepEqual(await inference.client.call('project', { points: table, projection: umap }), found);
  });

  it('stops a projection between its epochs, and answers others meanwhile', async () => {
    const values = inline(Float32Array.from({ length: 600 * 2 }, (_, i) => Math.sin(i * i)));
    const path = save('many.onnx', writeEmbeddingGraph({ hiddenSize: 2, token: values }));
    const points = { from: 'run', path, ids: Uint32Array.from({ length: 600 }, (_, i) => i), output: 'token' } as const;
    const projection = {
      kind: 'umap',
      dimensions: 2,
      seed: 1,
      metric: 'euclidean',
      neighbours: 15,
      minimumDistance: 0.1,
      epochs: 5000,
    } as const;
    const source = new CancellationSource();
    const told: number[] = [];
    const projecting = inference.client.call(
      'project',
      { points, projection },
      { token: source.token, onProgress: fraction => void told.push(fraction) },
    );
    projecting.catch(() => undefined);
    while (told.length < 5) await nearest(saveInline(), term(1, 0));
    assert.deepEqual(
      told,
      [...told].sort((a, b) => a - b),
    );
    source.cancel();
    await assert.rejects(projecting, isCancellation);
  });

  it('says what is wrong with a query', async () => {
    const path = saveInline();
    await assert.rejects(nearest(path, term(1, 4)), /Id 4 is outside the table of 4 rows/);
    await assert.rejects(nearest(path), /holds no tokens/);
    await assert.rejects(nearest(path, term(1, 0), term(-1, 0)), /zeros, which has no direction/);
  });

  it('stops when it is cancelled, and goes on giving vectors meanwhile', async () => {
    // As many vectors as are compared at once, and so long that it takes about half a second.
    const [rows, hiddenSize] = [2048, 1024];
    const table = {
      rows,
      type: 'float32',
      data: { bytes: bytesOf(new Float32Array(rows * hiddenSize).fill(1)) },
    } as const;
    const path = save('large.onnx', writeEmbeddingGraph({ hiddenSize, token: table }));
    const ids = Uint32Array.from({ length: rows }, (_, id) => id);
    const source = new CancellationSource();
    const started = new Promise<void>(resolve => {
      const options = { token: source.token, onProgress: () => resolve() };
      inference.client.call('similarity', { points: { from: 'table', path, table: 'token', ids } }, options).then(
        () => assert.fail('it was not cancelled'),
        (error: unknown) => assert.ok(isCancellation(error)),
      );
    });
    await started;
    const vectors = await inference.client.call('run', {
      path: saveInline(),
      ids: Uint32Array.of(3),
      outputs: ['token'],
    });
    assert.deepEqual([...vectors.token!], [1, 1]);
    source.cancel();
    assert.deepEqual([...(await nearest(saveInline(), term(1, 0))).ids], [0, 3, 2, 1]);
  });
});

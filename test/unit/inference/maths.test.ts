import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CancellationSource, isCancellation } from '../../../src/base/cancellation';
import { writeEmbeddingGraph } from '../../../src/embedding/onnxWriter';
import { InferenceClient } from '../../../src/inference/client';
import { bundleInference } from '../../support/bundleInference';
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
  let bundle: ReturnType<typeof bundleInference>;
  let client: InferenceClient;
  const save = (name: string, bytes: Uint8Array): string => {
    const path = join(bundle.folder, name);
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
    client.call('neighbours', { path, table: 'token', terms, metric: 'cosine', count: 4 });

  before(() => {
    bundle = bundleInference();
    client = new InferenceClient(bundle.entry);
  });
  after(() => {
    client.dispose();
    bundle.dispose();
  });

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
    const found = await client.call('neighbours', {
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
      client.call('neighbours', { path, table: 'position', terms: [term(1, 1)], metric: 'euclidean', count: 1 });
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
    const { vectors, largestDifference } = await client.call('oneHot', { path, ids: Uint32Array.of(2, 1) });
    assert.deepEqual([[...vectors], largestDifference], [[0, 3, -2, 0], 0]);
    const named = { ...tensor, bytes: bytesOf(Float32Array.from([...wte].reverse())) };
    const two = save(
      'two.safetensors',
      safetensors({ 'a.embed_tokens.weight': tensor, 'b.embed_tokens.weight': named }),
    );
    const overrides = { tokenTable: 'b.embed_tokens.weight' };
    const points = { from: 'table', path: two, overrides, table: 'token', ids: Uint32Array.of(0) } as const;
    const { coordinates } = await client.call('project', { points, projection: { kind: 'axes', axes: [0, 1] } });
    assert.deepEqual([...coordinates], [1, 1]);
  });

  it('gives similarities and statistics of tokens and of other vectors', async () => {
    const path = saveInline();
    const table = { from: 'table', path, table: 'token', ids: Uint32Array.of(0, 2, 3) } as const;
    const { size, values } = await client.call('similarity', { points: table });
    assert.equal(size, 3);
    assert.deepEqual(rounded(values), [1, 0, 0.7071, 0, 1, 0.7071, 0.7071, 0.7071, 1]);
    const vectors = { from: 'vectors', values: Float32Array.of(3, 4, 5, 12), columns: 2 } as const;
    const { rows, dimensions } = await client.call('statistics', { points: vectors });
    assert.deepEqual([...rows.norm], [5, 13]);
    assert.deepEqual([...dimensions.mean], [4, 8]);
    const all = await client.call('tableStatistics', { path, table: 'token' });
    assert.deepEqual([all.rows, all.columns], [4, 2]);
    assert.deepEqual([...all.dimensions.mean], [0, 1]);
    assert.deepEqual([all.values.min, all.values.max, all.values.mean], [-2, 3, 0.5]);
    assert.deepEqual([all.norms.min, all.norms.max], [1, 3]);
  });

  it('projects by principal components, UMAP and single dimensions', async () => {
    const table = { from: 'table', path: saveInline(), table: 'token', ids: Uint32Array.of(0, 1, 2, 3) } as const;
    const axes = await client.call('project', { points: table, projection: { kind: 'axes', axes: [1, 0] } });
    assert.deepEqual([...axes.coordinates], [0, 1, 0, -2, 3, 0, 1, 1]);
    const line = { from: 'vectors', values: Float32Array.of(0, 0, 2, 2, 4, 4), columns: 2 } as const;
    const pca = await client.call('project', { points: line, projection: { kind: 'pca', dimensions: 1, seed: 0 } });
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
    const found = await client.call('project', { points: table, projection: umap });
    assert.deepEqual([found.dimensions, found.coordinates.length], [3, 12]);
    assert.deepEqual(await client.call('project', { points: table, projection: umap }), found);
  });

  it('stops a projection between its epochs, and answers others meanwhile', async () => {
    const values = Float32Array.from({ length: 600 * 4 }, (_, i) => Math.sin(i * i));
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
    const projecting = client.call(
      'project',
      { points: { from: 'vectors', values, columns: 4 }, projection },
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
    const rows = 200_000;
    const table = { rows, type: 'float32', data: { bytes: new Uint8Array(rows * 64 * 4) } } as const;
    const path = save('large.onnx', writeEmbeddingGraph({ hiddenSize: 64, token: table }));
    const source = new CancellationSource();
    const started = new Promise<void>(resolve => {
      const options = { token: source.token, onProgress: () => resolve() };
      client.call('tableStatistics', { path, table: 'token' }, options).then(
        () => assert.fail('it was not cancelled'),
        (error: unknown) => assert.ok(isCancellation(error)),
      );
    });
    await started;
    const vectors = await client.call('run', { path: saveInline(), ids: Uint32Array.of(3), outputs: ['token'] });
    assert.deepEqual([...vectors.token!], [1, 1]);
    source.cancel();
    assert.deepEqual([...(await nearest(saveInline(), term(1, 0))).ids], [0, 3, 2, 1]);
  });
});

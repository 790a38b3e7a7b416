import assert from 'node:assert/strict';
import type { VectorKind } from '../../../src/embedding/graphCard';
import { KeptRuns } from '../../../src/inference/keptRuns';
import type { ModelFile } from '../../../src/inference/modelFile';

/** A graph of one number a vector, which has no position vectors. */
const graph = (version: string): ModelFile =>
  ({ path: '/a.onnx', version, card: { hiddenSize: 1, outputs: { token: {}, input: {} } } }) as unknown as ModelFile;
const ids = (...values: number[]): Uint32Array => Uint32Array.from(values);

describe('kept vectors', () => {
  let runs: string[];
  const kept = (maximum?: number): KeptRuns => {
    runs = [];
    return new KeptRuns((file, of, kinds: readonly VectorKind[]) => {
      runs.push(`${kinds.join('+')} of ${of.join(',')} in ${file.version}`);
      const vectors = Object.fromEntries(kinds.map(kind => [kind, Float32Array.from(of)]));
      return Promise.resolve({ sequence: of.length, hidden: 1, ...vectors });
    }, maximum);
  };

  it('are run once, and only the kinds that are not there yet', async () => {
    const all = kept();
    const first = await all.vectors(graph('1'), ids(3, 1), ['token', 'position']);
    assert.deepEqual(first, { sequence: 2, hidden: 1, token: Float32Array.of(3, 1) });
    assert.equal((await all.vectors(graph('1'), ids(3, 1), ['token'])).token, first.token);
    await all.vectors(graph('1'), ids(3, 1), ['token', 'input']);
    assert.deepEqual(runs, ['token of 3,1 in 1', 'input of 3,1 in 1']);
  });

  it('are others of other ids, and of a file that has changed', async () => {
    const all = kept();
    await all.vectors(graph('1'), ids(3, 1), ['token']);
    await all.vectors(graph('1'), ids(1, 3), ['token']);
    await all.vectors(graph('2'), ids(3, 1), ['token']);
    assert.deepEqual(runs, ['token of 3,1 in 1', 'token of 1,3 in 1', 'token of 3,1 in 2']);
  });

  it('stay within a bound: those that nobody asked for longest go first', async () => {
    const all = kept(8);
    for (const id of [1, 2, 1, 3, 1, 2]) await all.vectors(graph('1'), ids(id), ['token']);
    assert.deepEqual(runs, ['token of 1 in 1', 'token of 2 in 1', 'token of 3 in 1', 'token of 2 in 1']);
  });
});

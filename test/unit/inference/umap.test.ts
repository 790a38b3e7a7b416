import assert from 'node:assert/strict';
import { TorchGenerator } from '../../../src/torch/random';
import { matrixOf, type Matrix } from '../../../src/embedding/table';
import { umapSteps, type UmapOptions } from '../../../src/inference/umap';
import { finish } from '../embedding/finish';
import { productsKernel } from '../embedding/productsKernel';

const options: UmapOptions = { dimensions: 2, seed: 7, metric: 'euclidean', neighbours: 15, minimumDistance: 0.1 };

/** Two groups of points far from each other. */
function groups(size: number, columns = 6): Matrix {
  const values = new Float32Array(2 * size * columns);
  new TorchGenerator(3).fillNormal(values);
  return matrixOf(
    values.map((value, i) => value + (i < size * columns ? 0 : 30)),
    columns,
  );
}

describe('umapSteps', () => {
  it('keeps groups together', () => {
    const size = 30;
    const found = finish(umapSteps(productsKernel, groups(size), { ...options, epochs: 200 }));
    const distance = (i: number, j: number): number =>
      Math.hypot(found[2 * i]! - found[2 * j]!, found[2 * i + 1]! - found[2 * j + 1]!);
    for (let i = 0; i < 2 * size; i++) {
      const nearest = Array.from({ length: 2 * size }, (_, j) => j)
        .filter(j => j !== i)
        .sort((a, b) => distance(i, a) - distance(i, b))[0]!;
      assert.equal(nearest < size, i < size, `point ${i}`);
    }
  });

  it('gives the same picture for the same seed, and another for another', () => {
    const run = (seed: number) => finish(umapSteps(productsKernel, groups(10), { ...options, seed, epochs: 20 }));
    assert.deepEqual(run(1), run(1));
    assert.notDeepEqual(run(1), run(2));
  });

  it('takes fewer points than neighbours, points that are all the same, and three dimensions', () => {
    const finite = (matrix: Matrix, dimensions: number): void => {
      const found = finish(umapSteps(productsKernel, matrix, { ...options, dimensions, epochs: 10 }));
      assert.equal(found.length, matrix.rows * dimensions);
      assert.ok(found.every(Number.isFinite));
    };
    finite(groups(2), 2);
    finite(groups(3), 3);
    finite(matrixOf(new Float32Array(60).fill(1), 3), 2);
    for (const metric of ['cosine', 'euclidean'] as const) {
      const zeros = finish(
        umapSteps(productsKernel, matrixOf(new Float32Array(30), 3), { ...options, metric, epochs: 5 }),
      );
      assert.ok(zeros.every(Number.isFinite));
    }
  });

  it('says what it cannot take, with the numbers', () => {
    const run =
      (matrix: Matrix, more = {}) =>
      () =>
        finish(umapSteps(productsKernel, matrix, { ...options, ...more }));
    assert.throws(run(matrixOf(new Float32Array(3), 1)), /at least 4 points; there are 3/);
    assert.throws(run(matrixOf(new Float32Array(5001), 1)), /up to 5000 points; these are 5001/);
    assert.throws(run(matrixOf(Float32Array.of(1, 2, 3, NaN), 1)), /Vector 3 holds NaN/);
    assert.throws(run(groups(5), { minimumDistance: 2 }), /from 0 to 1, not 2/);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PCA } from 'ml-pca';
import { TorchGenerator } from '../../../src/torch/random';
import { pcaSteps, type PrincipalComponents } from '../../../src/embedding/principalComponents';
import { matrixOf, type Matrix } from '../../../src/embedding/table';
import { finish } from './finish';
import { productsKernel } from './productsKernel';

const pca = (matrix: Matrix, dimensions: number, seed = 0): PrincipalComponents =>
  finish(pcaSteps(productsKernel, matrix, { dimensions, seed }));
const rounded = (values: Iterable<number>): number[] => [...values].map(value => Math.round(value * 1e4) / 1e4 + 0);

/** Random points that spread less from dimension to dimension, as `slope` says. */
function cloud(rows: number, columns: number, slope: number, seed = 1): Matrix {
  const values = new Float32Array(rows * columns);
  new TorchGenerator(seed).fillNormal(values);
  return matrixOf(
    values.map((value, i) => value * slope ** (i % columns) + 3),
    columns,
  );
}

/** Components, up to their sign, and explained variance of ml-pca, which decomposes the points themselves (SVD). */
function assertAsMlPca(matrix: Matrix, dimensions: number): void {
  const { rows, columns, values } = matrix;
  const data = Array.from({ length: rows }, (_, i) => [...values.subarray(i * columns, (i + 1) * columns)]);
  const theirs = new PCA(data, { method: 'SVD' });
  const ours = pca(matrix, dimensions);
  const loadings = theirs.getLoadings().to2DArray();
  const projected = theirs.predict(data, { nComponents: dimensions }).to2DArray();
  for (let k = 0; k < dimensions; k++) {
    assert.ok(Math.abs(ours.explained[k]! - theirs.getExplainedVariance()[k]!) < 1e-5, `variance ${k}`);
    const own = ours.components.subarray(k * columns, (k + 1) * columns);
    const sign = Math.sign(own.reduce((sum, value, c) => sum + value * loadings[k]![c]!, 0));
    own.forEach((value, c) => assert.ok(Math.abs(value - sign * loadings[k]![c]!) < 1e-4, `component ${k}, ${c}`));
    for (let i = 0; i < rows; i++) {
      const difference = Math.abs(ours.coordinates[i * dimensions + k]! - sign * projected[i]![k]!);
      assert.ok(difference < 1e-3, `coordinate ${k} of point ${i}`);
    }
  }
}

describe('pcaSteps', () => {
  it('finds the line that points lie on', () => {
    const found = pca(matrixOf(Float32Array.of(0, 0, 2, 2, 4, 4), 2), 2);
    assert.deepEqual(rounded(found.components.subarray(0, 2)), [0.7071, 0.7071]);
    assert.deepEqual(rounded(found.coordinates), [-2.8284, 0, 0, 0, 2.8284, 0]);
    assert.deepEqual(rounded(found.explained), [1, 0]);
    assert.deepEqual(rounded(found.variance), [8, 0]);
    assert.deepEqual([...found.mean], [2, 2]);
  });

  it('equals ml-pca where the spectrum falls: more points than columns, fewer, and few of both', () => {
    assertAsMlPca(cloud(120, 50, 0.9), 4);
    assertAsMlPca(cloud(45, 90, 0.9), 3);
    assertAsMlPca(cloud(9, 5, 0.7), 5);
  });

  it('equals ml-pca where it is flat, as that of an untrained table is', () => {
    assertAsMlPca(cloud(90, 60, 1), 2);
  });

  it('gives the same for the same seed, and nearly the same for another', () => {
    const points = cloud(80, 70, 0.95);
    assert.deepEqual(pca(points, 3, 5), pca(points, 3, 5));
    assert.deepEqual(rounded(pca(points, 3, 5).coordinates), rounded(pca(points, 3, 6).coordinates));
  });

  it('has components at right angles that no single direction exceeds, for any points', () => {
    const shape = fc.record({ rows: fc.integer({ min: 2, max: 70 }), columns: fc.integer({ min: 1, max: 70 }) });
    fc.assert(
      fc.property(shape, fc.integer({ min: 1, max: 1000 }), ({ rows, columns }, seed) => {
        const matrix = cloud(rows, columns, 1, seed);
        const dimensions = Math.min(3, columns);
        const { components, variance, explained } = pca(matrix, dimensions);
        for (let a = 0; a < dimensions; a++) {
          for (let b = 0; b <= a; b++) {
            let product = 0;
            for (let c = 0; c < columns; c++) product += components[a * columns + c]! * components[b * columns + c]!;
            const expected = a === b && variance[a]! > 0 ? 1 : 0;
            assert.ok(Math.abs(product - expected) < 1e-5, `${a} and ${b}: ${product}`);
          }
        }
        for (let c = 0; c < columns; c++) {
          const column = Array.from({ length: rows }, (_, i) => matrix.values[i * columns + c]!);
          const mean = column.reduce((sum, value) => sum + value, 0) / rows;
          const own = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (rows - 1);
          assert.ok(own <= variance[0]! * (1 + 1e-5), `dimension ${c}`);
        }
        assert.ok(explained.reduce((sum, value) => sum + value, 0) <= 1 + 1e-5);
      }),
      { numRuns: 40 },
    );
  });

  it('takes points that are all the same, constant columns, and fewer points than components', () => {
    const same = pca(matrixOf(new Float32Array(20).fill(7), 2), 2);
    assert.ok(same.coordinates.every(value => value === 0) && same.explained.every(value => value === 0));
    const flat = pca(matrixOf(Float32Array.of(1, 9, 0, 2, 9, 0, 4, 9, 0), 3), 2);
    assert.deepEqual(rounded(flat.components), [1, 0, 0, 0, 0, 0]);
    const two = pca(cloud(2, 50, 1), 3);
    assert.deepEqual(rounded(two.explained), [1, 0, 0]);
    const large = cloud(60, 60, 1);
    for (let i = 0; i < large.values.length; i++) if (i % 60 !== 5) large.values[i] = 1;
    assert.deepEqual(rounded(pca(large, 2).explained), [1, 0]);
  });

  it('says what it cannot take, with the numbers', () => {
    assert.throws(() => pca(matrixOf(Float32Array.of(1, 2), 2), 1), /there is 1\. Choose at least 2/);
    assert.throws(() => pca(cloud(4, 2, 1), 3), /Vectors of 2 dimensions have no more than 2 components, not 3/);
    assert.throws(() => pca(matrixOf(Float32Array.of(1, 2, 3, NaN), 2), 1), /Vector 1 holds NaN at dimension 1/);
    assert.throws(() => pca(matrixOf(new Float32Array(20_001), 1), 1), /up to 20000 points; these are 20001/);
  });
});

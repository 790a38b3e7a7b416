import assert from 'node:assert/strict';
import fc from 'fast-check';
import { axesOf } from '../../../src/embedding/axes';
import { decodeFloats } from '../../../src/embedding/floats';
import { comparedBlocks } from '../../../src/embedding/comparedBlocks';
import { pointNeighbourSteps } from '../../../src/embedding/pointNeighbours';
import { dot, gramSteps, KernelMatrix } from '../../../src/embedding/products';
import { similaritySteps } from '../../../src/embedding/similarity';
import { statisticsSteps, tableStatisticsSteps } from '../../../src/embedding/statistics';
import { matrixOf, rowsSteps, tableOf, type Matrix } from '../../../src/embedding/table';
import { finish } from './finish';
import { productsKernel } from './productsKernel';

const matrices = fc
  .record({ rows: fc.integer({ min: 1, max: 23 }), columns: fc.integer({ min: 1, max: 11 }) })
  .chain(({ rows, columns }) =>
    fc
      .array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: rows * columns, maxLength: rows * columns })
      .map(values => matrixOf(Float32Array.from(values), columns)),
  );
const rowOf = ({ columns, values }: Matrix, i: number): number[] => [
  ...values.subarray(i * columns, (i + 1) * columns),
];
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const product = (a: readonly number[], b: readonly number[]): number => sum(a.map((value, i) => value * b[i]!));
const close = (actual: number, expected: number, message = ''): void =>
  assert.ok(Math.abs(actual - expected) <= 1e-4 * Math.max(1, Math.abs(expected)), `${message} ${actual} ${expected}`);
/** Sums of doubles in another order. */
const closer = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) <= 1e-10, `${actual} ${expected}`);
function moments(values: readonly number[]): { mean: number; std: number; min: number; max: number } {
  const mean = sum(values) / values.length;
  const std = Math.sqrt(sum(values.map(value => (value - mean) ** 2)) / (values.length - 1));
  return { mean, std, min: Math.min(...values), max: Math.max(...values) };
}

describe('products', () => {
  it('equal sums one after the other', () => {
    fc.assert(
      fc.property(matrices, matrix => {
        const { rows, columns, values } = matrix;
        const own = new KernelMatrix(productsKernel, rows, columns);
        own.values.set(values);
        const gram = new Float64Array(rows * rows);
        const steps = gramSteps(own, gram);
        while (steps.next().done !== true);
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < rows; j++) {
            const expected = product(rowOf(matrix, i), rowOf(matrix, j));
            closer(gram[i * rows + j]!, expected);
            closer(dot(values, i * columns, own.values, j * columns, columns), expected);
          }
        }
      }),
    );
  });

  it('equal sums one after the other, rows beside a query', () => {
    fc.assert(
      fc.property(matrices, fc.nat(22), (matrix, nth) => {
        const { rows, columns, values } = matrix;
        const query = rowOf(matrix, nth % rows);
        for (const block of comparedBlocks(productsKernel, tableOf(values, columns), Float32Array.from(query))) {
          const products = block.products().slice();
          const again = block.productsAndSquares();
          assert.deepEqual(again.products, products);
          for (let i = 0; i < block.count; i++) {
            const own = rowOf(matrix, block.first + i);
            closer(products[i]!, product(own, query));
            closer(again.squares[i]!, product(own, own));
          }
          const distances = block.squaredDistances();
          for (let i = 0; i < block.count; i++) {
            const apart = rowOf(matrix, block.first + i).map((value, c) => value - query[c]!);
            closer(distances[i]!, product(apart, apart));
          }
        }
      }),
    );
  });

  it('say how much memory is missing', () => {
    assert.throws(() => new KernelMatrix(productsKernel, 60_000, 60_000), /60000 x 60000 numbers: they take 28800 MB/);
  });
});

describe('similaritySteps', () => {
  it('gives the cosine of every pair, 1 on the diagonal', () => {
    fc.assert(
      fc.property(matrices, matrix => {
        const found = finish(similaritySteps(productsKernel, matrix));
        const { rows } = matrix;
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < rows; j++) {
            const [a, b] = [rowOf(matrix, i), rowOf(matrix, j)];
            const lengths = Math.sqrt(product(a, a) * product(b, b));
            const expected = lengths === 0 ? 0 : i === j ? 1 : product(a, b) / lengths;
            // Products of numbers near the smallest lose digits.
            if (lengths === 0 || lengths > 1e-100) close(found[i * rows + j]!, expected);
          }
        }
      }),
    );
  });

  it('keeps what is no number to its own row and column', () => {
    const found = finish(similaritySteps(productsKernel, matrixOf(Float32Array.of(1, 0, NaN, 1, 0, 0), 2)));
    assert.deepEqual([...found], [1, NaN, 0, NaN, NaN, NaN, 0, NaN, 0]);
  });

  it('refuses what is too large to show', () => {
    assert.throws(
      () => finish(similaritySteps(productsKernel, matrixOf(new Float32Array(2049), 1))),
      /2049 x 2049 is too large/,
    );
  });
});

describe('statistics', () => {
  it('equal the plain formulas, per row, per dimension and over all', () => {
    fc.assert(
      fc.property(matrices, matrix => {
        const { rows, columns, values } = matrix;
        const { rows: ofRows, dimensions } = finish(statisticsSteps(matrix));
        for (let i = 0; i < rows; i++) {
          const own = rowOf(matrix, i);
          const expected = { ...moments(own), norm: Math.sqrt(product(own, own)) };
          for (const [key, value] of Object.entries(expected)) {
            const actual = ofRows[key as keyof typeof ofRows][i]!;
            if (Number.isNaN(value)) assert.ok(Number.isNaN(actual));
            else close(actual, value, key);
          }
        }
        const summary = finish(tableStatisticsSteps(tableOf(values, columns)));
        assert.deepEqual(summary.dimensions, dimensions);
        for (let c = 0; c < columns; c++) {
          const own = moments(Array.from({ length: rows }, (_, i) => rowOf(matrix, i)[c]!));
          close(summary.dimensions.mean[c]!, own.mean);
          if (rows > 1) close(summary.dimensions.std[c]!, own.std);
          close(summary.dimensions.min[c]!, own.min);
          close(summary.dimensions.max[c]!, own.max);
        }
        const all = moments([...values]);
        close(summary.values.mean, all.mean);
        if (values.length > 1) close(summary.values.std, all.std);
        assert.deepEqual([summary.values.min, summary.values.max], [all.min, all.max]);
        const norms = moments([...ofRows.norm]);
        close(summary.norms.mean, norms.mean);
        if (rows > 1) close(summary.norms.std, norms.std);
      }),
    );
  });

  it('show a NaN wherever it takes part, and nowhere else', () => {
    const { min, mean } = finish(statisticsSteps(matrixOf(Float32Array.of(1, NaN, 3, 4), 2))).dimensions;
    assert.deepEqual([...min, ...mean], [1, NaN, 2, NaN]);
  });

  it('lose no digits far from zero', () => {
    const { std } = finish(statisticsSteps(matrixOf(Float32Array.of(1e6, 1e6 + 1, 1e6 + 2), 1))).dimensions;
    close(std[0]!, 1);
  });
});

describe('pointNeighbourSteps', () => {
  it('finds what sorting all distances finds', () => {
    fc.assert(
      fc.property(
        matrices,
        fc.constantFrom('euclidean' as const, 'cosine' as const),
        fc.nat(22),
        (matrix, metric, n) => {
          const { rows } = matrix;
          const count = Math.min(n + 1, rows);
          const { indices, distances } = finish(pointNeighbourSteps(productsKernel, matrix, count, metric));
          for (let i = 0; i < rows; i++) {
            const a = rowOf(matrix, i);
            const all = Array.from({ length: rows }, (_, j) => {
              const b = rowOf(matrix, j);
              const apart = a.map((value, c) => value - b[c]!);
              if (metric === 'euclidean') return Math.sqrt(product(apart, apart));
              const lengths = Math.sqrt(product(a, a)) * Math.sqrt(product(b, b));
              return lengths === 0 ? 1 : 1 - product(a, b) / lengths;
            });
            assert.equal(indices[i]![0], i);
            assert.equal(new Set(indices[i]).size, count);
            const others = all.filter((_, j) => j !== i).sort((x, y) => x - y);
            distances[i]!.slice(1).forEach((distance, k) => close(distance, others[k]!));
            indices[i]!.slice(1).forEach((j, k) => close(all[j]!, distances[i]![k + 1]!));
          }
        },
      ),
    );
  });
});

describe('tables', () => {
  it('give rows by id, and name an id that they have not', () => {
    const table = tableOf(Float32Array.of(1, 2, 3, 4, 5, 6), 2);
    assert.deepEqual([...finish(rowsSteps(table, [2, 0, 2])).values], [5, 6, 1, 2, 5, 6]);
    assert.throws(() => finish(rowsSteps(table, [0, 3])), /Id 3 is outside the table of 3 rows \(ids 0 to 2\)/);
    assert.throws(() => tableOf(new Float32Array(5), 2), /5 values are not rows of 2/);
  });

  it('give single dimensions, and name one that they have not', () => {
    const matrix = matrixOf(Float32Array.of(1, 2, 3, 4, 5, 6), 3);
    assert.deepEqual([...axesOf(matrix, [2, 0])], [3, 1, 6, 4]);
    assert.throws(() => axesOf(matrix, [0, 3]), /no dimension 3: the vectors have 3 \(0 to 2\)/);
  });

  it('are read from every float type, at any offset', () => {
    const bytes = (array: ArrayBufferView): Uint8Array => {
      const shifted = new Uint8Array(array.byteLength + 1);
      shifted.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), 1);
      return shifted.subarray(1);
    };
    const into = new Float32Array(4);
    const check = (expected: readonly number[]): void => assert.deepEqual([...into], expected);
    decodeFloats('float32', bytes(Float32Array.of(1, -2.5, Infinity, 1e-40)), into);
    check([1, -2.5, Infinity, Math.fround(1e-40)]);
    decodeFloats('float64', bytes(Float64Array.of(1, -2.5, 0.1, 1e-40)), into);
    check([1, -2.5, Math.fround(0.1), Math.fround(1e-40)]);
    decodeFloats('bfloat16', bytes(Uint16Array.of(0x3f80, 0xc020, 0x7f80, 0x0001)), into);
    check([1, -2.5, Infinity, 2 ** -133]);
    // The largest, the smallest, minus two, and a half.
    decodeFloats('float16', bytes(Uint16Array.of(0x7bff, 0x0001, 0xc000, 0x3800)), into);
    check([65504, 2 ** -24, -2, 0.5]);
    decodeFloats('float16', bytes(Uint16Array.of(0xfc00, 0x7e00, 0x8000, 0x3555)), into);
    check([-Infinity, NaN, -0, 0.333251953125]);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { neighbourSteps, queryVector, unknownNorms, type Metric } from '../../../src/embedding/neighbours';
import { tableOf } from '../../../src/embedding/table';
import { meaningOf } from '../../support/weightFiles';
import { finish } from './finish';
import { productsKernel } from './productsKernel';

/** Whole numbers, so that equally near rows are common and every sum is exact. */
const tables = fc.integer({ min: 1, max: 7 }).chain(columns =>
  fc.record({
    columns: fc.constant(columns),
    rows: fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: columns, maxLength: columns }), {
      minLength: 1,
      maxLength: 40,
    }),
    query: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: columns, maxLength: columns }),
    count: fc.integer({ min: 1, max: 45 }),
    hidden: fc.uniqueArray(fc.nat(39)),
    excluded: fc.uniqueArray(fc.nat(39)),
  }),
);
const lengthOf = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

function naive(rows: readonly number[][], query: readonly number[], metric: Metric): number[] {
  return rows.map(row => {
    if (metric === 'euclidean') return lengthOf(row.map((value, c) => value - query[c]!));
    const product = row.reduce((sum, value, c) => sum + value * query[c]!, 0);
    return lengthOf(row) === 0 ? 0 : product / (lengthOf(row) * lengthOf(query));
  });
}

describe('neighbourSteps', () => {
  it('finds the same to the last bit in 16-bit numbers as they are stored, whatever they are', () => {
    const bits = fc.oneof({ weight: 9, arbitrary: fc.nat(0x3fff) }, { weight: 1, arbitrary: fc.nat(0xffff) });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 11 }),
        fc.array(bits, { minLength: 11, maxLength: 200 }),
        fc.constantFrom('float16' as const, 'bfloat16' as const),
        fc.constantFrom('cosine' as const, 'euclidean' as const),
        (columns, stored, type, metric) => {
          const codes = Uint16Array.from(stored).subarray(0, stored.length - (stored.length % columns));
          const plain = tableOf(
            Float32Array.from(codes, each => meaningOf(each, type)),
            columns,
          );
          const read = (first: number, count: number, into: Uint16Array): void =>
            into.set(codes.subarray(first * columns, (first + count) * columns));
          const coded = { ...plain, codes: { type, read } };
          const query = Float32Array.from({ length: columns }, (_, i) => (i + 1) / 7);
          const [expected, norms] = [unknownNorms(plain), unknownNorms(coded)];
          // The second search finds the norms that the first one met.
          for (let search = 0; search < 2; search++) {
            const options = { metric, count: 9 };
            assert.deepEqual(
              finish(neighbourSteps(productsKernel, coded, query, { ...options, norms })),
              finish(neighbourSteps(productsKernel, plain, query, { ...options, norms: expected })),
            );
            assert.deepEqual([...norms], [...expected]);
          }
        },
      ),
    );
  });

  it('finds what sorting every row finds, for any table, filter and exclusion', () => {
    fc.assert(
      fc.property(tables, fc.constantFrom('cosine' as const, 'euclidean' as const), (each, metric) => {
        fc.pre(metric === 'euclidean' || each.query.some(value => value !== 0));
        const { rows, columns, query, count, hidden, excluded } = each;
        const table = tableOf(Float32Array.from(rows.flat()), columns);
        const allowed = new Uint8Array(Math.ceil(rows.length / 8)).fill(255);
        for (const id of hidden) if (id < rows.length) allowed[id >> 3]! &= ~(1 << (id & 7));
        const found = finish(
          neighbourSteps(productsKernel, table, Float32Array.from(query), {
            metric,
            count,
            exclude: excluded,
            allowed,
          }),
        );
        const scores = naive(rows, query, metric);
        const able = rows.map((_, id) => id).filter(id => !hidden.includes(id) && !excluded.includes(id));
        const sign = metric === 'cosine' ? -1 : 1;
        const expected = [...able].sort((a, b) => sign * (scores[a]! - scores[b]!) || a - b).slice(0, count);
        assert.equal(found.considered, able.length);
        assert.equal(found.ids.length, expected.length);
        expected.forEach((id, i) => assert.ok(Math.abs(found.scores[i]! - scores[id]!) < 1e-6));
        // Cosines of equal angles may differ in the last bit, by the order of the sum: only exact ranks are compared by id.
        if (metric === 'euclidean') assert.deepEqual([...found.ids], expected);
      }),
    );
  });

  it('puts the lower id first among equals, more of them than are asked for', () => {
    const table = tableOf(
      Float32Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 1 : 0)),
      2,
    );
    const found = finish(neighbourSteps(productsKernel, table, Float32Array.of(1, 0), { metric: 'cosine', count: 5 }));
    assert.deepEqual([...found.ids], [0, 1, 2, 3, 4]);
  });

  it('takes no row past the end of the filter', () => {
    const table = tableOf(new Float32Array(20).fill(1), 1);
    const options = { metric: 'euclidean', count: 20, allowed: Uint8Array.of(0b10000001) } as const;
    assert.deepEqual([...finish(neighbourSteps(productsKernel, table, Float32Array.of(1), options)).ids], [0, 7]);
  });

  it('goes on with norms that earlier searches met', () => {
    const table = tableOf(Float32Array.of(3, 4, 0, 2), 2);
    const norms = unknownNorms(table);
    const options = { metric: 'cosine', count: 2, norms } as const;
    const search = () => finish(neighbourSteps(productsKernel, table, Float32Array.of(1, 0), options));
    const found = search();
    assert.deepEqual([...norms], [5, 2]);
    norms[0] = 10; // What is known is not computed again.
    assert.equal(search().scores[0], found.scores[0]! / 2);
    assert.deepEqual([...found.ids], [0, 1]);
  });

  it('leaves out rows that hold no numbers', () => {
    const table = tableOf(Float32Array.of(1, NaN, 1, Infinity, 1, 1), 2);
    for (const metric of ['cosine', 'euclidean'] as const) {
      const found = finish(neighbourSteps(productsKernel, table, Float32Array.of(1, 1), { metric, count: 9 }));
      assert.deepEqual([[...found.ids], found.considered], [[2], 1]);
    }
  });

  it('crosses blocks of the table', () => {
    const columns = 700;
    const values = new Float32Array(1000 * columns);
    for (const id of [0, 373, 374, 375, 748, 999]) values[id * columns + 3] = 1;
    const query = new Float32Array(columns);
    query[3] = 1;
    const found = finish(
      neighbourSteps(productsKernel, tableOf(values, columns), query, { metric: 'cosine', count: 6 }),
    );
    assert.deepEqual([...found.ids], [0, 373, 374, 375, 748, 999]);
    assert.ok(found.scores.every(score => score === 1));
  });

  it('says what is wrong with a query', () => {
    const table = tableOf(Float32Array.of(1, 2, 3, 4), 2);
    const search = (query: Float32Array, metric: Metric) => () =>
      finish(neighbourSteps(productsKernel, table, query, { metric, count: 1 }));
    assert.throws(search(Float32Array.of(1), 'cosine'), /has 1 numbers; the table's vectors have 2/);
    assert.throws(search(Float32Array.of(0, 0), 'cosine'), /no direction/);
    assert.throws(search(Float32Array.of(0, NaN), 'euclidean'), /holds NaN at 1/);
  });
});

describe('queryVector', () => {
  const table = tableOf(Float32Array.of(1, 2, 3, 4, 10, 20), 2);

  it('adds the means of its terms', () => {
    const terms = [
      { ids: [0, 1], weight: 1 },
      { ids: [2], weight: -0.5 },
    ];
    assert.deepEqual([...queryVector(table, terms)], [-3, -7]);
  });

  it('names an id outside the table, and wants one at least', () => {
    assert.throws(() => queryVector(table, [{ ids: [3], weight: 1 }]), /Id 3 is outside the table of 3 rows/);
    assert.throws(() => queryVector(table, [{ ids: [], weight: 1 }]), /holds no tokens/);
  });
});

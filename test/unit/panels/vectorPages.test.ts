import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pageOf, pageSizes, rowAt, rowsIn, scaleOf } from '../../../src/panels/vectorPages';

describe('pages of vectors', () => {
  const sizes = { pageLength: 1024, shownLength: 1024 };

  it('go through a document by the context length', () => {
    const all = { from: 0, to: 3000 };
    assert.deepEqual(pageOf(all, undefined, sizes), { first: 0, last: 1024 });
    assert.deepEqual(pageOf(all, 1023, sizes), { first: 0, last: 1024 });
    assert.deepEqual(pageOf(all, 1024, sizes), { first: 1024, last: 2048 });
    assert.deepEqual(pageOf(all, 2999, sizes), { first: 2048, last: 3000 });
    assert.deepEqual(pageOf(all, 9999, sizes), { first: 2048, last: 3000 }, 'the text became shorter');
  });

  it('begin where a selection does', () => {
    assert.deepEqual(pageOf({ from: 10, to: 15 }, undefined, sizes), { first: 10, last: 15 });
    assert.deepEqual(pageOf({ from: 10, to: 2000 }, 1100, sizes), { first: 1034, last: 2000 });
  });

  it('of no tokens are empty', () => {
    const { first, last } = pageOf({ from: 0, to: 0 }, undefined, sizes);
    assert.equal(first, last);
  });

  it('hold the token that is wanted, whatever the sizes', () => {
    fc.assert(
      fc.property(
        fc.nat(50),
        fc.integer({ min: 1, max: 5000 }),
        fc.nat(6000),
        fc.integer({ min: 1, max: 600 }),
        (from, count, near, length) => {
          const to = from + count;
          const { first, last } = pageOf({ from, to }, near, { pageLength: length, shownLength: length });
          const wanted = Math.max(from, Math.min(near, to - 1));
          assert.ok(first <= wanted && wanted < last && last <= to && last - first <= length);
          assert.equal((first - from) % length, 0);
        },
      ),
    );
  });

  it('are as long as the graph takes, and show no more numbers than fit', () => {
    assert.deepEqual(pageSizes(1024, undefined, 768), { pageLength: 1024, shownLength: 1024 });
    assert.deepEqual(pageSizes(1024, 128, 768), { pageLength: 128, shownLength: 128 });
    assert.deepEqual(pageSizes(131072, undefined, 4096), { pageLength: 131072, shownLength: 4096 });
  });
});

describe('the end of the colour scale', () => {
  it('leaves a few outliers beyond it', () => {
    const values = Float32Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? 1 : -1));
    values[7] = 1000;
    values[8] = NaN;
    assert.equal(scaleOf([values]), 1);
    assert.equal(scaleOf([]), 0);
  });

  it('is the same for all outputs', () => {
    assert.equal(scaleOf([Float32Array.of(0.5, -0.5), Float32Array.of(-2, -2)]), 2);
  });
});

describe('the row at an offset', () => {
  // "a", "bc", then one character in two tokens, and a gap before the last.
  const starts = Uint32Array.of(0, 1, 3, 3, 9);
  const ends = Uint32Array.of(1, 3, 5, 5, 10);

  it('is that of the token that holds it, the first of those that share a character', () => {
    assert.deepEqual(
      [0, 1, 2, 3, 4, 9].map(offset => rowAt(starts, ends, offset)),
      [0, 1, 1, 2, 2, 4],
    );
  });

  it('is none outside the tokens', () => {
    assert.deepEqual(
      [5, 8, 10, 99].map(offset => rowAt(starts, ends, offset)),
      [undefined, undefined, undefined, undefined],
    );
  });
});

describe('the rows of a span', () => {
  // "a", "bc", then one character in two tokens, and a gap before the last.
  const starts = Uint32Array.of(0, 1, 3, 3, 9);
  const ends = Uint32Array.of(1, 3, 5, 5, 10);

  it('are those of all tokens that have text in it', () => {
    assert.deepEqual(rowsIn(starts, ends, { start: 0, end: 1 }), { first: 0, last: 1 });
    assert.deepEqual(rowsIn(starts, ends, { start: 3, end: 5 }), { first: 2, last: 4 }, 'both of one character');
    assert.deepEqual(rowsIn(starts, ends, { start: 2, end: 10 }), { first: 1, last: 5 });
  });

  it('are none where no token is', () => {
    for (const span of [
      { start: 5, end: 9 },
      { start: 10, end: 12 },
    ])
      assert.equal(rowsIn(starts, ends, span), undefined);
  });
});

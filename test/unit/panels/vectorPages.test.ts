import assert from 'node:assert/strict';
import { pageSizes, rowAt, rowsIn, scaleOf } from '../../../src/panels/vectorPages';

describe('pages of vectors', () => {
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

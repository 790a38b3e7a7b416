import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pageOf } from '../../../src/dataset/contextPages';

describe('pages of a context', () => {
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
});

import assert from 'node:assert/strict';
import { cutTokens } from '../../../src/base/tokenPieces';

describe('a text in pieces of n tokens', () => {
  it('is whole, piece after piece', () => {
    const spans = { starts: [0, 3, 8, 10, 11], ends: [3, 7, 10, 11, 14] };
    for (let size = 1; size < 7; size++) {
      const pieces = cutTokens(spans, 15, size);
      assert.equal(pieces.length, Math.ceil(5 / size));
      assert.deepEqual(
        pieces.map(({ start }) => start),
        [0, ...pieces.slice(0, -1).map(({ end }) => end)],
      );
      assert.equal(pieces[pieces.length - 1]!.end, 15);
      assert.ok(pieces.every(({ first, last }) => last - first <= size));
    }
    assert.deepEqual(cutTokens({ starts: [], ends: [] }, 0, 3), []);
  });

  it('cuts no character that several tokens share', () => {
    // "a🦜b": a, three tokens of the parrot, b
    const spans = { starts: [0, 1, 1, 1, 3], ends: [1, 3, 3, 3, 4] };
    const cut = (size: number): number[][] => cutTokens(spans, 4, size).map(({ first, last }) => [first, last]);
    assert.deepEqual(cut(2), [
      [0, 1],
      [1, 4],
      [4, 5],
    ]);
    assert.deepEqual(cut(1), [
      [0, 1],
      [1, 4],
      [4, 5],
    ]);
    assert.deepEqual(cut(4), [
      [0, 4],
      [4, 5],
    ]);
  });
});

import assert from 'node:assert/strict';
import { segmentsOf } from '../../../src/editor/segments';

describe('segmentsOf', () => {
  it('joins the tokens that share a character, and gives neighbours different colours', () => {
    // gpt2, "a🦜!": one token, three tokens of one character, one token
    const tokens = {
      ids: Uint32Array.of(64, 8582, 99, 250, 0),
      starts: Uint32Array.of(0, 1, 1, 1, 3),
      ends: Uint32Array.of(1, 3, 3, 3, 4),
    };
    const segments = segmentsOf({ first: 0, tokens, special: [4] }, 4);
    assert.deepEqual(
      segments.map(({ start, end, ids }) => [start, end, ids]),
      [
        [0, 1, [64]],
        [1, 3, [8582, 99, 250]],
        [3, 4, [0]],
      ],
    );
    assert.deepEqual(
      segments.map(({ special }) => special),
      [false, false, true],
    );
    segments.slice(1).forEach(({ color }, i) => assert.notEqual(color, segments[i]!.color));
  });
});

import assert from 'node:assert/strict';
import { concatenated } from '../../../src/base/bytes';

describe('concatenated', () => {
  it('gives all bytes in order, of arrays and of parts of a buffer', () => {
    const whole = Uint8Array.of(9, 1, 2, 9);
    assert.deepEqual(concatenated([whole.subarray(1, 3), [], [3]]), Uint8Array.of(1, 2, 3));
    assert.deepEqual(concatenated([]), new Uint8Array(0));
  });
});

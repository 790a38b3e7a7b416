import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeFloats, encodeFloats } from '../../../src/embedding/floats';
import { meaningOf } from '../../support/weightFiles';

const half = (value: number): number => {
  const bytes = encodeFloats('float16', Float32Array.of(value));
  return bytes[0]! | (bytes[1]! << 8);
};

describe('encodeFloats', () => {
  it('gives back each of the finite halves', () => {
    for (let bits = 0; bits < 65536; bits++) {
      if ((bits & 0x7c00) !== 0x7c00) assert.equal(half(meaningOf(bits, 'float16')), bits);
    }
    assert.deepEqual([half(Infinity), half(-Infinity), half(NaN) & 0x7e00], [0x7c00, 0xfc00, 0x7e00]);
  });

  it('rounds to the nearest half, and to the even one of two', () => {
    const all = Float32Array.from({ length: 0x7c00 }, (_, bits) => meaningOf(bits, 'float16'));
    fc.assert(
      fc.property(fc.float({ min: 0, max: 65504, noNaN: true }), value => {
        const bits = half(Math.abs(value));
        const distance = Math.abs(all[bits]! - Math.abs(value));
        for (const other of [bits - 1, bits + 1].filter(at => at >= 0 && at < all.length)) {
          const its = Math.abs(all[other]! - Math.abs(value));
          assert.ok(distance < its || (distance === its && bits % 2 === 0));
        }
      }),
    );
    // Half-way between two: 1 + 1/2048 and 1 + 3/2048.
    assert.deepEqual([half(1 + 2 ** -11), half(1 + 3 * 2 ** -11)], [0x3c00, 0x3c02]);
    assert.deepEqual([half(2 ** -25), half(1.5 * 2 ** -24)], [0, 2]);
  });

  it('refuses what would become infinite', () => {
    assert.equal(half(65519), 0x7bff);
    assert.throws(() => half(65520), /65520 does not fit into float16/);
  });

  it('leaves 32 bits as they are', () => {
    const values = Float32Array.of(1, -0, NaN, 1e-40);
    const back = new Float32Array(4);
    decodeFloats('float32', encodeFloats('float32', values), back);
    assert.deepEqual(back, values);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cutAt, lengthOf } from '../../../src/context/budget';

describe('the place where a limit ends', () => {
  it('cuts no character, and leaves over what does not hold one', () => {
    assert.equal(cutAt('né', { unit: 'bytes', maximum: 2 }), 1);
    assert.equal(cutAt('a🙂b', { unit: 'bytes', maximum: 4 }), 1);
    assert.equal(cutAt('a🙂b', { unit: 'characters', maximum: 2 }), 3);
    assert.equal(cutAt('a\nb\nc', { unit: 'lines', maximum: 2 }), 4);
    assert.equal(cutAt('a\nb\nc', { unit: 'lines', maximum: 3 }), undefined);
  });

  it('measures as the encoder does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        assert.deepEqual(lengthOf(text), {
          bytes: new TextEncoder().encode(text).length,
          characters: Array.from(text).length,
          lines: text.split('\n').length,
        });
      }),
    );
  });

  it('cuts where what is before fits and one character more does not', () => {
    const units = fc.constantFrom('bytes' as const, 'characters' as const, 'lines' as const);
    const texts = fc.string({ unit: fc.constantFrom('a', 'é', '🙂', '\n', '\r\n', '中') });
    fc.assert(
      fc.property(texts, units, fc.integer({ min: 1, max: 20 }), (text, unit, maximum) => {
        const cut = cutAt(text, { unit, maximum });
        if (cut === undefined) {
          assert.ok(lengthOf(text)[unit] <= maximum);
          return;
        }
        const before = lengthOf(text.slice(0, cut));
        const [next] = Array.from(text.slice(cut));
        if (unit === 'lines') assert.equal(before.lines, maximum + 1);
        else {
          assert.ok(before[unit] <= maximum);
          assert.ok(before[unit] + lengthOf(next!)[unit] > maximum);
        }
      }),
    );
  });
});

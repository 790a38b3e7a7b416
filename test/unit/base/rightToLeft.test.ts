import assert from 'node:assert/strict';
import { hasRightToLeft } from '../../../src/base/rightToLeft';

describe('hasRightToLeft', () => {
  it('sees the letters and marks that turn a line around', () => {
    for (const text of ['שלום', 'a مرحبا', 'ܫܠܡܐ', 'ߒߞߏ', 'ފުރަ', '\u{1E900}', '\u200f', '\ufe8d'])
      assert.ok(hasRightToLeft(text), text);
  });

  it('leaves everything else alone', () => {
    for (const text of ['', 'the cat 123', 'é 日本 нет ελ', '🦜', '\u200b\u200e\ufeff'])
      assert.ok(!hasRightToLeft(text), text);
  });
});

import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { slideRight, type TextChange } from '../../../../src/tokenizer/document/textChange';

const readable = (whole: string): { length: number; text(start: number, end: number): string } => ({
  length: whole.length,
  text: (start, end) => whole.slice(start, end),
});
const applied = (whole: string, { offset, length, text }: TextChange): string =>
  whole.slice(0, offset) + text + whole.slice(offset + length);

describe('a change slid to the right', () => {
  const few = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 30 });

  it('leaves the same text, and could not be further on', () => {
    fc.assert(
      fc.property(few, fc.nat(30), fc.nat(5), few, (whole, at, removed, inserted) => {
        const offset = Math.min(at, whole.length);
        const length = inserted === '' ? Math.min(removed, whole.length - offset) : 0;
        fc.pre(length > 0 || inserted !== '');
        const slid = slideRight(readable(whole), { offset, length, text: inserted });
        const expected = applied(whole, { offset, length, text: inserted });
        assert.equal(applied(whole, slid), expected);
        const next = { ...slid, offset: slid.offset + 1, text: slid.text.slice(1) + slid.text.slice(0, 1) };
        if (next.offset + length <= whole.length) assert.notEqual(applied(whole, next), expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('goes to the end of a run that is longer than one step', () => {
    const whole = `${' '.repeat(5000)}x`;
    assert.equal(slideRight(readable(whole), { offset: 10, length: 0, text: ' ' }).offset, 5000);
    assert.equal(slideRight(readable(whole), { offset: 10, length: 3, text: '' }).offset, 4997);
  });

  it('stays where a text is replaced', () => {
    const change = { offset: 0, length: 1, text: 'a' };
    assert.deepEqual(slideRight(readable('aaa'), change), change);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { advance, textStart, unitsUntil } from '../../../src/dataset/textPosition';

const text = fc.array(fc.constantFrom('a', '🙂', '\n', '\r', '\r\n'), { maxLength: 30 }).map(parts => parts.join(''));

describe('a position in a text', () => {
  it('is the line and the character of an editor, however the text is cut', () => {
    fc.assert(
      fc.property(text, fc.nat(30), (all, cut) => {
        const lines = all.split(/\r\n|\r|\n/);
        const at = advance(advance(textStart, all.slice(0, cut)), all.slice(cut));
        assert.deepEqual([at.line, at.character], [lines.length - 1, lines.at(-1)!.length]);
      }),
    );
  });

  it('leads back to the units before it', () => {
    fc.assert(
      fc.property(text, fc.nat(30), (all, cut) => {
        const units = Math.min(cut, all.length);
        // Between \r and \n is no place that an editor knows.
        fc.pre(!(all[units - 1] === '\r' && all[units] === '\n'));
        const { line, character } = advance(textStart, all.slice(0, units));
        assert.equal(unitsUntil(textStart, all, line, character), units);
      }),
    );
  });
});

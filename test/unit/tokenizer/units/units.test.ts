import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { StreamEncoder } from '../../../../src/tokenizer/document/streamEncoder';
import { Bytes } from '../../../../src/tokenizer/units/bytes';
import { Characters } from '../../../../src/tokenizer/units/characters';
import { anyText } from '../oracle';
import { assertTiles, followsEdits, longText, tiny } from '../properties';

/** What UTF-8 makes of a text: lone surrogates are U+FFFD. */
const wellFormed = (text: string): string => Buffer.from(text).toString();

const kinds = [
  { tokenizer: new Bytes(), idsOf: (text: string) => [...Buffer.from(text)] },
  { tokenizer: new Characters(), idsOf: (text: string) => Array.from(wellFormed(text), c => c.codePointAt(0)!) },
];

for (const { tokenizer, idsOf } of kinds)
  describe(`tokenizer ${tokenizer.name}`, function () {
    this.timeout(60_000);

    it('has the ids that Node and Python give, tiles the text and decodes to it', () => {
      fc.assert(
        fc.property(anyText, text => {
          const tokens = tokenizer.encode(text);
          assert.deepEqual([...tokens.ids], idsOf(text));
          assertTiles(tokens, text);
          assert.deepEqual(tokenizer.ids(text), tokens.ids);
          assert.equal(tokenizer.count(text), tokens.ids.length);
          assert.equal(tokenizer.decode(tokens.ids), wellFormed(text));
          assert.deepEqual(Buffer.concat([...tokens.ids].map(id => tokenizer.bytesOf(id))), Buffer.from(text));
          assert.ok(tokens.ids.every(id => id < tokenizer.vocabularySize));
        }),
        { numRuns: 2000 },
      );
    });

    it('follows edits', () => {
      fc.assert(followsEdits(tokenizer, 'encode', longText), { numRuns: 150 });
      fc.assert(followsEdits(tokenizer, 'encode', longText, { ...tiny, patternReach: 0 }), { numRuns: 500 });
    });

    it('gives a stream the ids of the whole text, however it is cut', () => {
      fc.assert(
        fc.property(longText, fc.integer({ min: 1, max: 40 }), (text, size) => {
          const stream = new StreamEncoder(tokenizer, 'encode');
          const ids: number[] = [];
          for (let at = 0; at < text.length; at += size) ids.push(...stream.push(text.slice(at, at + size)).ids);
          ids.push(...stream.end().ids);
          assert.deepEqual(ids, idsOf(text));
        }),
      );
    });

    it('names an id that it does not have, and its index', () => {
      for (const id of [tokenizer.vocabularySize, -1, 1.5]) {
        assert.throws(() => tokenizer.decode([65, id]), RangeError);
        assert.throws(() => tokenizer.bytesOf(id), RangeError);
      }
      assert.throws(() => tokenizer.decode([65, 0x110000]), /1114112.*index 1/);
    });
  });

it('leaves surrogates out of the characters', () => {
  assert.throws(() => new Characters().bytesOf(0xd800), /characters has no token 55296/);
});

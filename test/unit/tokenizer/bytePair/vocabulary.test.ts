import * as assert from 'node:assert/strict';
import { packVocabulary, Vocabulary } from '../../../../src/tokenizer/bytePair/vocabulary';

const singles = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
const packed = (tokens: readonly string[]): Uint8Array =>
  packVocabulary({ bpe_ranks: `! 0 ${tokens.map(token => btoa(token)).join(' ')}` });
const textOf = (vocabulary: Vocabulary, id: number): string => Buffer.from(vocabulary.bytesOf(id)).toString('latin1');

describe('vocabulary', () => {
  const tokens = ['the', ...singles, ' cat', 'ab', 'abab'];

  it('opens a file that begins anywhere in memory', () => {
    const file = packed(tokens);
    for (let offset = 0; offset < 4; offset++) {
      const buffer = Buffer.alloc(offset + file.length, 0xff);
      buffer.set(file, offset);
      const vocabulary = Vocabulary.open(buffer.subarray(offset));
      assert.deepEqual(
        tokens.map((_, id) => textOf(vocabulary, id)),
        tokens,
      );
    }
  });

  it('has the first ids of a file, with the bytes of these alone', () => {
    for (let wanted = 257; wanted <= tokens.length; wanted++) {
      const vocabulary = Vocabulary.open(packed(tokens), wanted);
      assert.equal(vocabulary.size, wanted);
      assert.equal(textOf(vocabulary, wanted - 1), tokens[wanted - 1]);
      assert.equal(vocabulary.bytes.length, tokens.slice(0, wanted).join('').length);
      assert.equal(vocabulary.bytesOf(wanted).length, 0);
    }
  });

  it('refuses a file whose lengths do not add up to its bytes, and one that has no token for some byte', () => {
    for (let at = 1; at <= tokens.length; at++) {
      const file = packed(tokens);
      file[file.length - at]!++;
      for (const wanted of [undefined, 257])
        assert.throws(() => Vocabulary.open(file, wanted), /contradict each other/);
    }
    for (const wanted of [undefined, 258]) {
      const open = (): Vocabulary => Vocabulary.open(packed([...tokens.filter(token => token !== 'q'), 'q']), wanted);
      if (wanted === undefined) assert.equal(textOf(open(), tokens.length - 1), 'q');
      else assert.throws(open, /without a token for every byte/);
    }
    assert.throws(() => Vocabulary.open(packed([...tokens.filter(token => token !== 'q'), 'qq'])), /for every byte/);
  });
});

import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Encoding } from '../../../../src/tokenizer/bytePair/encoding';
import { SpecialTokenError } from '../../../../src/tokenizer/tokenizer';
import { encodingNames, encodings } from '../../../../src/tokenizer/bytePair/encodings';
import { packVocabulary, Vocabulary } from '../../../../src/tokenizer/bytePair/vocabulary';
import { encodingOf, kernel, oracle, patterns, plainBpe, plainRanks, ranksOf } from '../oracle';
import { encodesAsTiktoken, encodesSpecialTokens } from '../properties';

for (const name of encodingNames) {
  describe(`encoding ${name}`, function () {
    this.timeout(60_000);
    const encoding = encodingOf(name);

    it('has the ids of tiktoken, tiles the text and decodes to it', () => {
      fc.assert(encodesAsTiktoken(name), { numRuns: 2000 });
    });

    it('encodes special tokens anywhere', () => {
      fc.assert(encodesSpecialTokens(name), { numRuns: 2000 });
    });

    it('is described as js-tiktoken describes it', () => {
      assert.deepEqual(encodings[name].specialTokens, ranksOf(name).special_tokens);
    });

    it("has the very ids of js-tiktoken's ranks, and each comes back from its bytes", () => {
      const ranks = Vocabulary.open(packVocabulary(ranksOf(name)));
      assert.equal(encoding.vocabulary.size, ranks.size);
      for (let id = 0; id < ranks.size; id++) {
        const bytes = ranks.bytesOf(id);
        assert.ok(Buffer.from(encoding.vocabulary.bytesOf(id)).equals(bytes), `token ${id}`);
        if (bytes.length === 0) continue;
        assert.equal(encoding.idOf(bytes), id);
      }
    });

    it("does tiktoken's catastrophic cases", () => {
      for (const unit of ['^', '0', 'a', "'s", ' ', '\n']) {
        const text = unit.repeat(10_000);
        for (const whole of [text, ` ${text}`, `${text} `, `${text}x`])
          assert.equal(encoding.decode(encoding.encode(whole).ids), whole);
      }
      assert.equal(encoding.decode(encoding.encode('x'.repeat(1_000_000)).ids).length, 1_000_000);
    });
  });
}

describe('encoding', () => {
  const gpt2 = encodingOf('gpt2');

  it('merges a long piece as tiktoken does', () => {
    const text = Array.from({ length: 900 }, (_, i) => String.fromCharCode(97 + ((i * i * 7) % 26))).join('');
    for (const name of encodingNames)
      assert.deepEqual([...encodingOf(name).encode(text).ids], [...oracle(name).encode_ordinary(text)]);
  });

  it('names the special token and its offset in an error', () => {
    assert.throws(
      () => gpt2.encode('ab<|endoftext|>', 'error'),
      (error: unknown) => error instanceof SpecialTokenError && error.token === '<|endoftext|>' && error.offset === 2,
    );
  });

  it('spans the whole character with each of its tokens', () => {
    const { ids, starts, ends } = gpt2.encode('🦜');
    assert.deepEqual(
      [[...ids], [...starts], [...ends]],
      [
        [8582, 99, 250],
        [0, 0, 0],
        [2, 2, 2],
      ],
    );
  });

  it('names an unknown id and its index', () => {
    assert.throws(() => gpt2.decode([464, 60000]), /60000.*index 1/);
    assert.throws(() => gpt2.bytesOf(50257), RangeError);
  });

  it('merges as byte-level BPE is told, piece by piece', () => {
    // Of Unicode and white space on which JavaScript's patterns and Rust's agree
    const texts = fc.array(fc.constantFrom(...Array.from(' \t\n\ranAtheiELl019.,/!-_é漢字👍'), "'ll", "'RE"), {
      maxLength: 40,
    });
    for (const name of ['gpt2', 'cl100k_base'] as const) {
      const ranks = plainRanks(name);
      const plain = (text: string): number[] =>
        (text.match(patterns[name]) ?? []).flatMap(piece => plainBpe(ranks, Buffer.from(piece)));
      fc.assert(
        fc.property(texts, parts => {
          const text = parts.join('');
          assert.deepEqual([...encodingOf(name).ids(text)], plain(text));
        }),
        { numRuns: 1000 },
      );
    }
  });

  it('takes special tokens of any form, the longest at a place, and none', () => {
    const utf8 = { description: { kind: 'tiktoken', name: 'own' }, name: 'own', endOfText: undefined } as const;
    const own = (specialTokens: Record<string, number>): Encoding =>
      new Encoding({ ...utf8, vocabularySize: 60_000, specialTokens, rules: gpt2.rules }, gpt2.vocabulary, kernel);
    const some = own({ '[S]': 50300, '[S] [E]': 50301, 'END.': 50302 });
    assert.deepEqual([...some.ids('a[S] [E][S]END.')], [64, 50301, 50300, 50302]);
    assert.deepEqual([...some.findSpecialTokens('ENDx [S]')], [{ token: '[S]', offset: 5 }]);
    assert.equal(some.longestSpecialToken('encode'), 7);
    assert.equal(some.settledUntil('the cat sat on'), 0);
    const none = own({});
    assert.deepEqual(none.ids('a<|endoftext|>'), gpt2.ids('a<|endoftext|>', 'text'));
    assert.equal(none.longestSpecialToken('encode'), 0);
  });
});

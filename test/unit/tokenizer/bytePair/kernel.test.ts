import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Encoding, type BytePairDefinition } from '../../../../src/tokenizer/bytePair/encoding';
import { definitionOf, type EncodingName } from '../../../../src/tokenizer/bytePair/encodings';
import { compileKernel, KernelError } from '../../../../src/tokenizer/bytePair/kernel';
import { packVocabulary, Vocabulary } from '../../../../src/tokenizer/bytePair/vocabulary';
import { kernelBytes } from '../../../support/kernel';
import { anyText, encodingOf, kernel, oracle, patterns, plainBpe, plainRanks } from '../oracle';
import { encodesAsTiktoken, giantText, longRunOf } from '../properties';

// One of each pattern
const names = ['gpt2', 'cl100k_base', 'o200k_base'] as const satisfies readonly EncodingName[];

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Pieces of thousands of units: one unit again and again, now and then disturbed, which is where windows do not fit together. */
const periodicText = fc
  .tuple(
    fc.constantFrom('abab', '-=-=', 'aab', '漢字', '的一是', 'Ab', '=', '\0', 'x', 'éè', '한국', '👍🏽', '00', 'ааб'),
    fc.integer({ min: 200, max: 3000 }),
    fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom('a', 'b', '=', '漢', '是', 'q'))),
  )
  .map(([unit, length, disturbed]) => {
    const units = Array.from(unit.repeat(Math.ceil(length / unit.length)));
    for (const [at, by] of disturbed) units[Math.floor(at * (units.length - 1))] = by;
    return units.join('');
  });

for (const name of names) {
  describe(`the kernel with ${name}`, function () {
    this.timeout(120_000);
    const encoding = encodingOf(name);

    it('merges giant pieces as tiktoken does', () => {
      fc.assert(encodesAsTiktoken(name, periodicText), { numRuns: 150 });
      fc.assert(encodesAsTiktoken(name, giantText), { numRuns: 500 });
    });

    it('encodes in slices of any length what it encodes at once', () => {
      const special = fc.constantFrom(...encoding.specialTokens.keys());
      const parts = fc.array(fc.oneof({ weight: 9, arbitrary: fc.oneof(anyText, longRunOf(60)) }, special), {
        maxLength: 12,
      });
      for (const length of [2, 17, 40, 100]) {
        const sliced = new Encoding(definitionOf(name), encoding.vocabulary, kernel, length);
        fc.assert(
          fc.property(parts, all => {
            const text = all.join('');
            assert.deepEqual(sliced.encode(text), encoding.encode(text));
            assert.deepEqual(sliced.ids(text), encoding.ids(text));
            assert.equal(sliced.count(text), encoding.count(text));
            assert.deepEqual(copyOf(sliced.pieces(text, 'encode')), copyOf(encoding.pieces(text, 'encode')));
          }),
          // A small letter far away makes one word of all capitals and what is before them, in o200k.
          { numRuns: 250, examples: [[['a', ' 漢', 'A'.repeat(50), 'a b']]] },
        );
      }
    });

    it('says of two tokens whether they keep side by side, as byte-level BPE is told', () => {
      const ranks = plainRanks(name);
      fc.assert(
        fc.property(fc.array(fc.oneof(anyText, longRunOf(60)), { maxLength: 5 }), parts => {
          const ids = encoding.ids(parts.join(''));
          for (let at = 0; at + 1 < ids.length; at++) {
            const [left, right] = [ids[at]!, ids[at + 1]!];
            const both = Buffer.concat([encoding.bytesOf(left), encoding.bytesOf(right)]);
            if (both.length > 256) continue; // It may say no, which is never wrong.
            const merged = ranks.has(latin1(both)) ? [] : plainBpe(ranks, both);
            const keeps = merged.length === 2 && merged[0] === left && merged[1] === right;
            const isSpecial = [left, right].some(id => [...encoding.specialTokens.values()].includes(id));
            assert.equal(encoding.keepsJoint(left, right), keeps && !isSpecial, `${left} ${right}`);
          }
        }),
        { numRuns: 150 },
      );
    });
  });
}

const copyOf = ({ ends, tokens, ids }: ReturnType<Encoding['pieces']>): number[][] => [
  [...ends],
  [...tokens],
  [...ids],
];

describe('the kernel', function () {
  this.timeout(60_000);

  it('cuts where the patterns do', () => {
    // Of Unicode and white space on which JavaScript's patterns and Rust's agree
    const texts = fc.array(fc.constantFrom(...Array.from(' \t\n\r\0anAtheiELl019.,/!-_é漢字👍'), "'ll", "'RE"));
    for (const name of ['gpt2', 'cl100k_base'] as const) {
      fc.assert(
        fc.property(texts, parts => {
          const text = parts.join('');
          let end = 0;
          const ends = (text.match(patterns[name]) ?? []).map(piece => (end += piece.length));
          assert.deepEqual([...encodingOf(name).pieces(text, 'text').ends], ends);
        }),
        { numRuns: 1000 },
      );
    }
  });

  it('tells a word from the same word and NUL', () => {
    for (const name of names) {
      const encoding = encodingOf(name);
      for (const text of ['\0', '\0\0', 'a\0', 'a', '\0\0\0', 'a\0\0'])
        assert.deepEqual([...encoding.ids(text)], [...oracle(name).encode_ordinary(text)]);
    }
  });

  it('merges by ranks that no training would give', () => {
    // Tokens of Chinese in any order, and bytes after them: a merge may then come before those that make its characters.
    const { vocabulary } = encodingOf('o200k_base');
    const chinese = Array.from({ length: vocabulary.size }, (_, id) => id).filter(id => {
      const bytes = vocabulary.bytesOf(id);
      return bytes.length > 1 && bytes.length < 10 && bytes.every(byte => byte >= 0x80);
    });
    const characters = Array.from('的一是不了人我在有他这中大来上国');
    const within = new Set(characters.flatMap(a => characters.map(b => latin1(Buffer.from(a + b)))));
    const near = chinese.filter(id => {
      const token = latin1(vocabulary.bytesOf(id));
      return [...within].some(pair => pair.includes(token));
    });
    const singles = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
    // Tokens that cross borders, which no trained vocabulary has with such ranks
    const crossing = characters.slice(1).map((next, i) => latin1(Buffer.from(characters[i]! + next).subarray(2, 5)));
    const definition: BytePairDefinition = {
      ...definitionOf('gpt2'),
      description: { kind: 'tiktoken', name: 'own' },
      name: 'own',
      specialTokens: {},
    };
    const pool = [...new Set([...near.map(id => latin1(vocabulary.bytesOf(id))), ...within, ...crossing, ...singles])];
    const order = fc.shuffledSubarray(pool, { minLength: pool.length >> 1 });
    const text = fc.array(fc.constantFrom(...characters), { maxLength: 12 }).map(all => all.join(''));
    fc.assert(
      fc.property(order, fc.array(text, { minLength: 10, maxLength: 10 }), (some, texts) => {
        const tokens = [...new Set([...some, ...singles])];
        const lines = `! 0 ${tokens.map(token => Buffer.from(token, 'latin1').toString('base64')).join(' ')}`;
        const own = new Encoding(definition, Vocabulary.open(packVocabulary({ bpe_ranks: lines })), kernel);
        const ranks = new Map(tokens.map((token, id) => [token, id]));
        for (const each of texts) {
          const whole = ranks.get(latin1(Buffer.from(each)));
          const expected = whole === undefined ? plainBpe(ranks, Buffer.from(each)) : [whole];
          assert.deepEqual([...own.ids(each)], each === '' ? [] : expected);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('stops with an error of its own where memory cannot grow, and encodes the next text', () => {
    const tight = compileKernel(kernelBytes('--maximumMemory', '110'));
    const { vocabulary } = encodingOf('gpt2');
    const encoding = new Encoding(definitionOf('gpt2'), vocabulary, tight);
    const long = '漢字'.repeat(30_000);
    for (let time = 0; time < 2; time++) {
      assert.throws(
        () => encoding.ids(long),
        (error: unknown) => error instanceof KernelError && /60000 UTF-16 units.* MB.*unreachable/.test(error.message),
      );
      assert.deepEqual([...encoding.ids('The cat')], [464, 3797]);
    }
    assert.equal(encodingOf('gpt2').decode(encodingOf('gpt2').ids(long)), long);
  });

  it('lets the memory of a giant text go', () => {
    const encoding = encodingOf('cl100k_base');
    const giant = 'x'.repeat(3_000_000);
    assert.equal(encoding.decode(encoding.ids(giant)), giant);
    assert.deepEqual([...encoding.ids('The cat')], [...oracle('cl100k_base').encode_ordinary('The cat')]);
  });
});

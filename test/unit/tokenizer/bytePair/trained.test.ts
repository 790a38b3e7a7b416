import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { openTrained } from '../../../../src/tokenizer/bytePair/trained';
import type { Encoding } from '../../../../src/tokenizer/bytePair/encoding';
import { patternText } from '../../../../src/tokenizer/split/patternText';
import { splitPatterns, type SplitPattern } from '../../../../src/tokenizer/split/rules';
import type { TrainedDescription } from '../../../../src/tokenizer/tokenizer';
import { BytePairTraining, type Merge } from '../../../../src/tokenizer/training/bytePairTraining';
import { TrainingText } from '../../../../src/tokenizer/training/trainingText';
import { anyText, kernel, patterns, ranksOf } from '../oracle';
import { assertTiles, followsEdits, giantText, longText, tiny } from '../properties';
import { minbpe, minbpeEncode } from '../training/minbpe';

const describe_ = (pattern: SplitPattern, merges: readonly Merge[], specialTokens: readonly string[] = []) =>
  ({
    kind: 'trained',
    name: 'mine',
    pattern,
    merges: Uint32Array.from(merges.flatMap(({ left, right }) => [left, right])),
    specialTokens,
    training: { vocabularySize: 256 + merges.length, ties: 'first', minimumFrequency: 1 },
  }) as const satisfies TrainedDescription;

/** Trains on texts that come in parts. */
function train(
  pattern: SplitPattern,
  parts: readonly string[],
  mergeCount: number,
  specialTokens: string[] = [],
): Merge[] {
  const text = new TrainingText(openTrained(describe_(pattern, [], specialTokens), kernel));
  for (const part of parts) text.add(part);
  const training = new BytePairTraining(text.pieces(), { ties: 'first', minimumFrequency: 1, maximumLength: 255 });
  const merges: Merge[] = [];
  for (let merge = training.next(); merge !== undefined; merge = training.next()) {
    merges.push(merge);
    if (merges.length === mergeCount) break;
  }
  return merges;
}

/** The pieces of well-formed text as the pattern itself gives them. */
const piecesOf: Readonly<Partial<Record<SplitPattern, (text: string) => string[]>>> = {
  none: text => (text === '' ? [] : [text]),
  gpt2: text => text.match(patterns.gpt2) ?? [],
};
/**
 * Without lone surrogates, without U+0085, which JavaScript's `\s` lacks, and without what newer releases of Unicode may have made letters.
 */
const plain = (text: string): string =>
  Buffer.from(text)
    .toString()
    .replaceAll(/\u0085|[^\0-\u04ff\u3000-\u9fff\u{1f300}-\u{1f5ff}]/gu, '');
const plainText = anyText.map(plain);

describe('trained tokenizer', function () {
  this.timeout(120_000);

  for (const [pattern, cut] of Object.entries(piecesOf) as [SplitPattern, (text: string) => string[]][]) {
    it(`learns the merges of minbpe's loop from a text in parts, with pattern ${pattern}`, () => {
      fc.assert(
        fc.property(fc.array(plainText, { minLength: 1, maxLength: 6 }), parts => {
          assert.deepEqual(train(pattern, parts, 40), minbpe(cut(parts.join('')), 40));
        }),
        { numRuns: 200 },
      );
    });

    it(`encodes any text as minbpe does, with pattern ${pattern}`, () => {
      fc.assert(
        fc.property(longText, plainText, (learned, other) => {
          const merges = train(pattern, [learned], 300);
          const encoding = openTrained(describe_(pattern, merges), kernel);
          for (const text of [plain(learned.slice(0, 200)), other]) {
            const tokens = encoding.encode(text);
            assert.deepEqual(
              [...tokens.ids],
              cut(text).flatMap(piece => minbpeEncode(piece, merges)),
            );
            assertTiles(tokens, text);
            assert.equal(encoding.decode(tokens.ids), text);
          }
        }),
        { numRuns: 50 },
      );
    });
  }

  const specialTokens = ['<|endoftext|>', '<|im_start|>'];
  const book = 'the cat sat on the mat, and the cat saw the other cats. 漢字漢字 éé  \n\n the mat '.repeat(8);
  const trained = (pattern: SplitPattern): Encoding =>
    openTrained(describe_(pattern, train(pattern, [book], 120), specialTokens), kernel);

  for (const pattern of splitPatterns) {
    it(`follows edits, with pattern ${pattern}`, () => {
      const tokenizer = trained(pattern);
      fc.assert(followsEdits(tokenizer, 'encode', anyText), { numRuns: 100 });
      fc.assert(followsEdits(tokenizer, 'encode', longText, tiny), { numRuns: 100 });
      fc.assert(followsEdits(tokenizer, 'text', giantText, tiny), { numRuns: 200 });
    });
  }

  it('has its special tokens after the merges, and learns nothing from them or across them', () => {
    const merges = train('none', ['ab<|im_start|>ab<|im_start|>'], 10, specialTokens);
    assert.deepEqual(merges, [{ left: 97, right: 98, id: 256, count: 2 }]);
    const encoding = openTrained(describe_('none', merges, specialTokens), kernel);
    assert.deepEqual([...encoding.ids('<|endoftext|>ab<|im_start|>')], [257, 256, 258]);
    assert.equal(encoding.vocabularySize, 259);
    assert.equal(encoding.endOfText, '<|endoftext|>');
  });

  it('refuses merges that no training makes', () => {
    const open = (...merges: number[]) =>
      openTrained({ ...describe_('none', []), merges: Uint32Array.from(merges) }, kernel);
    assert.throws(() => open(97, 256), /merge 256 joins 97 and 256/);
    assert.throws(() => open(97, 97, 256, 97, 97, 256), /tokens 257 and 258 have the same bytes/);
    assert.throws(() => open(97), /two ids/);
    const doubling = [97, 97, ...Array.from({ length: 7 }, (_, step) => [256 + step, 256 + step]).flat()];
    assert.throws(() => open(...doubling), /token 263 has 256 bytes/);
  });

  it("writes the patterns as tiktoken's have them", () => {
    const known = { gpt2: 'gpt2', cl100k: 'cl100k_base', o200k: 'o200k_base' } as const;
    const contractions = "('s|'S|'t|'T|'re|'rE|'Re|'RE|'ve|'vE|'Ve|'VE|'m|'M|'ll|'lL|'Ll|'LL|'d|'D)";
    for (const [pattern, name] of Object.entries(known) as [SplitPattern, 'gpt2' | 'cl100k_base' | 'o200k_base'][]) {
      const { pat_str } = ranksOf(name) as unknown as { pat_str: string };
      assert.equal(patternText[pattern], pat_str.replaceAll(contractions, "(?i:'s|'t|'re|'ve|'m|'ll|'d)"));
    }
  });
});

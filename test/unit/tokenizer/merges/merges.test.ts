import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { openTrained } from '../../../../src/tokenizer/bytePair/trained';
import type { Encoding } from '../../../../src/tokenizer/bytePair/encoding';
import { countedPieces, countPairs, mergeUse } from '../../../../src/tokenizer/merges/countedPieces';
import { forestOf } from '../../../../src/tokenizer/merges/forest';
import { placedTokensAt, tokensAt } from '../../../../src/tokenizer/merges/steps';
import { anyText, encodingOf, kernel, patterns, plainBpe, plainRanks } from '../oracle';
import { minbpe, minbpeEncode, type ReferenceMerge } from '../training/minbpe';

function trainedOn(pieces: readonly string[], mergeCount: number, pattern: 'none' | 'gpt2' = 'none') {
  const learned = minbpe(pieces, mergeCount);
  const merges = Uint32Array.from(learned.flatMap(({ left, right }) => [left, right]));
  const training = { vocabularySize: 256 + learned.length, ties: 'first', minimumFrequency: 1 } as const;
  const tokenizer = openTrained(
    { kind: 'trained', name: 'mine', pattern, merges, specialTokens: ['<|end|>'], training },
    kernel,
  );
  return { learned, tokenizer };
}

const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', '🙂'), minLength: 1, maxLength: 40 });
const learned = (merges: readonly ReferenceMerge[], step: number): ReferenceMerge[] => merges.slice(0, step);

describe('the merges of a tokenizer', function () {
  this.timeout(60_000);

  it('are those of the training, in its order', () => {
    fc.assert(
      fc.property(letters, text => {
        const { learned, tokenizer } = trainedOn([text], 30);
        const { merges } = tokenizer;
        assert.equal(merges.count, learned.length);
        learned.forEach(({ left, right, id }, index) => {
          assert.deepEqual(merges.partsOf(id), [left, right]);
          assert.equal(merges.stepOf(id), index + 1);
          assert.equal(merges.tokenOf(index + 1), id);
          assert.equal(merges.joined(left, right), id);
        });
        assert.deepEqual([merges.partsOf(97), merges.stepOf(97), merges.stepOf(merges.count + 256)], [[], 0, 0]);
        assert.equal(merges.joined(merges.count + 256, 97), undefined);
      }),
      { numRuns: 40 },
    );
  });

  it("give a text's tokens at each step: those that the merges up to there make of its bytes", () => {
    fc.assert(
      fc.property(letters, letters, (text, other) => {
        const { learned: all, tokenizer } = trainedOn([text], 20);
        for (const read of [text, other])
          for (let step = 0; step <= all.length; step++)
            assert.deepEqual(
              tokensAt(tokenizer.merges, tokenizer.ids(read), step),
              minbpeEncode(read, learned(all, step)),
            );
      }),
      { numRuns: 30 },
    );
  });

  it('are found for the encodings of tiktoken, too: its ranks below k give the tokens of step k', () => {
    for (const name of ['gpt2', 'cl100k_base'] as const) {
      const tokenizer = encodingOf(name);
      const ranks = plainRanks(name);
      for (const word of [' tokenization', 'unbelievable', '    return', ' größer', '🙂'])
        for (const step of [0, 10, 1000, tokenizer.merges.count]) {
          const known = new Map([...ranks].filter(([, rank]) => rank < 256 + step));
          const expected = tokenizer.pieces(word, 'text').ends.length === 1 ? plainBpe(known, Buffer.from(word)) : [];
          if (expected.length > 0)
            assert.deepEqual(
              tokensAt(tokenizer.merges, tokenizer.ids(word), step),
              expected,
              `${name} ${word} ${step}`,
            );
        }
    }
    const { merges } = encodingOf('gpt2');
    assert.deepEqual([merges.partsOf(464), merges.stepOf(464)], [[51, 258], 209]);
    // p50k_base has no token of this id.
    assert.equal(encodingOf('p50k_base').merges.tokenOf(50_256 - 255), undefined);
  });

  it('keep the offsets of each step in line with those of a tokenizer that knows no more', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 20 }), (text, step) => {
        const { learned: all, tokenizer } = trainedOn(['caf\u00e9 \u{1f642}\u{1f642} caf\u00e9 bb aa aa<|end|>'], 20);
        const fewer = openTrained(
          { ...(tokenizer.description as never as object), merges: mergesOf(learned(all, step)) } as never,
          kernel,
        );
        const sample = `${text}<|end|>café 🙂\ud800 aa`;
        const found = placedTokensAt(tokenizer, tokenizer.merges, sample, tokenizer.encode(sample), step);
        const expected = fewer.encode(sample);
        assert.deepEqual([found.starts, found.ends], [expected.starts, expected.ends]);
      }),
      { numRuns: 60 },
    );
  });
});

const mergesOf = (merges: readonly ReferenceMerge[]): Uint32Array =>
  Uint32Array.from(merges.flatMap(({ left, right }) => [left, right]));

describe('what merges do to a text', function () {
  this.timeout(60_000);
  const words = fc.array(fc.constantFrom('aaa', ' ab', 'abab', ' b', ' 🙂', ' aab'), { minLength: 1, maxLength: 30 });
  const piecesOf = (tokenizer: Encoding, text: string) => countedPieces(text, tokenizer.locality, 'encode');

  it('is counted as training counts it: at each step the first pair is the one that is merged next', () => {
    fc.assert(
      fc.property(words, parts => {
        const text = parts.join('');
        const pieces = text.match(patterns.gpt2)!;
        const { learned: all, tokenizer } = trainedOn(pieces, 25, 'gpt2');
        all.forEach(({ left, right, count }, step) => {
          const [first] = countPairs(tokenizer.merges, piecesOf(tokenizer, text), step);
          assert.deepEqual(first, { left, right, count });
        });
      }),
      { numRuns: 60 },
    );
  });

  it('is told for all steps at once as it is for each', () => {
    fc.assert(
      fc.property(letters, letters, (text, other) => {
        const { learned: all, tokenizer } = trainedOn([text], 20);
        const read = `${other}<|end|>${other}`;
        const { tokens, uses } = mergeUse(tokenizer.merges, piecesOf(tokenizer, read));
        for (let step = 0; step <= all.length; step++)
          assert.equal(tokens[step], 2 * minbpeEncode(other, learned(all, step)).length + 1);
        assert.deepEqual(
          [...uses.subarray(1)],
          [...tokens.subarray(1)].map((count, step) => tokens[step]! - count),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('is a forest over the bytes, parts before what is made of them', () => {
    const { tokenizer } = trainedOn(['aaabdaaabac'], 3);
    const ids = tokenizer.ids('aaabd<|end|>');
    const nodes = forestOf(tokenizer.merges, ids, id => tokenizer.bytesOf(id).length);
    assert.deepEqual(
      nodes.map(({ id, first, length, height, step }) => [id, first, length, height, step]),
      [
        [97, 0, 1, 0, 0],
        [97, 1, 1, 0, 0],
        [256, 0, 2, 1, 1],
        [97, 2, 1, 0, 0],
        [257, 0, 3, 2, 2],
        [98, 3, 1, 0, 0],
        [258, 0, 4, 3, 3],
        [100, 4, 1, 0, 0],
        [259, 5, 7, 0, 0],
      ],
    );
  });
});

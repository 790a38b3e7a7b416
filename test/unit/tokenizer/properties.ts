import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { TokenizedDocument, type DocumentTuning } from '../../../src/tokenizer/document/document';
import type { EncodingName } from '../../../src/tokenizer/bytePair/encodings';
import type { Tokenizer } from '../../../src/tokenizer/tokenizer';
import type { Tokens } from '../../../src/tokenizer/tokens';
import { anyText, encodingOf, oracle } from './oracle';

const rustSpace = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

export function assertSame(document: TokenizedDocument, text: string): void {
  const expected = document.tokenizer.encode(text, document.policy);
  assert.equal(document.text(0, document.length), text);
  assert.equal(document.tokenCount, expected.ids.length);
  assert.deepEqual(document.tokens(0, document.tokenCount), expected);
  assert.deepEqual(document.statistics(), {
    tokens: expected.ids.length,
    units: text.length,
    characters: Array.from(text).length,
    bytes: Buffer.byteLength(text),
    words: text.split(rustSpace).filter(word => word !== '').length,
  });
}

const edit = fc.record({ offset: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat(20), text: anyText });
// Long enough that chunks are cut, out of parts that chunks are cut in wrongly.
export const longText = fc.array(anyText, { minLength: 20, maxLength: 60 }).map(parts => parts.join('').repeat(3));

// Pieces far longer than a chunk, of every kind that may be cut, and what ends or joins them.
export const longRunOf = (longest: number): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(
        'a',
        'A',
        'aB',
        'Ab',
        'ab',
        '漢',
        '漢字',
        '漢a',
        ' ',
        '^',
        '=-',
        '/',
        '0',
        "'",
        '\n',
        '́',
        'é',
        '👍',
        'ǅ',
      ),
      fc.integer({ min: 1, max: longest }),
    )
    .map(([unit, count]) => unit.repeat(count));
export const giantText = fc
  .array(fc.oneof({ weight: 3, arbitrary: longRunOf(60) }, anyText), { minLength: 1, maxLength: 12 })
  .map(parts => parts.join(''));

export const tiny: DocumentTuning = { chunkLength: 4, lookahead: 4, patternReach: 4 };

export function assertTiles(tokens: Tokens, text: string): void {
  let end = 0;
  tokens.starts.forEach((start, i) => {
    assert.ok(
      start <= end && tokens.ends[i]! >= end && start < tokens.ends[i]!,
      `token ${i} of ${JSON.stringify(text)}`,
    );
    if (start < end) assert.equal(end - start, (text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
    end = tokens.ends[i]!;
  });
  assert.equal(end, text.length);
}

/** A text's tokens are tiktoken's, tile the text and decode to it. */
export function encodesAsTiktoken(name: EncodingName, texts: fc.Arbitrary<string> = anyText): fc.IProperty<[string]> {
  const encoding = encodingOf(name);
  return fc.property(texts, text => {
    const tokens = encoding.encode(text, 'text');
    assert.deepEqual([...tokens.ids], [...oracle(name).encode_ordinary(text)]);
    assertTiles(tokens, text);
    assert.equal(encoding.decode(tokens.ids), Buffer.from(text).toString());
    assert.equal(encoding.count(text, 'text'), tokens.ids.length);
    assert.deepEqual(encoding.ids(text, 'text'), tokens.ids);
  });
}

/** Special tokens anywhere in a text are tiktoken's. */
export function encodesSpecialTokens(name: EncodingName): fc.IProperty<[string[]]> {
  const encoding = encodingOf(name);
  const special = fc.constantFrom(...encoding.specialTokens.keys());
  return fc.property(fc.array(fc.oneof(anyText, special), { maxLength: 6 }), parts => {
    const text = parts.join('');
    assert.deepEqual([...encoding.encode(text).ids], [...oracle(name).encode(text, 'all')]);
  });
}

interface Edit {
  offset: number;
  length: number;
  text: string;
}

/** A document after any edits, one by one and several at once, is as if it were tokenized anew. */
export function followsEdits(
  tokenizer: EncodingName | Tokenizer,
  policy: 'text' | 'encode',
  texts: fc.Arbitrary<string>,
  tuning?: DocumentTuning,
): fc.IProperty<[string, Edit[][]]> {
  return fc.property(
    texts,
    fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { maxLength: 6 }),
    (start, edits) => {
      const document = new TokenizedDocument(
        typeof tokenizer === 'string' ? encodingOf(tokenizer) : tokenizer,
        policy,
        tuning,
      );
      document.append(start.slice(0, start.length / 2));
      document.append(start.slice(start.length / 2));
      let text = start;
      for (const together of edits) {
        const changes = together.map(({ offset: share, length: wanted, text: inserted }) => {
          const offset = Math.floor(share * text.length);
          const length = Math.min(wanted, text.length - offset);
          text = text.slice(0, offset) + inserted + text.slice(offset + length);
          return { offset, length, text: inserted };
        });
        document.edit(changes);
      }
      assertSame(document, text);
    },
  );
}

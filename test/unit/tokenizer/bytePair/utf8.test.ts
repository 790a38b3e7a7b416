import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Encoding } from '../../../../src/tokenizer/bytePair/encoding';
import { definitionOf, type EncodingName } from '../../../../src/tokenizer/bytePair/encodings';
import { anyText, encodingOf, kernel } from '../oracle';
import { longRunOf } from '../properties';

const names = ['gpt2', 'cl100k_base', 'o200k_base'] as const satisfies readonly EncodingName[];
const utf8 = new TextEncoder();
const decoded = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

/** Bytes that begin and go on with characters, valid or not: cut short, too long, surrogates, too great, and what is in no UTF-8. */
const broken = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          'c3',
          'e6 97',
          'f0 9f a6',
          'c0 80',
          'ed a0 80',
          'ed bf bf',
          'e0 9f bf',
          'f0 8f bf bf',
          'f4 90 80 80',
          'f5',
          'ff',
          '80',
        ],
        ...['80 80 80 80', 'e6 97 a5', 'f0 9f a6 9c', 'ef bb bf', 'f4 8f bf bf', '20 61', '0a', '00', '3c 7c'],
      ),
      fc.uint8Array({ maxLength: 4 }).map(bytes => Buffer.from(bytes).toString('hex')),
    ),
    { maxLength: 30 },
  )
  .map(parts => new Uint8Array(Buffer.from(parts.join('').replaceAll(' ', ''), 'hex')));

const valid = fc.array(fc.oneof(anyText, longRunOf(60)), { maxLength: 8 }).map(parts => utf8.encode(parts.join('')));
const anyBytes = fc.array(fc.oneof(broken, valid), { maxLength: 6 }).map(parts => new Uint8Array(Buffer.concat(parts)));

for (const name of names) {
  describe(`UTF-8 as it lies in a file with ${name}`, function () {
    this.timeout(120_000);
    const encoding = encodingOf(name);

    it('has the ids of its text, whatever bytes it is and however it is sliced', () => {
      for (const length of [4, 7, 40, undefined]) {
        const sliced = new Encoding(definitionOf(name), encoding.vocabulary, kernel, length);
        fc.assert(
          fc.property(anyBytes, fc.constantFrom('encode' as const, 'text' as const), (bytes, policy) => {
            const expected = encoding.ids(decoded(bytes), policy);
            assert.deepEqual(sliced.utf8.ids(bytes, policy), expected);
            assert.equal(sliced.utf8.count(bytes, policy), expected.length);
          }),
          { numRuns: 300 },
        );
      }
    });

    it('may be cut in two, and each part encoded alone', () => {
      const between = fc.constantFrom(
        ' a',
        'a b',
        '. B',
        'a\nb',
        '字。\n字',
        'a\r\nb',
        ' \nb',
        '\u3000\n字',
        '/\n/',
        "a\n's",
        '1\n2',
      );
      fc.assert(
        fc.property(fc.array(fc.oneof(anyText, between), { minLength: 1, maxLength: 9 }), parts => {
          const bytes = utf8.encode(parts.join(''));
          const cut = encoding.utf8.lastCut(bytes);
          const halves = [bytes.subarray(0, cut), bytes.subarray(cut)].map(half => [
            ...encoding.utf8.ids(half, 'encode'),
          ]);
          assert.deepEqual(halves.flat(), [...encoding.utf8.ids(bytes, 'encode')]);
        }),
        { numRuns: 3000 },
      );
    });
  });
}

describe('UTF-8 as it lies in a file', () => {
  it('keeps special tokens, refuses them or takes them as text', () => {
    const bytes = utf8.encode('The cat<|endoftext|> sat');
    const encoding = encodingOf('gpt2');
    assert.deepEqual([...encoding.utf8.ids(bytes, 'encode')], [464, 3797, 50256, 3332]);
    assert.equal(encoding.utf8.count(bytes, 'text'), encoding.count(decoded(bytes), 'text'));
    assert.throws(() => encoding.utf8.ids(bytes, 'error'), /special token <\|endoftext\|> at offset 7/);
  });

  it('keeps special tokens that begin with different characters, or with one', () => {
    const texts = ['[A]x<b>y', '\n[A]', 'a<', '<b>', '[', 'é🦜[A]'];
    for (const special of [['[A]', '<b>'], ['<b>', '<c'], ['é', 'éa'], ['ab', 'ac'], []]) {
      const specialTokens = Object.fromEntries(special.map((token, index) => [token, 60_000 + index]));
      const { vocabulary } = encodingOf('gpt2');
      for (const length of [4, undefined]) {
        const own = new Encoding({ ...definitionOf('gpt2'), specialTokens }, vocabulary, kernel, length);
        for (const text of [...texts, ...special, 'ccccc<<b>', `cat${special.join(' cat sat on the mat')}`])
          assert.deepEqual(own.utf8.ids(utf8.encode(text), 'encode'), own.ids(text));
      }
    }
  });

  it('is cut before a word, or after a line of Chinese', () => {
    const { utf8: reader } = encodingOf('o200k_base');
    assert.equal(reader.lastCut(utf8.encode('The cat sat')), 7);
    assert.equal(reader.lastCut(utf8.encode('字。\n字')), 7);
    assert.equal(reader.lastCut(utf8.encode('字字字')), 0);
  });
});

import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { TokenizedDocument, type DocumentTuning } from '../../../src/tokenizer/document';
import { encodingNames, type EncodingName } from '../../../src/tokenizer/encodings';
import { anyText, encodingOf } from './oracle';

const rustSpace = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

function assertSame(document: TokenizedDocument, text: string): void {
  const expected = document.encoding.encode(text, document.policy);
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
const longText = fc.array(anyText, { minLength: 20, maxLength: 60 }).map(parts => parts.join('').repeat(3));

const tiny: DocumentTuning = { chunkLength: 4, lookahead: 4, patternReach: 4 };

function editAndCompare(name: EncodingName, policy: 'text' | 'encode', runs: number, tuning?: DocumentTuning): void {
  fc.assert(
    fc.property(longText, fc.array(edit, { maxLength: 8 }), (start, edits) => {
      const document = new TokenizedDocument(encodingOf(name), policy, tuning);
      document.append(start.slice(0, start.length / 2));
      document.append(start.slice(start.length / 2));
      let text = start;
      for (const { offset: share, length: wanted, text: inserted } of edits) {
        const offset = Math.floor(share * text.length);
        const length = Math.min(wanted, text.length - offset);
        document.edit([{ offset, length, text: inserted }]);
        text = text.slice(0, offset) + inserted + text.slice(offset + length);
      }
      assertSame(document, text);
    }),
    { numRuns: runs, endOnFailure: true },
  );
}

describe('tokenized document', function () {
  this.timeout(120_000);
  for (const name of encodingNames)
    it(`is after any edits as if tokenized anew (${name})`, () => {
      editAndCompare(name, 'encode', 250);
      editAndCompare(name, 'text', 150);
      editAndCompare(name, 'encode', 800, tiny);
      editAndCompare(name, 'text', 800, tiny);
    });

  it('goes wrong without its safety margin, which the comparison above catches', () => {
    // Ends at the first difference, which comes within some hundreds of cases; so many, so that chance cannot hide it.
    assert.throws(() => editAndCompare('o200k_base', 'text', 50_000, { ...tiny, patternReach: -Infinity }));
  });

  it('answers lookups as the list of all tokens does', () => {
    fc.assert(
      fc.property(longText, fc.nat(5000), fc.nat(50), (text, at, length) => {
        const document = new TokenizedDocument(encodingOf('gpt2'));
        document.append(text);
        const { starts, ends } = encodingOf('gpt2').encode(text);
        const start = at % (text.length + 1);
        const end = Math.min(text.length, start + length);
        const overlapping = [...starts.keys()].filter(i => starts[i]! < end && ends[i]! > start);
        const { first, last } = document.tokenRange(start, end);
        if (start === end) assert.equal(first, last);
        else assert.deepEqual([first, last], [overlapping[0], overlapping.at(-1)! + 1]);
        if (start < text.length)
          assert.equal(
            document.tokenAt(start),
            ends.findIndex(e => e > start),
          );
        const token = at % (starts.length + 1);
        assert.equal(document.offsetOfToken(token), starts[token] ?? text.length);
      }),
      { numRuns: 300 },
    );
  });

  it('changes nothing if one of several changes is out of range', () => {
    const document = new TokenizedDocument(encodingOf('gpt2'));
    document.append('The cat');
    const bad = { offset: 8, length: 0, text: '' };
    assert.throws(() => document.edit([{ offset: 0, length: 1, text: '' }, bad]), RangeError);
    assertSame(document, 'The cat');
  });

  it('finds the first special token', () => {
    const document = new TokenizedDocument(encodingOf('gpt2'));
    document.append(`${'word '.repeat(400)}<|endoftext|`);
    assert.equal(document.firstSpecialToken(), undefined);
    document.append('>');
    assert.deepEqual(document.firstSpecialToken(), { token: '<|endoftext|>', offset: 2000 });
  });
});

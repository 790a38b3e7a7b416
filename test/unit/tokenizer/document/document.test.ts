import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { TokenizedDocument, type DocumentTuning } from '../../../../src/tokenizer/document/document';
import { encodingNames, type EncodingName } from '../../../../src/tokenizer/bytePair/encodings';
import { encodingOf } from '../oracle';
import { assertSame, followsEdits, giantText, longText, tiny } from '../properties';

function editAndCompare(
  name: EncodingName,
  policy: 'text' | 'encode',
  runs: number,
  tuning?: DocumentTuning,
  texts: fc.Arbitrary<string> = longText,
): void {
  fc.assert(followsEdits(name, policy, texts, tuning), { numRuns: runs, endOnFailure: true });
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

  for (const name of encodingNames)
    it(`is so with giant pieces, which are cut inside (${name})`, () => {
      editAndCompare(name, 'text', 1500, tiny, giantText);
      editAndCompare(name, 'encode', 1000, { ...tiny, lookahead: 12 }, giantText);
    });

  it('goes wrong if it cuts between tokens that do not stay as they are side by side, which the comparison catches', () => {
    const encoding = encodingOf('cl100k_base');
    encoding.keepsJoint = () => true;
    try {
      assert.throws(() => editAndCompare('cl100k_base', 'text', 50_000, tiny, giantText));
    } finally {
      Reflect.deleteProperty(encoding, 'keepsJoint');
    }
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

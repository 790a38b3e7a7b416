import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { StreamEncoder } from '../../../../src/tokenizer/document/streamEncoder';
import { TokenizedDocument } from '../../../../src/tokenizer/document/document';
import { isPythonSpace } from '../../../../src/tokenizer/words/pythonSpace';
import { splitWords } from '../../../../src/tokenizer/words/split';
import { WordTokenizer } from '../../../../src/tokenizer/words/tokenizer';
import { checkWords, describeWords, sortByCodePoint } from '../../../../src/tokenizer/words/vocabulary';
import { anyText } from '../oracle';
import { assertSame, followsEdits, longText, tiny } from '../properties';

/** Texts of what the split and Python's white space tell apart. */
const wordyText = fc.oneof(
  fc
    .array(
      fc.constantFrom(
        ...[
          '-',
          '--',
          '---',
          ',',
          '.',
          '_',
          "'",
          '"',
          ' ',
          '\n',
          '\r\n',
          '\u001c',
          '\u001f',
          '\u0085',
          '\ufeff',
          '\u200b',
        ],
        ...['a', 'The', 'cat', '<|endoftext|>', '<|unk|>', '漢', 'é', '👍', '\ud83d', '\ue000', '\u3000', '\u180e'],
      ),
      { maxLength: 40 },
    )
    .map(parts => parts.join('')),
  anyText,
);
const longWordyText = fc.array(wordyText, { minLength: 5, maxLength: 30 }).map(parts => parts.join('').repeat(3));

const describeText = (text: string, version: 1 | 2) =>
  describeWords({ text, version, specialTokens: [], name: 'test' });
const second = new WordTokenizer(describeText('The cat -- the -cat, a 漢 👍!', 2));
const first = new WordTokenizer(describeText('The cat -- the -cat, a 漢 👍!', 1));

/** The chapter's two classes, run by Python itself. */
const python = `
import json, re, sys
results = []
for vocabulary_text, text in json.load(sys.stdin):
    split = lambda text: [s.strip() for s in re.split(r'([,.:;?_!"()\\']|--|\\s)', text) if s.strip()]
    words = sorted(set(split(vocabulary_text)) - {"<|endoftext|>", "<|unk|>"}) + ["<|endoftext|>", "<|unk|>"]
    vocabulary = {word: id for id, word in enumerate(words)}
    ids = [vocabulary[word if word in vocabulary else "<|unk|>"] for word in split(text)]
    decoded = re.sub(r'\\s+([,.?!"()\\'])', r'\\1', " ".join(words[id] for id in ids))
    results.append([words, ids, decoded])
spaces = [code for code in range(0x110000) if chr(code).isspace()]
print(json.dumps([results, spaces]))
`;

describe('the word tokenizer', function () {
  this.timeout(120_000);

  it("is Python's re, sorted and str.strip on any text", function () {
    const texts = fc
      .sample(fc.tuple(longWordyText, wordyText), { numRuns: 2000, seed: 7 })
      .map(pair => pair.map(text => Buffer.from(`a ${text}`).toString()) as [string, string]);
    const { status, stdout } = spawnSync('python3', ['-c', python], {
      input: JSON.stringify(texts),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    if (status !== 0) this.skip();
    const [results, spaces] = JSON.parse(stdout) as [[string[], number[], string][], number[]];
    assert.deepEqual(
      Array.from({ length: 0x10000 }, (_, unit) => unit).filter(unit => isPythonSpace(unit)),
      spaces,
    );
    for (const [index, [vocabularyText, text]] of texts.entries()) {
      const [words, ids, decoded] = results[index]!;
      const tokenizer = new WordTokenizer(describeText(vocabularyText, 2));
      assert.deepEqual([...tokenizer.description.words.split('\n'), ...tokenizer.specialTokens.keys()], words);
      assert.deepEqual([...tokenizer.ids(text)], ids);
      assert.equal(tokenizer.decode(ids), decoded);
    }
  });

  it('has tokens whose offsets are the words, in order, with white space alone between them', () => {
    fc.assert(
      fc.property(wordyText, text => {
        const { ids, starts, ends } = second.encode(text);
        let end = 0;
        starts.forEach((start, i) => {
          assert.match(text.slice(end, start), /^[\s\u001c-\u001f\u0085]*$/);
          end = ends[i]!;
          const word = text.slice(start, end);
          const known = Buffer.from(second.bytesOf(ids[i]!)).toString();
          assert.ok(known === '<|unk|>' || known === Buffer.from(word).toString(), word);
        });
        assert.deepEqual(second.ids(text), ids);
        assert.equal(second.count(text), ids.length);
      }),
    );
  });

  for (const tokenizer of [second, first.unknown.passedOver])
    it(`follows edits in V${(tokenizer.description as { version: number }).version}`, () => {
      for (const texts of [longWordyText, longText]) {
        fc.assert(followsEdits(tokenizer, 'encode', texts), { numRuns: 150 });
        fc.assert(followsEdits(tokenizer, 'text', texts, { ...tiny, patternReach: 0 }), { numRuns: 300 });
      }
    });

  it('gives a stream the ids of the whole text, however it is cut', () => {
    fc.assert(
      fc.property(longWordyText, fc.integer({ min: 1, max: 40 }), (text, size) => {
        const stream = new StreamEncoder(second, 'encode');
        const ids: number[] = [];
        for (let at = 0; at < text.length; at += size) ids.push(...stream.push(text.slice(at, at + size)).ids);
        assert.deepEqual([...ids, ...stream.end().ids], [...second.ids(text)]);
      }),
    );
  });

  it('does not take half a word at the end of what has come for an unknown one, and fails at one that is complete', () => {
    const stream = new StreamEncoder(first, 'encode');
    assert.deepEqual([...stream.push('The c').ids], [...first.ids('The')]);
    assert.deepEqual([...stream.push('at a').ids], [...first.ids('cat')]);
    assert.throws(() => stream.push(' dog '), { name: 'UnknownWordError' });
  });

  it('has a document whose white space belongs to no token', () => {
    const document = new TokenizedDocument(second, 'encode', { chunkLength: 4, lookahead: 4 });
    const text = '  The   cat\n\n\n, a      ';
    document.append(text);
    assertSame(document, text);
    const at = (offset: number) => document.tokenAt(offset);
    assert.deepEqual([at(0), at(2), at(5), at(8), at(11), at(14), at(22)], [0, 0, 1, 1, 2, 2, 4]);
    assert.deepEqual(document.tokenRange(0, 2), { first: 0, last: 0 });
    assert.deepEqual(document.tokenRange(5, 8), { first: 1, last: 1 });
    assert.deepEqual(document.tokenRange(5, 9), { first: 1, last: 2 });
    assert.deepEqual(document.tokenRange(4, 8), { first: 0, last: 1 });
    assert.deepEqual(document.tokenRange(0, text.length), { first: 0, last: 4 });
    assert.deepEqual(document.tokenRange(18, text.length), { first: 4, last: 4 });
  });

  it('finds the unknown words of a document, also after edits', () => {
    fc.assert(
      fc.property(longWordyText, fc.nat(50), wordyText, (text, at, inserted) => {
        const document = new TokenizedDocument(first.unknown.passedOver, 'encode', { chunkLength: 8, lookahead: 4 });
        document.append(text);
        assert.deepEqual([...document.unknownWords()], [...first.unknown.find(text, 'encode')]);
        const offset = Math.min(at, text.length);
        document.edit([{ offset, length: 0, text: inserted }]);
        const edited = text.slice(0, offset) + inserted + text.slice(offset);
        assert.deepEqual([...document.unknownWords()], [...first.unknown.find(edited, 'encode')]);
      }),
    );
  });

  it('takes special tokens as text, as ids, or as an error', () => {
    const text = 'The <|endoftext|> cat';
    const [endOfText, unknown] = [second.specialTokens.get('<|endoftext|>'), second.specialTokens.get('<|unk|>')];
    assert.equal(second.ids(text)[1], endOfText);
    assert.equal(second.ids(text, 'text')[1], unknown);
    assert.throws(() => second.ids(text, 'error'), { name: 'SpecialTokenError', offset: 4 });
    assert.deepEqual([...second.findSpecialTokens(text)], [{ token: '<|endoftext|>', offset: 4 }]);
    assert.equal(second.ids('The<|endoftext|>')[0], unknown, 'no word of its own');
  });

  it('leaves special tokens that the text holds out of the words, and refuses those that no text could hold', () => {
    const made = (specialTokens: readonly string[]) =>
      describeWords({ text: 'a <|endoftext|> [PAD]', version: 2, specialTokens, name: 'x' });
    assert.equal(made(['[PAD]']).words, 'a');
    for (const wrong of ['a b', '<|start_of_text|>', '', ',,'])
      assert.throws(() => made([wrong]), /^RangeError: specialTokens\[0\]/);
    assert.throws(() => made(['[PAD]', '[PAD]']), /^RangeError: specialTokens\[1\].*twice/);
    assert.throws(() => made(['<|unk|>']), /twice/);
    assert.throws(() => made(['x'.repeat(1000)]), /at most 200/);
  });

  it('refuses a text without words', () => {
    for (const text of ['', ' \n\u0085']) assert.throws(() => describeText(text, 2), /^RangeError: text: has no words/);
  });

  it('refuses a kept vocabulary that is none', () => {
    const good = describeText('a b', 2);
    checkWords(good);
    for (const words of ['a\na', 'a b', '', 'a\n', 'a,'])
      assert.throws(() => checkWords({ ...good, words }), RangeError, words);
    assert.throws(() => checkWords({ ...good, specialTokens: [] }), RangeError);
  });

  it('sorts by code point', () => {
    assert.deepEqual(sortByCodePoint(['\u{10000}', '\uffee', 'a', 'a\u{10000}', 'a\uffee']), [
      ...['a', 'a\uffee', 'a\u{10000}', '\uffee', '\u{10000}'],
    ]);
  });

  it('names an id that it does not have, and its index', () => {
    for (const id of [second.vocabularySize, -1, 1.5]) {
      assert.throws(() => second.decode([0, id]), /^RangeError: test has no token .*index 1/);
      assert.throws(() => second.bytesOf(id), RangeError);
    }
  });

  it('splits at boundaries that text before them does not move', () => {
    const parts: string[] = [];
    splitWords('a----b---c-d--', (start, end) => parts.push('a----b---c-d--'.slice(start, end)));
    assert.deepEqual(parts, ['a', '--', '--', 'b', '--', '-c-d', '--']);
  });
});

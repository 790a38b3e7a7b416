import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { joinWords, splitWords } from '../../../../src/tokenizer/words/split';
import { WordTokenizer } from '../../../../src/tokenizer/words/tokenizer';
import { describeWords } from '../../../../src/tokenizer/words/vocabulary';

/** The chapter's raw_text, as it prints it; the sample that Tokenscope ships is the same. */
const rawText =
  'The cat sat on the mat! She saw a red ball rolling by, and jumped up to chase it. "Meow?" she wondered, looking at the ball that was now under the table @ 123 Main Street.';
const sample = readFileSync(join(__dirname, '../../../../media/samples/the-cat.txt'), 'utf8');

const chapterWords = [
  ...[
    '!',
    '"',
    ',',
    '.',
    '123',
    '?',
    '@',
    'Main',
    'Meow',
    'She',
    'Street',
    'The',
    'a',
    'and',
    'at',
    'ball',
    'by',
    'cat',
  ],
  ...['chase', 'it', 'jumped', 'looking', 'mat', 'now', 'on', 'red', 'rolling', 'sat', 'saw', 'she', 'table', 'that'],
  ...['the', 'to', 'under', 'up', 'was', 'wondered'],
];

const wordsOf = (text: string): string[] => {
  const words: string[] = [];
  splitWords(text, (start, end, isWord) => isWord && words.push(text.slice(start, end)));
  return words;
};
const tokenizerOf = (version: 1 | 2, specialTokens: readonly string[] = []): WordTokenizer =>
  new WordTokenizer(describeWords({ text: sample, version, specialTokens, name: 'the-cat' }));

describe("the chapter's word tokenizers", () => {
  it("are made from the chapter's text, which is the sample", () => assert.equal(sample, rawText));

  it('split as the chapter prints it', () => {
    assert.deepEqual(wordsOf('The cat sat on the mat!'), ['The', 'cat', 'sat', 'on', 'the', 'mat', '!']);
    assert.deepEqual(wordsOf(rawText).slice(0, 15), [
      ...['The', 'cat', 'sat', 'on', 'the', 'mat', '!', 'She', 'saw', 'a', 'red', 'ball', 'rolling', 'by', ','],
    ]);
  });

  it('have a vocabulary of 38 words, and of 40 with the two special tokens at the end', () => {
    const [first, second] = [tokenizerOf(1), tokenizerOf(2)];
    assert.equal(first.vocabularySize, 38);
    assert.deepEqual(first.description.words.split('\n'), chapterWords);
    assert.equal(second.vocabularySize, 40);
    assert.deepEqual(second.description.words, first.description.words);
    assert.deepEqual(
      [...second.specialTokens],
      [
        ['<|endoftext|>', 38],
        ['<|unk|>', 39],
      ],
    );
    chapterWords.forEach((word, id) => {
      assert.deepEqual([...first.ids(word)], [id]);
      assert.equal(Buffer.from(first.bytesOf(id)).toString(), word);
    });
  });

  it('encode the text to the ids of the chapter', () => {
    for (const tokenizer of [tokenizerOf(1), tokenizerOf(2)])
      assert.deepEqual([...tokenizer.ids(rawText)].slice(0, 10), [11, 17, 27, 24, 32, 22, 0, 9, 28, 12]);
  });

  it('decode with the places of the chapter where the text does not come back', () => {
    const tokenizer = tokenizerOf(1);
    assert.equal(
      tokenizer.decode(tokenizer.ids(rawText)),
      'The cat sat on the mat! She saw a red ball rolling by, and jumped up to chase it." Meow?" she wondered, looking at the ball that was now under the table @ 123 Main Street.',
    );
    assert.deepEqual(
      [1, 2, 3, 4].map(count => tokenizer.decode(tokenizer.ids(rawText).subarray(0, count))),
      ['The', 'The cat', 'The cat sat', 'The cat sat on'],
    );
    assert.equal(joinWords(['a', ':', 'b', ';', '--', '_']), 'a : b ; -- _');
  });

  it('fail at the first unknown word in V1, with the KeyError of the chapter', () => {
    const tokenizer = tokenizerOf(1);
    const text = 'the wassup yo';
    for (const fails of [() => tokenizer.encode(text), () => tokenizer.ids(text), () => tokenizer.count(text)])
      assert.throws(fails, {
        name: 'UnknownWordError',
        message: "KeyError: 'wassup' at offset 4",
        word: 'wassup',
        offset: 4,
      });
    assert.deepEqual(
      [...tokenizer.unknown.find('wassup yo', 'encode')],
      [
        { word: 'wassup', offset: 0 },
        { word: 'yo', offset: 7 },
      ],
    );
  });

  it('count unknown words as <|unk|> in V2, and decode them as that', () => {
    const tokenizer = tokenizerOf(2);
    const text = [
      "Wassup yo, how's it going?",
      'The cat sat on the mat! She saw a red ball rolling by, and jumped up to chase it. "Meow?" she wondered',
    ].join(' <|endoftext|> ');
    const ids = tokenizer.ids(text);
    assert.deepEqual([...ids].slice(0, 10), [39, 39, 2, 39, 39, 39, 19, 39, 5, 38]);
    assert.equal(
      tokenizer.decode(ids),
      '<|unk|> <|unk|>, <|unk|> <|unk|> <|unk|> it <|unk|>? <|endoftext|> The cat sat on the mat! She saw a red ball rolling by, and jumped up to chase it." Meow?" she wondered',
    );
    assert.deepEqual(
      [...tokenizer.unknown.find(text, 'encode')].map(({ word }) => word),
      ['Wassup', 'yo', 'how', "'", 's', 'going'],
    );
  });

  it("have the chapter's other special tokens after these two", () => {
    const further = ['[PAD]', '[BOS]', '<|startoftext|>', '[EOS]', '[SEP]', '[CLS]', '[MASK]', '[UNK]'];
    const tokenizer = tokenizerOf(2, further);
    assert.deepEqual([...tokenizer.ids(further.join(' '))], [40, 41, 42, 43, 44, 45, 46, 47]);
  });
});

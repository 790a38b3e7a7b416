import assert from 'node:assert/strict';
import { findingsIn } from '../../../../src/context/lint/findings';

const find = (text: string, isMarkdown = false): string[] =>
  findingsIn(text, { isMarkdown, specialTokens: ['<|endoftext|>'] }).map(
    ({ kind, start, end, edits }) =>
      `${kind} ${start}-${end}${edits.map(edit => ` ${edit.start}-${edit.end}=${JSON.stringify(edit.text)}`).join('')}`,
  );

describe('a lint of tokens', () => {
  it('finds blanks at the ends of lines, but no line break of Markdown, and those at the end of all', () => {
    assert.deepEqual(find('a  \nb\t\n'), ['trailingBlanks 1-3 1-3=""', 'trailingBlanks 5-6 5-6=""']);
    assert.deepEqual(find('a  \nb   \n', true), ['trailingBlanks 5-8 5-8=""']);
    assert.deepEqual(find('Answer: '), ['blankAtEnd 7-8 7-8=""']);
  });

  it('finds line ends of two characters, all at once', () => {
    assert.deepEqual(find('a\r\nb\r\n'), ['lineEnds 1-3 1-3="\\n" 4-6="\\n"']);
  });

  it('finds what is not normalized', () => {
    assert.deepEqual(find('cafe\u0301'), ['notNormalized 3-5 3-5="é"']);
    assert.deepEqual(find('café हिन्दी'), []);
  });

  it('finds invisible characters, but not those that make an emoji or a Persian word', () => {
    assert.deepEqual(find('a\u200bb'), ['invisible 1-2 1-2=""']);
    assert.deepEqual(find('👩‍👩‍👧 می‌خواهم'), []);
    assert.deepEqual(find('\ufeffa'), []);
  });

  it('finds letters that look like Latin ones inside Latin words alone', () => {
    assert.deepEqual(find('pаypal'), ['lookAlike 0-6 0-6="paypal"']);
    assert.deepEqual(find('Москва Αθήνα π'), []);
  });

  it('finds the text of special tokens, and data, which only a person can mend', () => {
    assert.deepEqual(find('a <|endoftext|> <|im_start|>'), ['specialToken 2-15', 'specialToken 16-28']);
    assert.deepEqual(find('QUJD'.repeat(60)), ['encodedData 0-240']);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ExpressionError, parseExpression } from '../../../src/embedding/expression';

/** Each term in short: its sign, and its text in quotes if it was. */
const read = (text: string): string[] =>
  parseExpression(text).map(
    ({ sign, text: own, isQuoted, id }) =>
      `${sign === 1 ? '+' : '-'}${isQuoted ? JSON.stringify(own) : own}${id === undefined ? '' : ` (${id})`}`,
  );
const problem = (text: string): [string, number] => {
  try {
    parseExpression(text);
  } catch (error) {
    assert.ok(error instanceof ExpressionError);
    return [error.message, error.offset];
  }
  return assert.fail('it was read');
};

describe('parseExpression', () => {
  it('reads bare words, with and without spaces around the signs', () => {
    assert.deepEqual(read('king - man + woman'), ['+king', '-man', '+woman']);
    assert.deepEqual(read('  king-man+woman '), ['+king', '-man', '+woman']);
    assert.deepEqual(read('- king'), ['-king']);
    assert.deepEqual(read('New York + x'), ['+New York', '+x']);
    assert.deepEqual(read('<|endoftext|>'), ['+<|endoftext|>']);
  });

  it('takes what is in quotes exactly', () => {
    assert.deepEqual(read(`" king" - 'a + b'`), ['+" king"', '-"a + b"']);
    assert.deepEqual(read(String.raw`"\n\t\"\\" + '\''`), [`+${JSON.stringify('\n\t"\\')}`, `+"'"`]);
    assert.deepEqual(read('"#5"'), ['+"#5"']);
  });

  it('reads ids', () => {
    assert.deepEqual(read('#5822 - #0'), ['+#5822 (5822)', '-#0 (0)']);
    assert.deepEqual(read('#5x + # + #5+x'), ['+#5x', '+#', '+#5 (5)', '+x']);
  });

  it('says what is missing, and where', () => {
    assert.deepEqual(problem('  '), ['Enter a token, or arithmetic such as king - man + woman.', 0]);
    assert.deepEqual(problem('king - '), ['After - a token is missing.', 7]);
    assert.deepEqual(problem('king + - man'), ['After + a token is missing.', 7]);
    assert.deepEqual(problem('"king'), ['The quote is not closed.', 0]);
    assert.deepEqual(problem('""'), ['There is no token between the quotes.', 0]);
    assert.deepEqual(problem('"a" "b"'), ['Put + or - between two tokens, or one text in quotes.', 4]);
    assert.deepEqual(problem('#5 x'), ['Put + or - between two tokens, or one text in quotes.', 3]);
  });

  it('reads back any texts that are written in quotes', () => {
    const terms = fc.array(
      fc.tuple(fc.constantFrom(1 as const, -1 as const), fc.string({ minLength: 1, unit: 'binary' })),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(terms, each => {
        const text = each
          .map(([sign, own]) => `${sign === 1 ? '+' : '-'} "${own.replace(/[\\"]/g, '\\$&')}"`)
          .join(' ');
        assert.deepEqual(
          parseExpression(text),
          each.map(([sign, own]) => ({ sign, text: own, isQuoted: true })),
        );
      }),
    );
  });

  const characters = ['a', ' ', '"', "'", '\\', '+', '-', '#', '1', '\n'];
  it('ends for any text, with terms or with a place inside it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...characters) }), text => {
        try {
          assert.ok(parseExpression(text).length > 0);
        } catch (error) {
          assert.ok(error instanceof ExpressionError && error.offset <= text.length);
        }
      }),
    );
  });
});

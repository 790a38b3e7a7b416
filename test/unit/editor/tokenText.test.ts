import assert from 'node:assert/strict';
import { codeSpan, hexOf, kindOf } from '../../../src/editor/tokenText';

const kind = (text: string, count = 1, special = false): string =>
  kindOf({ text, tokens: Array.from({ length: count }, () => ({ id: 1, bytes: Buffer.from(text), special })) });

describe('what a token is said to be', () => {
  it('begins a word only if letters follow the blank', () => {
    assert.equal(kind(' cat'), 'Begins a word, with the space before it');
    assert.equal(kind('\tcat'), 'Begins a word, with the white space before it');
    assert.equal(kind(' ==('), 'Punctuation or symbols, with the space before');
    assert.equal(kind(' 123'), 'Digits, with the space before');
    assert.equal(kind(" don't"), 'Piece of text, with the space before');
  });

  it('has a name for each kind', () => {
    assert.equal(kind('cat'), 'Letters');
    assert.equal(kind('नि'), 'Letters');
    assert.equal(kind('2024'), 'Digits');
    assert.equal(kind('½'), 'Numbers');
    assert.equal(kind('('), 'Punctuation or symbols');
    assert.equal(kind("'t"), 'Piece of text');
    assert.equal(kind(' \t'), 'White space');
    assert.equal(kind('\r\n '), 'White space with a line break');
    assert.equal(kind('🦜', 3), 'One character in 3 tokens');
    assert.equal(kind('<|endoftext|>', 1, true), 'Special token');
  });

  it('says of a word that the vocabulary does not have what it counts as, and of a gap that it belongs to no token', () => {
    const unknown = { id: 39, bytes: Buffer.from('<|unk|>'), special: true };
    assert.equal(kindOf({ text: 'Wassup', tokens: [unknown] }), 'Unknown word, which counts as <|unk|>');
    assert.equal(kind(' \n', 0), 'White space');
    assert.equal(kind(' wassup ', 0), 'Words that the vocabulary does not have');
  });

  it('takes neither a combining mark nor an unseen character for punctuation', () => {
    assert.equal(kind('\u0301'), 'Combining mark');
    assert.equal(kind('\u0301\u0302'), 'Combining marks');
    assert.equal(kind('\u200b'), 'Characters that nobody sees');
    assert.equal(kind('\ufe0f'), 'Characters that nobody sees');
    assert.equal(kind('\u115f'), 'Characters that nobody sees');
  });
});

describe('a token as markdown', () => {
  it('is a code span that it cannot end, with everything visible', () => {
    assert.equal(codeSpan(' a\u200b').toString(), '`·a⟨U+200B⟩`');
    assert.equal(codeSpan('a``b`').toString(), '``` a``b` ```');
  });

  it('is cut if it is long', () => {
    assert.equal(codeSpan('a'.repeat(500)).toString(), `\`${'a'.repeat(200)}…\``);
  });

  it('has its bytes in hexadecimal', () => {
    assert.equal(hexOf(Uint8Array.of(0x20, 0xe2)), '20 E2');
  });
});

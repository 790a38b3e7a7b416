import assert from 'node:assert/strict';
import { visibleParts, visibleText } from '../../../src/base/visibleText';

describe('visibleText', () => {
  it('gives blanks and line breaks a shape', () => {
    assert.equal(visibleText(' a\t\r\n'), '·a→␍⏎');
  });

  it('shows every other character that nobody sees by its code point', () => {
    const unseen =
      '200B 200D FE0F 034F 180B 115F 3164 202C 2066 00A0 202F 3000 2028 0085 0000 001B 007F 00AD FEFF E0041 E0100 1D173 2800';
    for (const code of unseen.split(' '))
      assert.equal(visibleText(String.fromCodePoint(parseInt(code, 16))), `⟨U+${code}⟩`, code);
    assert.equal(visibleText('❤\ufe0f'), '❤⟨U+FE0F⟩');
  });

  it('shows the whole of Unicode’s ignorable characters, white space, controls and format characters', () => {
    const kinds = /^[\s\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Z}]$/u;
    for (let code = 0; code <= 0x10ffff; code++) {
      const character = String.fromCodePoint(code);
      if (!kinds.test(character)) continue;
      assert.notEqual(visibleParts(character)[0]!.kind, 'text', code.toString(16));
    }
  });

  it('leaves what is seen as it is', () => {
    for (const text of ['cat', '日本', 'ש', '🦜', 'é', '\ue000', '�'])
      assert.deepEqual(visibleParts(text), [{ text, kind: 'text' }]);
  });

  it('puts combining marks on a dotted circle where there is no letter, and shows lone surrogates', () => {
    assert.equal(visibleText('\u0301'), '◌\u0301');
    assert.equal(visibleText(' \u0301a'), '·◌\u0301a');
    assert.equal(visibleText('e\u0301'), 'e\u0301');
    assert.equal(visibleText('\ud83d'), '⟨U+D83D⟩');
  });
});

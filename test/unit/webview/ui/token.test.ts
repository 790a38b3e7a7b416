import assert from 'node:assert/strict';
import { tokenParts } from '../../../../src/webview/ui/token';

describe('a token in a panel', () => {
  it('has parts for blanks, unseen characters and bytes', () => {
    assert.deepEqual(tokenParts(' a\u200b<0xE2><0x80>'), [
      { text: '·', kind: 'blank' },
      { text: 'a', kind: 'text' },
      { text: '⟨U+200B⟩', kind: 'code' },
      { text: '<0xE2><0x80>', kind: 'byte' },
    ]);
    assert.deepEqual(tokenParts(''), []);
  });
});

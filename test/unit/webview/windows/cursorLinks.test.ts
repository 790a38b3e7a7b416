import assert from 'node:assert/strict';
import { noRow } from '../../../../src/protocol/tokenizer';
import { windowsShown } from '../../../../src/webview/windows/cursorLinks';

describe('windows that hold the token at the cursor', () => {
  it('are those that have a row, in the order of the text', () => {
    const rows = Uint32Array.of(9, noRow, 2);
    assert.deepEqual(windowsShown({ first: 5, last: 8, rows, starts: Uint32Array.of(20, 24, 28) }), [
      { start: 20, row: 9 },
      { start: 28, row: 2 },
    ]);
    assert.deepEqual(windowsShown(undefined), []);
  });
});

import assert from 'node:assert/strict';
import { counted, describeWindows } from '../../../../src/webview/windows/figures';

describe('figures in words', () => {
  it('are grouped by thousands, one of them in the singular', () => {
    assert.equal(counted(1, 'window'), '1 window');
    assert.equal(counted(2499996, 'window'), '2,499,996 windows');
    assert.equal(counted(0, 'batch', 'batches'), '0 batches');
  });

  it('say what max_length and stride mean for neighbours', () => {
    const after = (maxLength: number, stride: number): string =>
      describeWindows({ maxLength, stride }).split('before: ')[1]!;
    assert.equal(after(4, 1), 'neighbours share 3 tokens.');
    assert.equal(after(4, 3), 'neighbours share 1 token.');
    assert.equal(after(4, 4), 'no token is input twice, and none between two windows is skipped.');
    assert.equal(after(4, 5), '1 token between neighbours is skipped.');
    assert.equal(after(2, 5), '3 tokens between neighbours are skipped.');
  });
});

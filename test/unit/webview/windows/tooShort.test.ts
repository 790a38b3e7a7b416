import assert from 'node:assert/strict';
import { checkLoaderOptions } from '../../../../src/dataset/windows';
import { tooShort } from '../../../../src/webview/windows/tooShort';

const options = { maxLength: 4, stride: 1, batchSize: 1, shuffle: false, seed: 123n, epoch: 1, dropLast: true };

describe('a text that is too short for max_length', () => {
  it('is told from other problems, and the longest that fits is offered', () => {
    const of = (tokenCount: number, maxLength: number): number | undefined =>
      tooShort({ problems: checkLoaderOptions({ ...options, maxLength }, tokenCount) });
    assert.equal(of(3, 4), 2);
    assert.equal(of(2, 4), 1);
    assert.equal(of(1, 4), undefined, 'no max_length fits');
    assert.equal(of(3, 0), undefined, 'max_length itself is wrong');
    assert.equal(of(9, 4), undefined, 'nothing is wrong');
  });
});

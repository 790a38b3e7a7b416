import assert from 'node:assert/strict';
import { scoreOf } from '../../../../src/webview/split/score';

describe('the score of a guess', () => {
  it('counts cuts that are right, that are none, and that were not seen', () => {
    assert.deepEqual(scoreOf([5, 3], [7, 3]), { right: [3], wrong: [5], missed: [7], percent: 33 });
  });

  it('is full where nothing is to be cut and nothing was', () => {
    assert.equal(scoreOf([], []).percent, 100);
    assert.equal(scoreOf([1], []).percent, 0);
  });
});

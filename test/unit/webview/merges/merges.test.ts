import assert from 'node:assert/strict';
import { sizeTicks, stepAt, verticalTicks } from '../../../../src/webview/merges/coursePlot';
import { parentsOf } from '../../../../src/webview/merges/forestPicture';

describe('the picture of merges', () => {
  it('finds what each token is a part of', () => {
    // "aaab" over a, a, aa, a, aaa, b, aaab; then "d"
    assert.deepEqual([...parentsOf(Uint32Array.of(0, 1, 0, 2, 0, 3, 0, 4))], [2, 2, 4, 4, 6, 6, -1, -1]);
  });

  it('goes from the first to the last step as the plot goes from left to right', () => {
    assert.deepEqual([stepAt(-10, 744), stepAt(1000, 744)], [0, 744]);
    assert.ok(stepAt(200, 744) > stepAt(199, 744));
    assert.equal(stepAt(300, 0), 0);
  });

  it('has a few round ticks, whatever the size', () => {
    assert.deepEqual(verticalTicks(2.7), [0, 0.5, 1, 1.5, 2, 2.5]);
    assert.deepEqual(verticalTicks(9), [0, 2, 4, 6, 8]);
    assert.deepEqual(sizeTicks(744), [256, 512, 1000]);
    assert.deepEqual(sizeTicks(0), [256]);
    for (const merges of [1, 20, 50_000, 199_742]) assert.ok(sizeTicks(merges).length <= 6);
  });
});

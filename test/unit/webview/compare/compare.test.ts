import assert from 'node:assert/strict';
import { variantsOf } from '../../../../src/webview/compare/places';
import { changeOf } from '../../../../src/webview/compare/table';

describe('a comparison in figures', () => {
  it('says how many more or fewer tokens there are', () => {
    assert.deepEqual(
      [changeOf(80, 100), changeOf(125, 100), changeOf(100, 100), changeOf(10_001, 10_000), changeOf(3, 0)],
      ['−20.0 %', '+25.0 %', 'the same', '+under 0.1 %', ''],
    );
  });

  it('puts tokenizers that cut alike together', () => {
    assert.deepEqual(variantsOf([['a', 'b'], ['ab'], ['a', 'b'], []]), [
      { members: [0, 2], texts: ['a', 'b'] },
      { members: [1], texts: ['ab'] },
    ]);
  });
});

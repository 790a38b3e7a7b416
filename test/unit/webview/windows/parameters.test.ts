import assert from 'node:assert/strict';
import { checkLoaderNumbers } from '../../../../src/dataset/windows';
import type { WindowSettings } from '../../../../src/protocol/windowsPanel';
import { sendable } from '../../../../src/webview/windows/pages';
import { problemSentence } from '../../../../src/webview/windows/parameters';

const settings: WindowSettings = {
  maxLength: 4,
  stride: 4,
  batchSize: 2,
  shuffle: false,
  seed: '123',
  epoch: 1,
  dropLast: true,
  sampler: 'distributed',
  worldSize: 4,
  rank: 0,
};

describe('what is wrong with a parameter', () => {
  for (const [key, sentence] of [
    ['maxLength', 'max_length is no number. Enter a whole number of at least 1.'],
    ['worldSize', 'world_size is no number. Enter a whole number of at least 1.'],
    ['rank', 'rank is no number. Enter a whole number from 0 to 3: world_size is 4.'],
  ] as const)
    it(`is said as it was typed: ${key} that holds no number`, () => {
      const typed = { ...settings, [key]: Number.NaN };
      const problems = checkLoaderNumbers({ ...sendable(typed), seed: 123n });
      assert.deepEqual(
        problems.map(problem => problemSentence(problem, typed)),
        [sentence],
      );
    });

  it('is said with the number where there is one', () => {
    const typed = { ...settings, stride: 0 };
    const [problem] = checkLoaderNumbers({ ...sendable(typed), seed: 123n });
    assert.equal(problemSentence(problem!, typed), 'stride is 0. Enter a whole number of at least 1.');
  });
});

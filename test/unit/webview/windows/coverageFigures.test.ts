import assert from 'node:assert/strict';
import { Coverage } from '../../../../src/dataset/coverage';
import {
  binAt,
  coverageTerms,
  describeCoverage,
  describeInputs,
} from '../../../../src/webview/windows/coverageFigures';

const options = { maxLength: 4, stride: 2, batchSize: 3, shuffle: false, seed: 123n, epoch: 1, dropLast: true };

describe('coverage in figures', () => {
  it('adds up to the tokens of the text, whatever the parameters', () => {
    for (const stride of [1, 2, 4, 5, 9]) {
      for (const batchSize of [1, 3]) {
        const { totals } = new Coverage(44, { ...options, stride, batchSize });
        const sum = coverageTerms(totals, false).reduce((together, { count }) => together + count, 0);
        assert.equal(sum, 44, `stride ${stride}, batch_size ${batchSize}`);
      }
    }
  });

  it('says the sums in words', () => {
    const { totals } = new Coverage(44, options);
    assert.equal(
      describeCoverage(totals, false),
      '4 once, 34 repeated, 0 skipped, 4 dropped, 2 in the tail: together 44 tokens.',
    );
    assert.equal(describeInputs(totals, 4), '18 windows × 4 = 72 inputs, as many targets · never a target: 6');
  });
});

describe('a place of the strip', () => {
  it('is one of its bins, from the first to the last pixel', () => {
    assert.equal(binAt(0, 100, 10), 0);
    assert.equal(binAt(50, 100, 10), 5);
    assert.equal(binAt(100, 100, 10), 9);
    assert.equal(binAt(-3, 100, 10), 0);
    assert.equal(binAt(7, 0, 10), 9);
  });
});

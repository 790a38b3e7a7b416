import assert from 'node:assert/strict';
import { heatRuns } from '../../../src/editor/heatRuns';
import { mostWindowsHolding } from '../../../src/base/slidingWindows';
import { tintLevel } from '../../../src/editor/tintLevel';

const of = (...values: number[]): Uint32Array => Uint32Array.from(values);

describe('the heat of tokens', () => {
  it('joins neighbours that are inputs equally often', () => {
    const coverage = { inputs: of(1, 1, 0, 1), starts: of(0, 3, 7, 11), ends: of(3, 7, 11, 14) };
    assert.deepEqual(heatRuns(coverage, 1), [
      { level: 4, start: 0, end: 7 },
      { level: 0, start: 7, end: 11 },
      { level: 4, start: 11, end: 14 },
    ]);
  });

  it('leaves out what lies between tokens and belongs to none', () => {
    const coverage = { inputs: of(1, 1, 1), starts: of(0, 4, 7), ends: of(3, 7, 8) };
    assert.deepEqual(heatRuns(coverage, 1), [
      { level: 4, start: 0, end: 3 },
      { level: 4, start: 4, end: 8 },
    ]);
  });

  it('covers the whole of a character that is split over tokens', () => {
    const coverage = { inputs: of(1, 1), starts: of(0, 0), ends: of(2, 2) };
    assert.deepEqual(heatRuns(coverage, 2), [{ level: 2, start: 0, end: 2 }]);
  });

  it('is strongest for the most windows that a token can be in, and nothing only for none', () => {
    assert.equal(mostWindowsHolding({ maxLength: 4, stride: 1 }), 4);
    assert.equal(mostWindowsHolding({ maxLength: 4, stride: 3 }), 2);
    assert.equal(mostWindowsHolding({ maxLength: 2, stride: 5 }), 1);
    assert.deepEqual(
      [0, 1, 2, 3, 4].map(count => tintLevel(count, 4)),
      [0, 1, 2, 3, 4],
    );
    assert.equal(tintLevel(1, 256), 1);
    assert.equal(tintLevel(256, 256), 4);
    assert.equal(tintLevel(1, 1), 4);
  });
});

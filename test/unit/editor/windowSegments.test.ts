import assert from 'node:assert/strict';
import fc from 'fast-check';
import { coveredBy, windowSegments } from '../../../src/editor/windowSegments';

describe('windows in the text', () => {
  it('are cut where a window begins or ends', () => {
    const segments = windowSegments(0, 9, { maxLength: 4, stride: 2, windowCount: 3 });
    assert.deepEqual(segments, [
      { first: 0, last: 2, depth: 1, parity: 0, starts: true },
      { first: 2, last: 4, depth: 2, parity: 1, starts: true },
      { first: 4, last: 6, depth: 2, parity: 0, starts: true },
      { first: 6, last: 8, depth: 1, parity: 0, starts: false },
    ]);
  });

  it('leave out what lies between windows whose stride is longer than they are', () => {
    const segments = windowSegments(1, 12, { maxLength: 2, stride: 5, windowCount: 3 });
    assert.deepEqual(
      segments.map(({ first, last, starts }) => [first, last, starts]),
      [
        [1, 2, false],
        [5, 7, true],
        [10, 12, true],
      ],
    );
  });

  it('count for every token the windows that hold it', () => {
    const size = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(size, size, fc.nat(12), fc.nat(60), fc.nat(60), (maxLength, stride, windowCount, first, length) => {
        const depths = new Map<number, number>();
        for (const segment of windowSegments(first, first + length, { maxLength, stride, windowCount })) {
          assert.ok(segment.first < segment.last);
          for (let token = segment.first; token < segment.last; token++) {
            assert.ok(!depths.has(token));
            depths.set(token, segment.depth);
          }
        }
        for (let token = first; token < first + length; token++) {
          let holding = 0;
          for (let window = 0; window < windowCount; window++)
            if (window * stride <= token && token < window * stride + maxLength) holding++;
          assert.equal(depths.get(token) ?? 0, holding, `token ${token}`);
        }
      }),
    );
  });
});

describe('the text that tokens cover', () => {
  it('is one part where they tile it or share characters, and leaves out the blanks between words', () => {
    assert.deepEqual(coveredBy({ starts: [0, 3, 3], ends: [3, 5, 5] }, 0, 3), [{ start: 0, end: 5 }]);
    const words = { starts: [0, 4, 7, 10], ends: [3, 7, 8, 12] };
    assert.deepEqual(coveredBy(words, 0, 4), [
      { start: 0, end: 3 },
      { start: 4, end: 8 },
      { start: 10, end: 12 },
    ]);
    assert.deepEqual(coveredBy(words, 1, 2), [{ start: 4, end: 7 }]);
    assert.deepEqual(coveredBy(words, 2, 2), []);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ScrollMap } from '../../../../src/webview/ui/scrollMap';

describe('scrolling a long list', () => {
  it('gives every row its own pixels as long as a browser can draw them', () => {
    const map = new ScrollMap(1000, 74, 740);
    assert.equal(map.height, 74_000);
    assert.equal(map.topRowAt(740, 74_000 - 740), 10);
    assert.equal(map.scrollTopAt(10, 74_000 - 740), 740);
  });

  it('reaches the first and the last of 2.5 million rows in the pixels there are', () => {
    const map = new ScrollMap(2_500_000, 74, 740);
    assert.ok(map.isScaled);
    assert.ok(map.height < 33_000_000, 'the most that browsers draw');
    const range = map.height - 740;
    assert.equal(map.topRowAt(0, range), 0);
    assert.equal(map.topRowAt(range, range), 2_499_990);
    assert.equal(Math.round(map.topRowAt(range / 2, range)), 1_249_995);
  });

  it('comes back to the same row', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (rows, share) => {
          const map = new ScrollMap(rows, 45, 600);
          const range = Math.max(1, map.height - 600);
          const row = share * map.lastTopRow;
          assert.ok(Math.abs(map.topRowAt(map.scrollTopAt(row, range), range) - row) < 1e-6 * Math.max(1, row));
        },
      ),
    );
  });
});

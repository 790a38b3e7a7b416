import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  boxOf,
  extentOf,
  isInside,
  nearestSpot,
  placeLabels,
  projected,
  ticksOf,
  turn,
} from '../../../../src/webview/vectors/scatterMath';

describe('a lasso', () => {
  const notch = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 10, y: 10 },
    { x: 5, y: 3 },
    { x: 0, y: 10 },
  ];

  it('holds what is inside its outline, notches excepted', () => {
    assert.equal(isInside({ x: 5, y: 1 }, notch), true);
    assert.equal(isInside({ x: 1, y: 6 }, notch), true);
    assert.equal(isInside({ x: 5, y: 8 }, notch), false);
    assert.equal(isInside({ x: 11, y: 5 }, notch), false);
  });

  it('of a circle holds what is nearer than its radius', () => {
    const circle = Array.from({ length: 720 }, (_, i) => ({
      x: 100 * Math.cos((i * Math.PI) / 360),
      y: 100 * Math.sin((i * Math.PI) / 360),
    }));
    fc.assert(
      fc.property(
        fc.double({ min: -150, max: 150, noNaN: true }),
        fc.double({ min: -150, max: 150, noNaN: true }),
        (x, y) => {
          const distance = Math.hypot(x, y);
          fc.pre(Math.abs(distance - 100) > 0.1);
          assert.equal(isInside({ x, y }, circle), distance < 100);
        },
      ),
    );
  });
});

describe('the spot below the pointer', () => {
  it('is the nearest within reach', () => {
    const spots = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: NaN, y: 0 },
    ];
    assert.equal(nearestSpot(spots, { x: 7, y: 1 }, 14), 1);
    assert.equal(nearestSpot(spots, { x: 40, y: 0 }, 14), undefined);
  });
});

describe('labels', () => {
  const area = { left: 0, top: 0, right: 500, bottom: 500 };

  it('stand where they touch no other, the first ones first', () => {
    const spots = [
      { x: 10, y: 50 },
      { x: 20, y: 52 },
      { x: 10, y: 90 },
      { x: 480, y: 90 },
    ];
    const widths = [40, 40, 40, 40];
    assert.deepEqual(placeLabels(spots, widths, [0, 1, 2, 3], { height: 14, area, most: 10 }), [0, 2]);
    assert.deepEqual(placeLabels(spots, widths, [1, 0, 2, 3], { height: 14, area, most: 10 }), [1, 2]);
    assert.deepEqual(placeLabels(spots, widths, [0, 1, 2], { height: 14, area, most: 1 }), [0]);
  });

  it('never overlap', () => {
    const spot = fc.record({ x: fc.integer({ min: 0, max: 490 }), y: fc.integer({ min: 0, max: 490 }) });
    fc.assert(
      fc.property(fc.array(spot, { maxLength: 60 }), spots => {
        const widths = spots.map((_, i) => 20 + ((i * 37) % 90));
        const placed = placeLabels(spots, widths, [...spots.keys()], { height: 14, area, most: 100 });
        for (const i of placed)
          for (const j of placed) {
            if (i === j) continue;
            const apart =
              spots[i]!.x + widths[i]! <= spots[j]!.x ||
              spots[j]!.x + widths[j]! <= spots[i]!.x ||
              Math.abs(spots[i]!.y - spots[j]!.y) >= 14;
            assert.ok(apart, `${i} and ${j}`);
          }
      }),
    );
  });
});

describe('turning in three dimensions', () => {
  it('shows the front when nothing is turned, and keeps lengths', () => {
    const [front] = turn([[1, 2, 3]], 0, 0);
    assert.deepEqual(front, { x: 1, y: 2, depth: 3 });
    const [turned] = turn([[1, 2, 3]], 1.1, -0.4);
    assert.ok(Math.abs(Math.hypot(turned!.x, turned!.y, turned!.depth) - Math.hypot(1, 2, 3)) < 1e-12);
  });
});

describe('axes', () => {
  it('have round numbers', () => {
    assert.deepEqual(ticksOf(-1.03, 2.1, 6), [-1, 0, 1, 2]);
    assert.deepEqual(ticksOf(0.01, 0.09, 4), [0.02, 0.04, 0.06, 0.08]);
    assert.deepEqual(ticksOf(3, 3, 4), [3]);
  });

  it('leave room, also where all points are at one place or none has a place', () => {
    const [low, high] = extentOf([0, 10, NaN]);
    assert.ok(low < 0 && high > 10);
    const [one, other] = extentOf([5, 5]);
    assert.ok(one < 5 && other > 5);
    assert.deepEqual(extentOf([]), [0, 1]);
  });
});

describe('points as they are seen', () => {
  it('are where they are in two dimensions, and on a line in one', () => {
    const place = (...coordinates: number[]) => Float32Array.from(coordinates);
    assert.deepEqual(projected(place(1, 2, 3, 4), 2, 0.6, 0.4), [
      { x: 1, y: 2, depth: 0 },
      { x: 3, y: 4, depth: 0 },
    ]);
    assert.deepEqual(projected(place(5), 1, 0, 0), [{ x: 5, y: 0, depth: 0 }]);
  });

  it('of three dimensions stay in the same box however they are turned', () => {
    const number = fc.float({ min: -1000, max: 1000, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(number, number, number), { minLength: 2, maxLength: 20 }),
        fc.double({ min: -4, max: 4, noNaN: true }),
        fc.double({ min: -1.5, max: 1.5, noNaN: true }),
        (points, yaw, pitch) => {
          const coordinates = Float32Array.from(points.flat());
          const [low, high] = boxOf(coordinates);
          for (const { x, y } of projected(coordinates, 3, yaw, pitch)) {
            assert.ok(x >= low && x <= high && y >= low && y <= high);
          }
        },
      ),
    );
  });

  it('of which some have no place leave the others their box', () => {
    assert.deepEqual(boxOf(Float32Array.of(0, 0, 0, 2, 0, 0, NaN, 0, 0)), [-1.06, 1.06]);
  });
});

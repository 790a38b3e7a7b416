import assert from 'node:assert/strict';
import { ordinal, placeOf } from '../../../src/base/ordinal';

describe('places', () => {
  it('have ordinals', () => {
    assert.deepEqual(
      [1, 2, 3, 4, 11, 12, 13, 21, 102, 1011].map(ordinal).join(' '),
      '1st 2nd 3rd 4th 11th 12th 13th 21st 102nd 1,011th',
    );
  });

  it('count positions from 0 and tokens from the first', () => {
    assert.equal(placeOf(4, 4, 44), 'position 4, the 5th of 44');
    assert.equal(placeOf(0, 1024, 5145), 'position 0, the 1,025th of 5,145');
  });
});

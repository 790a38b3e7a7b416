import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { PrefixSums } from '../../../src/base/prefixSums';

describe('prefix sums', () => {
  it('are those of the numbers after any changes, and find the number that covers a place', () => {
    const change = fc.record({ index: fc.nat(40), by: fc.nat(9) });
    fc.assert(
      fc.property(fc.array(fc.nat(9), { minLength: 1, maxLength: 40 }), fc.array(change), (numbers, changes) => {
        const sums = new PrefixSums(numbers);
        for (const { index, by } of changes) {
          numbers[index % numbers.length]! += by;
          sums.add(index % numbers.length, by);
        }
        let before = 0;
        numbers.forEach((number, index) => {
          assert.equal(sums.before(index), before);
          for (let place = before; place < before + number; place++) assert.equal(sums.search(place), index);
          before += number;
        });
        assert.equal(sums.total, before);
        assert.equal(sums.search(before), numbers.length - 1);
      }),
    );
  });

  it('of no numbers are 0', () => {
    assert.equal(new PrefixSums([]).total, 0);
    assert.equal(new PrefixSums([]).search(3), 0);
  });
});

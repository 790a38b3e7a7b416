import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bool, i32, i64, i8, list, string, struct, varint, type ThriftValue } from '../../../src/formats/thriftCompact';

const hex = ({ bytes }: ThriftValue): string => Buffer.from(bytes).toString('hex');

describe('thriftCompact', () => {
  it('writes numbers in groups of 7 bits, those near 0 short', () => {
    assert.deepEqual(varint(0), [0]);
    assert.deepEqual(varint(127), [127]);
    assert.deepEqual(varint(300), [0xac, 0x02]);
    assert.deepEqual(
      [0, -1, 1, -2, 64].map(value => hex(i32(value))),
      ['00', '01', '02', '03', '8001'],
    );
    assert.equal(hex(i8(-1)), 'ff');
  });

  it('writes numbers beyond 32 bits exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 51), max: 2 ** 51 }), value => {
        const wide = i64(value).bytes.reduce((sum, byte, i) => sum | (BigInt(byte & 127) << BigInt(7 * i)), 0n);
        assert.equal(Number(wide % 2n === 0n ? wide / 2n : -(wide + 1n) / 2n), value);
      }),
    );
  });

  it('writes a struct by the steps between its fields, leaving out what is undefined', () => {
    assert.equal(hex(struct({ 1: string('a'), 2: string('b') })), '18016118016200');
    assert.equal(hex(struct({ 2: bool(true), 1: bool(false), 3: undefined, 5: i32(1) })), '12' + '11' + '3502' + '00');
    assert.equal(hex(struct({})), '00');
    assert.equal(hex(struct({ 1: struct({}), 2: i32(0) })), '1c00' + '1500' + '00');
  });

  it('writes a field that is more than 15 further with its own number', () => {
    assert.equal(hex(struct({ 15: i32(0) })), 'f50000');
    assert.equal(hex(struct({ 16: i32(0) })), '05200000');
  });

  it('writes lists with a short header up to 14 values', () => {
    assert.equal(hex(list([i32(1), i32(2)])), '250204');
    assert.equal(hex(list([])), '0c');
    assert.equal(hex(list(Array.from({ length: 14 }, () => i32(0)))), 'e5' + '00'.repeat(14));
    assert.equal(hex(list(Array.from({ length: 15 }, () => i32(0)))), 'f50f' + '00'.repeat(15));
  });

  it('writes text as UTF-8 with its length in bytes', () => assert.equal(hex(string('é')), '02c3a9'));
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bytesSource, FormatError } from '../../../src/formats/byteSource';
import { bytesOfNpyType, npyTypes, readNpyHeader, writeNpyHeader } from '../../../src/formats/npy';

const read = (bytes: Uint8Array) => readNpyHeader(bytesSource(bytes));

/** A file with this header text, as a version says, and this many bytes of numbers. */
function file(dict: string, numbers: number, version = 1): Uint8Array {
  const text = Buffer.from(`${dict}\n`, 'latin1');
  const start = Buffer.alloc(version === 1 ? 10 : 12);
  start.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  if (version === 1) start.writeUInt16LE(text.length, 8);
  else start.writeUInt32LE(text.length, 8);
  return Buffer.concat([start, text, Buffer.alloc(numbers)]);
}
const dict = (descr: string, shape: string, order = 'False'): string =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`;

describe('.npy headers', () => {
  it("are NumPy's, byte by byte", () => {
    // np.save(file, np.zeros((7, 4), 'int32')) of NumPy 1.26
    const text = "{'descr': '<i4', 'fortran_order': False, 'shape': (7, 4), }".padEnd(117) + '\n';
    const expected = Buffer.concat([Buffer.from('934e554d50590100' + '7600', 'hex'), Buffer.from(text)]);
    assert.deepEqual(Buffer.from(writeNpyHeader({ type: 'i4', shape: [7, 4] })), expected);
  });

  it('give type, shape, order and the place of the numbers, in each version', () => {
    for (const version of [1, 2, 3]) {
      const bytes = file(dict('<f4', '(3, 4)', 'True'), 48, version);
      const offset = bytes.length - 48;
      assert.deepEqual(read(bytes), { type: 'f4', shape: [3, 4], fortranOrder: true, offset, byteLength: 48 });
    }
    assert.deepEqual(read(file(dict('<f8', '()'), 8)).shape, []);
    assert.deepEqual(read(file(dict('|u1', '(5,)'), 5)).shape, [5]);
    assert.deepEqual(read(file('{"shape":(0,9),"descr":"<i8","fortran_order":False}', 0)).shape, [0, 9]);
  });

  it('are read as they were written', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...npyTypes),
        fc.array(fc.nat(9), { maxLength: 5 }),
        fc.boolean(),
        (type, shape, fortranOrder) => {
          const header = writeNpyHeader({ type, shape, fortranOrder });
          const byteLength = shape.reduce((a, b) => a * b, bytesOfNpyType(type));
          assert.equal(header.length % 64, 0);
          assert.deepEqual(read(Buffer.concat([header, Buffer.alloc(byteLength)])), {
            type,
            shape,
            fortranOrder,
            offset: header.length,
            byteLength,
          });
        },
      ),
    );
  });

  for (const [what, bytes, message] of [
    ['an empty file', new Uint8Array(0), /0 bytes are too few/],
    ['another file', Buffer.from('PK\x03\x04 and more of it'), /does not begin with/],
    ['an unknown version', file(dict('<f4', '(1,)'), 4, 4), /version 4\.0/],
    ['too few numbers', file(dict('<f4', '(3, 4)'), 47), /\(3, 4\) and type <f4 needs 48 bytes, but 47 follow/],
    ['too many numbers', file(dict('<f4', '(3, 4)'), 49), /needs 48 bytes, but 49 follow/],
    ['a size that wraps', file(dict('|u1', '(4194305, 4194305, 211106198978564)'), 4), /but 4 follow/],
    ['big-endian numbers', file(dict('>f4', '(1,)'), 4), /not little-endian\. Save them with astype\("<f4"\)/],
    ['complex numbers', file(dict('<c8', '(1,)'), 8), /"<c8" is not supported/],
    ['pickled objects', file(dict('|O', '(1,)'), 8), /"\|O" is not supported/],
    ['records', file("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", 4), /records/],
    ['code', file("{'descr': __import__('os'), 'fortran_order': False, 'shape': (1,), }", 4), /not understood/],
    ['an entry twice', file("{'descr': '<f4', 'descr': '<f4', 'shape': (1,), }", 4), /"descr" is there twice/],
    ['a missing entry', file("{'descr': '<f4', 'order': False, 'shape': (1,), }", 4), /"fortran_order" is missing/],
    ['no tuple', file(dict('<f4', '(4)'), 16), /no tuple/],
    ['a negative shape', file(dict('<f4', '(-1,)'), 4), /no tuple/],
    ['an end inside the header', file(dict('<f4', '(1,)'), 4).subarray(0, 40), /the file has 40 bytes/],
  ] as const) {
    it(`refuse ${what}`, () => {
      assert.throws(
        () => read(bytes),
        (error: Error) => error instanceof FormatError && message.test(error.message),
      );
    });
  }

  it('with any bit flipped end in a clear error or a right result', () => {
    const whole = Buffer.concat([writeNpyHeader({ type: 'f4', shape: [3, 4] }), Buffer.alloc(48)]);
    fc.assert(
      fc.property(fc.nat(127), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = Buffer.from(whole);
        damaged[at]! ^= flip;
        try {
          const { type, shape, offset, byteLength } = read(damaged);
          assert.equal(
            shape.reduce((a, b) => a * b, bytesOfNpyType(type)),
            byteLength,
          );
          assert.equal(offset + byteLength, damaged.length);
        } catch (error) {
          assert.ok(error instanceof FormatError, String(error));
        }
      }),
      { numRuns: 10_000 },
    );
  });
});

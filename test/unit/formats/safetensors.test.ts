import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bytesSource, FormatError } from '../../../src/formats/byteSource';
import { readSafetensorsHeader, safetensorsTypes, writeSafetensorsHeader } from '../../../src/formats/safetensors';

const read = (bytes: Uint8Array) => readSafetensorsHeader(bytesSource(bytes));

function file(json: string, data: number): Uint8Array {
  const text = Buffer.from(json);
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([start, text, Buffer.alloc(data)]);
}
const tensor = (dtype: string, shape: string, from: number, to: number): string =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":[${from},${to}]}`;

describe('safetensors headers', () => {
  it("are the format's, byte by byte", () => {
    const { header } = writeSafetensorsHeader(
      [
        { name: 'small', type: 'U8', shape: [3] },
        { name: 'wte.weight', type: 'F32', shape: [3, 2] },
      ],
      new Map([['format', 'pt']]),
    );
    const json =
      '{"__metadata__":{"format":"pt"},"wte.weight":{"dtype":"F32","shape":[3,2],"data_offsets":[0,24]},' +
      '"small":{"dtype":"U8","shape":[3],"data_offsets":[24,27]}}';
    const length = Math.ceil(json.length / 8) * 8;
    const start = Buffer.alloc(8);
    start.writeUInt32LE(length);
    assert.deepEqual(Buffer.from(header), Buffer.concat([start, Buffer.from(json.padEnd(length))]));
  });

  it('give each tensor with its place in the file, in the order of the bytes', () => {
    const bytes = file(`{"b":${tensor('F16', '[2,2]', 4, 12)},"a":${tensor('F32', '[]', 0, 4)}}   `, 12);
    const dataOffset = bytes.length - 12;
    assert.deepEqual(read(bytes), {
      tensors: [
        { name: 'a', type: 'F32', shape: [], offset: dataOffset, byteLength: 4 },
        { name: 'b', type: 'F16', shape: [2, 2], offset: dataOffset + 4, byteLength: 8 },
      ],
      metadata: new Map(),
      dataOffset,
    });
  });

  it('are read as they were written, aligned as asked', () => {
    const type = fc.constantFrom(...safetensorsTypes.filter(each => !/^F[46]_|^F4$/.test(each)));
    const entry = fc.record({
      name: fc.string({ unit: 'grapheme' }).filter(name => name !== '__metadata__'),
      type,
      shape: fc.array(fc.nat(5), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(entry, { selector: ({ name }) => name, maxLength: 6 }),
        fc.dictionary(fc.string(), fc.string()),
        fc.constantFrom(8, 64, 65536),
        (tensors, metadata, alignment) => {
          const entries = new Map(Object.entries(metadata));
          const written = writeSafetensorsHeader(tensors, entries, alignment);
          const data = written.tensors.reduce((sum, { byteLength }) => sum + byteLength, 0);
          const back = read(Buffer.concat([written.header, Buffer.alloc(data)]));
          assert.equal(back.dataOffset % alignment, 0);
          assert.deepEqual(back.metadata, entries);
          const byName = (list: typeof back.tensors) => [...list].sort((a, b) => (a.name < b.name ? -1 : 1));
          assert.deepEqual(byName(back.tensors), byName(written.tensors));
        },
      ),
    );
  });

  for (const [what, bytes, message] of [
    ['an empty file', new Uint8Array(0), /0 bytes are too few/],
    ['another file', Buffer.from('version https://git-lfs.github.com/spec/v1'), /more than the 16777216/],
    ['a header beyond the file', file('{}', 0).subarray(0, 9), /ends at byte 10, but the file has 9/],
    ['an array', file('[]', 0), /does not begin with "\{"/],
    ['broken UTF-8', file('{"a', 0).fill(0xff, 10), /no UTF-8/],
    ['broken JSON', file('{"a":}', 0), /no value, at character 5/],
    [
      'a name twice',
      file(`{"a":${tensor('U8', '[1]', 0, 1)},"a":${tensor('U8', '[1]', 0, 1)}}`, 1),
      /the key "a" is there twice/,
    ],
    [
      'a size that wraps',
      file(`{"a":${tensor('U8', '[4194305,4194305,211106198978564]', 0, 4)}}`, 4),
      /needs 3713821298447761542108676100 bytes, but its range has 4/,
    ],
    ['a range of another size', file(`{"a":${tensor('F32', '[2]', 0, 4)}}`, 4), /\[2\] and dtype F32 needs 8 bytes/],
    ['a range backwards', file(`{"a":${tensor('U8', '[1]', 1, 0)}}`, 1), /ends at 0, before its start 1/],
    [
      'overlap',
      file(`{"a":${tensor('U8', '[4]', 0, 4)},"b":${tensor('U8', '[4]', 2, 6)}}`, 6),
      /"b" overlaps the one before it: it begins at 2 instead of 4/,
    ],
    ['a gap', file(`{"a":${tensor('U8', '[1]', 0, 1)},"b":${tensor('U8', '[1]', 2, 3)}}`, 3), /leaves a gap/],
    ['a first tensor behind the start', file(`{"a":${tensor('U8', '[1]', 1, 2)}}`, 2), /begins at 1 instead of 0/],
    ['bytes of nobody', file(`{"a":${tensor('U8', '[1]', 0, 1)}}`, 2), /Is it complete/],
    ['missing bytes', file(`{"a":${tensor('U8', '[9]', 0, 9)}}`, 2), /Is it complete/],
    ['an unknown type', file(`{"a":${tensor('F99', '[1]', 0, 1)}}`, 1), /unknown dtype "F99"/],
    ['a type of the prototype', file(`{"a":${tensor('toString', '[1]', 0, 1)}}`, 1), /unknown dtype/],
    ['a negative dimension', file(`{"a":${tensor('U8', '[-1]', 0, 1)}}`, 1), /shape that is no array/],
    ['a fraction', file(`{"a":${tensor('U8', '[1.0]', 0, 1)}}`, 1), /shape that is no array/],
    ['half a byte', file(`{"a":${tensor('F4', '[3]', 0, 1)}}`, 1), /needs 1 and a part bytes/],
    ['metadata that is no text', file('{"__metadata__":{"a":1}}', 0), /metadata "a" is no text/],
    ['more after the end', file('{} {}', 0), /more text after the end/],
    ['a bottomless header', file('{"a":'.repeat(50), 0), /more than 32 levels/],
  ] as const) {
    it(`refuse ${what}`, () => {
      assert.throws(
        () => read(bytes),
        (error: Error) => error instanceof FormatError && message.test(error.message),
      );
    });
  }

  it('with any byte changed end in a clear error or a right result', () => {
    const { header, tensors } = writeSafetensorsHeader(
      [
        { name: 'wte.weight', type: 'F32', shape: [5, 4] },
        { name: 'wpe.weight', type: 'F16', shape: [3, 4] },
      ],
      new Map([['format', 'pt']]),
    );
    const data = tensors.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const whole = Buffer.concat([header, Buffer.alloc(data)]);
    fc.assert(
      fc.property(fc.nat(header.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = Buffer.from(whole);
        damaged[at]! ^= flip;
        try {
          const found = read(damaged);
          const held = found.tensors.reduce((sum, { byteLength }) => sum + byteLength, 0);
          assert.equal(found.dataOffset + held, damaged.length);
        } catch (error) {
          assert.ok(error instanceof FormatError, String(error));
        }
      }),
      { numRuns: 10_000 },
    );
  });

  it('are not written where a name is taken or a size impossible', () => {
    const one = { name: 'a', type: 'U8', shape: [1] } as const;
    assert.throws(() => writeSafetensorsHeader([one, one]), /"a" is taken/);
    assert.throws(() => writeSafetensorsHeader([{ ...one, shape: [2 ** 40, 2 ** 40] }]), /no whole number of bytes/);
  });
});

import assert from 'node:assert/strict';
import { maximumModelFields, maximumModelText } from '../../../src/base/bounds';
import { ProtobufReader } from '../../../src/embedding/protobuf';

describe('what the structure of a model may cost', () => {
  it('is bounded in fields', () => {
    const read = (fields: number): number => {
      const reader = new ProtobufReader({ size: 2 * fields, read: (_, length) => new Uint8Array(length).fill(8) });
      let count = 0;
      for (const field of reader.fields(0, 2 * fields)) count += field.number;
      return count;
    };
    assert.equal(read(maximumModelFields), maximumModelFields);
    assert.throws(() => read(maximumModelFields + 1), /more than 4194304 fields/);
  });

  it('is bounded in bytes of names and texts', () => {
    const name = 2 ** 20;
    const reader = new ProtobufReader({ size: name, read: (_, length) => new Uint8Array(length).fill(97) });
    const field = { number: 1, wire: 2, value: 0, start: 0, end: name } as const;
    for (let read = 0; read < maximumModelText; read += name) assert.equal(reader.string(field).length, name);
    assert.throws(() => reader.string({ ...field, end: 1 }), /more than 67108864 bytes/);
  });
});

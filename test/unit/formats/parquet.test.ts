import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { parquetFile, type ParquetColumn, type ParquetTable, type ParquetType } from '../../../src/formats/parquet';

/** A column of the numbers 0, 1, 2, ..., as many as its rows need. */
function counting(name: string, type: ParquetType, listLength?: number): ParquetColumn {
  const length = listLength ?? 1;
  const values = (first: number, last: number): Uint8Array => {
    const numbers = Array.from({ length: (last - first) * length }, (_, i) => first * length + i);
    const array = type === 'int64' ? BigInt64Array.from(numbers, BigInt) : Int32Array.from(numbers);
    return new Uint8Array(array.buffer);
  };
  return listLength === undefined ? { name, type, values } : { name, type, listLength, values };
}
const write = (table: Partial<ParquetTable> & Pick<ParquetTable, 'columns' | 'rowCount'>): Buffer =>
  Buffer.concat(
    Array.from(parquetFile({ rowsInGroup: 100, metadata: new Map(), createdBy: 'test', ...table }), part =>
      part.slice(),
    ),
  );
const read = (file: Buffer): Promise<Record<string, unknown>[]> =>
  parquetReadObjects({ file: new Uint8Array(file).buffer });

describe('parquetFile', () => {
  it('writes the page of the lists [7, 8] and [9, 10] as its lesson says', () => {
    const values = (): Uint8Array => new Uint8Array(Int32Array.of(7, 8, 9, 10).buffer);
    const file = write({ columns: [{ name: 'x', type: 'int32', listLength: 2, values }], rowCount: 2 });
    const page = '02000000030a' + '020000000801' + '0700000008000000090000000a000000';
    // PageHeader: a data page of 28 bytes, before and after compression; 4 numbers, PLAIN, levels RLE.
    const header = '1500' + '1538' + '1538' + '2c' + '1508' + '1500' + '1506' + '1506' + '00' + '00';
    assert.equal(file.toString('hex', 0, 4 + (header.length + page.length) / 2), '50415231' + header + page);
    assert.equal(file.toString('latin1', file.length - 4), 'PAR1');
  });

  it('is read back by another library, whatever its columns, groups and lists', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          type: fc.constantFrom<ParquetType>('int32', 'int64', 'uint16'),
          listLength: fc.integer({ min: 1, max: 70 }),
          rowCount: fc.integer({ min: 0, max: 60 }),
          rowsInGroup: fc.integer({ min: 1, max: 70 }),
        }),
        async ({ type, listLength, rowCount, rowsInGroup }) => {
          const columns = [counting('number', type), counting('list', type, listLength)];
          const file = write({ columns, rowCount, rowsInGroup });
          const as = (value: number): number | bigint => (type === 'int64' ? BigInt(value) : value);
          assert.deepEqual(
            await read(file),
            Array.from({ length: rowCount }, (_, row) => ({
              number: as(row),
              list: Array.from({ length: listLength }, (_, i) => as(row * listLength + i)),
            })),
          );
          const groups = parquetMetadata(new Uint8Array(file)).row_groups.map(({ num_rows: rows }) => Number(rows));
          const whole = Math.floor(rowCount / rowsInGroup);
          const rest = rowCount % rowsInGroup === 0 ? [] : [rowCount % rowsInGroup];
          assert.deepEqual(groups, [...Array<number>(whole).fill(rowsInGroup), ...rest]);
        },
      ),
    );
  });

  it('says what its columns are, old and new way, and where each stands', () => {
    const columns = [counting('a', 'uint16'), counting('b', 'int64', 3)];
    const metadata = new Map([['tokenizer', 'gpt2 é']]);
    const file = write({ columns, rowCount: 5, rowsInGroup: 2, metadata });
    const found = parquetMetadata(new Uint8Array(file));
    const schema = found.schema.map(({ name, type, converted_type: old, logical_type: now }) => [name, type, old, now]);
    assert.deepEqual(schema, [
      ['root', undefined, undefined, undefined],
      ['a', 'INT32', 'UINT_16', { type: 'INTEGER', bitWidth: 16, isSigned: false }],
      ['b', undefined, 'LIST', { type: 'LIST' }],
      ['list', undefined, undefined, undefined],
      ['element', 'INT64', undefined, undefined],
    ]);
    assert.deepEqual(found.key_value_metadata, [{ key: 'tokenizer', value: 'gpt2 é' }]);
    assert.equal(found.created_by, 'test');
    assert.equal(found.num_rows, 5n);
    let offset = 4n;
    for (const { columns, total_byte_size: total } of found.row_groups) {
      const sizes = columns.map(({ meta_data: data }) => {
        assert.equal(data!.data_page_offset, offset);
        assert.equal(data!.total_uncompressed_size, data!.total_compressed_size);
        offset += data!.total_compressed_size;
        return data!.total_compressed_size;
      });
      assert.equal(total, sizes[0]! + sizes[1]!);
    }
    assert.equal(offset, BigInt(file.length - 8 - file.readUInt32LE(file.length - 8)));
  });

  it('refuses values that are not as many as the rows need, and lists that no page holds', () => {
    const short = { ...counting('a', 'int64', 3), values: () => new Uint8Array(40) };
    assert.throws(
      () => write({ columns: [short], rowCount: 2 }),
      new RangeError('a: 40 bytes for 6 numbers of int64, which need 48'),
    );
    const values = (): Uint8Array => ({ length: 4 * 600_000_000 }) as Uint8Array;
    const long: ParquetColumn = { name: 'inputs', type: 'int32', listLength: 600_000_000, values };
    assert.throws(
      () => write({ columns: [long], rowCount: 1 }),
      /have 600000000 numbers; a page of Parquet holds 2147483647/,
    );
  });
});
